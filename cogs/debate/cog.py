"""`/quote`, `/debate`, `/who` and `/timeline`: parse, ask, show."""

import random
import re

import discord
from discord import app_commands
from discord.ext import commands

from bot.services.debate import Subject, SubjectKind
from cogs.debate.views import (
    LONGEST_QUERY,
    NEWEST,
    PRESSES,
    SEARCH,
    Asked,
    open_quote,
    open_quotes_on_model,
    open_speaker,
    open_topic,
    send_quotes,
    send_speaker,
    send_topic,
    show_timeline,
)
from cogs.shared.client import client_of, privately, words_for
from cogs.shared.errors import Mistake
from cogs.shared.opening import register_opener
from cogs.shared.text import plain, shortened
from cogs.shared.translator import localised

_EVERYWHERE = app_commands.AppInstallationType(guild=True, user=True)
_ANYWHERE = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True)
_SPEAKERS = frozenset({SubjectKind.PERSON, SubjectKind.ORGANISATION})
_MOMENT = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
Name = app_commands.Range[str, 1, 100]


def _choices(interaction: discord.Interaction, typed: str, *kinds: SubjectKind) -> list[app_commands.Choice[str]]:
    text = words_for(interaction, private=True)
    found = client_of(interaction).debate.complete(typed, frozenset(kinds or SubjectKind))
    return [
        app_commands.Choice(
            name=shortened(f"{subject.name(text.language)} · {text(f'subject.{subject.kind}')}", 100),
            value=subject.key[:100],
        )
        for subject in found
    ]


def _subject(interaction: discord.Interaction, typed: str, *kinds: SubjectKind) -> Subject:
    found = client_of(interaction).debate.subject(typed, frozenset(kinds or SubjectKind))
    if found is None:
        raise Mistake("subject.unknown", asked=plain(typed, 60))
    return found


