"""The audit: a page of what was done in a server, filtered, and all of it as a file. `/audit`."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any, Self

import discord

from bot.core.catalogue.short_keys import LENGTH, short_key, slugs_of
from bot.i18n import Words
from bot.services.audit import Act, AuditKind, AuditPage
from bot.services.served import ServedView
from bot.storage.datafiles import EntryKind
from cogs.moderation import render
from cogs.moderation.desk import desk_of, moderator, paragraph, private_words, show, view_of
from cogs.moderation.entries import CODES, KINDS, label_of
from cogs.shared.errors import Mistake, Pressed
from cogs.shared.layout import CardView
from cogs.shared.pressing import ButtonPress
from cogs.shared.text import shortened

FILE = "ajar-audit.jsonl"
_LONGEST_ACT = 330
"""Characters of one act: ten fit a message."""
_NOT = "-"


@dataclass(frozen=True, slots=True)
class Sift:
    """What somebody wants to see; None lets everything through."""

    what: AuditKind | None = None
    member: int | None = None
    kind: EntryKind | None = None
    key: str | None = None
    """Short key of the entry's slug."""
    days: int = 0
    """Only the last so many; 0 for all."""

    @classmethod
    def of(
        cls, what: AuditKind | None, member: int | None, kind: EntryKind | None, slug: str | None, days: int | None
    ) -> Self:
        """From a command's options."""
        return cls(what, member, kind, short_key(slug) if slug else None, days or 0)

    @property
    def identifier(self) -> str:
        """For a button; at most 50 characters."""
        what = self.what.value if self.what else _NOT
        return f"{what}:{self.member or 0}:{CODES[self.kind] if self.kind else _NOT}:{self.key or _NOT}:{self.days}"


_SIFT = (
    r"(?P<what>[a-z_]+|-):(?P<member>\d{1,20}):(?P<kind>[a-z]{2}|-):"
    rf"(?P<key>[a-z2-7]{{{LENGTH}}}|-):(?P<days>\d{{1,4}})"
)


def _sift(match: re.Match[str]) -> Sift:
    what = match["what"]
    if what != _NOT and what not in set(AuditKind):
        raise Mistake("error.gone")
    return Sift(
        None if what == _NOT else AuditKind(what),
        int(match["member"]) or None,
        None if match["kind"] == _NOT else KINDS.get(match["kind"]),
        None if match["key"] == _NOT else match["key"],
        int(match["days"]),
    )


async def show_audit(interaction: Pressed, sift: Sift, page: int = 0) -> None:
    """Show a moderator a page of what was done."""
    (_, guild_id), text, desk, view = (
        moderator(interaction),
        private_words(interaction),
        desk_of(interaction),
        view_of(interaction),
    )
    slug: str | None = None
    if sift.key is not None and sift.kind is not None:
        known = [*view.dataset.of(sift.kind), *desk.served.base.dataset.of(sift.kind)]
        (slug,) = slugs_of([sift.key], known)
        if slug is None:
            raise Mistake("error.gone")
    found = await desk.audit.page(
        guild_id,
        what=[sift.what] if sift.what else None,
        member=sift.member,
        kind=sift.kind,
        slug=slug,
        since=desk.clock() - timedelta(days=sift.days) if sift.days else None,
        page=page,
    )
    await show(interaction, audit_view(found, sift, view, text))


def audit_view(found: AuditPage, sift: Sift, view: ServedView, text: Words) -> CardView:
    """A page of acts, newest first."""
    body = [paragraph([f"## {text('audit.title')}", f"-# {text.many('audit.count', found.total)}"])]
    lines = [
        shortened("\n".join(render.act_lines(act, text, entry_of(act, view, text), 2)), _LONGEST_ACT)
        for act in found.acts
    ]
    body.append(paragraph("\n\n".join(lines) if lines else text("audit.empty")))
    if found.pages > 1:
        body.append(paragraph(f"-# {text('page.of', page=found.page + 1, count=found.pages)}"))
    buttons: list[discord.ui.Item[Any]] = []
    if found.page > 0:
        buttons.append(AuditPress(sift, found.page - 1, text("page.previous")))
    if found.page + 1 < found.pages:
        buttons.append(AuditPress(sift, found.page + 1, text("page.next")))
    buttons.append(ExportPress(text("audit.button.export")))
    return CardView(body, [buttons])


def entry_of(act: Act, view: ServedView, text: Words) -> str | None:
    """What the entry of an act is called, escaped; None where it concerns none."""
    if act.kind is None or act.slug is None:
        return None
    return label_of(view.dataset.of(act.kind).get(act.slug), act.kind, act.slug, text)


class AuditPress(ButtonPress, template=rf"ajar:m:audit:(?P<page>\d{{1,6}}):{_SIFT}"):
    """Turns to another page."""

    def __init__(self, sift: Sift, page: int, label: str) -> None:
        self.sift, self.page = sift, page
        super().__init__(f"ajar:m:audit:{page}:{sift.identifier}", label)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(_sift(match), int(match["page"]), label)

    async def press(self, interaction: Pressed) -> None:
        """Show it."""
        await show_audit(interaction, self.sift, self.page)


class ExportPress(ButtonPress, template=r"ajar:m:audit-file"):
    """Gives all of it as a file."""

    def __init__(self, label: str) -> None:
        super().__init__("ajar:m:audit-file", label)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:  # noqa: ARG003 - it carries nothing
        """The press that an identifier stands for."""
        return cls(label)

    async def press(self, interaction: Pressed) -> None:
        """Send the file, privately."""
        (_, guild_id), text = moderator(interaction), private_words(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        written = await desk_of(interaction).audit.export(guild_id)
        limit = interaction.guild.filesize_limit if interaction.guild else discord.utils.DEFAULT_FILE_SIZE_LIMIT_BYTES
        if len(written) > limit:
            raise Mistake("audit.too_large")
        await interaction.followup.send(
            text("audit.file", day=text.day(datetime.now(UTC).date())),
            file=discord.File(BytesIO(written), FILE),
            ephemeral=True,
        )


PRESSES = (AuditPress, ExportPress)
"""Everything here that can be taken up after a restart."""
