"""A button that works after a restart: its identifier carries all that its press needs, and can be taken up again."""

import re
from typing import Any, Self, cast

import discord

from cogs.shared.errors import Press


class ButtonPress(Press, discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"ajar:(?!)"):
    """Base of every button of ours. A subclass gives its `template`, `taken_up` and `press`; it matches none itself."""

    def __init__(self, identifier: str, label: str, style: discord.ButtonStyle = discord.ButtonStyle.secondary) -> None:
        """Make the button; `identifier` fits the subclass's template and has at most 100 characters."""
        super().__init__(discord.ui.Button(label=label, style=style, custom_id=identifier))

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        raise NotImplementedError

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """What discord.py calls when a button of a message is pressed."""
        return cls.taken_up(match, cast("discord.ui.Button[Any]", item).label or "")
