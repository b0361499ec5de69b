"""`/data export` and `/data import`: parse, hand on."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.storage.datafiles import EntryKind
from cogs.exchange.views import PRESSES, send_export, send_import
from cogs.shared.client import client_of
from cogs.shared.text import shortened
from cogs.shared.translator import localised

_KINDS = [app_commands.Choice(name=localised(f"exchange.kind.{kind}"), value=kind.value) for kind in EntryKind]


class ExchangeCog(commands.Cog):
    """A server's changes as files, and files into a server. For moderators; the services ask who it is."""

    data = app_commands.Group(
        name=localised("command.data.name"),
        description=localised("command.data.description"),
        guild_only=True,
        allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
    )

    @data.command(name=localised("command.data.export.name"), description=localised("command.data.export.description"))
    async def export(self, interaction: discord.Interaction) -> None:
        """Hand over the server's changes."""
        await send_export(interaction)

    @data.command(name=localised("command.data.import.name"), description=localised("command.data.import.description"))
    @app_commands.rename(
        file=localised("command.data.import.option.file.name"),
        kind=localised("command.data.import.option.kind.name"),
        model=localised("command.data.import.option.model.name"),
    )
    @app_commands.describe(
        file=localised("command.data.import.option.file.description"),
        kind=localised("command.data.import.option.kind.description"),
        model=localised("command.data.import.option.model.description"),
    )
    @app_commands.choices(kind=_KINDS)
    async def take_in(
        self,
        interaction: discord.Interaction,
        file: discord.Attachment,
        kind: app_commands.Choice[str] | None = None,
        model: app_commands.Range[str, 1, 80] | None = None,
    ) -> None:
        """Show what a file would change."""
        await send_import(interaction, file, EntryKind(kind.value) if kind else None, model)

    @take_in.autocomplete("model")
    async def _complete_model(self, interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        found = client_of(interaction).answers.complete(current)
        return [app_commands.Choice(name=shortened(one.name, 100), value=one.slug) for one in found]


async def setup(bot: commands.Bot) -> None:
    """Add the commands, and take up presses on dry runs from before a restart."""
    bot.add_dynamic_items(*PRESSES)
    await bot.add_cog(ExchangeCog())
