"""A server's overlay as files of `data/`, with a page that says what changed and why: ready for a pull request.

No member is named: neither ids nor names stand in documents, and from the reasons that moderators gave, mentions and
ids are taken out. Names that somebody wrote into a reason by hand nobody can tell from other words; the page says so.
"""

import asyncio
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from pathlib import Path

from bot.core.catalogue.plain import Plain
from bot.core.editing.changes import Difference, differences
from bot.core.editing.policy import Actor, may_moderate
from bot.services.overlays import Key, Overlay, overlay_of, with_changes
from bot.services.preferences import NotAllowed, PreferenceKeeper
from bot.services.served import Served
from bot.storage import entries
from bot.storage.database import Database
from bot.storage.datafiles import DataSet, Entry, EntryKind, check_references, dump
from bot.storage.datafiles.faults import key_path
from bot.storage.datafiles.yamltext import YamlFault, parse
from bot.storage.entries import Effect, StoredEntry, StoredRevision

SUMMARY = "SUMMARY.md"
FOLDER = "data"
MOST_BYTES = 8_000_000
"""What Discord takes in every server."""
_MOMENT = (1980, 1, 1, 0, 0, 0)
"""The first that a zip can hold: when something was exported must not change a byte."""
_LONGEST_VALUE = 300


class NothingToExport(Exception):
    """The server has no changes of its own."""


class TooLarge(Exception):
    """The files do not fit into a message on Discord."""


@dataclass(frozen=True, slots=True)
class Export:
    """A server's changes as a zip."""

    name: str
    content: bytes
    files: tuple[str, ...]
    """Names in the archive, without the summary."""
    changed: int
    added: int
    removed: tuple[str, ...]
    """Files of the base that the server hides and that the pull request deletes."""
    left_out: tuple[tuple[str, str], ...]
    """Entries as `kind/slug` that cannot go into the base as they are, each with the sentence that says why."""
    summary: str


@dataclass(slots=True)
class _Chosen:
    """What of an overlay fits the base as a whole."""

    own: dict[Key, Entry]
    hidden: dict[Key, Entry]
    left_out: dict[Key, str] = field(default_factory=dict[Key, str])


class Exporting:
    """Exports of servers' overlays."""

    def __init__(self, database: Database, served: Served, preferences: PreferenceKeeper, data: Path) -> None:
        """Export from this database; `data` is the base's folder, for the comments in its files."""
        self._database = database
        self._served = served
        self._preferences = preferences
        self._data = data

    async def export(self, actor: Actor, guild_id: int) -> Export:
        """Everything that a server has of its own; the same state gives the same bytes.

        Put over the base, the files pass `catalogue check`: what would not is left out, and said so.

        Raises:
            NotAllowed: the actor does not moderate this server.
            NothingToExport: the server has changed nothing.
            TooLarge: it does not fit into a message.
        """
        if not may_moderate(actor, guild_id, self._preferences.of(guild_id)):
            raise NotAllowed
        async with self._database.reading() as connection:
            rows = await entries.every(connection, guild_id)
            wanted = [row for row in rows if row.effect is not Effect.BASE]
            history = {
                (row.kind, row.slug): await entries.history(connection, row.kind, row.slug, guild_id) for row in wanted
            }
            base_rows = {(row.kind, row.slug): await entries.find(connection, row.kind, row.slug) for row in wanted}
        if not wanted:
            raise NothingToExport
        base = self._served.base.dataset
        return await asyncio.to_thread(_exported, base, overlay_of(wanted), wanted, base_rows, history, self._data)


