"""Logs: constant event names with fields, to stderr, one line per state change and none per reading."""

from __future__ import annotations

import logging
import sys

import structlog

from fenghuo.discretion import discreet, plain_text


def configure(*, as_json: bool, is_quiet: bool = False) -> None:
    """Send structured logs of this process to stderr.

    Args:
        as_json: One JSON object per line (for collectors) instead of aligned text (for people).
        is_quiet: Only warnings and worse.
    """
    level = logging.WARNING if is_quiet else logging.INFO
    renderer: structlog.types.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(),
            # The default traceback prints local variables, and with them passwords.
            exception_formatter=structlog.dev.plain_traceback,
        )
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            discreet,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Discreet("%(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])


class _Discreet(logging.Formatter):
    """What libraries log, as discreet as what we do."""

    def format(self, record: logging.LogRecord) -> str:
        return plain_text(super().format(record), keeps_lines=record.exc_info is not None)