class DebateCog(commands.Cog):
    """Who said what, both sides of a topic, somebody's stance, and what happened when."""

    quote = app_commands.Group(
        name=localised("command.quote.name"),
        description=localised("command.quote.description"),
        allowed_installs=_EVERYWHERE,
        allowed_contexts=_ANYWHERE,
    )
    debate = app_commands.Group(
        name=localised("command.debate.name"),
        description=localised("command.debate.description"),
        allowed_installs=_EVERYWHERE,
        allowed_contexts=_ANYWHERE,
    )

    @quote.command(name=localised("command.quote.about.name"), description=localised("command.quote.about.description"))
    @app_commands.rename(subject=localised("command.quote.about.option"), private=localised("command.option.private"))
    @app_commands.describe(
        subject=localised("command.quote.about.option.description"),
        private=localised("command.option.private.description"),
    )
    async def about(self, interaction: discord.Interaction, subject: Name, private: bool | None = None) -> None:
        """Show quotes on a topic, by a person, on a model or a body."""
        private = privately(interaction, private)
        await send_quotes(interaction, _subject(interaction, subject).key, private=private)

    @about.autocomplete("subject")
    async def complete_subject(self, interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        """Whatever has a quote."""
        return _choices(interaction, current)

    @quote.command(
        name=localised("command.quote.search.name"), description=localised("command.quote.search.description")
    )
    @app_commands.rename(words=localised("command.quote.search.option"), private=localised("command.option.private"))
    @app_commands.describe(
        words=localised("command.quote.search.option.description"),
        private=localised("command.option.private.description"),
    )
    async def search(
        self, interaction: discord.Interaction, words: app_commands.Range[str, 1, 200], private: bool | None = None
    ) -> None:
        """Find a quote by words that one half remembers."""
        private = privately(interaction, private)
        if not client_of(interaction).debate.hits(words[:LONGEST_QUERY], 1):
            raise Mistake("quote.not_found", asked=plain(words, 60))
        await send_quotes(interaction, f"{SEARCH}/{words[:LONGEST_QUERY]}", private=private)

    @quote.command(
        name=localised("command.quote.random.name"), description=localised("command.quote.random.description")
    )
    @app_commands.rename(private=localised("command.option.private"))
    @app_commands.describe(private=localised("command.option.private.description"))
    async def random(self, interaction: discord.Interaction, private: bool | None = None) -> None:
        """Show any checked quote, each camp as likely as the others."""
        private = privately(interaction, private)
        chosen = client_of(interaction).debate.any_quote(random.Random())
        if chosen is None:
            raise Mistake("quote.none")
        await send_quotes(interaction, f"quote/{chosen.slug}", private=private)

    @debate.command(
        name=localised("command.debate.topic.name"), description=localised("command.debate.topic.description")
    )
    @app_commands.rename(topic=localised("command.debate.topic.option"), private=localised("command.option.private"))
    @app_commands.describe(
        topic=localised("command.debate.topic.option.description"),
        private=localised("command.option.private.description"),
    )
    async def topic(self, interaction: discord.Interaction, topic: Name, private: bool | None = None) -> None:
        """Show both sides of a topic."""
        private = privately(interaction, private)
        await send_topic(interaction, _subject(interaction, topic, SubjectKind.TOPIC).slug, private=private)

    @topic.autocomplete("topic")
    async def complete_topic(self, interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        """Topics."""
        return _choices(interaction, current, SubjectKind.TOPIC)

    @app_commands.command(name=localised("command.who.name"), description=localised("command.who.description"))
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    @app_commands.rename(name=localised("command.who.option"), private=localised("command.option.private"))
    @app_commands.describe(
        name=localised("command.who.option.description"), private=localised("command.option.private.description")
    )
    async def who(self, interaction: discord.Interaction, name: Name, private: bool | None = None) -> None:
        """Show where somebody stands, over time."""
        private = privately(interaction, private)
        subject = _subject(interaction, name, *_SPEAKERS)
        speaker = client_of(interaction).debate.speaker(subject.slug)
        if speaker is None:
            raise Mistake("subject.unknown", asked=plain(name, 60))
        await send_speaker(interaction, speaker, private=private)

    @who.autocomplete("name")
    async def complete_who(self, interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        """People and bodies that are quoted."""
        return _choices(interaction, current, *_SPEAKERS)

    @app_commands.command(
        name=localised("command.timeline.name"), description=localised("command.timeline.description")
    )
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    @app_commands.rename(
        start=localised("command.timeline.from"),
        end=localised("command.timeline.to"),
        person=localised("command.timeline.person"),
        organisation=localised("command.timeline.organisation"),
        model=localised("command.timeline.model"),
        private=localised("command.option.private"),
    )
    @app_commands.describe(
        start=localised("command.timeline.from.description"),
        end=localised("command.timeline.to.description"),
        person=localised("command.timeline.person.description"),
        organisation=localised("command.timeline.organisation.description"),
        model=localised("command.timeline.model.description"),
        private=localised("command.option.private.description"),
    )
    async def timeline(
        self,
        interaction: discord.Interaction,
        start: app_commands.Range[str, 4, 10] | None = None,
        end: app_commands.Range[str, 4, 10] | None = None,
        person: Name | None = None,
        organisation: Name | None = None,
        model: Name | None = None,
        private: bool | None = None,
    ) -> None:
        """Show what happened when."""
        private = privately(interaction, private)
        for moment in (start, end):
            if moment is not None and not _MOMENT.fullmatch(moment):
                raise Mistake("timeline.moment", asked=plain(moment, 20))
        asked = Asked(
            start or "",
            end or "",
            _subject(interaction, person, SubjectKind.PERSON).slug if person else "",
            _organisation(interaction, organisation) if organisation else "",
            _model(interaction, model) if model else "",
        )
        if len(asked.key) > 80:
            raise Mistake("timeline.too_much")
        # Without a span, people ask for what is new.
        page = NEWEST if asked.open_ended else 0
        await show_timeline(interaction, asked, page, private=private, turn=False)

    @timeline.autocomplete("person")
    async def complete_person(self, interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        """People who are quoted."""
        return _choices(interaction, current, SubjectKind.PERSON)

    @timeline.autocomplete("organisation")
    async def complete_organisation(
        self, interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        """Bodies that are quoted or named."""
        return _choices(interaction, current, SubjectKind.ORGANISATION)

    @timeline.autocomplete("model")
    async def complete_model(self, interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        """Versions of the catalogue."""
        found = client_of(interaction).answers.complete(current)
        return [app_commands.Choice(name=shortened(c.name, 100), value=c.slug) for c in found]


def _organisation(interaction: discord.Interaction, typed: str) -> str:
    """A body by suggestion or by name; one without quotes may still have events."""
    subject = client_of(interaction).debate.subject(typed, frozenset({SubjectKind.ORGANISATION}))
    if subject is not None:
        return subject.slug
    finding = client_of(interaction).answers.find(typed)
    if finding.organisation is None:
        raise Mistake("subject.unknown", asked=plain(typed, 60))
    return finding.organisation


def _model(interaction: discord.Interaction, typed: str) -> str:
    finding = client_of(interaction).answers.find(typed)
    if finding.slug is None:
        raise Mistake("subject.unknown", asked=plain(typed, 60))
    return finding.slug


async def setup(bot: commands.Bot) -> None:
    """Add the commands, take up presses on messages from before a restart, and offer quotes to other features."""
    bot.add_dynamic_items(*PRESSES)
    register_opener("quotes-on-model", open_quotes_on_model)
    register_opener("quote", open_quote)
    register_opener("topic", open_topic)
    register_opener("person", open_speaker)
    await bot.add_cog(DebateCog())
