"""The panel of an entry's parts, the form of one part, the diff, and the confirmation. All of it survives a restart."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Self, cast

import discord

from bot.core.catalogue.components import Access, Component, Status
from bot.core.catalogue.short_keys import short_key
from bot.core.editing import own_word as words_of_ours
from bot.core.editing.changes import laid_on_top
from bot.core.editing.fitness import FieldFault, unfit_text
from bot.core.editing.own_word import OwnWord
from bot.i18n import Words
from bot.services.editing import NEEDS_LINK, EntryState, Faulty, Overtaken, Proposal, Revision
from bot.services.served import ServedView
from bot.storage.datafiles import Entry, EntryKind
from cogs.moderation import drafting, render
from cogs.moderation.desk import desk_of, hold, moderator, paragraph, private_words, show, told_plainly, view_of
from cogs.moderation.drafting import Begun
from cogs.moderation.entries import ENTRY, KINDS, identifier, label_of, licence_typed
from cogs.moderation.faults import fault_lines
from cogs.moderation.fields import Field, Form, Unreadable, field_at, fields_of, shown, with_typed
from cogs.moderation.form import EntryForm, Input, Typed, one
from cogs.moderation.telling import tell_members
from cogs.shared import changes
from cogs.shared.errors import Mistake, Pressed
from cogs.shared.layout import CardView
from cogs.shared.opening import OpenPress, can_open
from cogs.shared.pressing import ButtonPress, MenuPress
from cogs.shared.text import plain, shortened

PARTS_A_PAGE = 25
"""Options in one menu, by Discord's limit."""
LONGEST_REASON = 500
TAKE_BACK = "take_back"
"""Chosen instead of a status: our own word on the component goes."""
_CHANGED = 0xF0B429
_DONE = 0x59D6A0


# -- the panel


async def open_panel(interaction: Pressed, kind: EntryKind, slug: str, page: int = 0) -> None:
    """Show a moderator the parts of an entry, with what they have begun."""
    (actor, guild_id), text, desk = moderator(interaction), private_words(interaction), desk_of(interaction)
    with told_plainly(text):
        state = await desk.editing.find(guild_id, kind, slug)
        kept = await drafting.find(desk.editing, actor, guild_id, kind, slug)
    if state.document is None and state.base is None and not state.version and kept is None:
        raise Mistake("moderation.unknown_entry", asked=plain(slug, 60), kind=text(f"entry.kind.{kind}"))
    begun = kept.begun if kept else drafting.begin(state)
    await show(interaction, panel_view(state, begun, view_of(interaction), text, page))


