"""Printed labels of a form, such as "Pay to the order of" or "Memo", read on a few small candidates only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from rapidfuzz import fuzz

from ocr.engine import TEXT, Gray, LineReader
from ocr.layout import Layout, TextLine
from ocr.rules import INCH, Rect, Rule
from ocr.standing import covers


class Says(Enum):
    """What a label asks for."""

    PAYEE = "payee"
    AMOUNT = "amount"
    DATE = "date"
    MEMO = "memo"
    SENDER = "sender"
    ADDRESS = "address"
    SIGNER = "signer"
    WORDS = "words"
    """Not a label: a printed amount in words itself; so are figures and a day."""
    FIGURES = "figures"
    DAY = "day"


_PHRASES = {
    Says.PAYEE: ("pay to the order of", "pay to the", "order of", "to the order of", "pay to", "payable to"),
    Says.AMOUNT: ("pay", "the sum of", "amount", "pay exactly", "pay the amount of", "amount in words"),
    Says.DATE: ("date", "issue date"),
    Says.MEMO: ("memo", "for", "re", "used for", "memo used for", "payment for", "in payment of"),
    Says.SENDER: ("from", "purchaser", "remitter", "sender", "name of remitter"),
    Says.ADDRESS: ("address",),
    Says.SIGNER: ("purchaser signer for drawer", "authorized signature", "signature", "signature of drawer", "drawer"),
}
_WORDS = re.compile(r"\b(hundred|thousand|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)\b|/100", re.IGNORECASE)
_FIGURES = re.compile(r"^\W{0,4}[$S]?\s?\d[\d,]*\.\s?\d\d\W{0,3}$")
_DAY = re.compile(
    r"^\D{0,2}((19|20)\d\d-\d\d-\d\d|(0?[1-9]|1[0-2])[/-]([0-2]?\d|3[01])[/-](\d\d|20\d\d)"
    r"|[A-Za-z]{3,9}\.? \d{1,2},? (19|20)\d\d)\W?$"
)
VALUES = frozenset({Says.WORDS, Says.FIGURES, Says.DAY})
_KEYWORDS = {"purchaser": Says.SENDER, "remitter": Says.SENDER, "signature": Says.SIGNER, "signer": Says.SIGNER}


@dataclass(frozen=True, slots=True)
class Label:
    """A label that was read, and where it stands on the working grid."""

    says: Says
    box: Rect


def meaning(text: str) -> Says | None:
    """Return what a text asks for as a label, None for anything else."""
    plain = " ".join(re.sub(r"[^a-z ]+", " ", text.lower()).split())
    if len(_WORDS.findall(text)) >= 2:
        return Says.WORDS
    if _FIGURES.match(text.strip()):
        return Says.FIGURES
    if _DAY.match(text.strip()):
        return Says.DAY
    best: tuple[float, Says] | None = None
    for says, phrases in _PHRASES.items():
        for phrase in phrases:
            alike = fuzz.ratio(plain, phrase)
            if alike >= (100 if len(phrase) <= 3 else 74) and (best is None or alike > best[0]):
                best = (alike, says)
    if best:
        return best[1]
    near = (says for token in plain.split() for word, says in _KEYWORDS.items() if fuzz.ratio(token, word) >= 80)
    return next(near, None)


def phrases(layout: Layout) -> list[Rect]:
    """Runs of small words that may be labels, and long lines that may be a printed amount in words."""
    band = layout.micr
    runs = (run for line in layout.lines if band is None or not covers(band, line.box) for run in _runs(line))
    return [run for run in runs if 9 <= run.height <= 0.2 * INCH and 0.12 * INCH <= run.width <= 4.5 * INCH]


def _runs(line: TextLine) -> list[Rect]:
    """Words of a line that stand together as one phrase."""
    runs: list[Rect] = []
    for word in line.words:
        space = 0.09 * INCH if line.letter_height < 16 else 1.6 * line.letter_height
        if runs and word.left - runs[-1].right <= space and abs(word.height - runs[-1].height) <= 16:
            runs[-1] = runs[-1].union(word)
        else:
            runs.append(word)
    return runs


def read_labels(gray: Gray, layout: Layout, reader: LineReader) -> list[Label]:
    """Read the four likeliest labels, and the four runs of print likeliest to be a value, and keep what is either."""
    runs = phrases(layout)
    labels = sorted(runs, key=lambda run: (-_promise(run, layout), run))[:4]
    values = [run for run in runs if run not in labels and 14 <= run.height <= 34 and run.middle < 0.7 * layout.height]
    longest = sorted(values, key=lambda run: -run.width)[:1]
    short = [run for run in values if run not in longest and 0.35 * INCH < run.width < 1.5 * INCH]
    rightmost = sorted(short, key=lambda run: (run.middle > layout.height / 2, -run.right))[:3]
    return read_at(gray, layout, reader, [*labels, *longest, *rightmost])


def read_at(gray: Gray, layout: Layout, reader: LineReader, places: list[Rect]) -> list[Label]:
    """Read given places and keep those that are labels."""
    if not places:
        return []
    crops = []
    for place in places:
        box = layout.to_page(place.grown(5, 4))
        crops.append(gray[box.top : box.top + box.height, box.left : box.left + box.width])
    said = [(place, meaning(read.text)) for place, read in zip(places, reader.read(crops, TEXT), strict=True)]
    return [Label(says, place) for place, says in said if says is not None]


def _promise(run: Rect, layout: Layout) -> float:
    """How likely a run of words is to be a label that matters."""
    score = 0.0
    if rule_after(run, layout.rules) is not None:
        score += 3
    elif rule_above(run, layout.rules) is not None:
        score += 1
    if run.left < 0.12 * layout.width:
        score += 1
    if run.width > 1.6 * INCH:
        score += 1 if 0.2 < run.middle / layout.height < 0.7 else -2
    return score - (3 if run.middle < 0.18 * layout.height else 0)


def rule_after(label: Rect, rules: tuple[Rule, ...]) -> Rule | None:
    """The rule that begins where a label ends, on its baseline."""
    for rule in rules:
        if -12 <= rule.left - label.right <= 0.4 * INCH and abs(rule.y_left - label.bottom) <= 14:
            return rule
    return None


def rule_above(label: Rect, rules: tuple[Rule, ...]) -> Rule | None:
    """The rule under which a label is printed."""
    for rule in rules:
        shared = min(rule.right, label.right) - max(rule.left, label.left)
        if 1 <= label.top - rule.y(label.left) <= 0.16 * INCH and shared > 0.6 * label.width:
            return rule
    return None
