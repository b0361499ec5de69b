"""What waits for moderators: what members suggest, and entries whose base has changed. `/entry review`."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Self

import discord

from bot.i18n import Words
from bot.services.editing import Behind, Overtaken
from bot.services.suggestions import Queued
from bot.storage.datafiles import EntryKind
from cogs.moderation import drafting, render
from cogs.moderation.desk import desk_of, hold, moderator, paragraph, private_words, show, told_plainly, view_of
from cogs.moderation.entries import ENTRY, identifier, label_of
from cogs.moderation.form import EntryForm, Input, Typed, one
from cogs.moderation.panel import LONGEST_REASON, PanelPress, kind_of, open_panel
from cogs.moderation.telling import tell_members
from cogs.shared import changes
from cogs.shared.errors import Mistake, Pressed
from cogs.shared.layout import CardView
from cogs.shared.opening import OpenPress, can_open
from cogs.shared.pressing import ButtonPress
from cogs.shared.text import link, plain

_NUMBER = r"(?P<number>\d{1,19})"


async def show_queue(interaction: Pressed, place: int = 0, said: str | None = None) -> None:
    """Show a moderator what waits: one suggestion at a time, and how many entries are behind their base."""
    (_, guild_id), text, desk = moderator(interaction), private_words(interaction), desk_of(interaction)
    queue = await desk.suggestions.queue(guild_id)
    behind = await desk.editing.behind(guild_id)
    muted = await desk.suggestions.muted(guild_id)
    await show(interaction, queue_view(queue, place, behind, set(muted), interaction, text, said))


def queue_view(
    queue: Sequence[Queued], place: int, behind: Sequence[Behind], muted: set[int], interaction: Pressed, text: Words,
    said: str | None = None,
) -> CardView:  # fmt: skip
    """One suggestion with what may be done about it."""
    body = [paragraph([f"## {text('queue.title')}", *([said] if said else [])])]
    rows: list[list[discord.ui.Item[Any]]] = []
    if behind:
        body.append(paragraph(text.many("queue.behind", len(behind))))
        rows.append([BehindPress(0, text("queue.button.behind"), discord.ButtonStyle.primary)])
    if not queue:
        body.append(paragraph(text("queue.empty")))
        return CardView(body, rows)
    place = min(place, len(queue) - 1)
    waiting = queue[place]
    first = waiting.first
    kind = _entry_kind(first.kind)
    entry = view_of(interaction).dataset.of(kind).get(first.slug) if kind else None
    label = label_of(entry, kind, first.slug, text) if kind else f"`{plain(first.kind, 30)}/{plain(first.slug, 80)}`"
    lines = [f"### {label}", f"**{text('suggestion.wrong')}:** {changes.outside(first.wrong, 500)}"]
    if first.right:
        lines.append(f"**{text('suggestion.right')}:** {changes.outside(first.right, 500)}")
    if first.link:
        lines.append(link(text("change.evidence"), first.link))
    lines.append(f"-# #{first.id} · <@{first.member_id}> · {changes.moment(first.at)}")
    if waiting.others:
        lines.append(f"-# {text.many('queue.others', len(waiting.others))}")
    if first.member_id in muted:
        lines.append(f"-# {text('queue.is_muted')}")
    body.append(paragraph(lines))
    body.append(paragraph(f"-# {text('queue.place', place=place + 1, count=len(queue))}"))
    decide: list[discord.ui.Item[Any]] = [
        DecidePress("approve", first.id, text("queue.button.approve"), discord.ButtonStyle.success)
    ]
    if kind is not None:
        decide.append(DecidePress("edit", first.id, text("queue.button.edit"), discord.ButtonStyle.primary))
    decide.append(DecidePress("reject", first.id, text("queue.button.reject")))
    quiet = "unmute" if first.member_id in muted else "mute"
    decide.append(DecidePress(quiet, first.id, text(f"queue.button.{quiet}")))
    rows.append(decide)
    turns: list[discord.ui.Item[Any]] = []
    if place > 0:
        turns.append(QueuePress(place - 1, text("page.previous")))
    if place + 1 < len(queue):
        turns.append(QueuePress(place + 1, text("page.next")))
    if kind is not None and entry is not None and can_open(kind.value):
        turns.append(OpenPress(kind.value, first.slug, text("done.button.open"), private=True))
    rows.append(turns)
    return CardView(body, rows)


def _entry_kind(kind: str) -> EntryKind | None:
    return EntryKind(kind) if kind in set(EntryKind) else None


class QueuePress(ButtonPress, template=r"ajar:m:queue:(?P<place>\d{1,5})"):
    """Turns to another suggestion."""

    def __init__(self, place: int, label: str) -> None:
        self.place = place
        super().__init__(f"ajar:m:queue:{place}", label)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(int(match["place"]), label)

    async def press(self, interaction: Pressed) -> None:
        """Show it."""
        await show_queue(interaction, self.place)


class DecidePress(ButtonPress, template=rf"ajar:m:(?P<what>approve|edit|reject|mute|unmute):{_NUMBER}"):
    """Decides a suggestion, or whether its member is heard."""

    def __init__(
        self, what: str, number: int, label: str, style: discord.ButtonStyle = discord.ButtonStyle.secondary
    ) -> None:
        self.what, self.number = what, number
        super().__init__(f"ajar:m:{what}:{number}", label, style)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(match["what"], int(match["number"]), label)

    async def press(self, interaction: Pressed) -> None:
        """Do it, or ask why first."""
        match self.what:
            case "approve":
                await _approve(interaction, self.number)
            case "edit":
                await _edit(interaction, self.number)
            case "reject":
                await _ask_reject(interaction, self.number)
            case _:
                await _mute(interaction, self.number, quiet=self.what == "mute")


async def _approve(interaction: Pressed, number: int) -> None:
    """Agree, where the entry says so already or somebody changes it elsewhere."""
    (actor, _), text, desk = moderator(interaction), private_words(interaction), desk_of(interaction)
    with told_plainly(text):
        decision = await desk.suggestions.approve(actor, number)
    await hold(interaction)
    heard = await tell_members(desk, decision)
    await show_queue(
        interaction, 0, text("queue.approved", number=number, heard=heard, count=len(decision.suggestions))
    )


async def _edit(interaction: Pressed, number: int) -> None:
    """Begin an edit of the entry that answers the suggestion when it is confirmed."""
    (actor, guild_id), text, desk = moderator(interaction), private_words(interaction), desk_of(interaction)
    found = await desk.suggestions.find(guild_id, number)
    kind = _entry_kind(found.kind) if found else None
    if found is None or kind is None or found.decided_at is not None:
        raise Mistake("moderation.suggestion.gone")
    with told_plainly(text):
        kept = await drafting.find(desk.editing, actor, guild_id, kind, found.slug)
        begun = kept.begun if kept else drafting.begin(await desk.editing.find(guild_id, kind, found.slug))
        begun = replace(
            begun,
            suggestion=number,
            reason=begun.reason or (found.right or found.wrong)[:LONGEST_REASON],
            link=begun.link or found.link,
        )
        await drafting.keep(desk.editing, actor, guild_id, kind, found.slug, begun)
    await open_panel(interaction, kind, found.slug)


async def _ask_reject(interaction: Pressed, number: int) -> None:
    moderator(interaction)
    text = private_words(interaction)
    inputs = [
        Input("reason", text("form.reason"), text("queue.reason"), required=True, long=True, longest=LONGEST_REASON)
    ]

    async def then(sent: Pressed, typed: Typed) -> None:
        (actor, _), desk = moderator(sent), desk_of(sent)
        with told_plainly(text):
            decision = await desk.suggestions.reject(actor, number, one(typed, "reason"))
        await hold(sent)
        heard = await tell_members(desk, decision)
        await show_queue(sent, 0, text("queue.rejected", number=number, heard=heard, count=len(decision.suggestions)))

    await interaction.response.send_modal(EntryForm(text("queue.button.reject"), inputs, then))


async def _mute(interaction: Pressed, number: int, *, quiet: bool) -> None:
    (actor, guild_id), text, desk = moderator(interaction), private_words(interaction), desk_of(interaction)
    found = await desk.suggestions.find(guild_id, number)
    if found is None:
        raise Mistake("moderation.suggestion.gone")
    with told_plainly(text):
        if quiet:
            await desk.suggestions.mute(actor, found.member_id)
        else:
            await desk.suggestions.unmute(actor, found.member_id)
    await show_queue(interaction, 0, text("queue.muted" if quiet else "queue.unmuted", member=f"<@{found.member_id}>"))


# -- entries whose base has changed


async def show_behind(interaction: Pressed, place: int = 0) -> None:
    """Show a moderator one entry whose base has changed under the server's own."""
    (_, guild_id), text = moderator(interaction), private_words(interaction)
    found = await desk_of(interaction).editing.behind(guild_id)
    if not found:
        await show_queue(interaction, 0, text("behind.none"))
        return
    await show(interaction, behind_view(found, place, text))


