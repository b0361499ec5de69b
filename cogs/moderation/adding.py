"""Adding an entry: what its kind cannot do without, in one or two forms, then the panel. `/entry add`."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self, TypeAlias, cast, get_args

import discord

from bot.core.debate.documents import MARK, Camp, Checked, FieldOfWork, Provenance
from bot.core.learn.documents import TermGroup
from bot.core.quiz.questions import Subject
from bot.i18n import Words
from bot.services.served import Served, ServedView
from bot.storage.datafiles import EntryKind
from cogs.moderation import drafting
from cogs.moderation.desk import desk_of, moderator, paragraph, private_words, show, told_plainly, view_of
from cogs.moderation.drafting import Begun
from cogs.moderation.entries import ENTRY, identifier, label_of, slug_made, slug_typed
from cogs.moderation.fields import both_typed
from cogs.moderation.form import EntryForm, Input, Typed, one
from cogs.moderation.panel import DropPress, kind_of, review
from cogs.shared.errors import Mistake, Pressed
from cogs.shared.layout import CardView
from cogs.shared.pressing import ButtonPress

_FIELDS: tuple[str, ...] = get_args(FieldOfWork)
_CHINESE = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class _Asked:
    """One thing that a form of a new entry asks for; `choices` are values with the keys of their words."""

    name: str
    hint: str = ""
    required: bool = True
    long: bool = False
    choices: Mapping[str, str] | None = None
    longest: int = 600

    def input(self, text: Words) -> Input:
        """As a form wants it."""
        choices = [(value, text(key)) for value, key in (self.choices or {}).items()]
        hint = text(f"form.{self.hint}") if self.hint else ""
        return Input(self.name, text(f"field.{self.name}"), hint, "", self.required, self.long, self.longest, choices)


def _values(*values: str) -> dict[str, str]:
    return {value: f"value.{value}" for value in values}


_LEVELS = _values("1", "2", "3")
_STEPS: dict[EntryKind, tuple[tuple[_Asked, ...], ...]] = {
    EntryKind.MODEL: (
        (
            _Asked("name", longest=200),
            _Asked("family", "name_or_slug", longest=100),
            _Asked("organisation", "name_or_slug", longest=100),
            _Asked("released", "date", required=False, longest=10),
            _Asked("aliases", "lines", required=False, long=True),
        ),
    ),
    EntryKind.FAMILY: ((_Asked("name", longest=200), _Asked("organisation", "name_or_slug", longest=100)),),
    EntryKind.ORGANISATION: (
        (
            _Asked("name", longest=200),
            _Asked("link", required=False),
            _Asked("country", "country", required=False, longest=2),
            _Asked("aliases", "lines", required=False, long=True),
        ),
    ),
    EntryKind.LICENCE: (
        (
            _Asked("name", longest=200),
            _Asked("short", longest=24),
            _Asked(
                "category",
                choices=_values("open", "open_data", "community", "non_commercial", "responsible_use", "proprietary"),
            ),
            _Asked("link", required=False),
        ),
    ),
    EntryKind.PERSON: (
        (
            _Asked("name", longest=200),
            _Asked("field", choices=_values(*_FIELDS)),
            _Asked("role", longest=200),
            _Asked("organisation", "name_or_slug", required=False, longest=100),
            _Asked("link"),
        ),
    ),
    EntryKind.EVENT: (
        (
            _Asked("date", "date", longest=10),
            _Asked("title", "both", long=True),
            _Asked("what", "both", long=True, longest=1200),
            _Asked("links", "lines", long=True),
            _Asked("organisations", "slugs", required=False, long=True),
        ),
    ),
    EntryKind.TERM: (
        (
            _Asked("name", "both", long=True),
            _Asked("short", "both", long=True),
            _Asked("meaning", "both", long=True, longest=1200),
            _Asked("group", choices=_values(*(group.value for group in TermGroup))),
            _Asked("level", choices=_LEVELS),
        ),
        (_Asked("source", longest=200), _Asked("link")),
    ),
    EntryKind.QUESTION: (
        (
            _Asked("prompt", "both", long=True),
            _Asked("right", "both", long=True),
            _Asked("wrong", "both_lines", long=True, longest=1200),
            _Asked("explanation", "both", long=True, longest=1200),
            _Asked("link"),
        ),
        (
            _Asked("source", longest=200),
            _Asked("subject", choices=_values(*(subject.value for subject in Subject))),
            _Asked("level", choices=_LEVELS),
        ),
    ),
    EntryKind.QUOTE: (
        (
            _Asked("speaker", "name_or_slug", longest=100),
            _Asked("words", "words", long=True, longest=900),
            _Asked("date", "date", longest=10),
            _Asked("link", "quote_links", long=True),
            _Asked("venue", longest=200),
        ),
        (
            _Asked("role", longest=200),
            _Asked("topics", "slugs", long=True),
            _Asked("camp", choices={camp.value: f"camp.{camp}" for camp in Camp}),
            _Asked("check", choices={how.value: f"value.{how}" for how in Checked}),
            _Asked("context", "both_translation", long=True, longest=2000),
        ),
    ),
}
"""The forms of a new entry, by kind; what a kind may have beside that is added in the panel."""
KINDS = tuple(_STEPS)

_Place: TypeAlias = "tuple[Served, ServedView, Words, date]"
_Maker: TypeAlias = Callable[[dict[str, Any], Typed, _Place], None]


async def ask_new(interaction: Pressed, kind: EntryKind) -> None:
    """Open the first form of a new entry."""
    moderator(interaction)
    await _ask_step(interaction, kind, None)


async def _ask_step(interaction: Pressed, kind: EntryKind, slug: str | None) -> None:
    (actor, guild_id), text, desk = moderator(interaction), private_words(interaction), desk_of(interaction)
    step = 0
    if slug is not None:
        kept = await drafting.find(desk.editing, actor, guild_id, kind, slug)
        if kept is None:
            raise Mistake("moderation.draft_gone")
        step = kept.begun.steps
    steps = _STEPS[kind]
    if step >= len(steps):
        await review(interaction, kind, slug or "")
        return

    async def then(sent: Pressed, typed: Typed) -> None:
        await _take_step(sent, kind, slug, step, typed)

    title = text("add.title", kind=text(f"entry.kind.{kind}"))
    if len(steps) > 1:
        title = f"{title} ({step + 1}/{len(steps)})"
    await interaction.response.send_modal(EntryForm(title, [asked.input(text) for asked in steps[step]], then))


async def _take_step(interaction: Pressed, kind: EntryKind, slug: str | None, step: int, typed: Typed) -> None:
    (actor, guild_id), text, desk = moderator(interaction), private_words(interaction), desk_of(interaction)
    view = view_of(interaction)
    place = desk.served, view, text, desk.clock().date()
    begun = Begun({}, None)
    if slug is not None:
        kept = await drafting.find(desk.editing, actor, guild_id, kind, slug)
        if kept is None:
            raise Mistake("moderation.draft_gone")
        begun = kept.begun
    entry = dict(begun.entry)
    for asked in _STEPS[kind][step]:
        _take(entry, asked, typed, place)
    maker = _MAKERS.get((kind, step))
    if maker is not None:
        maker(entry, typed, place)
    if slug is None:
        slug = await _free_slug(desk, guild_id, kind, entry, view)
    entry["slug"] = slug
    state = await desk.editing.find(guild_id, kind, slug)
    link = one(typed, "link").partition("\n")[0] or begun.link
    begun = replace(
        begun, entry=entry, version=state.version, base_hash=state.base_hash, steps=step + 1, link=link.strip()
    )
    with told_plainly(text):
        await drafting.keep(desk.editing, actor, guild_id, kind, slug, begun)
        if begun.steps < len(_STEPS[kind]):
            await show(interaction, _next_view(kind, slug, begun, text))
        else:
            await review(interaction, kind, slug)


async def _free_slug(desk: Any, guild_id: int, kind: EntryKind, entry: Mapping[str, Any], view: ServedView) -> str:
    """A slug that nothing here has or had: of a name that was taken back the history would be another's."""
    taken = dict.fromkeys([*view.dataset.of(kind), *desk.served.base.dataset.of(kind)], True)
    while True:
        slug = slug_made(_named(kind, entry), taken)
        state = await desk.editing.find(guild_id, kind, slug)
        if state.document is None and state.base is None and not state.version:
            return slug
        taken[slug] = True


