"""Makes pages: the templates, what they may say of money, days and reasons, and the frame around every page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from fastapi import Request, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from batches.desk.security import form_token
from lockbox.books.acts import Who
from lockbox.books.people import Role
from lockbox.canonical import sha256
from lockbox.money import display_dollars, format_dollars
from lockbox.reasons import MEANINGS, Reason
from lockbox.settlement import Allocation

_HERE = Path(__file__).parent
STATIC = _HERE / "static"


@dataclass(frozen=True, slots=True)
class Tab:
    """One place of the desk in the bar at the top: where, what it is called, and who sees it."""

    path: str
    name: str
    roles: frozenset[Role]


_LOOKS = frozenset({Role.CLERK, Role.SUPERVISOR})
TABS = (
    Tab("/queue", "Queue", _LOOKS),
    Tab("/audit", "Audit", frozenset({Role.AUDITOR, Role.SUPERVISOR})),
    Tab("/night", "Nights", frozenset({Role.OPERATOR, Role.SUPERVISOR})),
)


def _day(value: dt.date) -> str:
    return f"{value:%b} {value.day}, {value.year}"


def _short_day(value: dt.date) -> str:
    return f"{value:%b} {value.day}"


def reason_words(code: str) -> str:
    """Return a reason code as words: ``No id``."""
    return code.replace("_", " ").capitalize().replace(" id", " ID").replace("Id ", "ID ").replace("Micr", "MICR")


def _static(name: str) -> str:
    """Return the address of a file of ``static/``, which is another one when the file is."""
    return f"/static/{name}?{sha256((STATIC / name).read_bytes())[:12]}"


def _grouped(number: str) -> str:
    """Return a Member ID in groups of four, as people read it."""
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


def _part(part: Allocation) -> tuple[str, str, str, str]:
    """Return a part of a payment as its form fields say it: member, plan, month, amount."""
    return part.member_id, part.coverage.value, part.coverage_month, format_dollars(part.cents)


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        dollars=display_dollars,
        day=_day,
        short_day=_short_day,
        reason=reason_words,
        grouped=_grouped,
        part=_part,
        meaning=lambda code: MEANINGS[Reason(code)],
    )
    made.globals.update(
        tabs=TABS,
        static=_static,
        style=_static("desk.css"),
        script=_static("desk.js"),
    )
    return made


_TEMPLATES = _environment()


def page(request: Request, template: str, status: int = 200, /, **said: object) -> Response:
    """Return a page made from a template of ``templates/``; who is signed in and the form token are in it already."""
    who: Who | None = getattr(request.state, "who", None)
    text = _TEMPLATES.get_template(template).render(
        who=who, form_token=form_token(request) if who else "", here=request.url.path, **said
    )
    return HTMLResponse(text, status)
