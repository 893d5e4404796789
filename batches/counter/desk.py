"""Commands of the desk: serve it, list its people."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click
import uvicorn

from batches import screens
from batches.counter.surroundings import Surroundings, here, json_option, open_site_books, site_option
from batches.desk.app import make_app
from batches.desk.world import World
from batches.site import Site
from lockbox.books.acts import Who
from lockbox.books.people import Listing, Role
from lockbox.books.sessions import SignInError

_ROLES = click.Choice([role.value for role in Role if role is not Role.NONE])
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@click.group(invoke_without_command=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8250, show_default=True, help="On 127.0.0.1.")
@site_option
@click.pass_context
def desk(ctx: click.Context, port: int, root: Path) -> None:
    """Serve the desk to browsers on this machine: /queue, /audit, /night.

    Example: lockbox desk --port 8250
    """
    if ctx.invoked_subcommand:
        return
    world, site = ctx.ensure_object(Surroundings), Site.open(root)
    with closing(open_site_books(root)) as books:
        if not books.desk.people():
            world.show("Nobody is listed yet. First add somebody:")
            world.show(f"  lockbox desk add NAME --role clerk --site {root}")
            raise SignInError("the desk has no people", hint="Roles: operator, clerk, supervisor, auditor.")
        world.show(f"The desk is at http://127.0.0.1:{port}/ (stop it with Ctrl-C).")
        app = make_app(World(site, books, world.now, world.chance))
        uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", server_header=False, access_log=False)


@desk.command("add")
@click.argument("name")
@click.option("--role", type=_ROLES, help="What they may do; without it an old role stays, or clerk for a new person.")
@click.option("--generate", is_flag=True, help="Make a password up and show it once, instead of asking for one.")
@site_option
@here
def add(world: Surroundings, name: str, role: str | None, generate: bool, root: Path) -> None:
    """Add a person, or give them another role or password; their sessions end.

    Example: lockbox desk add ann --role clerk
    """
    with closing(open_site_books(root)) as books:
        before = next((one for one in books.desk.people() if one.name == name.strip().casefold()), None)
        wanted = Role(role) if role else before.role if before else Role.CLERK
        if generate:
            password = _made_up(world.chance())
        else:
            password = click.prompt(f"Password for {name}", hide_input=True, confirmation_prompt=True, err=True)
        salt = bytes.fromhex(world.chance())[:16]
        listing = Listing(name, wanted, password, salt, world.user, world.now())
        person = books.desk.list_person(listing, Who(world.user, Role.NONE))
    world.show(f"{person.name} is listed as {person.role}.")
    if generate:
        world.show(f"Password, shown this once: {password}")


@desk.command("remove")
@click.argument("name")
@site_option
@here
def remove(world: Surroundings, name: str, root: Path) -> None:
    """Let somebody go: they can sign in no more, and what they did stays on record.

    Example: lockbox desk remove ann
    """
    with closing(open_site_books(root)) as books:
        gone = Listing(name, Role.NONE, None, b"", world.user, world.now())
        person = books.desk.list_person(gone, Who(world.user, Role.NONE))
    world.show(f"{person.name} can sign in no more.")


@desk.command("people")
@site_option
@json_option
@here
def people(world: Surroundings, root: Path, as_data: bool) -> None:
    """List who works at the desk.

    Example: lockbox desk people
    """
    with closing(open_site_books(root)) as books:
        found = books.desk.people()
    if as_data:
        world.data([{"name": one.name, "role": one.role, "since": one.at, "by": one.changed_by} for one in found])
    else:
        world.show(screens.people_table(found) if found else "Nobody is listed. Add somebody: lockbox desk add NAME")


def _made_up(chance: str) -> str:
    """Return a password of 16 letters that are not mistaken for one another, from 32 bytes of chance in hex."""
    number, letters = int(chance, 16), ""
    for place in range(16):
        number, at = divmod(number, len(_LETTERS))
        letters += ("-" if place and place % 4 == 0 else "") + _LETTERS[at]
    return letters