def _named(kind: EntryKind, entry: Mapping[str, Any]) -> str:
    """What a slug is made from."""
    if kind is EntryKind.QUOTE:
        words = " ".join(str(entry.get("words", "")).split()[:4])
        return f"{entry.get('speaker', 'quote')}-{str(entry.get('date', ''))[:4]}-{words}"
    for key in ("name", "title", "prompt"):
        found: object = entry.get(key)
        if isinstance(found, Mapping):
            found = cast("Mapping[str, object]", found).get("en")
        if isinstance(found, str) and found:
            year = str(entry.get("date", ""))[:4]
            return f"{year}-{' '.join(found.split()[:8])}".strip("-")
    return kind.value


def _next_view(kind: EntryKind, slug: str, begun: Begun, text: Words) -> CardView:
    lines = [
        f"## {label_of(begun.entry, kind, slug, text)}",
        text("add.next", step=begun.steps, steps=len(_STEPS[kind])),
    ]
    buttons = [
        StepPress(kind, slug, text("add.button.next")),
        DropPress(kind, slug, text("panel.button.drop")),
    ]
    return CardView([paragraph(lines)], [buttons])


class StepPress(ButtonPress, template=rf"ajar:e:step:{ENTRY}"):
    """Opens the next form of a new entry."""

    def __init__(self, kind: EntryKind, slug: str, label: str) -> None:
        self.kind, self.slug = kind, slug
        super().__init__(f"ajar:e:step:{identifier(kind, slug)}", label, discord.ButtonStyle.primary)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(kind_of(match), match["slug"], label)

    async def press(self, interaction: Pressed) -> None:
        """Open it."""
        moderator(interaction)
        if self.kind not in _STEPS:
            raise Mistake("error.gone")
        await _ask_step(interaction, self.kind, self.slug)


