"""The help at each reason is the page of reasons, word for word."""

from __future__ import annotations

from pathlib import Path

from batches.desk.help import FILE, HELP, paragraphs
from lockbox.reasons import Reason

PAGE = Path(__file__).parent.parent.parent / "docs" / "reasons.md"


def test_the_packaged_page_is_the_document() -> None:
    assert FILE.read_text("utf-8") == PAGE.read_text("utf-8")


def test_every_reason_has_its_paragraph_in_plain_words() -> None:
    assert set(HELP) == {reason.value for reason in Reason}
    assert all(len(words) > 60 and "](" not in words and "**" not in words for words in HELP.values())
    assert paragraphs("# x\n\n## NO_ID\n\nSee [this](that.md), *soon*.\n") == {"NO_ID": "See this, soon."}
