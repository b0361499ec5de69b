"""What a cog or a button may ask of the bot that runs it; the bot itself is wired elsewhere."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol, cast

import discord

from bot.i18n import DEFAULT_LANGUAGE, Words, language_for, words
from bot.services.answers import Answers
from bot.services.debate import Debate
from bot.services.learn import Learning
from bot.services.preferences import PreferenceKeeper
from bot.services.served import Served, ServedView
from bot.storage.database import Database
from bot.storage.datafiles import DataSet
from cogs.shared.signs import Signs


class AjarClient(Protocol):
    """The services that reach the cogs."""

    answers: Answers
    debate: Debate
    learning: Learning
    dataset: DataSet
    served: Served
    preferences: PreferenceKeeper
    database: Database | None
    signs: Signs
    clock: Callable[[], datetime]
    """The one clock, in UTC."""
    source_link: str | None
    support_link: str | None


class _InServer:
    """The bot as one server sees it: entries are the server's own view, all else is the bot's."""

    def __init__(self, bot: AjarClient, view: ServedView) -> None:
        self._bot = bot
        self.answers = view.answers
        self.debate = view.debate
        self.learning = view.learning
        self.pool = view.pool
        self.dataset = view.dataset

    def __getattr__(self, name: str) -> Any:
        return getattr(self._bot, name)


def client_of(interaction: discord.Interaction) -> AjarClient:
    """The bot behind an interaction, with the entries of the server that it came from.

    Buttons that outlived a restart find their services here.
    """
    bot = cast(AjarClient, interaction.client)
    return cast(AjarClient, _InServer(bot, bot.served.of(interaction.guild_id)))


def privately(interaction: discord.Interaction, asked: bool | None) -> bool:
    """Whether an answer is private: as the member asked, else as the server's administrators set it."""
    if asked is not None or interaction.guild_id is None:
        return bool(asked)
    return client_of(interaction).preferences.of(interaction.guild_id).private


def words_for(interaction: discord.Interaction, *, private: bool) -> Words:
    """The words for an answer: the member's language in private, the server's in public.

    The server's is what its administrators set, else what Discord says.
    """
    if private or interaction.guild_locale is None:
        return words(language_for(interaction.locale.value))
    chosen = client_of(interaction).preferences.of(interaction.guild_id).language if interaction.guild_id else None
    if chosen is not None:
        return words(language_for(chosen))
    return words(language_for(interaction.guild_locale.value) or DEFAULT_LANGUAGE)