def behind_view(found: Sequence[Behind], place: int, text: Words) -> CardView:
    """What the base changed, how the server's own differs from it, and the choice."""
    place = min(place, len(found) - 1)
    behind = found[place]
    blocks = render.behind_blocks(behind, text)
    blocks.append(f"-# {text('queue.place', place=place + 1, count=len(found))}")
    kind, slug = behind.kind, behind.slug
    choose: list[discord.ui.Item[Any]] = [
        ChoosePress("ours", kind, slug, text("behind.button.ours")),
        ChoosePress("base", kind, slug, text("behind.button.base")),
        PanelPress(kind, slug, 0, text("history.button.edit")),
    ]
    turns: list[discord.ui.Item[Any]] = []
    if place > 0:
        turns.append(BehindPress(place - 1, text("page.previous")))
    if place + 1 < len(found):
        turns.append(BehindPress(place + 1, text("page.next")))
    turns.append(QueuePress(0, text("behind.button.queue")))
    return CardView([paragraph(block) for block in blocks], [choose, turns])


class BehindPress(ButtonPress, template=r"ajar:m:behind:(?P<place>\d{1,5})"):
    """Shows an entry whose base has changed."""

    def __init__(self, place: int, label: str, style: discord.ButtonStyle = discord.ButtonStyle.secondary) -> None:
        self.place = place
        super().__init__(f"ajar:m:behind:{place}", label, style)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(int(match["place"]), label)

    async def press(self, interaction: Pressed) -> None:
        """Show it."""
        await show_behind(interaction, self.place)


