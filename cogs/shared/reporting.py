"""**Report a problem**: a button on every entry, the form of a suggestion that it opens, and the thanks.

Moderators are asked first whether they would rather correct it themselves.
"""

import re
from typing import Any, Protocol, Self, cast

import discord

from bot.core.editing.policy import may_moderate
from bot.i18n import Words
from bot.services.editing import Faulty
from bot.services.preferences import NotAllowed
from bot.services.suggestions import LONGEST, Muted, Suggestions, TooMany
from cogs.shared.actor import actor_of
from cogs.shared.client import AjarClient, words_for
from cogs.shared.errors import Mistake, Pressed, report
from cogs.shared.layout import CardView
from cogs.shared.opening import OpenPress, can_open
from cogs.shared.pressing import ButtonPress

_ENTRY = r"(?P<kind>[a-z]+):(?P<slug>[a-z0-9.+-]{1,80})"
_FAULTS = frozenset(("unseen", "turning", "string_too_long", "link"))
"""The faults that have words of their own."""


class _Client(AjarClient, Protocol):
    suggestions: Suggestions


def _client(interaction: discord.Interaction) -> _Client:
    return cast(_Client, interaction.client)


class ReportPress(ButtonPress, template=rf"ajar:report:{_ENTRY}"):
    """Opens the form; for a moderator first the choice between correcting and reporting."""

    def __init__(self, kind: str, slug: str, label: str) -> None:
        self.kind, self.slug = kind, slug
        super().__init__(f"ajar:report:{kind}:{slug}"[:100], label)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(match["kind"], match["slug"], label)

    async def press(self, interaction: Pressed) -> None:
        """Ask what is wrong, or offer to put it right."""
        guild_id, actor = interaction.guild_id, actor_of(interaction)
        moderates = guild_id is not None and may_moderate(
            actor, guild_id, _client(interaction).preferences.of(guild_id)
        )
        if not moderates or not can_open(f"edit-{self.kind}"):
            await ask_suggestion(interaction, self.kind, self.slug)
            return
        text = words_for(interaction, private=True)
        correct = OpenPress(
            f"edit-{self.kind}",
            self.slug,
            text("report.button.correct"),
            private=True,
            style=discord.ButtonStyle.primary,
        )
        view = CardView(
            [discord.ui.TextDisplay(text("report.moderator"))],
            [[correct, SuggestPress(self.kind, self.slug, text("report.button.report"))]],
        )
        await interaction.response.send_message(view=view, ephemeral=True)


class SuggestPress(ButtonPress, template=rf"ajar:suggest:{_ENTRY}"):
    """Opens the form."""

    def __init__(self, kind: str, slug: str, label: str) -> None:
        self.kind, self.slug = kind, slug
        super().__init__(f"ajar:suggest:{kind}:{slug}"[:100], label)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(match["kind"], match["slug"], label)

    async def press(self, interaction: Pressed) -> None:
        """Ask what is wrong."""
        await ask_suggestion(interaction, self.kind, self.slug)


async def ask_suggestion(interaction: Pressed, kind: str, slug: str) -> None:
    """Ask what is wrong with an entry, what would be right, and where that stands."""
    await interaction.response.send_modal(_Form(kind, slug, words_for(interaction, private=True)))


class _Form(discord.ui.Modal):
    """What is wrong, what would be right, and where that stands."""

    def __init__(self, kind: str, slug: str, text: Words) -> None:
        super().__init__(title=text("report.title"), custom_id=f"ajar:report-form:{kind}:{slug}"[:100])
        self.kind, self.slug = kind, slug
        self.wrong = _field(text("report.wrong"), required=True)
        self.right = _field(text("report.right"), required=False)
        self.link = _field(text("report.link"), required=False, long=False)
        for field in (self.wrong, self.right, self.link):
            self.add_item(field)

    async def on_submit(self, interaction: Pressed, /) -> None:
        """Keep it, then thank."""
        text, guild_id = words_for(interaction, private=True), interaction.guild_id
        wrong, right, link = self.wrong.value, self.right.value, self.link.value
        try:
            taken = await _client(interaction).suggestions.suggest(
                actor_of(interaction), guild_id, self.kind, self.slug, wrong, right, link
            )
        except TooMany:
            raise Mistake("report.too_many") from None
        except Muted:
            raise Mistake("report.muted") from None
        except NotAllowed:
            raise Mistake("error.not_allowed") from None
        except Faulty as problem:
            fault = problem.faults[0]
            key = fault.code if fault.code in _FAULTS else "other"
            field = text(f"report.{fault.path}") if fault.path in ("wrong", "right", "link") else ""
            raise Mistake(f"report.fault.{key}", field=field, most=LONGEST) from None
        here = guild_id is not None and actor_of(interaction).in_server
        key = "report.folded" if taken.folded_into else "report.thanks.here" if here else "report.thanks"
        await interaction.response.send_message(text(key, number=taken.id), ephemeral=True)

    async def on_error(self, interaction: Pressed, error: Exception, /) -> None:
        """Take the one error path."""
        await report(interaction, error)


def _field(label: str, *, required: bool, long: bool = True) -> discord.ui.TextInput[Any]:
    style = discord.TextStyle.paragraph if long else discord.TextStyle.short
    return discord.ui.TextInput(label=label, style=style, required=required, max_length=LONGEST)


PRESSES = (ReportPress, SuggestPress)
"""Everything here that can be taken up after a restart."""
