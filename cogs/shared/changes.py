"""Changes of entries in words: which field, before, after, who, when, why. What may be done about them is elsewhere."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from bot.core.catalogue.components import Component
from bot.core.editing.changes import Difference
from bot.core.editing.own_word import SOURCE
from bot.i18n import Words
from bot.services.editing import Revision
from bot.storage.datafiles import Entry, as_json
from cogs.shared.text import link, plain, shortened

MOST_LINES = 12
"""Differences that are told one by one; the others are counted."""
MOST_CHARACTERS = 1500
"""Of all differences that are told in one place: two such places, a reason and a link fit one message."""
_SHORT = 60
_LONG = 220
_COMPONENTS = frozenset(component.value for component in Component)
_MENTIONED = {"log_channel": "#", "quiz_channel": "#", "moderator_roles": "@&"}
"""Settings that name something of the server's, with the sign by which Discord shows its name."""
_WORDED = frozenset(("status", "access"))
"""Fields whose values have words wherever they stand."""


def outside(value: str, limit: int) -> str:
    """What somebody wrote, in one line, escaped."""
    return plain(" ".join(value.split()), limit)


def moment(at: datetime) -> str:
    """A time as each reader's Discord writes it."""
    return f"<t:{int(at.timestamp())}:f>"


def who(actor: str, text: Words) -> str:
    """Who did something: a member, the base, or somebody who had themselves erased. Nobody is pinged by it."""
    if actor.isdigit():
        return f"<@{actor}>"
    return text("change.by_base" if actor.startswith("base:") else "change.by_nobody")


# -- differences


def difference_lines(
    found: Sequence[Difference], before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, text: Words,
    most: int = MOST_LINES,
) -> list[str]:  # fmt: skip
    """A line for each difference: the field, before, after."""
    told = [piece for each in found for piece in _opened(each)]
    return fitting([_line(each, before, after, text) for each in told[:most]], len(told), MOST_CHARACTERS, text)


def fitting(lines: Sequence[str], total: int, room: int, text: Words) -> list[str]:
    """As many of these lines as there is room for, in characters; the last says how many of `total` are not told."""
    kept: list[str] = []
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            break
        kept.append(line)
    rest = total - len(kept)
    return [*kept, f"-# {text.many('change.more', rest)}"] if rest else kept


def _opened(given: Difference) -> list[Difference]:
    """A record that came or went as what it says of single components, since that is what people look for."""
    record = given.after if given.before is None else given.before
    whole = len(given.path) == 2 and given.path[0] == "records" and isinstance(record, dict)
    if not whole or (given.before is not None and given.after is not None):
        return [given]
    pieces: list[Difference] = []
    for part in ("assessments", "reach"):
        said = cast("dict[str, Any]", cast("dict[str, Any]", record).get(part) or {})
        pieces += [
            Difference((*given.path, part, key), None if given.before is None else value,
                       None if given.after is None else value)
            for key, value in said.items()
        ]  # fmt: skip
    return pieces or [given]


def _line(given: Difference, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, text: Words) -> str:
    place = place_text(given, before, after, text)
    name = next((str(piece) for piece in reversed(given.path) if isinstance(piece, str)), "")
    old, new = value_text(given.before, name, text), value_text(given.after, name, text)
    if len(old) <= _SHORT and len(new) <= _SHORT:
        return f"- {text('change.line', place=place, old=old, new=new if given.after is None else f'**{new}**')}"
    return f"- {place}\n  − {old}\n  ＋ {new}"


def place_text(
    given: Difference, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, text: Words
) -> str:
    """Where a difference is, in words."""
    path = given.path
    if path and path[0] == "records" and len(path) >= 2:
        side = before if given.after is None else after
        source = _source_at(side, path[1]) or _source_at(after, path[1]) or _source_at(before, path[1])
        named = text("change.own") if source == SOURCE else plain(source or "?", 40)
        if len(path) >= 4 and path[2] in ("assessments", "reach"):
            what = str(path[3])
            key = f"component.{what}" if what in _COMPONENTS else f"channel.{what}"
            rest = f" · {word(f'field.{path[4]}', str(path[4]), text)}" if len(path) > 4 else ""
            return text("change.said_by", what=f"**{text(key)}**{rest}", source=named)
        rest = ".".join(str(piece) for piece in path[2:])
        said = text("change.said_by", what=f"**{text('field.records')}**", source=named)
        return f"{said} `{rest}`" if rest else said
    written = "".join(f"[{piece}]" if isinstance(piece, int) else f".{piece}" for piece in path).lstrip(".")
    return field_path(written, text) or f"**{text('change.whole')}**"


