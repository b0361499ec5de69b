"""What is typed into the composer for the preview itself (`//restart`, `//skip 60`, `//Name of a menu`)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

PREFIX = "//"
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}
_SKIP = re.compile(r"skip\s+(\d{1,8})\s*([smhd]?)", re.IGNORECASE)
LONGEST_SKIP = 366 * 86400


@dataclass(frozen=True, slots=True)
class Restart:
    """End the bot and start it anew, as an operator would: the channel and the database stay."""


@dataclass(frozen=True, slots=True)
class Skip:
    """Let this many seconds pass at once."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Menu:
    """Use a context menu on the message that this one replies to, which simcord's page has no way to do."""

    name: str
    message_id: int


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Something that starts with `//` and is none of these."""


Wish = Restart | Skip | Menu | NotUnderstood


def read(content: str, reply_to: int | None) -> Wish | None:
    """What a message asks of the preview: None for an ordinary one. `reply_to` is the message replied to."""
    if not content.startswith(PREFIX):
        return None
    text = content.removeprefix(PREFIX).strip()
    if text.casefold() == "restart":
        return Restart()
    if match := _SKIP.fullmatch(text):
        seconds = int(match[1]) * _UNITS[match[2].casefold()]
        return Skip(seconds) if seconds <= LONGEST_SKIP else NotUnderstood()
    return Menu(text, reply_to) if text and reply_to is not None else NotUnderstood()


@dataclass(frozen=True, slots=True)
class Typed:
    """A wish, with who typed it where."""

    wish: Wish
    channel_id: int
    message_id: int
    author_id: int


def from_event(event: str, payload: Mapping[str, Any]) -> Typed | None:
    """The wish in an event of the gateway, if there is one: bots and webhooks have none."""
    if event != "MESSAGE_CREATE" or payload["author"].get("bot") or payload.get("webhook_id"):
        return None
    reference = cast(dict[str, str], payload.get("message_reference") or {})
    replied = reference.get("message_id")
    wish = read(str(payload.get("content", "")), int(replied) if replied else None)
    if wish is None:
        return None
    return Typed(wish, int(payload["channel_id"]), int(payload["id"]), int(payload["author"]["id"]))