def panel_view(state: EntryState, begun: Begun, view: ServedView, text: Words, page: int = 0) -> CardView:
    """The parts of an entry, and what was begun."""
    kind, slug = state.kind, state.slug
    # What is hidden is first shown again, and then changed.
    hidden = state.retracted and begun.start is None
    parts = [] if hidden else fields_of(kind, begun.entry)
    last = max(0, (len(parts) - 1) // PARTS_A_PAGE)
    page = min(page, last)
    body = [
        paragraph([f"## {text('panel.title', entry=label_of(begun.entry, kind, slug, text))}", _standing(state, text)])
    ]
    if begun.changed and not hidden:
        found = drafting.difference(kind, begun.start, begun.entry)
        lines = changes.difference_lines(found, begun.start, begun.entry, text, most=8)
        body.append(paragraph([f"**{text('panel.begun')}**", *lines]))
    rows: list[list[discord.ui.Item[Any]]] = []
    if parts:
        rows.append([PartMenu.over(state, begun, parts, page, view, text)])
    turns: list[discord.ui.Item[Any]] = []
    if begun.changed and not hidden:
        turns += [
            ReviewPress(kind, slug, text("panel.button.review"), discord.ButtonStyle.primary),
            DropPress(kind, slug, text("panel.button.drop")),
        ]
    if page > 0:
        turns.append(PanelPress(kind, slug, page - 1, text("page.previous")))
    if page < last:
        turns.append(PanelPress(kind, slug, page + 1, text("panel.button.more")))
    rows.append(turns)
    rows.append(_standing_row(state, text))
    return CardView(body, rows, _CHANGED if begun.changed else 0x8C92A4)


def _standing(state: EntryState, text: Words) -> str:
    if state.retracted:
        return text("panel.hidden")
    if state.document is None:
        return text("panel.new")
    if state.behind:
        return text("panel.behind")
    if state.overlaid:
        return text("panel.own") if state.base is not None else text("panel.only_own")
    return text("panel.base")


def _standing_row(state: EntryState, text: Words) -> list[discord.ui.Item[Any]]:
    kind, slug = state.kind, state.slug
    row: list[discord.ui.Item[Any]] = []
    if state.version or state.base is not None:
        row.append(HistoryPress(kind, slug, 0, text("panel.button.history")))
    if state.retracted:
        row.append(ActPress("unhide", kind, slug, text("panel.button.unhide")))
    elif state.document is not None:
        row.append(ActPress("hide", kind, slug, text("panel.button.hide")))
    if state.base is not None and (state.overlaid or state.retracted):
        row.append(ActPress("base", kind, slug, text("panel.button.base")))
    return row


def part_name(field: Field, text: Words) -> str:
    """What a part is called."""
    match field.form:
        case Form.COMPONENT:
            return text(f"component.{field.name}")
        case Form.REACH:
            return text(f"channel.{field.name}")
        case _:
            name = text(f"field.{field.name}")
    if len(field.path) == 1:
        return name
    if field.path[1] == "+":
        return text("panel.part.add", name=name)
    return text("panel.part.item", name=name, place=int(field.path[1]) + 1)


def _part_now(field: Field, begun: Begun, view: ServedView, text: Words) -> str:
    """How a part stands, in a few words."""
    if field.form is Form.COMPONENT:
        word = words_of_ours.own_word(begun.entry, field.name)
        if word is not None:
            return text("panel.part.own", state=text(f"access.{word.get('access', 'unknown')}"))
        slug = str(begun.entry.get("slug", ""))
        if slug in view.answers.catalogue.models:
            part = view.answers.catalogue.profile(slug).part(Component(field.name))
            return text("status.disputed") if part.disputed else text(f"access.{part.access}")
        return text("access.unknown")
    if field.form is Form.REACH:
        reach = words_of_ours.own_reach(begun.entry, field.name)
        return text("panel.part.own", state=changes.value_text(reach.get("available"), "", text)) if reach else ""
    if field.form is Form.YAML:
        value = begun.entry.get(field.path[0])
        if len(field.path) == 2 and isinstance(value, list):
            place = field.path[1]
            items = cast("list[Any]", value)
            return _unescaped(items[int(place)] if place.isdigit() and int(place) < len(items) else None)
        return _unescaped(value)
    given = shown(field, begun.entry)["value"]
    return given.partition("\n")[0] if isinstance(given, str) else ", ".join(option_word(field, v, text) for v in given)


def _unescaped(value: Any) -> str:
    if isinstance(value, Mapping):
        pairs = cast("Mapping[str, Any]", value)
        return ", ".join(str(item) for item in pairs.values() if isinstance(item, str | int))
    return "" if value is None else str(value)


def option_word(field: Field, value: str, text: Words) -> str:
    """What one of a menu's values is called."""
    return changes.word(f"camp.{value}" if field.name == "camp" else f"value.{value}", value, text)


class PartMenu(MenuPress, template=rf"ajar:e:pick:(?P<page>\d{{1,2}}):{ENTRY}"):
    """Chooses a part, which opens its form."""

    def __init__(self, kind: EntryKind, slug: str, menu: Any) -> None:
        self.kind, self.slug = kind, slug
        super().__init__(menu)

    @classmethod
    def over(
        cls, state: EntryState, begun: Begun, parts: Sequence[Field], page: int, view: ServedView, text: Words
    ) -> Self:
        """The menu with one page of parts."""
        options = [
            discord.SelectOption(
                label=shortened(part_name(part, text), 100),
                value=part.key,
                description=shortened(" ".join(_part_now(part, begun, view, text).split()), 100) or None,
            )
            for part in parts[page * PARTS_A_PAGE : (page + 1) * PARTS_A_PAGE]
        ]
        menu: discord.ui.Select[Any] = discord.ui.Select(
            custom_id=f"ajar:e:pick:{page}:{identifier(state.kind, state.slug)}",
            placeholder=text("panel.choose"),
            options=options,
        )
        return cls(state.kind, state.slug, menu)

    @classmethod
    def taken_up(cls, match: re.Match[str], menu: Any) -> Self:
        """The menu that an identifier stands for."""
        return cls(kind_of(match), match["slug"], menu)

    async def choose(self, interaction: Pressed, values: Sequence[str]) -> None:
        """Open the form of the part."""
        await ask_part(interaction, self.kind, self.slug, values[0])


def kind_of(match: re.Match[str]) -> EntryKind:
    """The kind that an identifier names."""
    kind = KINDS.get(match["kind"])
    if kind is None:
        raise Mistake("error.gone")
    return kind


# -- the form of one part


async def _begun(interaction: Pressed, kind: EntryKind, slug: str) -> Begun:
    """What the moderator has begun on an entry, or the entry as it stands."""
    (actor, guild_id), desk = moderator(interaction), desk_of(interaction)
    with told_plainly(private_words(interaction)):
        kept = await drafting.find(desk.editing, actor, guild_id, kind, slug)
        return kept.begun if kept else drafting.begin(await desk.editing.find(guild_id, kind, slug))


async def ask_part(interaction: Pressed, kind: EntryKind, slug: str, key: str) -> None:
    """Open the form of one part."""
    begun, text = await _begun(interaction, kind, slug), private_words(interaction)
    field = field_at(kind, begun.entry, key)
    if field is None:
        raise Mistake("moderation.part_gone")
    inputs = [*part_inputs(field, begun, view_of(interaction), text), *why_inputs(kind, begun, text)]

    async def then(sent: Pressed, typed: Typed) -> None:
        await _take_part(sent, kind, slug, field, typed)

    await interaction.response.send_modal(EntryForm(part_name(field, text), inputs, then))


def why_inputs(kind: EntryKind, begun: Begun, text: Words) -> list[Input]:
    """Where it stands, and why: asked in every form."""
    needed = kind in NEEDS_LINK
    return [
        Input(
            "link",
            text("form.link.needed" if needed else "form.link"),
            default=begun.link,
            required=needed,
            longest=600,
        ),
        Input("reason", text("form.reason"), default=begun.reason, required=True, long=True, longest=LONGEST_REASON),
    ]


def part_inputs(field: Field, begun: Begun, view: ServedView, text: Words) -> list[Input]:
    """What the form of a part asks for, beside the reason."""
    if field.form is Form.COMPONENT:
        return _component_inputs(field.name, begun, view, text)
    if field.form is Form.REACH:
        reach = words_of_ours.own_reach(begun.entry, field.name) or {}
        said = reach.get("available")
        now = "unknown" if said is None else "yes" if said else "no"
        choices = [(value, text(f"value.{value}")) for value in ("yes", "no", "unknown")]
        return [Input("available", text("form.available"), default=now, required=True, choices=choices)]
    typed = begun.typed if begun.part == field.key else {}
    defaults: Mapping[str, Any] = {**shown(field, begun.entry), **typed}
    name = part_name(field, text)
    match field.form:
        case Form.BOTH:
            return [
                Input("value", text("form.english"), default=defaults["value"], long=True, longest=600),
                Input("zh", text("form.chinese"), default=defaults["zh"], long=True, longest=600),
            ]
        case Form.CHOICE | Form.CHOICES | Form.YES_NO:
            values = field.options or ("yes", "no")
            choices = [(value, option_word(field, value, text)) for value in values]
            several = field.form is Form.CHOICES
            return [
                Input(
                    "value", name, default=defaults["value"], required=field.required, choices=choices, several=several
                )
            ]
        case Form.LINES:
            return [Input("value", name, text("form.lines"), defaults["value"], field.required, long=True)]
        case Form.BOTH_LINES:
            return [Input("value", name, text("form.both_lines"), defaults["value"], field.required, long=True)]
        case Form.YAML:
            return [
                Input(
                    "value",
                    name,
                    text("form.yaml"),
                    defaults["value"],
                    field.required and len(field.path) == 1,
                    long=True,
                )
            ]
        case _:
            hint = text("form.date") if field.name in ("date", "released", "read", "snapshot") else ""
            long = field.form is Form.TEXT and field.longest > 300
            return [Input("value", name, hint, defaults["value"], field.required, long, min(field.longest, 4000))]


def _component_inputs(component: str, begun: Begun, view: ServedView, text: Words) -> list[Input]:
    own = words_of_ours.own_word(begun.entry, component)
    slug = str(begun.entry.get("slug", ""))
    if own is not None:
        status, access, licence = str(own["status"]), str(own.get("access", "unknown")), str(own.get("licence") or "")
    elif slug in view.answers.catalogue.models:
        part = view.answers.catalogue.profile(slug).part(Component(component))
        status, access, licence = part.status.value, part.access.value, part.licence or ""
    else:
        status, access, licence = Status.UNKNOWN.value, Access.UNKNOWN.value, ""
    statuses = [(each.value, text(f"value.{each}")) for each in Status]
    if own is not None:
        statuses.append((TAKE_BACK, text("form.take_back")))
    return [
        Input("status", text("field.status"), default=status, required=True, choices=statuses),
        Input(
            "access",
            text("field.access"),
            default=access,
            required=True,
            choices=[(each.value, text(f"access.{each}")) for each in Access],
        ),
        Input("licence", text("field.licence"), text("form.licence"), licence, longest=120),
    ]


async def _take_part(interaction: Pressed, kind: EntryKind, slug: str, field: Field, typed: Typed) -> None:
    """Keep what was typed, then show what would change."""
    (actor, guild_id), text, desk = moderator(interaction), private_words(interaction), desk_of(interaction)
    begun = await _begun(interaction, kind, slug)
    begun = replace(begun, reason=one(typed, "reason"), link=one(typed, "link"), part=field.key, typed={})
    problem: Unreadable | None = None
    try:
        entry = _with_part(begun, field, typed, view_of(interaction), desk.clock().date())
        begun = replace(begun, entry=entry)
    except Unreadable as unreadable:
        problem = unreadable
        begun = replace(begun, typed={"value": typed["value"]})
    with told_plainly(text):
        await drafting.keep(desk.editing, actor, guild_id, kind, slug, begun)
    if problem is not None:
        fault = FieldFault(field.name, text("fault.yaml_line", line=problem.line, said=problem.problem), "yaml")
        await show(interaction, faulty_view(kind, slug, begun, (fault,), text))
        return
    await review(interaction, kind, slug)


def _with_part(begun: Begun, field: Field, typed: Typed, view: ServedView, day: date) -> dict[str, Any]:
    link = begun.link or None
    if field.form is Form.COMPONENT:
        status = one(typed, "status")
        if status == TAKE_BACK:
            return words_of_ours.without_own_word(begun.entry, field.name)
        word = OwnWord(
            status, one(typed, "access"), licence_typed(view, one(typed, "licence")), link, note_of(begun.reason)
        )
        return words_of_ours.with_own_word(begun.entry, field.name, word, day)
    if field.form is Form.REACH:
        available = {"yes": True, "no": False}.get(one(typed, "available"))
        return words_of_ours.with_own_reach(begun.entry, field.name, available, link, day)
    return with_typed(field, begun.entry, typed)


def note_of(reason: str) -> str | None:
    """A reason as the note of an entry, where it is plain enough for one: notes hold no marks and no mentions."""
    note = " ".join(reason.split())
    return note if note and unfit_text(note) is None else None


# -- what would change


async def review(interaction: Pressed, kind: EntryKind, slug: str) -> None:
    """Show what an edit would change, what is wrong with it, or what others changed meanwhile."""
    (actor, guild_id), text, desk = moderator(interaction), private_words(interaction), desk_of(interaction)
    if not interaction.response.is_done():
        await hold(interaction)
    kept = await drafting.find(desk.editing, actor, guild_id, kind, slug)
    if kept is None:
        raise Mistake("moderation.draft_gone")
    begun = kept.begun
    try:
        proposal = await _proposal(interaction, kind, slug, begun)
    except Overtaken as problem:
        await show(interaction, overtaken_view(kind, slug, begun, problem, text))
    except Faulty as problem:
        await show(interaction, faulty_view(kind, slug, begun, problem.faults, text))
    else:
        await show(interaction, review_view(proposal, begun, view_of(interaction), text))


async def _proposal(interaction: Pressed, kind: EntryKind, slug: str, begun: Begun) -> Proposal:
    """What the service makes of an edit. Raises Overtaken, Faulty, NotAllowed."""
    (actor, guild_id), editing = moderator(interaction), desk_of(interaction).editing
    if begun.revision is not None:
        again = await editing.revert(actor, guild_id, begun.revision, begun.reason)
        if isinstance(again, Revision):
            raise Mistake("moderation.draft_gone")
        if again.version != begun.version:
            state = await editing.find(guild_id, kind, slug)
            raise Overtaken(state, drafting.difference(kind, begun.start, changes.values_of(state.document)))
        return again
    state = await editing.find(guild_id, kind, slug)
    if drafting.changed_since(begun, state):
        raise Overtaken(state, drafting.difference(kind, begun.start, changes.values_of(state.document)))
    return await editing.propose(actor, guild_id, kind, slug, begun.entry, version=begun.version)


def review_view(proposal: Proposal, begun: Begun, view: ServedView, text: Words) -> CardView:
    """The diff, the verdicts that change, and Confirm or Back."""
    kind, slug = proposal.kind, proposal.slug
    before, after = changes.values_of(proposal.before), changes.values_of(proposal.after)
    title = text(
        "review.title" if before is not None else "review.title.new", entry=label_of(after or before, kind, slug, text)
    )
    lines = changes.difference_lines(proposal.differences, before, after, text) if after is not None else []
    if after is None:
        lines = [f"- {text('change.hidden')}"]
    body = [paragraph([f"## {title}", *(lines or [text("review.nothing")])])]
    if kind in (EntryKind.MODEL, EntryKind.LICENCE, EntryKind.SOURCE):
        names = {slug: model.name for slug, model in view.dataset.models.items()}
        verdicts = render.verdict_lines(proposal.consequences, proposal.more_models, text, names)
        body.append(paragraph([f"**{text('review.verdicts')}**", *(verdicts or [text("review.no_verdicts")])]))
    why = changes.why_lines(begun.reason, begun.link or None, text)
    body.append(paragraph([*why, f"-# {text('review.note')}"]))
    rows: list[list[discord.ui.Item[Any]]] = []
    menu = AsideMenu.over(kind, slug, begun, view, text)
    if menu is not None:
        rows.append([menu])
    buttons: list[discord.ui.Item[Any]] = []
    if lines:
        buttons.append(ConfirmPress(kind, slug, text("review.button.confirm"), discord.ButtonStyle.success))
    buttons += [PanelPress(kind, slug, 0, text("review.button.back")), DropPress(kind, slug, text("panel.button.drop"))]
    rows.append(buttons)
    return CardView(body, rows, _CHANGED)


def faulty_view(kind: EntryKind, slug: str, begun: Begun, faults: Sequence[FieldFault], text: Words) -> CardView:
    """What is wrong, with the way back to what was typed."""
    lines = [f"## {text('faulty.title')}", *fault_lines(faults, text), f"-# {text('faulty.kept')}"]
    buttons: list[discord.ui.Item[Any]] = []
    if begun.part:
        buttons.append(AgainPress(kind, slug, text("faulty.button.again"), discord.ButtonStyle.primary))
    buttons += [PanelPress(kind, slug, 0, text("review.button.back")), DropPress(kind, slug, text("panel.button.drop"))]
    return CardView([paragraph(lines)], [buttons], 0xF0708A)


def overtaken_view(kind: EntryKind, slug: str, begun: Begun, problem: Overtaken, text: Words) -> CardView:
    """What somebody else changed meanwhile, and what may be done about it."""
    now = changes.values_of(problem.state.document)
    mine = drafting.difference(kind, begun.start, begun.entry)
    body = [
        paragraph([
            f"## {text('overtaken.title', entry=label_of(begun.entry, kind, slug, text))}",
            text("overtaken.what"),
            *(changes.difference_lines(problem.changed, begun.start, now, text, 8) or [f"- {text('overtaken.same')}"]),
        ]),
        paragraph([
            f"**{text('overtaken.yours')}**",
            *changes.difference_lines(mine, begun.start, begun.entry, text, 8),
        ]),
    ]  # fmt: skip
    buttons: list[discord.ui.Item[Any]] = []
    if begun.revision is None and now is not None:
        buttons.append(RedoPress(kind, slug, text("overtaken.button.redo"), discord.ButtonStyle.primary))
    buttons.append(DropPress(kind, slug, text("overtaken.button.drop")))
    return CardView(body, [buttons], _CHANGED)


def done_view(revision: Revision, text: Words) -> CardView:
    """What was changed, and the way on."""
    kind, slug = revision.kind, revision.slug
    before, after = changes.values_of(revision.before), changes.values_of(revision.after)
    lines = [f"## {text('done.title', entry=label_of(revision.after or revision.before, kind, slug, text))}"]
    lines += (
        [f"- {text('change.hidden')}"]
        if after is None
        else changes.difference_lines(revision.differences, before, after, text, 6)
    )
    lines.append(f"-# {text('done.note')}")
    buttons: list[discord.ui.Item[Any]] = []
    if can_open(kind.value) and after is not None:
        buttons.append(OpenPress(kind.value, slug, text("done.button.open"), private=True))
    buttons.append(HistoryPress(kind, slug, 0, text("panel.button.history")))
    return CardView([paragraph(lines)], [buttons], _DONE)


# -- presses


class _EntryPress(ButtonPress, template=r"ajar:e:(?!)"):
    """A button that carries an entry. A subclass says its word, and gives `press`."""

    word = ""

    def __init__(
        self, kind: EntryKind, slug: str, label: str, style: discord.ButtonStyle = discord.ButtonStyle.secondary
    ) -> None:
        self.kind, self.slug = kind, slug
        super().__init__(f"ajar:e:{self.word}:{identifier(kind, slug)}", label, style)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(kind_of(match), match["slug"], label)


class PanelPress(ButtonPress, template=rf"ajar:e:panel:(?P<page>\d{{1,2}}):{ENTRY}"):
    """Shows the panel, or another page of it."""

    def __init__(self, kind: EntryKind, slug: str, page: int, label: str) -> None:
        self.kind, self.slug, self.page = kind, slug, page
        super().__init__(f"ajar:e:panel:{page}:{identifier(kind, slug)}", label)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(kind_of(match), match["slug"], int(match["page"]), label)

    async def press(self, interaction: Pressed) -> None:
        """Show it."""
        await open_panel(interaction, self.kind, self.slug, self.page)


class ReviewPress(_EntryPress, template=rf"ajar:e:review:{ENTRY}"):
    """Shows what would change."""

    word = "review"

    async def press(self, interaction: Pressed) -> None:
        """Show it."""
        moderator(interaction)
        with told_plainly(private_words(interaction)):
            await review(interaction, self.kind, self.slug)


class DropPress(_EntryPress, template=rf"ajar:e:drop:{ENTRY}"):
    """Forgets an edit."""

    word = "drop"

    async def press(self, interaction: Pressed) -> None:
        """Forget it, and show the entry as it stands."""
        (actor, guild_id), text, desk = moderator(interaction), private_words(interaction), desk_of(interaction)
        with told_plainly(text):
            await drafting.drop(desk.editing, actor, guild_id, self.kind, self.slug)
            state = await desk.editing.find(guild_id, self.kind, self.slug)
        if state.document is None and not state.retracted:
            await show(interaction, CardView([paragraph(text("panel.dropped"))]))
        else:
            await open_panel(interaction, self.kind, self.slug)


class AgainPress(_EntryPress, template=rf"ajar:e:again:{ENTRY}"):
    """Opens the form once more that could not be taken."""

    word = "again"

    async def press(self, interaction: Pressed) -> None:
        """Open it with what was typed."""
        begun = await _begun(interaction, self.kind, self.slug)
        await ask_part(interaction, self.kind, self.slug, begun.part)


class RedoPress(_EntryPress, template=rf"ajar:e:redo:{ENTRY}"):
    """Makes an edit again on top of what others made of the entry."""

    word = "redo"

    async def press(self, interaction: Pressed) -> None:
        """Lay it on top, then show what would change now."""
        (actor, guild_id), text, desk = moderator(interaction), private_words(interaction), desk_of(interaction)
        kept = await drafting.find(desk.editing, actor, guild_id, self.kind, self.slug)
        if kept is None:
            raise Mistake("moderation.draft_gone")
        begun = kept.begun
        with told_plainly(text):
            state = await desk.editing.find(guild_id, self.kind, self.slug)
            merged = _laid_on(self.kind, begun, state.document)
            again = drafting.rebased(begun, state, merged)
            await drafting.keep(desk.editing, actor, guild_id, self.kind, self.slug, again)
            await review(interaction, self.kind, self.slug)


def _laid_on(kind: EntryKind, begun: Begun, now: Entry | None) -> dict[str, Any]:
    start, mine = drafting.document(kind, begun.start), drafting.document(kind, begun.entry)
    if start is None or mine is None or now is None:
        return begun.entry
    return {**drafting.jsonable(laid_on_top(start, mine, now)), "slug": begun.entry.get("slug")}


class ConfirmPress(_EntryPress, template=rf"ajar:e:confirm:{ENTRY}"):
    """Stores an edit."""

    word = "confirm"

    async def press(self, interaction: Pressed) -> None:
        """Store it, or ask first why."""
        moderator(interaction)
        text = private_words(interaction)
        begun = await _begun(interaction, self.kind, self.slug)
        if not begun.reason or (self.kind in NEEDS_LINK and not begun.link and begun.revision is None):

            async def then(sent: Pressed, typed: Typed) -> None:
                (actor, guild_id), desk = moderator(sent), desk_of(sent)
                again = replace(
                    await _begun(sent, self.kind, self.slug), reason=one(typed, "reason"), link=one(typed, "link")
                )
                with told_plainly(text):
                    await drafting.keep(desk.editing, actor, guild_id, self.kind, self.slug, again)
                await self._store(sent)

            await interaction.response.send_modal(EntryForm(text("form.why"), why_inputs(self.kind, begun, text), then))
            return
        await self._store(interaction)

    async def _store(self, interaction: Pressed) -> None:
        (actor, guild_id), text, desk = moderator(interaction), private_words(interaction), desk_of(interaction)
        await hold(interaction)
        with told_plainly(text):
            kept = await drafting.find(desk.editing, actor, guild_id, self.kind, self.slug)
            if kept is None:
                raise Mistake("moderation.draft_gone")
            begun = kept.begun
            try:
                proposal = await _proposal(interaction, self.kind, self.slug, begun)
                revision = await self._confirmed(interaction, proposal, begun)
            except Overtaken as problem:
                await show(interaction, overtaken_view(self.kind, self.slug, begun, problem, text))
                return
            except Faulty as problem:
                await show(interaction, faulty_view(self.kind, self.slug, begun, problem.faults, text))
                return
            await desk.editing.drop_draft(kept.id)
        await show(interaction, done_view(revision, text))

    async def _confirmed(self, interaction: Pressed, proposal: Proposal, begun: Begun) -> Revision:
        (actor, guild_id), desk = moderator(interaction), desk_of(interaction)
        link = begun.link or None
        if begun.suggestion is None:
            return await desk.editing.confirm(actor, guild_id, proposal, begun.reason, link)
        decision = await desk.suggestions.approve(
            actor, begun.suggestion, proposal, reason=begun.reason, evidence_link=link
        )
        await tell_members(desk, decision)
        assert decision.revision is not None
        return decision.revision


class AsideMenu(MenuPress, template=rf"ajar:e:aside:(?P<component>\d{{1,2}}):{ENTRY}"):
    """Sets single words of other sources on a component aside, or counts them again."""

    def __init__(self, kind: EntryKind, slug: str, component: str, menu: Any) -> None:
        self.kind, self.slug, self.component = kind, slug, component
        super().__init__(menu)

    @classmethod
    def over(cls, kind: EntryKind, slug: str, begun: Begun, view: ServedView, text: Words) -> Self | None:
        """The menu with what other sources say of the component that was edited last; None where none says anything."""
        field = field_at(kind, begun.entry, begun.part) if begun.part else None
        if field is None or field.form is not Form.COMPONENT or begun.revision is not None:
            return None
        options: list[discord.SelectOption] = []
        for key, said in words_of_ours.others_on(begun.entry, field.name):
            source = view.dataset.sources.get(key[0])
            state = text(f"access.{said.get('access', 'unknown')}")
            label = f"{source.short if source else key[0]}: {said.get('says', '')} → {state}"
            options.append(
                discord.SelectOption(
                    label=shortened(" ".join(label.split()), 100),
                    value=_voice(key),
                    description=shortened(key[2], 100) or None,
                    default=bool(said.get("doubt")),
                )
            )
        if not options:
            return None
        place = list(Component).index(Component(field.name))
        menu: discord.ui.Select[Any] = discord.ui.Select(
            custom_id=f"ajar:e:aside:{place}:{identifier(kind, slug)}",
            placeholder=text("review.aside"),
            options=options[:25],
            min_values=0,
            max_values=min(len(options), 25),
        )
        return cls(kind, slug, field.name, menu)

    @classmethod
    def taken_up(cls, match: re.Match[str], menu: Any) -> Self:
        """The menu that an identifier stands for."""
        components = list(Component)
        place = int(match["component"])
        if place >= len(components):
            raise Mistake("error.gone")
        return cls(kind_of(match), match["slug"], components[place].value, menu)

    async def choose(self, interaction: Pressed, values: Sequence[str]) -> None:
        """Keep it in the edit, and show what would change now."""
        (actor, guild_id), text, desk = moderator(interaction), private_words(interaction), desk_of(interaction)
        begun = await _begun(interaction, self.kind, self.slug)
        aside = {key for key, _ in words_of_ours.others_on(begun.entry, self.component) if _voice(key) in values}
        why = note_of(begun.reason) or text("review.aside.why")
        entry = words_of_ours.with_set_aside(begun.entry, self.component, aside, why)
        with told_plainly(text):
            await drafting.keep(desk.editing, actor, guild_id, self.kind, self.slug, replace(begun, entry=entry))
            await review(interaction, self.kind, self.slug)


def _voice(key: words_of_ours.RecordKey) -> str:
    return short_key("\n".join(key))


class ActPress(ButtonPress, template=rf"ajar:e:do:(?P<what>hide|unhide|base):{ENTRY}"):
    """Hides an entry, shows it again, or goes back to the base; asks why first."""

    def __init__(self, what: str, kind: EntryKind, slug: str, label: str) -> None:
        self.what, self.kind, self.slug = what, kind, slug
        super().__init__(f"ajar:e:do:{what}:{identifier(kind, slug)}", label)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(match["what"], kind_of(match), match["slug"], label)

    async def press(self, interaction: Pressed) -> None:
        """Ask why."""
        await ask_act(interaction, self.what, self.kind, self.slug)


async def ask_act(interaction: Pressed, what: str, kind: EntryKind, slug: str) -> None:
    """Ask why an entry should be hidden (`hide`), shown again (`unhide`) or follow the base (`base`); then do it."""
    (_, guild_id), text, desk = moderator(interaction), private_words(interaction), desk_of(interaction)
    state = await desk.editing.find(guild_id, kind, slug)
    if state.document is None and state.base is None and not state.version:
        raise Mistake("moderation.unknown_entry", asked=plain(slug, 60), kind=text(f"entry.kind.{kind}"))
    inputs = [Input("reason", text("form.reason"), required=True, long=True, longest=LONGEST_REASON)]
    if what == "hide":
        inputs.insert(0, Input("link", text("form.link"), longest=600))

    async def then(sent: Pressed, typed: Typed) -> None:
        actor, where = moderator(sent)
        editing, reason = desk_of(sent).editing, one(typed, "reason")
        await hold(sent)
        with told_plainly(text):
            try:
                match what:
                    case "hide":
                        revision = await editing.retract(actor, where, kind, slug, reason, one(typed, "link") or None)
                    case "unhide":
                        revision = await editing.restore(actor, where, kind, slug, reason)
                    case _:
                        revision = await editing.restore_base(actor, where, kind, slug, reason)
            except Overtaken:
                raise Mistake("moderation.overtaken") from None
            await drafting.drop(editing, actor, where, kind, slug)
        await show(sent, done_view(revision, text))

    await interaction.response.send_modal(EntryForm(text(f"form.act.{what}"), inputs, then))


class HistoryPress(ButtonPress, template=rf"ajar:e:hist:(?P<page>\d{{1,3}}):{ENTRY}"):
    """Shows the history of an entry, or another page of it."""

    def __init__(self, kind: EntryKind, slug: str, page: int, label: str) -> None:
        self.kind, self.slug, self.page = kind, slug, page
        super().__init__(f"ajar:e:hist:{page}:{identifier(kind, slug)}", label)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(kind_of(match), match["slug"], int(match["page"]), label)

    async def press(self, interaction: Pressed) -> None:
        """Show it."""
        # The history leads back to the panel, so it is asked for only here.
        from cogs.moderation.history import show_history

        await show_history(interaction, self.kind, self.slug, self.page)


PRESSES = (
    HistoryPress,
    PartMenu,
    PanelPress,
    ReviewPress,
    DropPress,
    AgainPress,
    RedoPress,
    ConfirmPress,
    AsideMenu,
    ActPress,
)
"""Everything here that can be taken up after a restart."""