# -- from what was typed to an entry


def _take(entry: dict[str, Any], asked: _Asked, typed: Typed, place: _Place) -> None:
    """Put one answer where its name says; what needs more than that is made by `_MAKERS`."""
    given = one(typed, asked.name)
    if not given or asked.name in ("source", "check"):
        return
    lines = [clean for line in given.splitlines() if (clean := line.strip())]
    match asked.hint:
        case "both":
            entry[asked.name] = both_typed(given)
        case "both_lines":
            entry[asked.name] = [_both_of(line) for line in lines]
        case "lines" | "slugs":
            entry[asked.name] = [_slug(asked.name, line, place) for line in lines] if asked.hint == "slugs" else lines
        case "name_or_slug":
            entry[asked.name] = _slug(asked.name, given, place)
        case _:
            entry[asked.name] = int(given) if asked.name == "level" else given


def _both_of(line: str) -> dict[str, str]:
    en, _, zh = line.partition("|")
    return {"en": en.strip() or zh.strip(), "zh": zh.strip() or en.strip()}


_NAMED = {
    "family": (EntryKind.FAMILY,),
    "organisation": (EntryKind.ORGANISATION,),
    "organisations": (EntryKind.ORGANISATION,),
    "speaker": (EntryKind.PERSON, EntryKind.ORGANISATION),
    "topics": (EntryKind.TOPIC,),
}


def _slug(name: str, typed: str, place: _Place) -> str:
    """The slug that is meant by a name; what was typed where nothing is, so that the check can say so."""
    served, view, text, _ = place
    for kind in _NAMED.get(name, ()):
        try:
            found = slug_typed(served, view, kind, typed, text)
        except Mistake:
            continue
        if found in view.dataset.of(kind):
            return found
    return typed.strip()[:80]


def _person(entry: dict[str, Any], _typed: Typed, _place: _Place) -> None:
    role = {"title": entry.pop("role", ""), "link": entry.pop("link", "")}
    organisation = entry.pop("organisation", None)
    entry["roles"] = [{**role, **({"organisation": organisation} if organisation else {})}]


def _source(entry: dict[str, Any], typed: Typed, place: _Place) -> None:
    address = one(typed, "link") or str(entry.get("link", ""))
    entry.pop("link", None)
    entry["sources"] = [{"title": one(typed, "source"), "link": address, "read": place[3].isoformat()}]


def _quoted(entry: dict[str, Any], typed: Typed, _place: _Place) -> None:
    """The addresses stay as lines until the second form says how the words were checked."""
    words = str(entry.get("words", ""))
    chinese = len(_CHINESE.findall(words)) * 2 > len(words)
    entry["language"] = "zh-CN" if chinese else "en"
    if MARK in words:
        entry["shortened"] = True
    addresses = one(typed, "link").split()
    if addresses:
        entry["link"] = addresses[0]
        entry["check"] = {"pages": [{"link": address, "outlet": str(entry.get("venue", ""))} for address in addresses]}


def _checked_quote(entry: dict[str, Any], typed: Typed, place: _Place) -> None:
    how = Checked(one(typed, "check")) if one(typed, "check") else Checked.SINGLE_REPORT
    provenance = {
        Checked.READ_AT_SOURCE: Provenance.PRIMARY,
        Checked.NOT_FOUND: Provenance.UNVERIFIED,
    }.get(how, Provenance.REPORTED)
    entry["provenance"] = provenance.value
    pages = cast("list[dict[str, Any]]", cast("dict[str, Any]", entry.get("check") or {}).get("pages") or [])
    if how is Checked.READ_AT_SOURCE:
        pages = [{**page, "own": True} for page in pages]
    entry["check"] = {"how": how.value, "pages": pages, "read": place[3].isoformat()}
    lines = [clean for line in one(typed, "context").splitlines() if (clean := line.strip())]
    entry["context"] = both_typed("\n".join(lines[:2]))
    if len(lines) > 2:
        other = "en" if entry.get("language") == "zh-CN" else "zh-CN"
        entry["translations"] = {other: " ".join(lines[2:])}


_MAKERS: dict[tuple[EntryKind, int], _Maker] = {
    (EntryKind.PERSON, 0): _person,
    (EntryKind.TERM, 1): _source,
    (EntryKind.QUESTION, 1): _source,
    (EntryKind.QUOTE, 0): _quoted,
    (EntryKind.QUOTE, 1): _checked_quote,
}
PRESSES = (StepPress,)
"""Everything here that can be taken up after a restart."""
