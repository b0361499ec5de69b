"""The context menu on messages and `/claim`: parse, check, show."""

import asyncio
from typing import Any, cast

import discord
from discord import app_commands
from discord.ext import commands

from bot.services.claims import ClaimChecks
from cogs.claims.views import COG, PRESSES, send_check
from cogs.shared.client import AjarClient
from cogs.shared.errors import Mistake
from cogs.shared.translator import localised

LONGEST = 2000
"""Characters of a text to check, as long as a message."""


class ClaimsCog(commands.Cog, name=COG):
    """Checks what people say about how open models are; stores nothing of it."""

    def __init__(self, bot: commands.Bot) -> None:
        self.bot = bot
        self.checks = ClaimChecks()
        self._menu = app_commands.ContextMenu(
            name=localised("command.claim.menu"),
            callback=_check_message,
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
        )
        self._preparing: asyncio.Task[None] | None = None

    async def cog_load(self) -> None:
        """Offer the menu, and build beside the event loop what finds names."""
        self.bot.tree.add_command(self._menu)
        base = self.checks.of(cast(AjarClient, self.bot).served.base.answers)
        self._preparing = asyncio.create_task(asyncio.to_thread(base.prepare))

    async def cog_unload(self) -> None:
        """Take the menu back."""
        self.bot.tree.remove_command(self._menu.name, type=self._menu.type)
        if self._preparing is not None:
            self._preparing.cancel()

    @app_commands.command(name=localised("command.claim.name"), description=localised("command.claim.description"))
    @app_commands.rename(text=localised("command.claim.option"))
    @app_commands.describe(text=localised("command.claim.option.description"))
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def claim(self, interaction: discord.Interaction, text: app_commands.Range[str, 1, LONGEST]) -> None:
        """Check a text, privately."""
        await send_check(interaction, text)


async def _check_message(interaction: discord.Interaction, message: discord.Message) -> None:
    """Check a message, privately. What a forward or a card of ours says is no text of the message."""
    if not message.content.strip():
        raise Mistake("claim.no_text")
    await send_check(cast("discord.Interaction[Any]", interaction), message.content)


async def setup(bot: commands.Bot) -> None:
    """Add the command and the menu, and take up presses on messages from before a restart."""
    bot.add_dynamic_items(*PRESSES)
    await bot.add_cog(ClaimsCog(bot))
