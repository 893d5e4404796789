"""An item: its page, and what the page asks for while a clerk types: search, the match again, what would be posted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.responses import JSONResponse

from batches.desk.help import HELP
from batches.desk.item import NO_PLAN, ItemPage, Planned, find_item, inks, open_item, plan_lines, viewer
from batches.desk.pages import page
from batches.desk.routes.queue import Address
from batches.desk.security import Clerk, Looker
from batches.desk.shelf import Shelf, Shelved
from batches.desk.typed import Form, Typed
from batches.letters import LetterKind
from lockbox.books.acts import ActKind, Who
from lockbox.books.remarks import RemarkKind
from lockbox.errors import LockboxError
from lockbox.money import format_dollars
from lockbox.records import Coverage
from lockbox.settlement import ExceptionItem, RulingKind

router = APIRouter()

LETTERS = {
    LetterKind.SENT_BACK: "the check goes back",
    LetterKind.RETURNED_CHECK: "the bank returned it",
    LetterKind.ID_MISSING: "whose payment is it?",
    LetterKind.SEPARATE_DENTAL: "dental needs its own check",
    LetterKind.UNDERPAID: "less than the bill",
    LetterKind.OVERPAID: "more than the bill",
    LetterKind.PAID_ELSEWHERE: "already paid",
}
_HITS = 8
_LIKELY = 900
"""Confidence (of 1000) from which a choice is made already when the page opens."""


@router.get("/item/{number}")
def item(request: Request, number: str, who: Looker, shelf: Shelved, address: Address) -> Response:
    """Show an item; whoever may settle it has it from now on."""
    found = open_item(shelf, number, who)
    first = _first(found)
    plan = NO_PLAN
    if first.parts:
        plan = plan_lines(shelf, first.act(found.item.id, who, shelf.world.now(), shelf.judge.roster))
    return page(
        request,
        "item.html",
        page=found,
        asked=address,
        inks=inks(found),
        viewer=viewer(found),
        ready=bool(first.parts),
        sure=_sure,
        plan=plan,
        parts=first.parts or (("", "", "", ""),),
        coverages=[one.value for one in Coverage],
        letters=LETTERS,
        reasons_help=HELP,
        left=shelf.items_left(address.filter(shelf.world, who)),
    )


def _sure(confidence: int) -> str:
    """Return a confidence of 0 to 1000 in words."""
    return f"{confidence / 10:.0f} %" if confidence < 995 else "sure"


def _first(found: ItemPage) -> Typed:
    """Return the form as it stands when the page opens.

    The likeliest choice is ready to be posted where the money is in Suspense already; a check that is held, and a
    likelihood that is none, want a choice first.
    """
    ready = found.is_open and found.item.cents and found.judged.choices and found.judged.confidence >= _LIKELY
    parts = found.judged.choices[0].parts if ready else ()
    said = ((one.member_id, one.coverage.value, one.coverage_month, format_dollars(one.cents)) for one in parts)
    return Typed(kind=RulingKind.POST.value, parts=tuple(said))


@dataclass(frozen=True, slots=True)
class Visit:
    """Who is at work on what: the exception that counts now, whatever the address names of its payment."""

    number: str
    item: ExceptionItem
    who: Who
    shelf: Shelf


def visit(number: str, who: Clerk, shelf: Shelved) -> Visit:
    """Find what an address names, for somebody who may settle it."""
    return Visit(number, find_item(shelf, number)[1], who, shelf)


Visited = Annotated[Visit, Depends(visit)]
"""A route's parameter: the item, and the clerk who is at work on it."""


@router.get("/item/{number}/search")
def search(
    request: Request, at: Visited, q: Annotated[str, Query(max_length=80)], amount: Annotated[str, Query()] = ""
) -> Response:
    """Find subscribers by what a clerk types, each with where the money would go."""
    world, judge = at.shelf.world, at.shelf.judge
    found = at.shelf.search.find(q, _HITS)
    world.desk.note(at.who, world.now(), ActKind.SEARCH, (at.item.id, q))
    cents = at.item.cents or Typed(amount=amount).correction().cents or at.item.amount_cents
    paid = world.desk.paid(*(hit.member.member_id for hit in found.members))
    hits = [(hit, judge.choice(hit.member, ", ".join(hit.by), ((), paid), (cents, ()))) for hit in found.members]
    return page(request, "hits.html", hits=hits, found=found, q=q)


@router.post("/item/{number}/match")
def match(request: Request, at: Visited, form: Form) -> Response:
    """Judge an item again with what was keyed in the place of what was read."""
    keyed, item = form.correction(), at.item
    _remember_keying(at, form)
    papers = at.shelf.papers(item.batch, item.envelope)
    judged = at.shelf.judge.judge(papers, item.item, item.cents or item.amount_cents, keyed)
    return page(request, "choices.html", judged=judged, again=not keyed.says_nothing)


def _remember_keying(at: Visit, form: Typed) -> None:
    """Keep what was keyed unseen, the first time it is whole."""
    world, keyed = at.shelf.world, form.correction()
    blind, desk = world.site.desk.blind, world.desk
    before = {
        one.said.partition(" ")[0]
        for one in desk.remarks(at.item.id)
        if one.kind is RemarkKind.KEYING and one.clerk == at.who.name
    }
    now = {"amount": format_dollars(keyed.cents) if keyed.cents is not None else "", "member_id": keyed.member_id}
    for field, text in now.items():
        if text and field in blind and field not in before:
            desk.remark(at.item.id, RemarkKind.KEYING, at.who, (world.now(), f"{field} {text}"))


@router.post("/item/{number}/plan")
def plan(request: Request, at: Visited, form: Form) -> Response:
    """Say what would be done if the form were sent now."""
    try:
        act = form.act(at.item.id, at.who, at.shelf.world.now(), at.shelf.judge.roster)
    except LockboxError as trouble:
        return page(request, "plan.html", plan=Planned(wrong=str(trouble)))
    return page(request, "plan.html", plan=plan_lines(at.shelf, act))


@router.post("/item/{number}/keep")
def keep(at: Visited) -> Response:
    """Go on keeping an item while somebody is at work on it."""
    world = at.shelf.world
    claim = world.desk.keep(at.item.id, at.who, world.now(), world.site.desk.claim_minutes)
    return JSONResponse({"until": claim.until})


@router.post("/item/{number}/release")
def release(at: Visited) -> Response:
    """Let go of an item."""
    at.shelf.world.desk.release(at.item.id, at.who, at.shelf.world.now())
    return Response(status_code=204)
