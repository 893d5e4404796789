from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import recorded

from batches import mailroom
from batches.replay import Difference, replay
from batches.run import RunReport, run_batch
from batches.site import Site
from batches.tally import outcomes_of
from lockbox.canonical import decode
from lockbox.errors import DamagedError
from lockbox.records import Envelope, PageReading, Reading, Sighting, Zone
from lockbox.settings import ReadingSettings
from ocr.engine import Engines


@dataclass(frozen=True)
class Reader:
    """A reader by name only; what it reads is patched in."""

    name: str = "recorded"
    fingerprint: str = "0" * 64


def engines(fingerprint: str = "0" * 64) -> Engines:
    return Engines(*[Reader(fingerprint=fingerprint)] * 6)  # type: ignore[list-item]


@pytest.fixture
def sealed(tmp_path: Path) -> tuple[Site, RunReport]:
    site = recorded.make_site(tmp_path)
    return site, run_batch(site, recorded.night(site), recorded.OPERATOR, recorded.READERS)


@pytest.fixture
def see(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Sighting], Sighting]], None]:
    """Let the readers see each sighting of the images through a function."""

    def through(change: Callable[[Sighting], Sighting]) -> None:
        def read(envelope: Envelope, fetch: Callable[[str], bytes], _: Engines, __: ReadingSettings) -> Reading:
            pages = (decode(PageReading, fetch(scan.sha256)) for scan in envelope.scans)
            return Reading(
                tuple(
                    replace(page, page=place, sightings=tuple(map(change, page.sightings)))
                    for place, page in enumerate(pages)
                )
            )

        monkeypatch.setattr(mailroom, "read", read)

    return through


def test_recorded_readings_give_the_same_byte_for_byte(sealed: tuple[Site, RunReport]) -> None:
    site, report = sealed
    told: list[tuple[int, int]] = []
    assert replay(site.archive, report.run, progress=lambda done, of: told.append((done, of))) == ()
    assert told[-1] == (6, 6)


def test_a_batch_out_of_balance_replays_too(tmp_path: Path) -> None:
    site = recorded.make_site(tmp_path)
    report = run_batch(site, recorded.night(site, cents=1), recorded.OPERATOR, recorded.READERS)
    assert replay(site.archive, report.run) == ()


def test_a_changed_rule_shows_field_by_field(sealed: tuple[Site, RunReport], monkeypatch: pytest.MonkeyPatch) -> None:
    site, report = sealed
    decide = mailroom.decide

    def doubtful(*given: object) -> object:
        return tuple(replace(one, confidence=1) for one in decide(*given))  # type: ignore[arg-type]

    monkeypatch.setattr(mailroom, "decide", doubtful)
    differences = replay(site.archive, report.run)
    sealed_as = next(outcomes_of(site.archive, site.archive.manifest(report.run))).decisions[0].confidence
    assert differences[0] == Difference("000", "decisions[0].confidence", str(sealed_as), "1")
    assert [one.envelope for one in differences] == [f"00{place}" for place in range(6)]
    assert {one.path for one in differences} == {"decisions[0].confidence"}


def test_images_that_read_the_same_differ_in_nothing(
    sealed: tuple[Site, RunReport], see: Callable[[Callable[[Sighting], Sighting]], None]
) -> None:
    site, report = sealed
    see(lambda sighting: sighting)
    found = replay(site.archive, report.run, engines())
    assert {one.path.split()[0] for one in found} == {"engine"}


def test_another_version_that_reads_the_same_is_named_once(
    sealed: tuple[Site, RunReport], see: Callable[[Callable[[Sighting], Sighting]], None]
) -> None:
    site, report = sealed
    see(lambda sighting: replace(sighting, engine=f"{sighting.engine.partition(':')[0]}:{'c' * 12}"))
    found = replay(site.archive, report.run, engines("1" * 64))
    assert {one.path.split()[0] for one in found} == {"engine"}


def test_a_misread_image_is_listed_with_both_sightings(
    sealed: tuple[Site, RunReport], see: Callable[[Callable[[Sighting], Sighting]], None]
) -> None:
    site, report = sealed

    def misread(sighting: Sighting) -> Sighting:
        if sighting.zone is not Zone.COURTESY or sighting.text != "101.00":
            return sighting
        return replace(sighting, text="107.00", engine="c:2")

    see(misread)
    differences = replay(site.archive, report.run, engines("1" * 64))
    engine, *_ = (one for one in differences if one.path == "engine recorded")
    assert engine.sealed == "0" * 64
    (gone, *_), (new, *_) = (
        [one for one in differences if one.path == f"page 1 courtesy_amount {reader}"] for reader in "bc"
    )
    assert gone.envelope == new.envelope == "001"
    assert gone.sealed.startswith("'101.00' (990)")
    assert gone.replayed == new.sealed == "(absent)"
    assert new.replayed.startswith("'107.00' (990)")
    assert any(one.path.startswith("decisions[0]") for one in differences)
    assert {one.envelope for one in differences} == {"", "001"}


def test_a_damaged_reading_is_refused(sealed: tuple[Site, RunReport]) -> None:
    site, report = sealed
    name = site.archive.manifest(report.run).results[0].reading_sha256
    path = site.root / "archive" / "objects" / name[:2] / name
    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace(b"Ann", b"Bob"))
    with pytest.raises(DamagedError, match=name):
        replay(site.archive, report.run)
