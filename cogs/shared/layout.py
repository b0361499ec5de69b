"""The shape of every message of ours: one container, then rows of buttons. What stands in it is the features'."""

from collections.abc import Sequence
from typing import Any

import discord

from cogs.shared.theme import accent

QUIET = accent(0)
"""The edge of a message that has no step of its own."""


class CardView(discord.ui.LayoutView):
    """A container and rows under it. Never times out, since presses carry their own state."""

    def __init__(
        self,
        body: Sequence[discord.ui.Item[Any]],
        rows: Sequence[Sequence[discord.ui.Item[Any]]] = (),
        colour: int = QUIET,
    ) -> None:
        super().__init__(timeout=None)
        self.add_item(discord.ui.Container(*body, accent_colour=colour))
        for row in rows:
            if row:
                self.add_item(discord.ui.ActionRow(*row))
