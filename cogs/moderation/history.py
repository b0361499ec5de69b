"""The history of an entry: who changed what, when and why, and taking a change back. `/entry history`."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Self

import discord

from bot.i18n import Words
from bot.services.editing import Overtaken, Revision
from bot.storage.datafiles import EntryKind
from cogs.moderation import drafting
from cogs.moderation.desk import desk_of, hold, moderator, paragraph, private_words, show, told_plainly, view_of
from cogs.moderation.drafting import Begun
from cogs.moderation.entries import ENTRY, identifier, label_of
from cogs.moderation.form import EntryForm, Input, Typed, one
from cogs.moderation.panel import (
    LONGEST_REASON,
    HistoryPress,
    PanelPress,
    done_view,
    kind_of,
    review_view,
)
from cogs.shared import changes
from cogs.shared.errors import Mistake, Pressed
from cogs.shared.layout import CardView
from cogs.shared.pressing import MenuPress
from cogs.shared.text import plain, shortened

A_PAGE = 5


async def show_history(interaction: Pressed, kind: EntryKind, slug: str, page: int = 0) -> None:
    """Show a moderator a page of an entry's history."""
    (_, guild_id), text = moderator(interaction), private_words(interaction)
    revisions = await desk_of(interaction).editing.history(guild_id, kind, slug)
    if not revisions:
        raise Mistake("moderation.unknown_entry", asked=plain(slug, 60), kind=text(f"entry.kind.{kind}"))
    await show(interaction, history_view(kind, slug, revisions, page, text))


def history_view(
    kind: EntryKind, slug: str, revisions: Sequence[Revision], page: int, text: Words, *, moderates: bool = True
) -> CardView:
    """A page of changes, newest first; moderators may take the server's own back."""
    last = (len(revisions) - 1) // A_PAGE
    page = min(page, last)
    shown = revisions[page * A_PAGE : (page + 1) * A_PAGE]
    named = next((r.after or r.before for r in revisions if r.after or r.before), None)
    body = [paragraph(f"## {text('history.title', entry=label_of(named, kind, slug, text))}")]
    body += [paragraph(shortened("\n".join(changes.revision_lines(revision, text)), 700)) for revision in shown]
    if last:
        body.append(paragraph(f"-# {text('page.of', page=page + 1, count=last + 1)}"))
    rows: list[list[discord.ui.Item[Any]]] = []
    own = [revision for revision in shown if not revision.of_base]
    if own and moderates:
        rows.append([RevertMenu.over(kind, slug, own, text)])
    turns: list[discord.ui.Item[Any]] = []
    if moderates:
        if page > 0:
            turns.append(HistoryPress(kind, slug, page - 1, text("page.previous")))
        if page < last:
            turns.append(HistoryPress(kind, slug, page + 1, text("page.next")))
        turns.append(PanelPress(kind, slug, 0, text("history.button.edit")))
    rows.append(turns)
    return CardView(body, rows)


class RevertMenu(MenuPress, template=rf"ajar:e:revert:{ENTRY}"):
    """Chooses a change to take back; asks why."""

    def __init__(self, kind: EntryKind, slug: str, menu: Any) -> None:
        self.kind, self.slug = kind, slug
        super().__init__(menu)

    @classmethod
    def over(cls, kind: EntryKind, slug: str, revisions: Sequence[Revision], text: Words) -> Self:
        """The menu over the server's own changes of one page."""
        options = [
            discord.SelectOption(
                label=shortened(
                    text(
                        "history.option",
                        number=revision.version,
                        day=text.day(revision.at.date()),
                        what=text(f"audit.what.{revision.origin}"),
                    ),
                    100,
                ),
                value=str(revision.id),
                description=shortened(" ".join((revision.reason or "").split()), 100) or None,
            )
            for revision in revisions
        ]
        menu: discord.ui.Select[Any] = discord.ui.Select(
            custom_id=f"ajar:e:revert:{identifier(kind, slug)}", placeholder=text("history.revert"), options=options
        )
        return cls(kind, slug, menu)

    @classmethod
    def taken_up(cls, match: re.Match[str], menu: Any) -> Self:
        """The menu that an identifier stands for."""
        return cls(kind_of(match), match["slug"], menu)

    async def choose(self, interaction: Pressed, values: Sequence[str]) -> None:
        """Ask why."""
        moderator(interaction)
        text, revision = private_words(interaction), int(values[0])
        inputs = [Input("reason", text("form.reason"), required=True, long=True, longest=LONGEST_REASON)]

        async def then(sent: Pressed, typed: Typed) -> None:
            await _revert(sent, self.kind, self.slug, revision, one(typed, "reason"))

        await interaction.response.send_modal(EntryForm(text("history.revert"), inputs, then))


async def _revert(interaction: Pressed, kind: EntryKind, slug: str, number: int, reason: str) -> None:
    """Take a change back: at once where it is the newest, else after a look at what that would change."""
    (actor, guild_id), text, desk = moderator(interaction), private_words(interaction), desk_of(interaction)
    await hold(interaction)
    with told_plainly(text):
        try:
            made = await desk.editing.revert(actor, guild_id, number, reason)
        except Overtaken:
            raise Mistake("moderation.overtaken") from None
        if isinstance(made, Revision):
            await show(interaction, done_view(made, text))
            return
        state = await desk.editing.find(guild_id, kind, slug)
        after = changes.values_of(made.after)
        begun: Begun = replace(
            drafting.begin(state), entry=after if after is not None else {"slug": slug}, reason=reason, revision=number
        )
        await drafting.keep(desk.editing, actor, guild_id, kind, slug, begun)
    await show(interaction, review_view(made, begun, view_of(interaction), text))


PRESSES = (RevertMenu,)
"""Everything here that can be taken up after a restart."""
