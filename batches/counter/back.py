"""Commands for what comes after the night: letters to payers, payments by other channels, what is unpaid."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from batches.counter.surroundings import FILE, NEW_FILE, Surroundings, here, json_option, open_site_books, site_option
from batches.letters import LANGUAGES, LetterKind, Wording, letter_for, put_letter
from batches.payments import load_payments
from batches.site import Site
from batches.unpaid import UnpaidList, as_csv, state_counts, unpaid_bills
from lockbox.money import display_dollars


@click.command()
@click.argument("number")
@click.option("--kind", type=click.Choice([kind.value for kind in LetterKind]), required=True, help="What it says.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True, help="English or Spanish.")
@click.option("--to", default="", metavar="'NAME; STREET; TOWN'", help="Write to this address instead.")
@click.option("--bank-reason", default="", help="Why the bank did not pay, in its words.")
@click.option("--out", "target", type=NEW_FILE, help="The PDF; default: in the site's outbox.")
@site_option
@here
def letter(world: Surroundings, /, number: str, target: Path | None, root: Path, **how: str) -> None:
    """Write a letter to the payer about a payment, by confirmation number or exception id.

    Example: lockbox letter 3f2a91c07d44 --kind id_missing
    """
    site, kind = Site.open(root), LetterKind(how["kind"])
    lines = tuple(line.strip() for line in how["to"].split(";") if line.strip())
    wording = Wording(how["language"], lines, how["bank_reason"])
    with closing(open_site_books(root)) as books:
        story = books.exception(number)
    if target is None:
        target = put_letter(site, story, kind, world.today(), wording)
    else:
        target.write_bytes(letter_for(site, story, kind, world.today(), wording))
    world.show(f"The letter is in {target}.")


@click.group()
def payments() -> None:
    """What was paid by other channels."""


@payments.command("load")
@click.argument("file", type=FILE)
@click.option("--clerk", help="Who loads it; default: who is logged in.")
@site_option
@json_option
@here
def payments_load(world: Surroundings, file: Path, clerk: str | None, root: Path, as_data: bool) -> None:
    """Load payments made online, by phone or elsewhere; all mistakes are named at once, and nothing is half-loaded.

    Example: lockbox payments load online.csv
    """
    done = load_payments(Site.open(root), file.read_bytes(), clerk or world.user, world.now())
    if as_data:
        world.data(done)
    else:
        known = f" {done.known} were loaded before and stand as they are." if done.known else ""
        world.show(f"{done.new} payments over {display_dollars(done.cents)} are loaded.{known}")


@click.command()
@click.option("--as-of", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day; default: today.")
@click.option("--overdue", is_flag=True, help="Only bills past their due date.")
@click.option("--csv", "as_table", is_flag=True, help="Print CSV.")
@click.option("--out", "target", type=NEW_FILE, help="A file for the CSV; default: standard output.")
@site_option
@json_option
@here
def unpaid(world: Surroundings, /, root: Path, as_data: bool, **how: Any) -> None:  # noqa: ANN401 - as click gives them
    """List the bills unpaid as of a day, how late they are, and what becomes of the coverage by which rule.

    Example: lockbox unpaid --as-of 2026-11-30 --csv
    """
    day = how["day"].date() if how["day"] else world.today()
    found = unpaid_bills(Site.open(root), day, overdue=how["overdue"])
    if how["target"]:
        how["target"].write_text(as_csv(found), "utf-8")
        world.show(f"{len(found.bills)} unpaid bills are in {how['target']}.")
    elif as_data:
        world.data(found)
    elif how["as_table"]:
        click.echo(as_csv(found), nl=False)
    else:
        _show_unpaid(world, found)


_MOST_SHOWN = 200


def _show_unpaid(world: Surroundings, found: UnpaidList) -> None:
    world.show(f"Unpaid as of {found.as_of}, by the roster loaded {found.roster.loaded_at[:10]}:")
    table = Table("member", "name", "plan", "month", "unpaid", "due", "late", "subsidised", "state", "coverage ends")
    for bill in found.bills[:_MOST_SHOWN]:
        states = " / ".join(dict.fromkeys(track.state.value for track in bill.tracks))
        ends = " / ".join(dict.fromkeys(str(track.coverage_ends or "–") for track in bill.tracks))
        who = (bill.member_id, f"{bill.first_name} {bill.last_name}", bill.coverage.value, bill.coverage_month)
        late = f"{bill.days_late} d" if bill.days_late else ""
        table.add_row(*who, display_dollars(bill.unpaid_cents), str(bill.due_on), late, bill.subsidised, states, ends)
    world.show(table)
    if len(found.bills) > _MOST_SHOWN:
        world.show(f"… and {len(found.bills) - _MOST_SHOWN} more; all of them: lockbox unpaid --csv")
    for name, many, cents in state_counts(found):
        world.show(f"{name}: {many} bills, {display_dollars(cents)}")
    world.show(f"In all {len(found.bills)} bills, {display_dollars(found.unpaid_cents)}. Rules followed:")
    for rule in found.rules:
        world.show(f"  {rule.name}: {rule.says} [{rule.source}]")