def _exported(
    base: DataSet,
    overlay: Overlay,
    rows: Sequence[StoredEntry],
    base_rows: Mapping[Key, StoredEntry | None],
    history: Mapping[Key, Sequence[StoredRevision]],
    data: Path,
) -> Export:
    chosen = _fitting(base, overlay)
    texts = {
        _path(kind, slug): dump(document, _comments_of(data / kind.folder / f"{slug}.yaml"))
        for (kind, slug), document in sorted(chosen.own.items(), key=_by_name)
    }
    removed = tuple(sorted(_path(kind, slug) for kind, slug in chosen.hidden))
    behind = {
        (row.kind, row.slug)
        for row in rows
        if row.base_hash != _present_hash(base_rows[row.kind, row.slug])
    }  # fmt: skip
    summary = _summary(base, chosen, removed, history, behind)
    content = _zipped({SUMMARY: summary, **texts})
    if len(content) > MOST_BYTES:
        raise TooLarge
    added = sum(slug not in base.of(kind) for kind, slug in chosen.own)
    return Export(
        name="ajar-export.zip",
        content=content,
        files=tuple(texts),
        changed=len(chosen.own) - added,
        added=added,
        removed=removed,
        left_out=tuple((f"{kind}/{slug}", why) for (kind, slug), why in sorted(chosen.left_out.items(), key=_by_name)),
        summary=summary,
    )


def _present_hash(row: StoredEntry | None) -> str | None:
    return None if row is None or row.retracted else row.content_hash


def _by_name(item: tuple[Key, object]) -> tuple[str, str]:
    (kind, slug), _ = item
    return kind.value, slug


def _path(kind: EntryKind, slug: str) -> str:
    return f"{FOLDER}/{kind.folder}/{slug}.yaml"


def _comments_of(file: Path) -> str | None:
    try:
        text = file.read_text(encoding="utf-8")
        parse(text)
    except (OSError, UnicodeDecodeError, YamlFault):
        return None
    return text


# -- what fits


def _fitting(base: DataSet, overlay: Overlay) -> _Chosen:
    """What of an overlay gives a catalogue without faults when it is put over the base.

    A server may see what the base would not take: a family without versions yet, or an entry that it hides while
    others name it. Such entries are left out, one round after the other, until nothing is at fault.
    """
    own = dict(overlay.own)
    hidden = {key: document for key, document in overlay.hidden.items() if key[1] in base.of(key[0])}
    chosen = _Chosen(own, hidden)
    known = {str(fault) for fault in check_references(base)}
    while True:
        whole = with_changes(base, {**dict.fromkeys(chosen.hidden), **chosen.own})
        faults = [fault for fault in check_references(whole) if str(fault) not in known]
        if not faults:
            return chosen
        blamed: dict[Key, str] = {}
        for fault in faults:
            key = _entry_of(fault.file)
            words = f"{fault.key}: {fault.problem}" if fault.key else fault.problem
            if key in chosen.own:
                blamed.setdefault(key, words)
            else:
                # An entry of the base is at fault by what was done to another: to one that it names, if that is hidden.
                needed = [hid for hid in chosen.hidden if f"`{hid[1]}`" in fault.problem] or list(chosen.hidden)
                for hid in needed or list(chosen.own):
                    blamed.setdefault(hid, f"{fault.file}: {words}")
        for key, why in blamed.items():
            chosen.left_out[key] = why
            chosen.own.pop(key, None)
            chosen.hidden.pop(key, None)


_KIND_OF_FOLDER = {kind.folder.rpartition("/")[2]: kind for kind in EntryKind}


def _entry_of(file: str) -> Key:
    folder, _, name = file.removeprefix(f"{FOLDER}/").rpartition("/")
    return _KIND_OF_FOLDER[folder.rpartition("/")[2]], name.removesuffix(".yaml")


# -- the page for people


