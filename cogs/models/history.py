"""`/model history`: what changed in the entry of a version, when, and on whose word. Undoing is elsewhere."""

import re
from collections.abc import Sequence
from typing import Any, Protocol, Self, cast

import discord

from bot.i18n import Words
from bot.services.editing import Editing, Revision
from bot.storage.datafiles import EntryKind
from cogs.shared.actor import actor_of
from cogs.shared.changes import difference_lines, moment, values_of, why_lines
from cogs.shared.client import AjarClient, client_of, words_for
from cogs.shared.errors import Mistake, Pressed
from cogs.shared.layout import CardView
from cogs.shared.pressing import ButtonPress
from cogs.shared.text import plain, shortened

A_PAGE = 5
_LONGEST = 700


class _Client(AjarClient, Protocol):
    editing: Editing


async def show_history(interaction: Pressed, slug: str, page: int = 0, *, private: bool = True) -> None:
    """Show a page of a version's history: the base's, and that of the server that it was asked in."""
    client, text = cast(_Client, client_of(interaction)), words_for(interaction, private=private)
    actor = actor_of(interaction)
    guild_id = actor.guild_id if actor.in_server and actor.guild_id is not None else 0
    model = client.answers.catalogue.models.get(slug)
    if model is None:
        raise Mistake("error.gone")
    found = await client.editing.history(guild_id, EntryKind.MODEL, slug)
    # Outside of servers the base's own changes come as both.
    revisions = list({revision.id: revision for revision in found}.values())
    view = history_view(model.name, slug, revisions, page, text)
    if interaction.message is not None and interaction.message.flags.ephemeral:
        await interaction.response.edit_message(view=view)
    else:
        await interaction.response.send_message(view=view, ephemeral=private)


def history_view(name: str, slug: str, revisions: Sequence[Revision], page: int, text: Words) -> CardView:
    """A page of changes, newest first."""
    last = max(0, (len(revisions) - 1) // A_PAGE)
    page = min(page, last)
    blocks = [f"## {text('history.title', entry=plain(name, 110))}"]
    blocks += [_block(revision, text) for revision in revisions[page * A_PAGE : (page + 1) * A_PAGE]]
    if last:
        blocks.append(f"-# {text('page.of', page=page + 1, count=last + 1)}")
    turns: list[discord.ui.Item[Any]] = []
    if page > 0:
        turns.append(ChangesPress(slug, page - 1, text("page.previous")))
    if page < last:
        turns.append(ChangesPress(slug, page + 1, text("page.next")))
    return CardView([discord.ui.TextDisplay(block) for block in blocks], [turns])


def _block(revision: Revision, text: Words) -> str:
    """One change. Members read that moderators made it, not which of them: that is for the moderators' own history."""
    who = text("change.by_base" if revision.of_base else "change.by_moderators")
    lines = [f"**{moment(revision.at)}** · {who}"]
    if not revision.of_base:
        lines += why_lines(revision.reason, revision.evidence_link, text)
    before, after = values_of(revision.before), values_of(revision.after)
    if before is None and after is not None:
        lines.append(f"- {text('change.added')}")
    elif after is None:
        lines.append(f"- {text('change.hidden')}")
    else:
        lines += difference_lines(revision.differences, before, after, text, most=4)
    return shortened("\n".join(lines), _LONGEST)


class ChangesPress(ButtonPress, template=r"ajar:changes:(?P<page>\d{1,3}):(?P<slug>[a-z0-9.+-]{1,80})"):
    """Turns to another page."""

    def __init__(self, slug: str, page: int, label: str) -> None:
        self.slug, self.page = slug, page
        super().__init__(f"ajar:changes:{page}:{slug}", label)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(match["slug"], int(match["page"]), label)

    async def press(self, interaction: Pressed) -> None:
        """Show it, to the presser alone."""
        await show_history(interaction, self.slug, self.page)


PRESSES = (ChangesPress,)
"""Everything here that can be taken up after a restart."""
