"""Commands for what comes back after the night: letters to payers."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from batches.counter.surroundings import NEW_FILE, Surroundings, here, open_site_books, site_option
from batches.letters import LANGUAGES, LetterKind, Wording, letter_for, put_letter
from batches.site import Site


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
