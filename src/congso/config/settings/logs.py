"""Structured logs: one JSON object a line, or readable lines when CONGSO_LOG=console."""

import structlog
from structlog.typing import Processor

from congso.config.env import read

LOG_FORMAT = read("CONGSO_LOG", default="json")
LOG_LEVEL = read("CONGSO_LOG_LEVEL", default="INFO")

_shared: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
]


def renderer_of(form: str) -> Processor:
    """Return what writes a line in this form. The pretty traceback would print local variables: what people typed,
    tokens, passwords; so the console gets the plain one."""
    if form == "console":
        return structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    return structlog.processors.JSONRenderer(ensure_ascii=False)


structlog.configure(
    processors=[*_shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "structured": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": _shared,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *([] if LOG_FORMAT == "console" else [structlog.processors.format_exc_info]),
                renderer_of(LOG_FORMAT),
            ],
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "procrastinate": {"level": "WARNING"},
        "httpx": {"level": "WARNING"},
        "fontTools": {"level": "ERROR"},
    },
}
