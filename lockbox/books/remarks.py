"""Facts that people add to an item without moving money: notes, hand-overs, keyings, rescans asked for, redactions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, RowMapping, select

from lockbox.books.moments import utc
from lockbox.books.people import plain_name
from lockbox.books.schema_desk import REMARK, append
from lockbox.canonical import decode, encode
from lockbox.records import Box


class RemarkKind(StrEnum):
    """What a remark is."""

    NOTE = "note"
    HAND_OVER = "hand over"
    HAND_BACK = "hand back"
    KEYING = "keying"
    RESCAN = "rescan"
    RESCANNED = "rescanned"
    REDACTION = "redaction"


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark; its subject is an exception, or for a redaction a scan (see ``scan_subject``)."""

    number: int
    subject: str
    kind: RemarkKind
    clerk: str
    at: str
    said: str


def add_remark(connection: Connection, subject: str, kind: RemarkKind, clerk: str, what: tuple[str, str]) -> None:
    """Write a remark: at which moment, and in which words."""
    at, said = what
    row = {"subject": subject, "kind": kind.value, "clerk": plain_name(clerk), "at": utc(at), "said": said.strip()}
    append(connection, REMARK, row)


def remarks(connection: Connection, subjects: Sequence[str]) -> tuple[Remark, ...]:
    """Return the remarks on some subjects, oldest first."""
    query = select(REMARK).where(REMARK.c.subject.in_(subjects)).order_by(REMARK.c.number)
    return tuple(_remark(row) for row in connection.execute(query).mappings())


def remarks_of(connection: Connection, *kinds: RemarkKind) -> tuple[Remark, ...]:
    """Return all remarks of some kinds, oldest first."""
    query = select(REMARK).where(REMARK.c.kind.in_([kind.value for kind in kinds])).order_by(REMARK.c.number)
    return tuple(_remark(row) for row in connection.execute(query).mappings())


def handed_over(connection: Connection, exception: str) -> Remark | None:
    """Return the hand-over by which an item waits for a supervisor, None if it does not."""
    last: Remark | None = None
    for remark in remarks(connection, [exception]):
        if remark.kind in (RemarkKind.HAND_OVER, RemarkKind.HAND_BACK):
            last = remark
    return last if last and last.kind is RemarkKind.HAND_OVER else None


def scan_subject(sha256: str, page: int) -> str:
    """Return the subject of remarks on one page of an archived file."""
    return f"scan:{sha256}:{page}"


def redact_box(connection: Connection, scan: str, box: Box, clerk: str, at: str) -> None:
    """Black a box of a page out from now on; the archive keeps what it has."""
    add_remark(connection, scan, RemarkKind.REDACTION, clerk, (at, encode(box).decode()))


def redacted(connection: Connection, scan: str) -> tuple[Box, ...]:
    """Return the boxes of a page that people have blacked out."""
    found = remarks(connection, [scan])
    return tuple(decode(Box, one.said.encode()) for one in found if one.kind is RemarkKind.REDACTION)


def _remark(row: RowMapping) -> Remark:
    return Remark(row["number"], row["subject"], RemarkKind(row["kind"]), row["clerk"], row["at"], row["said"])
