"""Letters to payers, written about payments of a night whose readings are written down."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pypdfium2
import pytest
import recorded

from batches.letters import LANGUAGES, LetterKind, NobodyToWriteToError, Wording, letter_for, put_letter
from batches.outbox import OutboxError
from batches.run import run_batch
from batches.site import Site
from lockbox.books.books import Books, open_books
from lockbox.books.history import Story

DAY = dt.date(2026, 3, 24)
ACCOUNT, SSN = "123456780", "078-05-1120"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = recorded.make_site(tmp_path / "site")
    run_batch(site, recorded.night(site), recorded.OPERATOR, recorded.READERS)
    return site


@pytest.fixture
def books(site: Site) -> Iterator[Books]:
    with closing(open_books(site.books_url)) as books:
        yield books


def posted(books: Books) -> Story:
    return next(one for one in books.status(recorded.member_id(0)) if "posted" in one.now)


def held(books: Books, envelope: str) -> Story:
    return next(books.exception(one.item.id) for one in books.open_exceptions() if one.item.envelope == envelope)


def said(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(pdf)
    assert len(pages) == 1
    return " ".join(pages[0].get_textpage().get_text_range().split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", LetterKind)
def test_each_letter_names_the_payment_and_no_account(
    site: Site, books: Books, kind: LetterKind, language: str
) -> None:
    story = posted(books)
    reason = f"insufficient funds on account {ACCOUNT}, SSN {SSN}"
    pdf = letter_for(site, story, kind, DAY, Wording(language, bank_reason=reason))
    text = said(pdf)
    assert pypdfium2.raw.FPDFCatalog_IsTagged(pypdfium2.PdfDocument(pdf).raw)
    for words in ("Ann Baker", "1 Elm Street", "Boston, MA 02118", "$100.00", story.confirmation, "1000"):
        assert words in text
    for secret in (ACCOUNT, SSN, recorded.member_id(0)):
        assert secret not in text
    assert recorded.member_id(0)[-4:] in text


def test_the_same_letter_has_the_same_bytes(site: Site, books: Books) -> None:
    story = posted(books)
    once, again = (letter_for(site, story, LetterKind.RETURNED_CHECK, DAY) for _ in range(2))
    assert once == again


def test_a_letter_leaves_once(site: Site, books: Books) -> None:
    story = posted(books)
    path = put_letter(site, story, LetterKind.UNDERPAID, DAY)
    assert path.parent == site.outbox
    assert put_letter(site, story, LetterKind.UNDERPAID, DAY) == path
    with pytest.raises(OutboxError):
        put_letter(site, story, LetterKind.UNDERPAID, DAY, Wording(to=("Carl Davis", "Boston")))


def test_a_payment_sent_back_says_why(site: Site, books: Books) -> None:
    text = said(letter_for(site, held(books, "003"), LetterKind.SENT_BACK, DAY, Wording(to=("Ann Baker", "Boston"))))
    assert "We had already received this check." in text


def test_without_an_address_somebody_must_say_one(site: Site, books: Books) -> None:
    with pytest.raises(NobodyToWriteToError):
        letter_for(site, held(books, "004"), LetterKind.ID_MISSING, DAY)
    to = Wording(to=("Pat <b>Doe</b> & Sons", f"account {ACCOUNT}1"))
    text = said(letter_for(site, held(books, "004"), LetterKind.ID_MISSING, DAY, to))
    assert "Dear Pat <b>Doe</b> & Sons," in text
    assert ACCOUNT not in text


@pytest.mark.parametrize("kind", LetterKind)
def test_a_seventh_grader_can_read_it(site: Site, books: Books, kind: LetterKind) -> None:
    """Flesch and Kincaid's grade of the running text: 0.39 words a sentence + 11.8 syllables a word - 15.59."""
    text = said(letter_for(site, posted(books), kind, DAY))
    body = text[text.index("Dear") : text.index("The payment this")] + text[text.index("What to do now") :]
    words = re.findall(r"[A-Za-z']+", body)
    sentences = len(re.findall(r"[.?!](?: |$)", body))
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", re.sub(r"e$", "", word.lower())))) for word in words)
    assert 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59 <= 7.0
