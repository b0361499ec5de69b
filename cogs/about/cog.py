"""`/about`: parse, ask, show."""

import discord
from discord import app_commands
from discord.ext import commands

from cogs.about.render import about_blocks
from cogs.shared.client import client_of, words_for
from cogs.shared.layout import CardView
from cogs.shared.translator import localised


class AboutCog(commands.Cog):
    """What Ajar is."""

    @app_commands.command(name=localised("command.about.name"), description=localised("command.about.description"))
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def about(self, interaction: discord.Interaction) -> None:
        """Say what Ajar is, where its data comes from and how old it is; to the one who asked."""
        client, text = client_of(interaction), words_for(interaction, private=True)
        blocks = about_blocks(
            client.answers.catalogue, text, client.clock().date(), client.source_link, client.support_link
        )
        view = CardView([discord.ui.TextDisplay(block) for block in blocks])
        await interaction.response.send_message(view=view, ephemeral=True)


async def setup(bot: commands.Bot) -> None:
    """Add the command."""
    await bot.add_cog(AboutCog())
