"""An envelope's story has everything that is on record of it, and no secret number."""

from __future__ import annotations

import re

import pytest

from batches.desk.papers import Nights
from batches.desk.story import envelope_story
from batches.site import Site
from batches.tally import RunReport
from lockbox.books.books import Books
from lockbox.books.plan import Act
from lockbox.errors import NotFoundError
from lockbox.settings import Policy
from lockbox.settlement import RulingKind

AT = "2026-03-21T08:00:00+00:00"


def test_a_posted_envelope_is_told_from_scan_to_entry(site: Site, night: RunReport, books: Books) -> None:
    story = envelope_story(Nights(site.archive), books, night.run, "001")
    assert [sheet.kind for sheet in story.sheets] == ["check", "check_back", "slip"]
    assert {"micr", "courtesy amount", "payee"} <= {seen.zone for seen in story.sheets[0].seen}
    (chapter,) = story.chapters
    assert chapter.decision.verdict == "posted"
    assert chapter.booked
    assert [entry.cents for entry in chapter.booked.entries] == [101_00]
    assert chapter.view.payers[0].name == "Carl Davis"
    assert all(site.archive.has(sha256) for _, sha256 in story.proof.objects)
    assert story.proof.run == night.run


def test_rulings_are_part_of_it(site: Site, night: RunReport, books: Books) -> None:
    nights = Nights(site.archive)
    before = envelope_story(nights, books, night.run, "003").chapters[0]
    assert before.booked
    act = Act(before.exceptions[0], RulingKind.RETURN, "pat", AT, "sent twice")
    books.rule(act, Policy())
    (chapter,) = envelope_story(nights, books, night.run, "003").chapters
    assert chapter.booked
    assert [(ruling.clerk, ruling.final) for ruling in chapter.booked.rulings] == [("pat", False)]


def test_an_envelope_without_an_instrument_and_one_without_a_page_have_a_story_too(
    site: Site, night: RunReport, books: Books
) -> None:
    nights = Nights(site.archive)
    letter = envelope_story(nights, books, night.run, "004")
    assert [chapter.decision.item for chapter in letter.chapters] == [0]
    broken = envelope_story(nights, books, night.run, "005")
    assert [(sheet.kind, sheet.faults) for sheet in broken.sheets] == [(None, ("encrypted",))]
    with pytest.raises(NotFoundError):
        envelope_story(nights, books, night.run, "999")


def test_no_account_number_is_in_it(site: Site, night: RunReport, books: Books) -> None:
    nights = Nights(site.archive)
    for envelope in ("000", "001", "002", "003"):
        said = repr(envelope_story(nights, books, night.run, envelope).sheets)
        said += repr([chapter.view for chapter in envelope_story(nights, books, night.run, envelope).chapters])
        assert "A021000021A*****678" in said
        assert not re.search(r"12345678[0-9]", said)
