"""What a cog or a button may ask of the bot that runs it; the bot itself is wired elsewhere."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol, cast

import discord

from bot.i18n import DEFAULT_LANGUAGE, Words, language_for, words
from bot.services.answers import Answers
from bot.services.debate import Debate
from bot.storage.database import Database
from cogs.shared.signs import Signs


class AjarClient(Protocol):
    """The services that reach the cogs."""

    answers: Answers
    debate: Debate
    database: Database | None
    signs: Signs
    clock: Callable[[], datetime]
    """The one clock, in UTC."""
    source_link: str | None
    support_link: str | None


def client_of(interaction: discord.Interaction) -> AjarClient:
    """The bot behind an interaction; buttons that outlived a restart find their services here."""
    return cast(AjarClient, interaction.client)


def words_for(interaction: discord.Interaction, *, private: bool) -> Words:
    """The words for an answer: the member's language in private, the server's in public."""
    if private or interaction.guild_locale is None:
        return words(language_for(interaction.locale.value))
    return words(language_for(interaction.guild_locale.value) or DEFAULT_LANGUAGE)
