"""One button that opens an entry of another feature: a near match, a model that a quote names, a model's quotes.

Features do not import each other. Each registers how to open its kind of entry, and any other can offer the button.
"""

import re
from collections.abc import Awaitable, Callable
from typing import Self

import discord

from cogs.shared.errors import Mistake, Pressed
from cogs.shared.pressing import ButtonPress

Opener = Callable[[Pressed, str, bool], Awaitable[None]]
"""Answers an interaction with an entry, given its slug and whether privately."""

_openers: dict[str, Opener] = {}


def register_opener(kind: str, opener: Opener) -> None:
    """Say how entries of a kind (`model`, `quotes-on-model`) are opened; a cog does this when it is loaded."""
    _openers[kind] = opener


def can_open(kind: str) -> bool:
    """Whether a feature that is loaded opens entries of a kind."""
    return kind in _openers


class OpenPress(
    ButtonPress,
    template=r"ajar:open:(?P<kind>[a-z-]+):(?P<how>private|public):(?P<slug>[a-z0-9.+-]{1,80})",
):
    """Opens an entry, privately or for everyone."""

    def __init__(
        self,
        kind: str,
        slug: str,
        label: str,
        *,
        private: bool,
        style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    ) -> None:
        self.kind, self.slug, self.private = kind, slug, private
        how = "private" if private else "public"
        super().__init__(f"ajar:open:{kind}:{how}:{slug}", label, style)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(match["kind"], match["slug"], label, private=match["how"] == "private")

    async def press(self, interaction: Pressed) -> None:
        """Open it, if its feature is loaded."""
        opener = _openers.get(self.kind)
        if opener is None:
            raise Mistake("error.gone")
        await opener(interaction, self.slug, self.private)
