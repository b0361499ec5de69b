"""Faults of ours sent to a Sentry project, by setting: where they happened and under which number, never what was said.

Whatever is not named here stays on this machine: an event is made anew from a few fields before it leaves, so that a
new version of Sentry's package that knows more cannot tell more.
"""

import logging
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from sentry_sdk.transport import Transport
    from sentry_sdk.types import Event

_PLAIN = ("event_id", "timestamp", "level", "platform", "release", "sdk")
_FRAME = ("module", "function", "filename", "lineno", "in_app")
_TAGS = ("event", "logger", "incident", "command")
"""From a log line of ours: what it is called, whose it is, the number that the member was told, the command's name."""


class NoSentry(Exception):
    """Errors cannot be sent to Sentry; the message says what to do."""


def begin_sentry(address: str, release: str, transport: "type[Transport] | None" = None) -> None:
    """Send each error that is logged from now on to a Sentry project.

    Args:
        address: the project's address (DSN), a secret.
        release: the version of the program.
        transport: another way for events to leave; Sentry's own by default.

    Raises:
        NoSentry: the package is missing, or the address is none.
    """
    try:
        import sentry_sdk
        from sentry_sdk.utils import BadDsn
    except ModuleNotFoundError as problem:
        raise NoSentry(
            "AJAR_SENTRY_DSN is set, and the package sentry-sdk is not installed. "
            "Install it with: pip install sentry-sdk, or leave the setting out."
        ) from problem
    try:
        sentry_sdk.init(
            dsn=address,
            release=release,
            transport=transport,
            before_send=_only_what_is_named,
            # None of what the package finds out by itself: requests, arguments, names of machines, log lines.
            default_integrations=False,
            auto_enabling_integrations=False,
            include_local_variables=False,
            include_source_context=False,
            max_breadcrumbs=0,
            server_name="",
        )
    except BadDsn:
        # Its own words repeat the address, and that is a secret.
        raise NoSentry(
            "AJAR_SENTRY_DSN is not the address of a Sentry project. Copy it from the project's page "
            "Client Keys (DSN), or leave the setting out."
        ) from None
    logging.getLogger().addHandler(_Handler())


def end_sentry() -> None:
    """Wait, two seconds at the most, until what was handed over has left; does nothing where nothing was begun."""
    if "sentry_sdk" in sys.modules:
        import sentry_sdk

        sentry_sdk.flush(timeout=2)


class _Handler(logging.Handler):
    """Hands errors on; ours come through structlog as mappings, and those of libraries as they are."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)

    def emit(self, record: logging.LogRecord) -> None:
        """Send a log line that is an error."""
        import sentry_sdk

        if record.name.startswith("sentry_sdk"):
            return
        # Python's own stubs leave the type of `msg` open.
        given: object = record.msg  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        told = cast("dict[str, Any]", given) if isinstance(given, dict) else dict[str, Any]()
        error: Any = told.get("exc_info") or record.exc_info
        if isinstance(error, tuple):
            error = cast("tuple[Any, ...]", error)[1]
        # Of a library's message, the first line before anything is filled in: that much is a text of the program.
        event = str(told.get("event") or str(cast("object", given)).partition("\n")[0])
        values: dict[str, Any] = {**told, "logger": record.name, "event": event}
        with sentry_sdk.new_scope() as scope:
            for name in _TAGS:
                if values.get(name):
                    scope.set_tag(name, str(values[name]))
            if isinstance(error, BaseException):
                scope.capture_exception(error)
            else:
                scope.capture_message(event, level="error")


def _only_what_is_named(event: "Event", _hint: Mapping[str, Any]) -> "Event":
    """What may leave this machine of an event.

    The text of an exception is not among it: it may repeat what a member typed, a row of the database or an address.
    The incident's number leads to it in the log.
    """
    given: dict[str, Any] = dict(event)
    kept: dict[str, Any] = {name: given[name] for name in _PLAIN if name in given}
    kept["tags"] = {name: value for name, value in given.get("tags", {}).items() if name in _TAGS}
    errors = given.get("exception", {}).get("values", [])
    if errors:
        kept["exception"] = {"values": [_without_words(error) for error in errors]}
    else:
        kept["message"] = kept["tags"].get("event", "")
    # The package calls an event a TypedDict of its own; what we keep of one is a plain dictionary with its keys.
    return kept  # pyright: ignore[reportReturnType]


def _without_words(error: Mapping[str, Any]) -> dict[str, Any]:
    trace: dict[str, Any] = error.get("stacktrace") or {}
    frames: list[dict[str, Any]] = trace.get("frames", [])
    return {
        "type": error.get("type"),
        "module": error.get("module"),
        "stacktrace": {"frames": [{name: frame[name] for name in _FRAME if name in frame} for frame in frames]},
    }
