"""The shape of every message of ours: one container, then rows of buttons. What stands in it is the features'."""

from collections.abc import Sequence
from typing import Any

import discord

from cogs.shared.theme import accent

QUIET = accent(0)
"""The edge of a message that has no step of its own."""


class _ToSend(discord.ui.LayoutView):
    """A layout that discord.py sends and forgets, since every press of ours is taken up by its identifier.

    Else it would keep each private answer, and a task that waits for its end, for a quarter of an hour.
    """

    def is_finished(self) -> bool:
        """Yes, from the beginning."""
        return True


class CardView(_ToSend):
    """A container and rows under it."""

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


class WrittenView(_ToSend):
    """A view that was put together before, as it is sent: for answers that many members ask for."""

    def __init__(self, written: list[dict[str, Any]]) -> None:
        super().__init__(timeout=None)
        self._written = written

    def has_components_v2(self) -> bool:
        """Yes, as every layout."""
        return True

    def to_components(self) -> list[dict[str, Any]]:
        """What was written."""
        return self._written
