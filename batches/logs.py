"""Structured logs: one line an event, on standard error, without names or account numbers."""

from __future__ import annotations

import logging
import sys

import structlog

from lockbox.identifiers import redact

Event = structlog.typing.EventDict


def configure(level: str, *, pretty: bool) -> None:
    """Send events of ``level`` and above to standard error, as JSON or, for a terminal, as words."""
    renderer = structlog.dev.ConsoleRenderer() if pretty else structlog.processors.JSONRenderer(sort_keys=True)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _black_out,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def _black_out(_logger: object, _method: str, event: Event) -> Event:
    """Redact card, social security and account numbers in every text of an event."""
    return {key: redact(value) if isinstance(value, str) else value for key, value in event.items()}
