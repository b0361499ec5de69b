"""The door and the marks in running text: as the application's own emojis, or as plain characters without them."""

import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol

import aiohttp
import discord

from cogs.shared.pictures.emblems import door_sign, mark_sign
from cogs.shared.pictures.marks import Mark
from cogs.shared.pictures.render import png
from cogs.shared.theme import STEPS

_log = logging.getLogger(__name__)

_PLAIN_MARKS = {
    Mark.PUBLIC: "●",
    Mark.PARTIAL: "◐",
    Mark.CLOSED: "⊘",
    Mark.UNKNOWN: "◌",
    Mark.DISPUTED: "◖◗",
}
_PLAIN_DOOR = "\N{DOOR}"


class ApplicationEmoji(Protocol):
    """What is asked of an emoji: its name, and as text the form that shows it in a message (`<:name:1>`)."""

    @property
    def name(self) -> str: ...

    def __str__(self) -> str: ...


class EmojiKeeper(Protocol):
    """The part of `discord.Client` that keeps an application's emojis."""

    async def fetch_application_emojis(self) -> Sequence[ApplicationEmoji]: ...

    async def create_application_emoji(self, *, name: str, image: bytes) -> ApplicationEmoji: ...


@dataclass(frozen=True)
class Drawing:
    """One sign as an emoji: the name that it must have on Discord, and its SVG."""

    name: str
    svg: str

    def image(self) -> bytes:
        """PNG bytes, 128 pixels square, with nothing behind the shape; well below Discord's limit of 256 KiB."""
        return png(self.svg)


@cache
def drawings() -> Mapping[str, Drawing]:
    """Every sign by its plain name (`door_0` ... `door_8`, `public`, `partial` ...).

    The name on Discord ends with a hash of the drawing, so a changed drawing is another emoji: messages that are
    already written keep theirs. Names are made of 2 to 32 letters, digits and underscores, as Discord asks.
    """
    svgs = {f"door_{step}": door_sign(step) for step in STEPS} | {mark.value: mark_sign(mark) for mark in Mark}
    return {
        plain: Drawing(f"{plain}_{hashlib.sha256(svg.encode()).hexdigest()[:8]}", svg) for plain, svg in svgs.items()
    }


@dataclass(frozen=True)
class Signs:
    """The signs as they are written into messages.

    `emojis` holds their form on Discord by their plain names; what it lacks is shown by a plain character.
    """

    emojis: Mapping[str, str] = field(hash=False)

    @classmethod
    def plain(cls) -> "Signs":
        """Signs made of characters that every font has."""
        return cls({})

    @classmethod
    def from_emojis(cls, emojis: Mapping[str, str]) -> "Signs":
        """Signs from emojis in Discord's form (`<:name:id>`) by the names that they have on Discord."""
        return cls({plain: emojis[d.name] for plain, d in drawings().items() if d.name in emojis})

    def sign(self, mark: Mark) -> str:
        """The sign of a mark. Write its word beside it."""
        return self.emojis.get(mark.value) or _PLAIN_MARKS[mark]

    def door(self, step: int) -> str:
        """The door at a step of `STEPS`; ValueError for any other number."""
        if step not in STEPS:
            raise ValueError(f"a step is one of 0 to {STEPS[-1]}, not {step}")
        return self.emojis.get(f"door_{step}") or f"{_PLAIN_DOOR}{step or '?'}"


async def upload_missing(keeper: EmojiKeeper) -> Signs:
    """The signs, after the application has been given those emojis that it does not have yet.

    Where Discord refuses or cannot be reached, that is logged and all signs are plain: one kind in one message.
    """
    try:
        existing = {emoji.name: str(emoji) for emoji in await keeper.fetch_application_emojis()}
        for drawing in drawings().values():
            if drawing.name not in existing:
                emoji = await keeper.create_application_emoji(name=drawing.name, image=drawing.image())
                existing[emoji.name] = str(emoji)
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        _log.warning("The signs stay plain characters, as the application's emojis could not be had: %s", error)
        return Signs.plain()
    return Signs.from_emojis(existing)
