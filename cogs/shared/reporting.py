"""**Report a problem**: a button on every entry, the form that it opens, and the thanks."""

import re
from typing import Any, Self

import discord

from bot.i18n import Words
from bot.services.reporting import LONGEST, TooMany, report_problem
from bot.storage.reports import Report
from cogs.shared.client import client_of, words_for
from cogs.shared.errors import Mistake, Pressed, report
from cogs.shared.pressing import ButtonPress


class ReportPress(
    ButtonPress,
    template=r"ajar:report:(?P<kind>[a-z]+):(?P<slug>[a-z0-9.+-]{1,80})",
):
    """Opens the form."""

    def __init__(self, kind: str, slug: str, label: str) -> None:
        self.kind, self.slug = kind, slug
        super().__init__(f"ajar:report:{kind}:{slug}", label)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(match["kind"], match["slug"], label)

    async def press(self, interaction: Pressed) -> None:
        """Ask what is wrong."""
        await interaction.response.send_modal(_Form(self.kind, self.slug, words_for(interaction, private=True)))


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
        client, text = client_of(interaction), words_for(interaction, private=True)
        if client.database is None:
            raise Mistake("error.gone")
        now = client.clock()
        sent = Report(
            kind=self.kind,
            slug=self.slug,
            guild_id=interaction.guild_id or 0,
            member_id=interaction.user.id,
            wrong=self.wrong.value.strip(),
            right=self.right.value.strip(),
            link=self.link.value.strip(),
            at=now,
        )
        try:
            number = await report_problem(client.database, sent, now)
        except TooMany:
            raise Mistake("report.too_many") from None
        await interaction.response.send_message(text("report.thanks", number=number), ephemeral=True)

    async def on_error(self, interaction: Pressed, error: Exception, /) -> None:
        """Take the one error path."""
        await report(interaction, error)


def _field(label: str, *, required: bool, long: bool = True) -> discord.ui.TextInput[Any]:
    style = discord.TextStyle.paragraph if long else discord.TextStyle.short
    return discord.ui.TextInput(label=label, style=style, required=required, max_length=LONGEST)