class ChoosePress(ButtonPress, template=rf"ajar:m:(?P<which>ours|base):{ENTRY}"):
    """Keeps the server's own, or takes the base as it is now."""

    def __init__(self, which: str, kind: EntryKind, slug: str, label: str) -> None:
        self.which, self.kind, self.slug = which, kind, slug
        super().__init__(f"ajar:m:{which}:{identifier(kind, slug)}", label)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(match["which"], kind_of(match), match["slug"], label)

    async def press(self, interaction: Pressed) -> None:
        """Ask why, then do it."""
        moderator(interaction)
        text = private_words(interaction)
        inputs = [Input("reason", text("form.reason"), required=True, long=True, longest=LONGEST_REASON)]

        async def then(sent: Pressed, typed: Typed) -> None:
            (actor, guild_id), editing = moderator(sent), desk_of(sent).editing
            await hold(sent)
            with told_plainly(text):
                try:
                    which = "base" if self.which == "base" else "ours"
                    await editing.choose(actor, guild_id, self.kind, self.slug, which, one(typed, "reason"))
                except Overtaken:
                    raise Mistake("moderation.overtaken") from None
            await show_behind(sent)

        await interaction.response.send_modal(EntryForm(text(f"behind.button.{self.which}"), inputs, then))


PRESSES = (QueuePress, DecidePress, BehindPress, ChoosePress)
"""Everything here that can be taken up after a restart."""
