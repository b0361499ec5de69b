"""What lists of versions share: a page of them, and the menu that leads from a row to its card."""

import re
from collections.abc import Sequence
from typing import Any, Self

import discord

from bot.core.catalogue.documents import ModelDocument
from bot.i18n import Words
from cogs.models.views import open_card
from cogs.shared.errors import Pressed
from cogs.shared.pressing import MenuPress
from cogs.shared.text import shortened

A_PAGE = 10
"""Versions on one page of a list: as many as a phone shows without much scrolling."""


def page_of(page: int, count: int) -> int:
    """The page that there is, at or before the one asked for."""
    return max(0, min(page, (count - 1) // A_PAGE))


class CardChoice(MenuPress, template=r"ajar:list:card"):
    """Leads from the rows of a list to their cards, privately."""

    def __init__(self, options: list[discord.SelectOption], placeholder: str) -> None:
        super().__init__(discord.ui.Select(custom_id="ajar:list:card", options=options, placeholder=placeholder))

    @classmethod
    def of(cls, models: Sequence[ModelDocument], text: Words) -> Self:
        """The menu of some versions, at least one."""
        options = [
            discord.SelectOption(label=shortened(model.name, 100), value=model.slug, description=model.released)
            for model in models
        ]
        return cls(options, text("list.card"))

    @classmethod
    def taken_up(cls, match: re.Match[str], menu: Any) -> Self:  # noqa: ARG003 - it carries nothing
        """The menu that an identifier stands for."""
        return cls(menu.options, menu.placeholder or "")

    async def choose(self, interaction: Pressed, values: Sequence[str]) -> None:
        """Show the card."""
        await open_card(interaction, values[0], True)
