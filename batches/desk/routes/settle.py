"""Settling: every act on an item, done once however often it is sent, and the way on to the next."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from starlette.responses import JSONResponse, RedirectResponse

from batches.desk.item import entry_words
from batches.desk.routes.item import Visit, Visited
from batches.desk.routes.queue import Address, Asked
from batches.desk.shelf import Shelf
from batches.desk.typed import Form as Filled
from batches.desk.typed import Typed
from batches.letters import LetterKind, Wording, put_letter
from lockbox.books.acts import Who
from lockbox.books.claims import ClaimedError
from lockbox.books.remarks import RemarkKind, scan_subject
from lockbox.books.rulings import Agreement, ProposedError, Ruled, SettledError
from lockbox.errors import LockboxError, RulingError
from lockbox.records import Box
from lockbox.settlement import Ruling, RulingKind

router = APIRouter()

_REMARKS = {
    "hand_over": (RemarkKind.HAND_OVER, "Handed to a supervisor."),
    "hand_back": (RemarkKind.HAND_BACK, "Handed back to the clerks."),
    "rescan": (RemarkKind.RESCAN, "A rescan is asked for."),
    "rescanned": (RemarkKind.RESCANNED, "The rescan is there."),
    "remark": (RemarkKind.NOTE, "Noted."),
}
_DONE = {
    RulingKind.POST: "Posted",
    RulingKind.SUSPEND: "Kept in Suspense",
    RulingKind.RETURN: "Returned",
    RulingKind.DUPLICATE: "Set aside as a duplicate",
    RulingKind.CLOSE: "Closed",
    RulingKind.CHARGEBACK: "Taken back, as the bank did not pay it",
    RulingKind.REVERSE: "Taken back",
}


@dataclass(frozen=True, slots=True)
class Done:
    """What became of an act, in words; whether the item is off the desk, and whether it can be taken back."""

    words: str
    moves_on: bool = True
    final: bool = False


@router.post("/item/{number}/settle")
def settle(request: Request, at: Visited, form: Filled, address: Address) -> Response:
    """Do what the form says; sent twice, it is done once."""
    item = at.item
    try:
        done = _do(at, form)
    except SettledError as settled:
        again = _same_again(settled, form, at.who)
        if again is None:
            return _refused(request, settled, "settled", item.id)
        done = again
    except ClaimedError as claimed:
        return _refused(request, claimed, "claimed", item.id)
    except LockboxError as trouble:
        return _refused(request, trouble, "trouble", item.id)
    if request.headers.get("x-desk") != "1":
        return RedirectResponse(_onward(item.id, address), 303)
    return JSONResponse(
        {
            "done": done.words,
            "undo": f"/item/{item.id}" if done.final else "",
            "next": _onward(item.id, address) if done.moves_on else "",
        }
    )


@router.post("/item/{number}/redact")
def redact(at: Visited, page: Annotated[int, Form()], box: Annotated[str, Form(max_length=60)]) -> Response:
    """Black a box of a page out from now on, for everybody."""
    item, shelf = at.item, at.shelf
    scans = shelf.papers(item.batch, item.envelope).envelope.scans
    sides = [side for side in box.split(",") if side.lstrip("-").isdigit()]
    if len(sides) != 4 or not 0 <= page < len(scans):
        raise RulingError("no box was drawn", hint="Draw it with the mouse, or with the arrow keys and Shift.")
    left, top, width, height = map(int, sides)
    subject = scan_subject(scans[page].sha256, scans[page].page)
    shelf.world.desk.redact(subject, Box(left, top, width, height), at.who, shelf.world.now())
    return JSONResponse({"done": "Blacked out, from now on and for everybody."})


def _do(at: Visit, form: Typed) -> Done:
    world, number, who = at.shelf.world, at.number, at.who
    if form.kind in _REMARKS:
        kind, words = _REMARKS[form.kind]
        if kind is RemarkKind.HAND_OVER and not form.note.strip():
            raise RulingError("a hand-over needs a note", hint="Say what the supervisor shall decide.")
        world.desk.remark(number, kind, who, (world.now(), form.note))
        return Done(words, moves_on=kind in (RemarkKind.HAND_OVER, RemarkKind.RESCAN))
    if form.kind == "agree":
        ruled = world.desk.second(Agreement(number, who.name, world.now(), form.note), who, world.control)
    else:
        ruled = world.desk.rule(form.act(number, who, world.now(), at.shelf.judge.roster), who, world.control)
    return Done(_words(ruled) + _letter(ruled, number, at.shelf), final=ruled.ruling.final)


def _words(ruled: Ruled) -> str:
    if ruled.second_wanted:
        return f"Proposed: {ruled.second_wanted}, so a second person must agree."
    moved = "; ".join(entry_words(entry) for entry in ruled.entries)
    return f"{_DONE[ruled.ruling.kind]}{f': {moved}' if moved else ''}."


def _letter(ruled: Ruled, number: str, shelf: Shelf) -> str:
    """Put the letter that a ruling names into the outbox once it is final; say so, or why not."""
    words = next((part for part in ruled.ruling.note.split("; ") if part.startswith("letter: ")), "").split()
    if not words or not ruled.ruling.final:
        return ""
    world = shelf.world
    with contextlib.suppress(ValueError):
        kind, language = LetterKind(words[1]), words[2] if len(words) > 2 else "en"
        try:
            put_letter(world.site, world.books.exception(number), kind, world.today, Wording(language=language))
        except LockboxError as trouble:
            return f" The letter could not be written: {trouble}."
        return " The letter is in the outbox."
    return ""


def _same_again(settled: SettledError, form: Typed, who: Who) -> Done | None:
    """Return what was done where this is the same act of the same person sent again, None where it is not."""
    ruling = settled.ruling
    if ruling.clerk != who.name or (form.kind not in ("agree", ruling.kind.value)):
        return None
    if form.kind == RulingKind.POST.value and not _same_parts(form, ruling):
        return None
    words = "Proposed already" if isinstance(settled, ProposedError) else f"{_DONE[ruling.kind]} already"
    return Done(f"{words}, by you, at {ruling.ruled_at[11:16]}; nothing was done twice.", final=ruling.final)


def _same_parts(form: Typed, ruling: Ruling) -> bool:
    said = sorted((part.member_id, part.coverage.value, part.coverage_month) for part in ruling.allocations)
    return said == sorted((member, plan, month) for member, plan, month, amount in form.parts if amount.strip())


def _refused(request: Request, trouble: LockboxError, kind: str, item: str) -> Response:
    if request.headers.get("x-desk") != "1":
        raise trouble
    return JSONResponse({"trouble": str(trouble), "hint": trouble.hint, "kind": kind, "item": item}, 409)


def _onward(item: str, address: Asked) -> str:
    return f"/next?after={item}{f'&{address.query}' if address.query else ''}"
