"""One button that opens an entry of another feature: a near match, a model that a quote names, a model's quotes.

Features do not import each other. Each registers how to open its kind of entry, and any other can offer the button.
"""

import re
from collections.abc import Awaitable, Callable
from typing import Any, Self, cast

import discord

from cogs.shared.errors import Mistake, Press, Pressed

Opener = Callable[[Pressed, str, bool], Awaitable[None]]
"""Answers an interaction with an entry, given its slug and whether privately."""

_openers: dict[str, Opener] = {}


def register_opener(kind: str, opener: Opener) -> None:
    """Say how entries of a kind (`model`, `quotes-on-model`) are opened; a cog does this when it is loaded."""
    _openers[kind] = opener


class OpenPress(
    Press,
    discord.ui.DynamicItem[discord.ui.Button[Any]],
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
        super().__init__(discord.ui.Button(label=label, style=style, custom_id=f"ajar:open:{kind}:{how}:{slug}"))

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Take the press up from its identifier."""
        label = cast("discord.ui.Button[Any]", item).label or ""
        return cls(match["kind"], match["slug"], label, private=match["how"] == "private")

    async def press(self, interaction: Pressed) -> None:
        """Open it, if its feature is loaded."""
        opener = _openers.get(self.kind)
        if opener is None:
            raise Mistake("error.gone")
        await opener(interaction, self.slug, self.private)
