from pathlib import Path

import pytest
import recorded

from batches import rosters
from batches.archive import Archive
from batches.rosters import parsed_roster, share_roster, shared_roster
from lockbox.errors import DamagedError, RosterError
from matching.roster import Roster, parse_roster

LINE = recorded.roster()


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def forms(archive: Archive) -> list[Path]:
    return sorted((archive.root / "indexed").iterdir())


def same(one: Roster, other: Roster) -> bool:
    indexes = all(
        {key: list(getattr(one, name)[key]) for key in getattr(one, name)}
        == {key: list(getattr(other, name)[key]) for key in getattr(other, name)}
        for name in ("names", "streets", "accounts")
    )
    return indexes and tuple(one.members) == tuple(other.members) and one.id_information == other.id_information


def test_the_form_that_processes_share_holds_what_the_file_says(archive: Archive) -> None:
    name = archive.put(LINE)
    members = parse_roster(LINE.decode())
    for roster in (shared_roster(archive, name), shared_roster(archive, name), parsed_roster(archive, name)):
        assert same(roster, Roster.of(members))
    assert len(forms(archive)) == 1
    assert archive.verify() == ()


def test_a_roster_is_parsed_once(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    name = archive.put(LINE)
    share_roster(archive, name, parse_roster(LINE.decode()))
    monkeypatch.setattr(rosters, "parse_roster", lambda _text: pytest.fail("parsed again"))
    assert shared_roster(archive, name).members


def test_a_damaged_form_is_made_again_and_a_damaged_roster_is_refused(archive: Archive) -> None:
    name = archive.put(LINE)
    roster = shared_roster(archive, name)
    (form,) = forms(archive)
    for damage in (b"", form.read_bytes()[:-1], form.read_bytes().replace(b"active", b"ectiva", 1)):
        form.unlink()
        form.write_bytes(damage)
        assert same(shared_roster(archive, name), roster)
    (record,) = archive.root.glob("objects/*/*")
    record.chmod(0o644)
    record.write_bytes(LINE + b"\n")
    with pytest.raises(DamagedError):
        shared_roster(archive, name)


def test_where_nothing_can_be_written_the_roster_is_this_process_own(archive: Archive) -> None:
    name = archive.put(LINE)
    (archive.root / "indexed").write_text("in the way")
    assert same(shared_roster(archive, name), parsed_roster(archive, name))


def test_what_is_no_roster_leaves_no_form(archive: Archive) -> None:
    with pytest.raises(RosterError):
        shared_roster(archive, archive.put(b"not,a,roster\n"))
    assert not (archive.root / "indexed").exists()


def test_only_the_newest_forms_are_kept(archive: Archive) -> None:
    for number in range(6):
        shared_roster(archive, archive.put(LINE + b"\n" * number))
    assert len(forms(archive)) == 4