def _summary(
    base: DataSet,
    chosen: _Chosen,
    removed: Sequence[str],
    history: Mapping[Key, Sequence[StoredRevision]],
    behind: Iterable[Key],
) -> str:
    added = [key for key in chosen.own if key[1] not in base.of(key[0])]
    lines = [
        "# Corrections from a server's moderators",
        "",
        f"{len(chosen.own) - len(added)} entries changed, {len(added)} added, {len(removed)} to be deleted.",
        "",
        "Copy `data/` over the repository's, delete what stands under *Deleted*, run `python -m bot catalogue check`,",
        "and read each change before you propose it. Read the reasons too: ids and mentions were taken out, but",
        "a name that somebody wrote there by hand was not. Records of the source `server` say what moderators of one",
        "server set by hand; whoever takes them over reads the page and makes them records of `ajar`.",
    ]
    if removed:
        lines += ["", "## Deleted", "", *(f"- `{name}`" for name in removed)]
        for key in sorted(chosen.hidden, key=lambda key: (key[0].value, key[1])):
            lines += _why(history[key], f"`{key[0].value}/{key[1]}`: ")
    lines += ["", "## Entries"]
    for (kind, slug), document in sorted(chosen.own.items(), key=_by_name):
        before = base.of(kind).get(slug)
        lines += ["", f"### `{kind.value}/{slug}`" + ("" if before is not None else " (new)"), ""]
        if before is not None and (kind, slug) in behind:
            lines += ["The base has changed since these moderators began: compare closely.", ""]
        if before is None:
            lines.append(f"Stands in `{_path(kind, slug)}`.")
        else:
            lines += [_difference(one) for one in differences(before, document)] or ["- nothing but its form"]
        lines += _why(history[kind, slug])
    if chosen.left_out:
        lines += ["", "## Left out", "", "These do not fit the base as they are:", ""]
        lines += [
            f"- `{kind.value}/{slug}`: {_escaped(why)}"
            for (kind, slug), why in sorted(chosen.left_out.items(), key=_by_name)
        ]
    return "\n".join(lines) + "\n"


def _difference(one: Difference) -> str:
    return f"- `{key_path(one.path) or 'entry'}`: {_value(one.before)} → {_value(one.after)}"


def _value(value: Plain) -> str:
    if value is None:
        return "nothing"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=_day)
    text = " ".join(text.split())
    if len(text) > _LONGEST_VALUE:
        text = f"{text[: _LONGEST_VALUE - 1]}…"
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    blank = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{blank}{text}{blank}{fence}"


def _day(value: object) -> str:
    assert isinstance(value, date)
    return value.isoformat()


def _why(history: Sequence[StoredRevision], prefix: str = "") -> Iterator[str]:
    """The reasons since the entry last was the base's own, one a line, with the day and the link."""
    since = max((place for place, row in enumerate(history) if row.effect is Effect.BASE), default=-1) + 1
    said: set[tuple[str | None, str | None]] = set()
    rows = [row for row in history[since:] if (row.reason or row.evidence_link)]
    if rows:
        yield ""
    for row in rows:
        if (row.reason, row.evidence_link) in said:
            continue
        said.add((row.reason, row.evidence_link))
        reason = _escaped(without_members(row.reason)) if row.reason else "no reason given"
        link = f" (<{without_members(row.evidence_link)}>)" if row.evidence_link else ""
        yield f"- {prefix}{row.at.date().isoformat()}: {reason}{link}"


_MENTION = re.compile(r"<@[!&]?\d+>|<#\d+>|(?<!\d)\d{17,20}(?!\d)")


def without_members(text: str) -> str:
    """A text without Discord's mentions and ids."""
    return _MENTION.sub("[removed]", text)


def _escaped(text: str) -> str:
    """A text as it is on a page of Markdown on a code host, where a sign alone may ping somebody or close an issue."""
    shown = re.sub(r"([\\`*_{}\[\]<>()#+!|~-])", r"\\\1", " ".join(text.split()))
    return re.sub(r"(?<=[@#])(?=\w)", "<!-- -->", shown)


def _zipped(texts: Mapping[str, str]) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in texts.items():
            member = zipfile.ZipInfo(name, _MOMENT)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 3
            member.external_attr = 0o100644 << 16
            archive.writestr(member, text.encode(), compresslevel=9)
    return packed.getvalue()
