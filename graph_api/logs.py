"""Logs: one line an event, in one form for our own and the libraries' events, with the request's id, and no secret.

Secrets are taken out twice: by the name of the field, and, in the finished line, by the value itself, wherever it got in.
"""

import json
import logging
import re
import sys
from collections.abc import Iterable
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

HIDDEN = "***"
_SECRET_NAMES = re.compile(r"password|passwd|secret|token|authorization|cookie|credential|api_?key", re.IGNORECASE)
_SECRET_SHAPES = re.compile(
    r"(?P<user>://[^\s:/@\"']*:)[^\s/@\"']+(?=@)"  # the password of a URL
    r"|pst_[A-Za-z0-9_-]{20,}"  # our own tokens
    r"|(?P<bearer>\bBearer )[A-Za-z0-9._~+/=-]{8,}",
    re.IGNORECASE,
)


class Redactor:
    """Takes secrets out of events and out of finished lines."""

    def __init__(self) -> None:
        """Know no secret yet."""
        self._values: tuple[str, ...] = ()

    def learn(self, secrets: Iterable[str]) -> None:
        """Hide these values from now on, also as JSON writes them."""
        spelled = {form for value in secrets if value for form in (value, json.dumps(value)[1:-1])}
        self._values = tuple(sorted(spelled.union(self._values), key=len, reverse=True))

    def fields(self, _logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        """A processor: hides the values of fields whose name says secret."""
        return {name: HIDDEN if _SECRET_NAMES.search(name) else value for name, value in event.items()}

    def line(self, text: str) -> str:
        """What is about to be written, without known values and known shapes of secrets."""
        for value in self._values:
            text = text.replace(value, HIDDEN)
        return _SECRET_SHAPES.sub(lambda found: (found["user"] or found["bearer"] or "") + HIDDEN, text)


redactor = Redactor()


class _Formatter(structlog.stdlib.ProcessorFormatter):
    def format(self, record: logging.LogRecord) -> str:
        return redactor.line(super().format(record))


def configure(level: str = "info", form: str = "json", *, stream: TextIO | None = None) -> None:
    """Send structlog's and the standard library's events to `stream` (standard error) as JSON lines or for a console."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        redactor.fields,
    ]
    final: list[Processor] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(default=repr)]
        if form == "json"
        else [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)]
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        _Formatter(
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *final],
        )
    )
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level.upper())
    for name in (
        "httpx",
        "httpcore",
        "websockets",
        "boto3",
        "botocore",
        "urllib3",
    ):  # their finer lines carry addresses and bodies
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("neo4j").setLevel(logging.ERROR)  # a line for each of its retries, parameters in the finer ones
    logging.getLogger("strawberry.execution").disabled = True  # whole documents, for every typing error of a client
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
        logger.setLevel(logging.WARNING)  # that it starts and stops, we say ourselves
    logging.getLogger("uvicorn.access").disabled = True  # ours has the request id
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def get(name: str) -> Any:
    """A logger: `get("pursight.http").info("request", status=200)`."""
    return structlog.stdlib.get_logger(name)
