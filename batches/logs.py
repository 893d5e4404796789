"""Structured logs: one line an event, on standard error, without names or account numbers."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable

import structlog

from lockbox.identifiers import redact

Event = structlog.typing.EventDict


def configure(level: str, now: Callable[[], str], *, terminal: bool) -> None:
    """Send events of ``level`` and above to standard error, a JSON object a line.

    On a terminal, where a person looks on, they come as words and only from ``warning`` up.

    Args:
        level: debug, info, warning or error.
        now: date and time, ISO 8601.
        terminal: whether standard error is one.
    """

    def stamp(_logger: object, _method: str, event: Event) -> Event:
        return {**event, "at": now()}

    lowest = logging.getLevelNamesMapping()[level.upper()]
    renderer = structlog.dev.ConsoleRenderer() if terminal else structlog.processors.JSONRenderer(sort_keys=True)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            stamp,
            _black_out,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(max(lowest, logging.WARNING) if terminal else lowest),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def _black_out(_logger: object, _method: str, event: Event) -> Event:
    """Redact card, social security and account numbers in every text of an event."""
    return {key: redact(value) if isinstance(value, str) else value for key, value in event.items()}
