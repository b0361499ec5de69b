"""Logs: structlog over Python's own logging, readable or JSON, with every secret masked. Decides nothing else."""

import logging
import re
import secrets
import sys
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from typing import Literal, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

MASK = "[secret]"

_SHAPES: tuple[tuple[re.Pattern[str], str], ...] = (
    # Three parts of base64 with points between, the first an encoded id: how bot tokens look.
    (re.compile(r"(?<![\w-])[\w-]{18,}\.[\w-]{5,}\.[\w-]{20,}"), MASK),
    # Whoever has the token in such an address can answer in the bot's name for fifteen minutes, or for ever.
    (re.compile(r"(/(?:webhooks|interactions)/\d+/)[\w.~%+=-]{16,}"), rf"\1{MASK}"),
    # The password in a database's address.
    (re.compile(r"(://[^\s:/@]*:)[^\s@/]+(?=@)"), rf"\1{MASK}"),
)
_TALKATIVE = ("alembic",)
"""Libraries that tell at each start what they are made of; what they do, we tell ourselves."""
_INCIDENT_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without those that people take for one another when they read a number out."""


def masker(known: Iterable[str] = ()) -> Callable[[str], str]:
    """A function that masks the known secrets, and whatever has the shape of one, in a text."""
    exact = sorted({secret for secret in known if secret}, key=len, reverse=True)

    def mask(text: str) -> str:
        for secret in exact:
            text = text.replace(secret, MASK)
        for shape, replacement in _SHAPES:
            text = shape.sub(replacement, text)
        return text

    return mask


def configure_logging(
    form: Literal["console", "json"] = "console",
    level: Literal["debug", "info", "warning", "error"] = "info",
    known_secrets: Iterable[str] = (),
    stream: TextIO | None = None,
) -> None:
    """Send all logs of the process, those of libraries too, in one form to one stream.

    Args:
        form: lines for people, or one JSON object a line.
        level: the least serious messages to keep.
        known_secrets: texts that must never appear, such as the token.
        stream: where to; standard error if left out, since standard output belongs to answers.
    """
    target = stream or sys.stderr
    mask = masker(known_secrets)
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: list[Processor] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False, default=str)]
        if form == "json"
        # The elaborate tracebacks print local variables, and those hold members' words and secrets.
        else [structlog.dev.ConsoleRenderer(colors=target.isatty(), exception_formatter=structlog.dev.plain_traceback)]
    )

    def masked(_logger: WrappedLogger, _method: str, rendered: EventDict | str) -> str:
        # The last step of all, on the finished line: exceptions and nested values are covered too.
        return mask(str(rendered))

    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderer, masked],
    )
    handler = logging.StreamHandler(target)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level.upper())
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.processors.StackInfoRenderer(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def new_incident() -> str:
    """A number for one mistake of ours, such as `K7PX-2MQD`: short enough to be read out, unlikely to repeat."""
    letters = "".join(secrets.choice(_INCIDENT_LETTERS) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


@contextmanager
def incident(number: str | None = None) -> Generator[str]:
    """Put an incident number on every log line inside, and give it, so that a member can be told it too."""
    given = number or new_incident()
    with structlog.contextvars.bound_contextvars(incident=given):
        yield given
