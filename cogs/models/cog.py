"""`/model`: parse, ask, show."""

import re
from collections.abc import Iterable

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.catalogue.components import Component
from bot.core.catalogue.documents import Modality
from bot.core.catalogue.finding import Commerce, Sort, Wanted
from bot.i18n import LANGUAGES, words
from bot.services.finding import LEVELS, Search, countries, country_name, named_parts
from bot.services.ranking import Asked
from cogs.models import compare, find, fit, ranking, render
from cogs.models import history as histories
from cogs.models.fit import send_first_question
from cogs.models.views import PRESSES, open_card, send_finding
from cogs.shared.client import client_of, privately, words_for
from cogs.shared.errors import Mistake
from cogs.shared.layout import CardView
from cogs.shared.opening import register_opener
from cogs.shared.text import plain, shortened
from cogs.shared.translator import localised

_MOST_CHOICES = 25
"""Suggestions while typing, by Discord's limit."""
_MOMENT = re.compile(r"(19|20)\d{2}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_COMMAS = re.compile(r"[,，、;；]")
Name = app_commands.Range[str, 1, 100]
_KINDS = [app_commands.Choice(name=localised(f"kind.{kind}"), value=kind.value) for kind in ranking.KINDS]


def _offered(typed: str, named: Iterable[tuple[str, str]]) -> list[app_commands.Choice[str]]:
    """Of entries (name, value) those whose name holds what was typed, those that begin so first."""
    wanted = typed.strip().casefold()
    fitting = [(name, value) for name, value in named if wanted in name.casefold()]
    fitting.sort(key=lambda pair: not pair[0].casefold().startswith(wanted))
    return [app_commands.Choice(name=shortened(name, 100), value=value) for name, value in fitting[:_MOST_CHOICES]]


async def _complete_version(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
    """Names that go on from what was typed, from memory."""
    return [
        app_commands.Choice(name=shortened(candidate.name, 100), value=candidate.slug)
        for candidate in client_of(interaction).answers.complete(current)
    ]


async def _complete_family(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
    """Families of the catalogue."""
    families = client_of(interaction).answers.catalogue.families
    return _offered(current, ((family.name, slug) for slug, family in families.items()))


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
        self, interaction: discord.Interaction, name: app_commands.Range[str, 1, 100], private: bool | None = None
    ) -> None:
        """Show how open a model is."""
        private = privately(interaction, private)
        await send_finding(interaction, name, client_of(interaction).answers.find(name), private=private)

    @profile.autocomplete("name")
    async def complete_name(self, interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        """Names that go on from what was typed, from memory."""
        return await _complete_version(interaction, current)

    @model.command(
        name=localised("command.model.compare.name"), description=localised("command.model.compare.description")
    )
    @app_commands.rename(
        first=localised("command.model.compare.option.first"),
        second=localised("command.model.compare.option.second"),
        third=localised("command.model.compare.option.third"),
        fourth=localised("command.model.compare.option.fourth"),
        private=localised("command.option.private"),
    )
    @app_commands.describe(
        first=localised("command.model.compare.option.description"),
        second=localised("command.model.compare.option.description"),
        third=localised("command.model.compare.option.description"),
        fourth=localised("command.model.compare.option.description"),
        private=localised("command.option.private.description"),
    )
    @app_commands.autocomplete(
        first=_complete_version, second=_complete_version, third=_complete_version, fourth=_complete_version
    )
    async def compare(
        self,
        interaction: discord.Interaction,
        first: Name,
        second: Name,
        third: Name | None = None,
        fourth: Name | None = None,
        private: bool | None = None,
    ) -> None:
        """Put versions side by side."""
        private = privately(interaction, private)
        typed = [name for name in (first, second, third, fourth) if name]
        await compare.send_typed(interaction, typed, private=private)

    @model.command(name=localised("command.model.find.name"), description=localised("command.model.find.description"))
    @app_commands.rename(
        parts=localised("command.model.find.option.parts"),
        commercial=localised("command.model.find.option.commercial"),
        downloadable=localised("command.model.find.option.downloadable"),
        maker=localised("command.model.find.option.maker"),
        country=localised("command.model.find.option.country"),
        family=localised("command.model.find.option.family"),
        kind=localised("command.model.find.option.kind"),
        since=localised("command.model.find.option.since"),
        verdict=localised("command.model.find.option.verdict"),
        sort=localised("command.model.find.option.sort"),
        private=localised("command.option.private"),
    )
    @app_commands.describe(
        parts=localised("command.model.find.option.parts.description"),
        commercial=localised("command.model.find.option.commercial.description"),
        downloadable=localised("command.model.find.option.downloadable.description"),
        maker=localised("command.model.find.option.maker.description"),
        country=localised("command.model.find.option.country.description"),
        family=localised("command.model.find.option.family.description"),
        kind=localised("command.model.find.option.kind.description"),
        since=localised("command.model.find.option.since.description"),
        verdict=localised("command.model.find.option.verdict.description"),
        sort=localised("command.model.find.option.sort.description"),
        private=localised("command.option.private.description"),
    )
    @app_commands.choices(
        commercial=[
            app_commands.Choice(name=localised(f"find.commerce.{each}"), value=each.value) for each in Commerce
        ],
        kind=_KINDS,
        verdict=[app_commands.Choice(name=localised(f"find.level.{code}"), value=code) for code in LEVELS],
        sort=[app_commands.Choice(name=localised(f"find.sort.{sort}"), value=sort.value) for sort in Sort],
    )
    @app_commands.autocomplete(family=_complete_family)
    async def find(
        self,
        interaction: discord.Interaction,
        parts: Name | None = None,
        commercial: str | None = None,
        downloadable: bool = False,
        maker: Name | None = None,
        country: Name | None = None,
        family: Name | None = None,
        kind: str | None = None,
        since: Name | None = None,
        verdict: str | None = None,
        sort: str | None = None,
        private: bool | None = None,
    ) -> None:
        """List the versions that fit."""
        private = privately(interaction, private)
        wanted = Wanted(
            parts=_parts(parts) if parts else (),
            commerce=Commerce(commercial) if commercial else None,
            downloadable=downloadable,
            organisation=_maker(interaction, maker) if maker else None,
            country=_country(interaction, country) if country else None,
            family=_family(interaction, family) if family else None,
            kind=Modality(kind) if kind else None,
            since=_moment(since) if since else None,
            at_least=LEVELS[verdict] if verdict else None,
        )
        search = Search(wanted, Sort(sort) if sort else Sort.NEWEST)
        await find.send(interaction, search, private=private)

    @find.autocomplete("parts")
    async def complete_parts(self, interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        """The parts typed so far with each further one that begins as the last."""
        text = words_for(interaction, private=True)
        *before, last = _COMMAS.split(current)
        chosen = [part for piece in before for part in named_parts(piece, _part_names) or ()]
        start = text.listing([text(f"component.{part}") for part in chosen])
        further = (
            (f"{start}, {name}" if start else name, ",".join([*chosen, part]), name)
            for part in Component
            if part not in chosen and (name := text(f"component.{part}"))
        )
        return [
            app_commands.Choice(name=shortened(label, 100), value=value)
            for label, value, name in further
            if last.strip().casefold() in name.casefold() and len(value) <= 100
        ][:_MOST_CHOICES]

    @find.autocomplete("maker")
    async def complete_maker(self, interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        """Organisations of the catalogue."""
        organisations = client_of(interaction).answers.catalogue.organisations
        return _offered(current, ((organisation.name, slug) for slug, organisation in organisations.items()))

    @find.autocomplete("country")
    async def complete_country(self, interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        """Countries of the catalogue's makers, those with the most versions first."""
        text = words_for(interaction, private=True)
        codes = countries(client_of(interaction).answers)
        return _offered(current, ((country_name(code, text), code) for code in codes))

    @model.command(
        name=localised("command.model.ranking.name"), description=localised("command.model.ranking.description")
    )
    @app_commands.rename(
        definition=localised("command.model.ranking.option.definition"),
        kind=localised("command.model.find.option.kind"),
        family=localised("command.model.find.option.family"),
        private=localised("command.option.private"),
    )
    @app_commands.describe(
        definition=localised("command.model.ranking.option.definition.description"),
        kind=localised("command.model.ranking.option.kind.description"),
        family=localised("command.model.ranking.option.family.description"),
        private=localised("command.option.private.description"),
    )
    @app_commands.choices(
        definition=[
            app_commands.Choice(name=localised(f"definition.{name}.name"), value=name) for name in render.SHOWN
        ],
        kind=_KINDS,
    )
    @app_commands.autocomplete(family=_complete_family)
    async def ranking(
        self,
        interaction: discord.Interaction,
        definition: str,
        kind: str | None = None,
        family: Name | None = None,
        private: bool | None = None,
    ) -> None:
        """Rank versions under one definition."""
        private = privately(interaction, private)
        asked = Asked(definition, Modality(kind) if kind else None, _family(interaction, family) if family else None)
        await ranking.send(interaction, asked, private=private)

    @model.command(
        name=localised("command.model.definitions.name"),
        description=localised("command.model.definitions.description"),
    )
    @app_commands.rename(private=localised("command.option.private"))
    @app_commands.describe(private=localised("command.option.private.description"))
    async def definitions(self, interaction: discord.Interaction, private: bool | None = None) -> None:
        """Explain the five rules."""
        private = privately(interaction, private)
        text = words_for(interaction, private=private)
        blocks = render.definitions_blocks(text)
        view = CardView([discord.ui.TextDisplay(block) for block in blocks])
        await interaction.response.send_message(view=view, ephemeral=private)

    @model.command(name=localised("command.model.fit.name"), description=localised("command.model.fit.description"))
    async def fit(self, interaction: discord.Interaction) -> None:
        """Ask what matters, then show which versions are known to fit."""
        await send_first_question(interaction)

    @model.command(
        name=localised("command.model.history.name"), description=localised("command.model.history.description")
    )
    @app_commands.rename(name=localised("command.model.profile.option.name"))
    @app_commands.describe(name=localised("command.model.profile.option.name.description"))
    @app_commands.autocomplete(name=_complete_version)
    async def history(self, interaction: discord.Interaction, name: Name) -> None:
        """Show what changed in a version's entry, when, and on whose word."""
        await histories.show_history(interaction, client_of(interaction).answers.find(name).slug or name)


def _part_names(part: Component) -> tuple[str, ...]:
    """What a component is called in every language."""
    return tuple(words(language)(f"component.{part}") for language in LANGUAGES)


def _parts(typed: str) -> tuple[Component, ...]:
    found = named_parts(typed, _part_names)
    if found is None:
        raise Mistake("find.parts_unknown", asked=plain(typed, 60))
    return found


def _maker(interaction: discord.Interaction, typed: str) -> str:
    """A maker by suggestion or by name."""
    answers = client_of(interaction).answers
    found = typed if typed in answers.catalogue.organisations else answers.find(typed).organisation
    if found is None:
        raise Mistake("find.entry_unknown", asked=plain(typed, 60))
    return found


def _family(interaction: discord.Interaction, typed: str) -> str:
    """A family by suggestion or by name."""
    answers = client_of(interaction).answers
    found = typed if typed in answers.catalogue.families else answers.find(typed).family
    if found is None:
        raise Mistake("find.entry_unknown", asked=plain(typed, 60))
    return found


def _country(interaction: discord.Interaction, typed: str) -> str:
    """A country by its code or by its name in any of the languages."""
    wanted = typed.strip().casefold()
    for code in countries(client_of(interaction).answers):
        if wanted in (code.casefold(), *(country_name(code, words(language)).casefold() for language in LANGUAGES)):
            return code
    raise Mistake("find.entry_unknown", asked=plain(typed, 60))


def _moment(typed: str) -> str:
    if not _MOMENT.fullmatch(typed.strip()):
        raise Mistake("find.since_wrong")
    return typed.strip()


async def setup(bot: commands.Bot) -> None:
    """Add the commands, and take up presses on messages from before a restart."""
    bot.add_dynamic_items(*PRESSES, *compare.PRESSES, *find.PRESSES, *ranking.PRESSES, *fit.PRESSES, *histories.PRESSES)
    register_opener("model", open_card)
    register_opener("compare", compare.open_comparison)
    await bot.add_cog(ModelsCog())
