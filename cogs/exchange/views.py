"""Sending exports and imports: the dry run with its pages, Confirm with a reason, and the outcome."""

import re
from io import BytesIO
from typing import Any, Protocol, Self, cast

import discord

from bot.core.editing.policy import may_moderate
from bot.i18n import Words
from bot.services.editing import Faulty, Overtaken
from bot.services.exporting import Export, Exporting, NothingToExport, TooLarge
from bot.services.overlay_import import Gone, LooksDifferent, OverlayImport, Trial
from bot.services.preferences import NotAllowed
from bot.services.uploads import MOST_BYTES, Unacceptable
from bot.storage.datafiles import EntryKind
from cogs.exchange.render import entries_text, faults_text, pages_of
from cogs.shared.actor import actor_of
from cogs.shared.client import AjarClient, client_of, words_for
from cogs.shared.errors import Mistake, Pressed, report
from cogs.shared.layout import CardView
from cogs.shared.pressing import ButtonPress
from cogs.shared.text import plain

_MOST_LEFT_OUT = 8


class _ExchangeClient(AjarClient, Protocol):
    exporting: Exporting
    importing: OverlayImport


def _client(interaction: discord.Interaction) -> _ExchangeClient:
    return cast(_ExchangeClient, client_of(interaction))


def _guild(interaction: discord.Interaction) -> int:
    if interaction.guild_id is None or not actor_of(interaction).in_server:
        raise Mistake("exchange.server_only")
    return interaction.guild_id


def _text_view(body: str) -> CardView:
    return CardView([discord.ui.TextDisplay(body)])


# -- export


async def send_export(interaction: Pressed) -> None:
    """Hand a moderator the server's changes, privately."""
    guild_id, text = _guild(interaction), words_for(interaction, private=True)
    await interaction.response.defer(ephemeral=True, thinking=True)
    try:
        export = await _client(interaction).exporting.export(actor_of(interaction), guild_id)
    except NotAllowed:
        raise Mistake("exchange.not_allowed") from None
    except NothingToExport:
        raise Mistake("exchange.export.nothing") from None
    except TooLarge:
        raise Mistake("exchange.export.too_large") from None
    body: list[discord.ui.Item[Any]] = [
        discord.ui.TextDisplay(_exported(export, text)),
        discord.ui.File(f"attachment://{export.name}"),
    ]
    file = discord.File(BytesIO(export.content), export.name)
    await interaction.followup.send(view=CardView(body), file=file, ephemeral=True)


def _exported(export: Export, text: Words) -> str:
    counts = [text.many("exchange.added", export.added)] if export.added else []
    counts += [text.many("exchange.changed", export.changed)] if export.changed else []
    counts += [text.many("exchange.removed", len(export.removed))] if export.removed else []
    lines = [f"## {text('exchange.export.title')}"]
    if counts:
        lines.append(text.listing(counts))
    lines.append(text("exchange.export.what"))
    if export.left_out:
        lines.append(f"### {text('exchange.export.left_out')}")
        lines += [f"- **{plain(name, 90)}**: {plain(why, 200)}" for name, why in export.left_out[:_MOST_LEFT_OUT]]
        if len(export.left_out) > _MOST_LEFT_OUT:
            lines.append(f"-# {text.many('exchange.more_faults', len(export.left_out) - _MOST_LEFT_OUT)}")
    lines.append(f"-# {text('exchange.export.names')}")
    return "\n".join(lines)


# -- import


async def send_import(
    interaction: Pressed, file: discord.Attachment, kind: EntryKind | None, model: str | None
) -> None:
    """Look at a file and show what it would change, privately."""
    guild_id, text = _guild(interaction), words_for(interaction, private=True)
    if file.size > MOST_BYTES:
        raise Mistake("exchange.fault.too_large", most=f"{MOST_BYTES:,}")
    slug = None
    if model is not None:
        slug = client_of(interaction).answers.find(model).slug
        if slug is None:
            raise Mistake("exchange.no_such_model", model=plain(model, 80))
    await interaction.response.defer(ephemeral=True, thinking=True)
    try:
        content = await file.read()
    except discord.HTTPException:
        raise Mistake("exchange.not_received") from None
    try:
        trial = await _client(interaction).importing.send(
            actor_of(interaction), guild_id, file.filename, content, kind=kind, model=slug
        )
    except NotAllowed:
        raise Mistake("exchange.not_allowed") from None
    except Unacceptable as problem:
        await interaction.followup.send(view=_text_view(faults_text(problem.faults, text)), ephemeral=True)
        return
    await interaction.followup.send(view=trial_view(trial, 0, text), ephemeral=True)


def trial_view(trial: Trial, page: int, text: Words) -> CardView:
    """A page of a dry run, with what can be done about it."""
    pages = pages_of(trial, text)
    here = min(max(page, 0), len(pages) - 1)
    body: list[discord.ui.Item[Any]] = [discord.ui.TextDisplay(pages[here])]
    turns: list[discord.ui.Item[Any]] = []
    if len(pages) > 1:
        body.append(discord.ui.TextDisplay(f"-# {text('exchange.page', page=here + 1, pages=len(pages))}"))
        if here > 0:
            turns.append(TurnPress(trial.id, here - 1, text("exchange.button.back")))
        if here < len(pages) - 1:
            turns.append(TurnPress(trial.id, here + 1, text("exchange.button.on")))
    does: list[discord.ui.Item[Any]] = [
        ApplyPress(trial.id, trial.mark, text.many("exchange.button.apply", len(trial.proposals))),
        DiscardPress(trial.id, text("exchange.button.discard")),
    ]
    return CardView(body, [turns, does])


