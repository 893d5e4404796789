"""Commands of the clerk: queue, queue show, explain, rule, status."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import click

from batches import screens
from batches.case import case_of, view_case, why_now
from batches.clerk import Wish, clerk_act, stories_of, subscribers
from batches.counter.surroundings import Surroundings, here, json_option, open_site_books, site_option
from batches.explain import explain_envelope, explanation_lines
from batches.lookup import find_batch
from batches.site import Site
from lockbox.books.exception_queue import QueueFilter
from lockbox.reasons import Reason
from lockbox.records import Coverage
from lockbox.settlement import RulingKind

CODE = click.Choice([reason.value for reason in Reason], case_sensitive=False)


@click.group(invoke_without_command=True)
@click.option("--reason", type=CODE, metavar="CODE", help="Only this reason, such as NO_ID.")
@click.option("--batch", default="", help="Only this batch: its id, the beginning of it, or latest.")
@click.option("--largest", is_flag=True, help="Largest amount first.")
@site_option
@json_option
@click.pass_context
def queue(ctx: click.Context, /, root: Path, as_data: bool, **narrow: Any) -> None:  # noqa: ANN401 - as click gives them
    """List what waits for a clerk.

    Example: lockbox queue --reason NO_ID
    """
    if ctx.invoked_subcommand:
        return
    reason = Reason(narrow["reason"]) if narrow["reason"] else None
    batch = find_batch(Site.open(root).archive, narrow["batch"]) if narrow["batch"] else ""
    with closing(open_site_books(root)) as books:
        items = books.open_exceptions(QueueFilter(batch, reason, largest_first=narrow["largest"]))
    world = ctx.ensure_object(Surroundings)
    if as_data:
        world.data(items)
    else:
        world.show(screens.queue_table(items) if items else "Nothing waits for a clerk. Well done.")


@queue.command("show")
@click.argument("number")
@site_option
@json_option
@here
def queue_show(world: Surroundings, number: str, root: Path, as_data: bool) -> None:
    """Show one exception: what was read, why it waits, who may have paid.

    Example: lockbox queue show 3f2a91c07d44
    """
    site = Site.open(root)
    with closing(open_site_books(root)) as books:
        story = books.exception(number)
    case = view_case(case_of(site.archive, story.place))
    if story.exceptions:
        case = why_now(case, story.exceptions[-1])
    if as_data:
        world.data({"story": story, "case": case})
    else:
        for part in screens.case_parts(case, story):
            world.show(part)


@click.command("explain")
@click.argument("envelope")
@click.option("--batch", default="latest", show_default=True, help="Its batch: an id, the beginning of it, or latest.")
@site_option
@json_option
@here
def explain_one(world: Surroundings, envelope: str, batch: str, root: Path, as_data: bool) -> None:
    """Say why an envelope was posted or held, and what would have changed that.

    Example: lockbox explain E0001
    """
    explained = explain_envelope(Site.open(root).archive, batch, envelope)
    if as_data:
        world.data(explained)
    else:
        world.show("\n".join(explanation_lines(explained)))


@click.command()
@click.argument("number")
@click.option("--member", help="Member ID to post to.")
@click.option("--coverage", type=click.Choice([one.value for one in Coverage]), help="Plan to post to.")
@click.option("--month", default="", help="Coverage month YYYY-MM; default: kept as credit.")
@click.option("--split", multiple=True, metavar="MEMBER:COVERAGE:MONTH:AMOUNT", help="One part of several.")
@click.option("--amount", help="The amount as keyed from the paper, where it is not in the books.")
@click.option("--suspend", "until", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="Look again on a day.")
@click.option("--return", "kind", flag_value=RulingKind.RETURN.value, help="Send it back.")
@click.option("--duplicate", "kind", flag_value=RulingKind.DUPLICATE.value, help="It was seen before.")
@click.option("--close", "kind", flag_value=RulingKind.CLOSE.value, help="There is no money in it.")
@click.option("--reverse", "kind", flag_value=RulingKind.REVERSE.value, help="Take a settlement back.")
@click.option("--chargeback", "kind", flag_value=RulingKind.CHARGEBACK.value, help="The bank did not pay it.")
@click.option("--agree", is_flag=True, help="Agree, as second clerk, with what is proposed.")
@click.option("--note", default="", help="Why.")
@click.option("--clerk", help="Who rules; default: who is logged in.")
@site_option
@json_option
@here
def rule(world: Surroundings, /, number: str, root: Path, as_data: bool, **how: Any) -> None:  # noqa: ANN401
    """Settle an exception, by its id or confirmation number.

    Example: lockbox rule 3f2a91c07d44 --member 730021448815 --coverage medical --month 2026-12
    """
    site = Site.open(root)
    clerk, note, agree = how.pop("clerk") or world.user, how.pop("note"), how.pop("agree")
    with closing(open_site_books(root)) as books:
        if agree:
            ruled = books.second(number, clerk, world.now(), note, site.desk)
        else:
            wish = Wish(number, clerk, world.now(), note, **how)
            roster = subscribers(site) if wish.member or wish.split else {}
            ruled = books.rule(clerk_act(books, wish, roster), site.settings.policy, site.desk)
    if as_data:
        world.data(ruled)
    else:
        world.show(screens.ruled_text(ruled))


@click.command()
@click.argument("number")
@site_option
@json_option
@here
def status(world: Surroundings, number: str, root: Path, as_data: bool) -> None:
    """Say what happened to a payment, by confirmation number or Member ID.

    Example: lockbox status 730021448815
    """
    with closing(open_site_books(root)) as books:
        stories = stories_of(Site.open(root).archive, books, number)
    if as_data:
        world.data(stories)
    else:
        world.show("\n".join(line for story in stories for line in screens.story_lines(story)))
