"""Buttons and menus that work after a restart: an identifier carries all that a press needs, and can be taken up."""

import re
from collections.abc import Sequence
from typing import Any, Self, cast

import discord
from discord.ui.select import BaseSelect

from cogs.shared.errors import Press, Pressed


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


class MenuPress(Press, discord.ui.DynamicItem[Any], template=r"ajar:(?!)"):
    """Base of every menu of ours, of choices, roles or channels. A subclass gives its `template`, `taken_up` and
    `choose`; it matches none itself."""

    def __init__(self, menu: BaseSelect[Any]) -> None:
        """Wrap a menu whose identifier fits the subclass's template and has at most 100 characters."""
        super().__init__(menu)

    @classmethod
    def taken_up(cls, match: re.Match[str], menu: Any) -> Self:
        """What an identifier, with the menu as it stands in the message, stands for."""
        raise NotImplementedError

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """What discord.py calls when somebody chose from the menu of a message."""
        return cls.taken_up(match, item)

    async def choose(self, interaction: Pressed, values: Sequence[str]) -> None:
        """Do what the choice is for; `values` are the options' values, or ids of roles or channels."""
        raise NotImplementedError

    async def press(self, interaction: Pressed) -> None:
        """Hand on what was chosen."""
        chosen = cast("Sequence[str]", (interaction.data or {}).get("values", ()))
        await self.choose(interaction, chosen)
