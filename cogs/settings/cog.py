"""`/settings`: show the panel."""

import discord
from discord import app_commands
from discord.ext import commands

from cogs.settings.views import PRESSES, send_panel
from cogs.shared.translator import localised


class SettingsCog(commands.Cog):
    """A server's preferences, in one panel."""

    @app_commands.command(
        name=localised("command.settings.name"), description=localised("command.settings.description")
    )
    @app_commands.guild_install()
    @app_commands.guild_only()
    @app_commands.default_permissions(manage_guild=True)
    async def settings(self, interaction: discord.Interaction) -> None:
        """Show the panel to those who may change it."""
        await send_panel(interaction)


async def setup(bot: commands.Bot) -> None:
    """Add the command, and take up presses on panels from before a restart."""
    bot.add_dynamic_items(*PRESSES)
    await bot.add_cog(SettingsCog())
