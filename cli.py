"""The counter: parses, prints, exits; the only reader of clock, user and host."""

from __future__ import annotations

import click


@click.group()
@click.version_option(package_name="lockbox")
def main() -> None:
    """Read mailed checks and coupons, post what is certain, queue the rest."""


if __name__ == "__main__":
    main()
