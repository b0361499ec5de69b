"""`/privacy show` and `/privacy erase`: for everybody, everywhere, about themselves alone."""

import discord
from discord import app_commands
from discord.ext import commands

from cogs.privacy.views import PRESSES, send_everything, send_question
from cogs.shared.translator import localised


class PrivacyCog(commands.Cog):
    """What is kept about a member."""

    privacy = app_commands.Group(
        name=localised("command.privacy.name"),
        description=localised("command.privacy.description"),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
    )

    @privacy.command(
        name=localised("command.privacy.show.name"), description=localised("command.privacy.show.description")
    )
    @app_commands.checks.cooldown(3, 60.0)
    async def show(self, interaction: discord.Interaction) -> None:
        """Hand over everything."""
        await send_everything(interaction)

    @privacy.command(
        name=localised("command.privacy.erase.name"), description=localised("command.privacy.erase.description")
    )
    async def erase(self, interaction: discord.Interaction) -> None:
        """Ask whether they are sure."""
        await send_question(interaction)


async def setup(bot: commands.Bot) -> None:
    """Add the commands, and take up the buttons of questions from before a restart."""
    bot.add_dynamic_items(*PRESSES)
    await bot.add_cog(PrivacyCog())