def _source_at(values: Mapping[str, Any] | None, place: object) -> str | None:
    records = (values or {}).get("records")
    if not isinstance(records, list) or not isinstance(place, int):
        return None
    found = cast("list[Any]", records)
    record: object = found[place] if place < len(found) else None
    return str(cast("Mapping[str, Any]", record).get("source")) if isinstance(record, Mapping) else None


def value_text(value: object, name: str, text: Words) -> str:
    """A value in words, escaped and not endless."""
    written = "" if value is None else shortened(_value(value, name, text), _LONG)
    return written or text("change.nothing")


def _value(value: object, name: str, text: Words) -> str:
    if isinstance(value, Mapping):
        pairs = cast("Mapping[str, object]", value)
        if "status" in pairs:
            return _assessment(pairs, text)
        return "; ".join(
            f"{plain(key, 40)}: {_value(item, key, text)}" for key, item in pairs.items() if item is not None
        )
    if isinstance(value, list | tuple):
        return ", ".join(_value(item, name, text) for item in cast("Sequence[object]", value))
    if isinstance(value, bool):
        return text("value.yes" if value else "value.no")
    written = str(value)
    if name in _MENTIONED and written.isdigit():
        return f"<{_MENTIONED[name]}{written}>"
    if name in _WORDED:
        return word(f"access.{written}" if name == "access" else f"value.{written}", written, text)
    return outside(written, _LONG)


def _assessment(said: Mapping[str, object], text: Words) -> str:
    pieces = [_value(said[key], key, text) for key in ("status", "access", "licence") if said.get(key)]
    return ", ".join(dict.fromkeys(pieces))


def word(key: str, otherwise: str, text: Words) -> str:
    """The word for a key; another text, escaped, where there is none."""
    try:
        return text(key)
    except KeyError:
        return plain(otherwise, 60)


def why_lines(reason: str | None, evidence: str | None, text: Words) -> list[str]:
    """Why, and where that stands."""
    lines: list[str] = []
    if reason:
        lines.append(f"> {outside(reason, 300)}")
    if evidence:
        lines.append(link(text("change.evidence"), evidence))
    return lines


def revision_lines(revision: Revision, text: Words) -> list[str]:
    """One change of an entry: when, who, what, why, the diff."""
    key = "intake" if revision.of_base else revision.origin
    what = word(f"audit.what.{key}", key, text)
    lines = [f"**{moment(revision.at)}** · {who(revision.actor, text)} · {what}"]
    lines += why_lines(None if revision.of_base else revision.reason, revision.evidence_link, text)
    before, after = values_of(revision.before), values_of(revision.after)
    if before is None and after is not None:
        lines.append(f"- {text('change.added')}")
    elif after is None:
        lines.append(f"- {text('change.hidden')}")
    else:
        lines += difference_lines(revision.differences, before, after, text, most=4)
    return lines


def field_path(path: str, text: Words) -> str:
    """A place in an entry: its field by the name that forms use, what lies deeper as it is written in files."""
    if not path:
        return ""
    first = path.replace("[", ".").partition(".")[0]
    rest = path[len(first) :]
    try:
        name = text(f"field.{first}")
    except KeyError:
        return f"**{plain(path, 90)}**"
    return f"**{name}**" + (f" `{rest.lstrip('.').replace('`', '')[:80]}`" if rest else "")


def values_of(entry: Entry | None) -> dict[str, Any] | None:
    """A document as plain values, as JSON has it."""
    return None if entry is None else cast("dict[str, Any]", json.loads(as_json(entry)))
