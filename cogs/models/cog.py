"""`/model profile` and `/model definitions`: parse, ask, show."""

import discord
from discord import app_commands
from discord.ext import commands

from cogs.models import render
from cogs.models.views import PRESSES, open_card, send_finding
from cogs.shared.client import client_of, words_for
from cogs.shared.layout import CardView
from cogs.shared.opening import register_opener
from cogs.shared.text import shortened
from cogs.shared.translator import localised


class ModelsCog(commands.Cog):
    """Questions about one model, and the rules by which it is judged."""

    model = app_commands.Group(
        name=localised("command.model.name"),
        description=localised("command.model.description"),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
    )

    @model.command(
        name=localised("command.model.profile.name"),
        description=localised("command.model.profile.description"),
    )
    @app_commands.rename(
        name=localised("command.model.profile.option.name"),
        private=localised("command.option.private"),
    )
    @app_commands.describe(
        name=localised("command.model.profile.option.name.description"),
        private=localised("command.option.private.description"),
    )
    async def profile(
        self, interaction: discord.Interaction, name: app_commands.Range[str, 1, 100], private: bool = False
    ) -> None:
        """Show how open a model is."""
        await send_finding(interaction, name, client_of(interaction).answers.find(name), private=private)

    @profile.autocomplete("name")
    async def complete_name(self, interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        """Names that go on from what was typed, from memory."""
        return [
            app_commands.Choice(name=shortened(candidate.name, 100), value=candidate.slug)
            for candidate in client_of(interaction).answers.complete(current)
        ]

    @model.command(
        name=localised("command.model.definitions.name"),
        description=localised("command.model.definitions.description"),
    )
    @app_commands.rename(private=localised("command.option.private"))
    @app_commands.describe(private=localised("command.option.private.description"))
    async def definitions(self, interaction: discord.Interaction, private: bool = False) -> None:
        """Explain the five rules."""
        text = words_for(interaction, private=private)
        blocks = render.definitions_blocks(text)
        view = CardView([discord.ui.TextDisplay(block) for block in blocks])
        await interaction.response.send_message(view=view, ephemeral=private)


async def setup(bot: commands.Bot) -> None:
    """Add the commands, and take up presses on messages from before a restart."""
    bot.add_dynamic_items(*PRESSES)
    register_opener("model", open_card)
    await bot.add_cog(ModelsCog())
