"""The panel of a server's preferences: each change is stored at once, and the panel shows how it is now."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Self

import discord
from pydantic import ValidationError

from bot.core.definitions import DEFINITIONS
from bot.core.editing.policy import may_administer
from bot.core.preferences import Preferences
from bot.i18n import LANGUAGES, Words
from bot.services.preferences import NotAllowed
from cogs.shared.actor import actor_of
from cogs.shared.client import client_of, words_for
from cogs.shared.errors import Mistake, Pressed, report
from cogs.shared.layout import CardView
from cogs.shared.pressing import ButtonPress, MenuPress
from cogs.shared.text import plain

_FACTORS = (0.5, 1.0, 1.5, 2.0, 3.0, 5.0)
_NONE = "none"
_TEXT_CHANNELS = [discord.ChannelType.text, discord.ChannelType.news]


def _guild(interaction: discord.Interaction) -> int:
    actor = actor_of(interaction)
    if interaction.guild_id is None or not actor.in_server:
        raise Mistake("settings.server_only")
    if not may_administer(actor, interaction.guild_id):
        raise Mistake("settings.not_allowed")
    return interaction.guild_id


async def send_panel(interaction: Pressed) -> None:
    """Show the panel, privately, to somebody who may change it."""
    guild_id, text = _guild(interaction), words_for(interaction, private=True)
    view = panel(client_of(interaction).preferences.of(guild_id), text)
    await interaction.response.send_message(view=view, ephemeral=True)


async def _change(interaction: Pressed, changes: Mapping[str, object]) -> None:
    """Store a change, then show the panel as it is now."""
    guild_id, text = _guild(interaction), words_for(interaction, private=True)
    client = client_of(interaction)
    try:
        now = await client.preferences.change(actor_of(interaction), guild_id, changes, client.clock())
    except NotAllowed:
        raise Mistake("settings.not_allowed") from None
    except ValidationError as problem:
        field = str(problem.errors()[0]["loc"][0])
        raise Mistake(f"settings.wrong.{field}", typed=plain(str(changes.get(field, "")), 60)) from None
    await interaction.response.edit_message(view=panel(now, text))


def panel(preferences: Preferences, text: Words) -> CardView:
    """All preferences, each with what changes it."""
    language = text(f"settings.language.{preferences.language}" if preferences.language else "settings.language.none")
    order = preferences.definitions or tuple(DEFINITIONS)
    definitions = text.listing([text(f"definition.{name}.short") for name in order])
    daily = (
        text("settings.daily.on", time=preferences.daily_time, zone=preferences.time_zone)
        if preferences.quiz_channel
        else text("settings.daily.off")
    )
    blocks: list[discord.ui.Item[Any]] = [
        discord.ui.TextDisplay(f"## {text('settings.title')}\n-# {text('settings.note')}"),
        discord.ui.TextDisplay(f"**{text('settings.moderators')}**\n-# {text('settings.moderators.what')}"),
        _row(RolesMenu.of(preferences, text)),
        discord.ui.TextDisplay(f"**{text('settings.log')}**\n-# {text('settings.log.what')}"),
        _row(ChannelMenu.of("log_channel", preferences.log_channel, text)),
        discord.ui.TextDisplay(f"**{text('settings.daily')}** · {daily}\n-# {text('settings.daily.what')}"),
        _row(ChannelMenu.of("quiz_channel", preferences.quiz_channel, text)),
        discord.ui.TextDisplay(
            f"**{text('settings.answers')}** · {language} · "
            f"{text('settings.private' if preferences.private else 'settings.public')} · "
            f"{text('settings.factor', factor=f'{preferences.time_factor:g}')}\n"
            f"-# {text('settings.definitions', definitions=definitions)}"
        ),
        _row(ValueMenu.languages(preferences, text)),
        _row(ValueMenu.factors(preferences, text)),
        _row(ValueMenu.definitions(preferences, text)),
    ]
    private = TogglePress(
        not preferences.private, text("settings.button.public" if preferences.private else "settings.button.private")
    )
    return CardView(blocks, [[TimePress(text("settings.button.time")), private]])


def _row(item: discord.ui.Item[Any]) -> discord.ui.ActionRow[Any]:
    return discord.ui.ActionRow(item)


class RolesMenu(MenuPress, template=r"ajar:settings:roles"):
    """Chooses the moderator roles."""

    @classmethod
    def of(cls, preferences: Preferences, text: Words) -> Self:
        """The menu, with the roles that are chosen now."""
        chosen = [
            discord.SelectDefaultValue(id=role, type=discord.SelectDefaultValueType.role)
            for role in preferences.moderator_roles
        ]
        menu: discord.ui.RoleSelect[Any] = discord.ui.RoleSelect(
            custom_id="ajar:settings:roles",
            placeholder=text("settings.moderators.choose"),
            min_values=0,
            max_values=25,
            default_values=chosen,
        )
        return cls(menu)

    @classmethod
    def taken_up(cls, match: re.Match[str], menu: Any) -> Self:  # noqa: ARG003 - it carries nothing
        """The menu that an identifier stands for."""
        return cls(menu)

    async def choose(self, interaction: Pressed, values: Sequence[str]) -> None:
        """Store it."""
        await _change(interaction, {"moderator_roles": tuple(int(value) for value in values)})


class ChannelMenu(MenuPress, template=r"ajar:settings:channel:(?P<field>log_channel|quiz_channel)"):
    """Chooses a channel; none chosen switches off what goes there."""

    def __init__(self, field: str, menu: Any) -> None:
        self.field = field
        super().__init__(menu)

    @classmethod
    def of(cls, field: str, channel: int | None, text: Words) -> Self:
        """The menu, with the channel that is chosen now."""
        chosen = (
            [discord.SelectDefaultValue(id=channel, type=discord.SelectDefaultValueType.channel)] if channel else []
        )
        menu: discord.ui.ChannelSelect[Any] = discord.ui.ChannelSelect(
            custom_id=f"ajar:settings:channel:{field}",
            placeholder=text("settings.channel.choose"),
            channel_types=_TEXT_CHANNELS,
            min_values=0,
            max_values=1,
            default_values=chosen,
        )
        return cls(field, menu)

    @classmethod
    def taken_up(cls, match: re.Match[str], menu: Any) -> Self:
        """The menu that an identifier stands for."""
        return cls(match["field"], menu)

    async def choose(self, interaction: Pressed, values: Sequence[str]) -> None:
        """Store it, if we can write there."""
        channel_id = int(values[0]) if values else None
        if channel_id is not None and interaction.guild is not None:
            channel = interaction.guild.get_channel(channel_id)
            if channel is not None:
                here = channel.permissions_for(interaction.guild.me)
                if not (here.view_channel and here.send_messages and here.embed_links and here.attach_files):
                    raise Mistake("settings.cannot_write", channel=f"<#{channel_id}>")
        await _change(interaction, {self.field: channel_id})


class ValueMenu(MenuPress, template=r"ajar:settings:value:(?P<field>language|time_factor|definitions)"):
    """Chooses among a few values."""

    def __init__(self, field: str, menu: Any) -> None:
        self.field = field
        super().__init__(menu)

    @classmethod
    def _of(cls, field: str, options: list[discord.SelectOption], placeholder: str) -> Self:
        menu: discord.ui.Select[Any] = discord.ui.Select(
            custom_id=f"ajar:settings:value:{field}", options=options, placeholder=placeholder
        )
        return cls(field, menu)

    @classmethod
    def languages(cls, preferences: Preferences, text: Words) -> Self:
        """The language of public answers."""
        options = [
            discord.SelectOption(
                label=text(f"settings.language.{code}"), value=code, default=(preferences.language or _NONE) == code
            )
            for code in (_NONE, *LANGUAGES)
        ]
        return cls._of("language", options, text("settings.language"))

    @classmethod
    def factors(cls, preferences: Preferences, text: Words) -> Self:
        """What times of quizzes are multiplied by."""
        options = [
            discord.SelectOption(
                label=text("settings.factor", factor=f"{factor:g}"),
                value=str(factor),
                default=preferences.time_factor == factor,
            )
            for factor in _FACTORS
        ]
        return cls._of("time_factor", options, text("settings.factor.choose"))

    @classmethod
    def definitions(cls, preferences: Preferences, text: Words) -> Self:
        """Which definition a card shows first."""
        first = (preferences.definitions or tuple(DEFINITIONS))[0]
        options = [
            discord.SelectOption(
                label=text("settings.definitions.first", definition=text(f"definition.{name}.short"))[:100],
                value=name,
                default=name == first,
            )
            for name in DEFINITIONS
        ]
        return cls._of("definitions", options, text("settings.definitions.choose"))

    @classmethod
    def taken_up(cls, match: re.Match[str], menu: Any) -> Self:
        """The menu that an identifier stands for."""
        return cls(match["field"], menu)

    async def choose(self, interaction: Pressed, values: Sequence[str]) -> None:
        """Store it."""
        value = values[0] if values else _NONE
        match self.field:
            case "language":
                await _change(interaction, {"language": None if value == _NONE else value})
            case "time_factor":
                await _change(interaction, {"time_factor": float(value)})
            case _:
                rest = [name for name in DEFINITIONS if name != value]
                await _change(interaction, {"definitions": (value, *rest)})


class TogglePress(ButtonPress, template=r"ajar:settings:private:(?P<private>yes|no)"):
    """Makes answers private or public where the member does not say."""

    def __init__(self, private: bool, label: str) -> None:
        self.private = private
        super().__init__(f"ajar:settings:private:{'yes' if private else 'no'}", label)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(match["private"] == "yes", label)

    async def press(self, interaction: Pressed) -> None:
        """Store it."""
        await _change(interaction, {"private": self.private})


class TimePress(ButtonPress, template=r"ajar:settings:time"):
    """Opens the form for the time of the daily question."""

    def __init__(self, label: str) -> None:
        super().__init__("ajar:settings:time", label)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:  # noqa: ARG003 - it carries nothing
        """The press that an identifier stands for."""
        return cls(label)

    async def press(self, interaction: Pressed) -> None:
        """Ask for time and zone."""
        preferences = client_of(interaction).preferences.of(_guild(interaction))
        await interaction.response.send_modal(_TimeForm(preferences, words_for(interaction, private=True)))


class _TimeForm(discord.ui.Modal):
    """When the question of the day comes."""

    def __init__(self, preferences: Preferences, text: Words) -> None:
        super().__init__(title=text("settings.time.title"), custom_id="ajar:settings:time-form")
        self.time: discord.ui.TextInput[Any] = discord.ui.TextInput(
            label=text("settings.time.time"), default=preferences.daily_time, max_length=5, placeholder="09:00"
        )
        self.zone: discord.ui.TextInput[Any] = discord.ui.TextInput(
            label=text("settings.time.zone"), default=preferences.time_zone, max_length=60, placeholder="Europe/Berlin"
        )
        self.add_item(self.time)
        self.add_item(self.zone)

    async def on_submit(self, interaction: Pressed, /) -> None:
        """Store it."""
        await _change(interaction, {"daily_time": self.time.value.strip(), "time_zone": self.zone.value.strip()})

    async def on_error(self, interaction: Pressed, error: Exception, /) -> None:
        """Take the one error path."""
        await report(interaction, error)


PRESSES = (RolesMenu, ChannelMenu, ValueMenu, TogglePress, TimePress)
"""Everything on the panel that can be taken up after a restart."""
