"""Entries by kind and name: what one is called, what a typed name means, what is offered while typing."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, cast

from bot.i18n import Words
from bot.services.served import Served, ServedView
from bot.storage.datafiles import Entry, EntryKind
from cogs.shared.errors import Mistake
from cogs.shared.text import plain, shortened

CODES: Mapping[EntryKind, str] = {
    EntryKind.MODEL: "mo",
    EntryKind.FAMILY: "fa",
    EntryKind.ORGANISATION: "or",
    EntryKind.LICENCE: "li",
    EntryKind.SOURCE: "so",
    EntryKind.QUOTE: "qu",
    EntryKind.PERSON: "pe",
    EntryKind.TOPIC: "to",
    EntryKind.EVENT: "ev",
    EntryKind.TERM: "te",
    EntryKind.QUESTION: "qn",
}
"""Short names of kinds, for buttons' identifiers; they never change."""
KINDS: Mapping[str, EntryKind] = {code: kind for kind, code in CODES.items()}
ENTRY = r"(?P<kind>[a-z]{2}):(?P<slug>[a-z0-9.+-]{1,80})"
"""The end of an identifier that names an entry."""

_SLUG = re.compile(r"[a-z0-9]+(?:[.+-]?[a-z0-9]+)*\+*")
_NAMES = ("name", "title", "prompt")


def identifier(kind: EntryKind, slug: str) -> str:
    """What `ENTRY` matches."""
    return f"{CODES[kind]}:{slug}"


def name_of(entry: Entry | Mapping[str, Any] | None, slug: str, text: Words) -> str:
    """What an entry is called, as it is: escape it. An entry that is half made goes by whatever it has."""
    values = {} if entry is None else entry if isinstance(entry, Mapping) else entry.model_dump(mode="json")
    words = values.get("words")
    if isinstance(words, str):
        return f"“{shortened(words, 70)}” ({values.get('speaker', '?')})"
    for key in _NAMES:
        found: object = values.get(key)
        if isinstance(found, Mapping):
            both = cast("Mapping[str, object]", found)
            found = both.get("zh" if text.language.startswith("zh") else "en")
        if isinstance(found, str) and found:
            return found
    return slug


def label_of(entry: Entry | Mapping[str, Any] | None, kind: EntryKind, slug: str, text: Words) -> str:
    """An entry with its kind, escaped."""
    return f"{plain(name_of(entry, slug, text), 110)} · {text(f'entry.kind.{kind}')}"


def _known(served: Served, view: ServedView, kind: EntryKind) -> Iterator[Entry]:
    """What the server sees, and what the base has and the server hides."""
    seen = view.dataset.of(kind)
    yield from seen.values()
    for slug, entry in served.base.dataset.of(kind).items():
        if slug not in seen:
            yield entry


def offered(
    served: Served, view: ServedView, kind: EntryKind, typed: str, text: Words, limit: int = 25
) -> list[tuple[str, str]]:
    """Names and slugs of entries that what was typed may mean, best first."""
    if kind is EntryKind.MODEL and typed.strip():
        found = [(candidate.name, candidate.slug) for candidate in view.answers.complete(typed, limit)]
        if found:
            return [(shortened(name, 100), slug) for name, slug in found]
    wanted = typed.strip().casefold()
    named = [(name_of(entry, entry.slug, text), entry.slug) for entry in _known(served, view, kind)]
    fitting = [(name, slug) for name, slug in named if wanted in name.casefold() or wanted in slug]
    fitting.sort(key=lambda pair: not pair[0].casefold().startswith(wanted))
    return [(shortened(name, 100), slug) for name, slug in fitting[:limit]]


def slug_typed(served: Served, view: ServedView, kind: EntryKind, typed: str, text: Words) -> str:
    """The entry that somebody means by a slug or a name. Mistake where that is not clear."""
    wanted = typed.strip()
    entries = {entry.slug: entry for entry in _known(served, view, kind)}
    if wanted in entries:
        return wanted
    folded = wanted.casefold()
    exact = [slug for slug, entry in entries.items() if name_of(entry, slug, text).casefold() == folded]
    if len(exact) == 1:
        return exact[0]
    if kind is EntryKind.MODEL:
        found = view.answers.find(wanted).slug
        if found is not None:
            return found
    near = [slug for slug, entry in entries.items() if folded in name_of(entry, slug, text).casefold()]
    if len(near) == 1:
        return near[0]
    if _SLUG.fullmatch(wanted) and len(wanted) <= 80 and not near:
        # It may be one that this server added and hides.
        return wanted
    raise Mistake("moderation.unknown_entry", asked=plain(typed, 60), kind=text(f"entry.kind.{kind}"))


def licence_typed(view: ServedView, typed: str) -> str | None:
    """The licence that somebody means by its slug, name, short name or another spelling; what they typed otherwise,
    so that the service can say what is wrong with it."""
    wanted = _bare(typed)
    if not wanted:
        return None
    for licence in view.dataset.licences.values():
        names = (licence.slug, licence.name, licence.short, licence.spdx or "", *licence.aliases)
        if wanted in map(_bare, names):
            return licence.slug
    return typed.strip()[:80]


def slug_made(name: str, taken: Mapping[str, Any]) -> str:
    """A slug for a new entry, from its name; not one that is taken."""
    made = re.sub(r"[^a-z0-9.]+", "-", name.casefold().replace("'", "")).strip("-.")
    made = re.sub(r"[.-]{2,}", "-", made)[:60].strip("-.") or "entry"
    number, free = 2, made
    while free in taken:
        free, number = f"{made}-{number}", number + 1
    return free


def _bare(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())
