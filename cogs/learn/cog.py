"""`/learn`: a term, all terms, a licence, the gradient of release. Parse, ask, show."""

import discord
from discord import app_commands
from discord.ext import commands

from cogs.learn import licences
from cogs.learn.licences import send_licence, send_unknown_licence
from cogs.learn.render import term_name
from cogs.learn.views import KIND, PRESSES, open_term, send_list, send_spectrum, send_term, send_unknown
from cogs.shared.client import client_of, privately, words_for
from cogs.shared.opening import register_opener
from cogs.shared.text import shortened
from cogs.shared.translator import localised


class LearnCog(commands.Cog):
    """What the words and the licences mean, and how open a release can be."""

    learn = app_commands.Group(
        name=localised("command.learn.name"),
        description=localised("command.learn.description"),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
    )

    @learn.command(name=localised("command.learn.term.name"), description=localised("command.learn.term.description"))
    @app_commands.rename(word=localised("command.learn.term.option"), private=localised("command.option.private"))
    @app_commands.describe(
        word=localised("command.learn.term.option.description"),
        private=localised("command.option.private.description"),
    )
    async def term(
        self, interaction: discord.Interaction, word: app_commands.Range[str, 1, 100], private: bool | None = None
    ) -> None:
        """Show what a word means, or what comes near it."""
        private = privately(interaction, private)
        found = client_of(interaction).learning.glossary.find(word)
        if found is None:
            await send_unknown(interaction, word)
        else:
            await send_term(interaction, found.slug, private=private)

    @term.autocomplete("word")
    async def complete_word(self, interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        """Terms that go on from what was typed, from memory."""
        text = words_for(interaction, private=True)
        return [
            app_commands.Choice(name=shortened(term_name(term, text), 100), value=term.slug)
            for term in client_of(interaction).learning.glossary.complete(current)
        ]

    @learn.command(name=localised("command.learn.terms.name"), description=localised("command.learn.terms.description"))
    @app_commands.rename(private=localised("command.option.private"))
    @app_commands.describe(private=localised("command.option.private.description"))
    async def terms(self, interaction: discord.Interaction, private: bool | None = None) -> None:
        """Show the list of all terms."""
        private = privately(interaction, private)
        await send_list(interaction, private=private)

    @learn.command(
        name=localised("command.learn.licence.name"), description=localised("command.learn.licence.description")
    )
    @app_commands.rename(name=localised("command.learn.licence.option"), private=localised("command.option.private"))
    @app_commands.describe(
        name=localised("command.learn.licence.option.description"),
        private=localised("command.option.private.description"),
    )
    async def licence(
        self, interaction: discord.Interaction, name: app_commands.Range[str, 1, 100], private: bool | None = None
    ) -> None:
        """Show what a licence allows, asks, limits and forbids."""
        private = privately(interaction, private)
        found = client_of(interaction).learning.licences.find(name)
        if found is None:
            await send_unknown_licence(interaction, name)
        else:
            await send_licence(interaction, found.slug, private=private)

    @licence.autocomplete("name")
    async def complete_licence(self, interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        """Licences that go on from what was typed, from memory."""
        found = client_of(interaction).learning.licences.complete(current)
        return [app_commands.Choice(name=shortened(licence.name, 100), value=licence.slug) for licence in found]

    @learn.command(
        name=localised("command.learn.spectrum.name"), description=localised("command.learn.spectrum.description")
    )
    @app_commands.rename(private=localised("command.option.private"))
    @app_commands.describe(private=localised("command.option.private.description"))
    async def spectrum(self, interaction: discord.Interaction, private: bool | None = None) -> None:
        """Show the gradient of release with its examples."""
        private = privately(interaction, private)
        await send_spectrum(interaction, private=private)


async def setup(bot: commands.Bot) -> None:
    """Add the commands, take up presses on messages from before a restart, and let other features open a term."""
    bot.add_dynamic_items(*PRESSES)
    register_opener(KIND, open_term)
    register_opener(licences.KIND, licences.open_licence)
    await bot.add_cog(LearnCog())