class TurnPress(ButtonPress, template=r"ajar:import:page:(?P<number>\d{1,19}):(?P<page>\d{1,4})"):
    """Shows another page of a dry run."""

    def __init__(self, number: int, page: int, label: str) -> None:
        self.number, self.page = number, page
        super().__init__(f"ajar:import:page:{number}:{page}", label)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(int(match["number"]), int(match["page"]), label)

    async def press(self, interaction: Pressed) -> None:
        """Show it, as things are now."""
        guild_id, text = _guild(interaction), words_for(interaction, private=True)
        await interaction.response.defer()
        try:
            trial = await _client(interaction).importing.look(actor_of(interaction), guild_id, self.number)
        except NotAllowed:
            raise Mistake("exchange.not_allowed") from None
        except Gone:
            raise Mistake("exchange.gone") from None
        except Unacceptable as problem:
            await interaction.edit_original_response(view=_text_view(faults_text(problem.faults, text)))
            return
        await interaction.edit_original_response(view=trial_view(trial, self.page, text))


class ApplyPress(ButtonPress, template=r"ajar:import:apply:(?P<number>\d{1,19}):(?P<mark>[0-9a-f]{16})"):
    """Asks why, then stores everything."""

    def __init__(self, number: int, mark: str, label: str) -> None:
        self.number, self.mark = number, mark
        super().__init__(f"ajar:import:apply:{number}:{mark}", label, discord.ButtonStyle.success)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(int(match["number"]), match["mark"], label)

    async def press(self, interaction: Pressed) -> None:
        """Ask for the reason."""
        guild_id = _guild(interaction)
        if not may_moderate(actor_of(interaction), guild_id, _client(interaction).preferences.of(guild_id)):
            raise Mistake("exchange.not_allowed")
        text = words_for(interaction, private=True)
        await interaction.response.send_modal(_ReasonForm(self.number, self.mark, text))


class _ReasonForm(discord.ui.Modal):
    """Why all this is right, and where one can read it."""

    def __init__(self, number: int, mark: str, text: Words) -> None:
        super().__init__(title=text("exchange.reason.title"), custom_id=f"ajar:import:reason:{number}:{mark}")
        self.number, self.mark = number, mark
        self.reason: discord.ui.TextInput[Any] = discord.ui.TextInput(
            label=text("exchange.reason.why"), style=discord.TextStyle.paragraph, max_length=500
        )
        self.link: discord.ui.TextInput[Any] = discord.ui.TextInput(
            label=text("exchange.reason.link"), required=False, max_length=600, placeholder="https://"
        )
        self.add_item(self.reason)
        self.add_item(self.link)

    async def on_submit(self, interaction: Pressed, /) -> None:
        """Store everything, or say why nothing was stored."""
        guild_id, text = _guild(interaction), words_for(interaction, private=True)
        await interaction.response.defer()
        try:
            done = await _client(interaction).importing.confirm(
                actor_of(interaction), guild_id, self.number, self.mark, self.reason.value, self.link.value
            )
        except NotAllowed:
            raise Mistake("exchange.not_allowed") from None
        except Gone:
            raise Mistake("exchange.gone") from None
        except LooksDifferent as problem:
            await interaction.edit_original_response(view=trial_view(problem.trial, 0, text))
            raise Mistake("exchange.looks_different") from None
        except Overtaken:
            raise Mistake("exchange.overtaken") from None
        except Unacceptable as problem:
            await interaction.edit_original_response(view=_text_view(faults_text(problem.faults, text)))
            return
        except Faulty as problem:
            unproven = [fault.entry.partition("/")[2] for fault in problem.faults if fault.code == "link_needed"]
            if unproven:
                if len(unproven) == 1:
                    raise Mistake("exchange.reason.link_needed.one") from None
                raise Mistake("exchange.reason.link_needed", entries=entries_text(unproven, text)) from None
            raise Mistake("exchange.reason.wrong", said=plain(str(problem.faults[0]), 300)) from None
        view = _text_view(f"## {text('exchange.done')}\n{text.many('exchange.done.count', len(done))}")
        await interaction.edit_original_response(view=view)

    async def on_error(self, interaction: Pressed, error: Exception, /) -> None:
        """Take the one error path."""
        await report(interaction, error)


class DiscardPress(ButtonPress, template=r"ajar:import:discard:(?P<number>\d{1,19})"):
    """Forgets an import."""

    def __init__(self, number: int, label: str) -> None:
        self.number = number
        super().__init__(f"ajar:import:discard:{number}", label)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(int(match["number"]), label)

    async def press(self, interaction: Pressed) -> None:
        """Forget it, and say so in its place."""
        guild_id, text = _guild(interaction), words_for(interaction, private=True)
        try:
            await _client(interaction).importing.discard(actor_of(interaction), guild_id, self.number)
        except NotAllowed:
            raise Mistake("exchange.not_allowed") from None
        await interaction.response.edit_message(view=_text_view(text("exchange.discarded")))


PRESSES = (TurnPress, ApplyPress, DiscardPress)
"""Everything of an import that can be taken up after a restart."""
