import datetime as dt
from dataclasses import replace
from pathlib import Path

import recorded

from batches.archive import Archive
from batches.intake import take_in
from batches.mailroom import open_mailroom
from batches.pins import installed_pins, program
from batches.replay import replay
from batches.run import run_batch
from batches.site import Site
from lockbox.canonical import decode, encode
from lockbox.manifest import Inputs
from lockbox.records import PageReading, Reading
from lockbox.settings import Settings, seal_settings
from lockbox.settlement import Known, Outcome, Verdict
from ocr.engines import load_engines
from samples.night import RECEIVED_ON, make_night


def inputs(archive: Archive) -> Inputs:
    return Inputs(
        batch_sha256="0" * 64,
        roster_sha256=archive.put(recorded.roster()),
        settings_sha256=archive.put(seal_settings(Settings())),
        known_sha256=archive.put(encode(Known())),
        engines=(),
        received_on=recorded.DAY,
        program="tests",
    )


def test_an_envelope_is_decided_from_its_reading_alone(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    room = open_mailroom(archive, inputs(archive))
    envelope = recorded.envelope(archive, "001", recorded.check(2), recorded.back(), recorded.slip(2))
    pages = (decode(PageReading, archive.get(scan.sha256)) for scan in envelope.scans)
    reading = Reading(tuple(replace(page, page=place) for place, page in enumerate(pages)))
    outcome = room.redecide(envelope, reading)
    assert [one.verdict for one in outcome.decisions] == [Verdict.POST]
    assert outcome.matches[0].candidates[0].member_id == recorded.member_id(2)
    again = room.redecide(envelope, decode(Reading, encode(reading)))
    assert encode(again) == encode(outcome)
    assert decode(Outcome, encode(outcome)) == outcome


def test_the_program_and_the_readers_have_names_that_stay() -> None:
    assert program() == program()
    assert program().startswith("lockbox ")
    pins = installed_pins()
    assert pins == installed_pins()
    assert len({pin.name for pin in pins}) == len(pins) == 6


def test_real_mail_with_real_readers_in_two_processes_replays_from_the_images_in_one(tmp_path: Path) -> None:
    make_night(tmp_path / "night", 2, seed=11)
    site = Site.create(tmp_path / "site", "ab" * 32).with_workers(2)
    site.load_roster((tmp_path / "night" / "roster.csv").read_bytes(), "2026-11-19T08:00:00+00:00")
    batch = take_in(tmp_path / "night" / "mail", site.archive.put, site.settings.reading, dt.date(2026, 1, 1))
    report = run_batch(site, batch, recorded.OPERATOR)
    assert (report.envelopes, report.received_on) == (2, RECEIVED_ON)
    assert site.archive.journal(report.run).failed == 0
    assert replay(site.archive, report.run) == ()
    assert replay(site.archive, report.run, load_engines()) == ()
    assert site.archive.verify(site.archive.head()) == ()
