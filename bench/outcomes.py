"""What a reader made of a set, held against the truth: answers, the figures they come to, and how sure those are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from lockbox.clopper_pearson import interval

SURE = 990
"""Confidence from which at most one value in a hundred may be wrong."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One thing read.

    Attributes:
        name: of the line or page, for a list of mistakes.
        said: what the reader takes it for, accepted or not; None where it has no idea.
        true: what it is; None where nothing is there to be named.
        confidence: 0 to 1000, or None where the reader gives none.
        accepted: whether the value is taken at the operating point.
        milliseconds: of processor time.
    """

    name: str
    said: str | None
    true: str | None
    confidence: int | None
    accepted: bool
    milliseconds: float

    @property
    def right(self) -> bool:
        """Whether what was said is so."""
        return self.said == self.true


@dataclass(frozen=True, slots=True)
class Outcome:
    """One reader's answers on one field of one set.

    Attributes:
        ink: ``real``, ``composed`` of real ink, or ``drawn``.
        point: the operating point, as the setting that holds it, or empty.
        ours: whether it is the reader that this program uses for the field.
    """

    set: str
    ink: str
    field: str
    reader: str
    answers: tuple[Answer, ...]
    point: str = ""
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """What the answers come to; shares are of ``n``, error rates of those accepted.

    Attributes:
        exact: share whose best guess is right, accepted or not.
        read: share accepted; ``right`` of these in number, and ``wrong``.
        error, error_most: share of the accepted that are wrong, and its upper bound at 95 %.
        sure, sure_wrong: number with a confidence of 0.99 and more, and of these wrong.
        milliseconds: median.
    """

    set: str
    ink: str
    field: str
    reader: str
    ours: bool
    point: str
    n: int
    exact: float
    read: float
    right: int
    wrong: int
    error: float
    error_most: float
    sure: int
    sure_wrong: int
    milliseconds: float


def figure(outcome: Outcome) -> Figure:
    """Return the figures of an outcome with at least one answer."""
    answers = outcome.answers
    count = len(answers)
    taken = [one for one in answers if one.accepted]
    wrong = sum(not one.right for one in taken)
    sure = [one for one in taken if one.confidence is not None and one.confidence >= SURE]
    return Figure(
        outcome.set,
        outcome.ink,
        outcome.field,
        outcome.reader,
        outcome.ours,
        outcome.point,
        n=count,
        exact=sum(one.right for one in answers) / count,
        read=len(taken) / count,
        right=len(taken) - wrong,
        wrong=wrong,
        error=wrong / len(taken) if taken else 0.0,
        error_most=bounds(wrong, len(taken))[1],
        sure=len(sure),
        sure_wrong=sum(not one.right for one in sure),
        milliseconds=median(one.milliseconds for one in answers),
    )


def bounds(hits: int, count: int) -> tuple[float, float]:
    """Return the 95 % interval of a share by Clopper and Pearson (1934): ``hits`` of ``count``."""
    return interval(hits, count)


def bins(answers: Sequence[Answer], edges: Sequence[int]) -> list[tuple[float, int, int]]:
    """Return mean confidence (0 to 1), number right and number, of the answers from each edge up to the next."""
    found = []
    for low, high in zip(edges, [*edges[1:], 1001], strict=True):
        inside = [one for one in answers if one.confidence is not None and low <= one.confidence < high]
        mean = sum(one.confidence or 0 for one in inside) / max(1, len(inside)) / 1000
        found.append((mean, sum(one.right for one in inside), len(inside)))
    return found
