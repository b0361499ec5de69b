"""Taking files into a server's overlay: read, weighed in a dry run, then stored all at once or not at all.

Files are entries in the form of `data/`, or records of the Model Openness Tool and of the European index. A record is
joined to an entry by the join files or by the member's own word, never by guess. Whatever is stored goes through
`Editing`, which asks again who may, and checks every document. Opening archives is `uploads.py`.
"""

import asyncio
import json
import re
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import TypeAlias, cast

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.catalogue.documents import Document, ModelDocument, Record
from bot.core.definitions.framework_rule import FrameworkLicences
from bot.core.editing.consequences import VerdictChange
from bot.core.editing.fitness import FieldFault
from bot.core.editing.policy import Actor, may_moderate
from bot.services.audit import Act, AuditKind
from bot.services.editing import Editing, Faulty, NotAllowed, Proposal, Revision, lacks_link
from bot.services.importing import FRAMEWORK_FILE, with_notes
from bot.services.preferences import PreferenceKeeper
from bot.services.served import Served, ServedView
from bot.services.uploads import ImportFault, Unacceptable, legible, opened
from bot.sources.joins import Joins, read_joins
from bot.sources.licence_names import LicenceNames
from bot.sources.reading import Context, Found, SourceFile, Unreadable
from bot.sources.registry import FORMATS
from bot.storage import pending_imports
from bot.storage.database import Database
from bot.storage.datafiles import EntryKind, as_json, document_type
from bot.storage.datafiles.yamltext import Parsed, YamlFault, parse
from bot.storage.pending_imports import StoredImport

KEPT = timedelta(days=1)
"""For so long an import waits for a word; then the file has to be sent again."""
MOST_ENTRIES = 100
"""So many entries one import may change: what one confirms, one should be able to look through."""
MOST_FAULTS = 25
_MOST_REMEMBERED = 16
"""Dry runs that are kept ready for turning their pages."""

Key: TypeAlias = tuple[EntryKind, str]


class Gone(Exception):
    """The import that was waiting is not there any more: a day is over, or it is done. The file must be sent again."""


class LooksDifferent(Exception):
    """The same file would change something else by now, so what was confirmed is not what would be done."""

    def __init__(self, trial: "Trial") -> None:
        """`trial` is what it would change now."""
        super().__init__("the import would change something else by now")
        self.trial = trial


@dataclass(frozen=True, slots=True)
class Trial:
    """What an import would do. Nothing is stored but the file that was sent."""

    id: int
    """Of the import that waits."""
    proposals: tuple[Proposal, ...]
    """What would be added or changed; at least one, by kind and slug."""
    files: Mapping[Key, str]
    """The file that each comes from."""
    same: tuple[Key, ...]
    """Entries of the files that the server already sees just so."""
    consequences: tuple[VerdictChange, ...]
    more_models: int
    """Of how many further versions verdicts change."""
    mark: str
    """Sixteen letters, the same for the same changes: what a confirmation refers to."""
    warnings: tuple[ImportFault, ...] = ()
    """What was read and left out, such as a licence that is not known."""

    @property
    def unproven(self) -> tuple[Key, ...]:
        """What may be stored only with a link for the whole import, since it brings none of its own."""
        return tuple((each.kind, each.slug) for each in self.proposals if lacks_link(each))

    @property
    def added(self) -> int:
        """How many entries the server does not see yet."""
        return sum(proposal.before is None for proposal in self.proposals)


@dataclass(slots=True)
class _Read:
    """What the files say."""

    entries: dict[Key, Document | dict[str, object]] = field(default_factory=dict[Key, "Document | dict[str, object]"])
    files: dict[Key, str] = field(default_factory=dict[Key, str])
    parsed: dict[Key, Parsed] = field(default_factory=dict[Key, Parsed])
    faults: list[ImportFault] = field(default_factory=list[ImportFault])
    warnings: list[ImportFault] = field(default_factory=list[ImportFault])


class OverlayImport:
    """Imports into servers' overlays."""

    def __init__(
        self,
        database: Database,
        editing: Editing,
        served: Served,
        preferences: PreferenceKeeper,
        data: Path,
        clock: Callable[[], datetime],
    ) -> None:
        """Import through `editing`; `data` is the data folder, for the join files and the framework's list."""
        self._database = database
        self._editing = editing
        self._served = served
        self._preferences = preferences
        self._data = data
        self._clock = clock
        self._remembered: OrderedDict[tuple[int, int], tuple[ServedView, Trial]] = OrderedDict()

    async def send(
        self,
        actor: Actor,
        guild_id: int,
        name: str,
        content: bytes,
        *,
        kind: EntryKind | None = None,
        model: str | None = None,
    ) -> Trial:
        """Look at a file, keep it for a day, and say what it would change.

        Args:
            actor: who sends it; what they had waiting in this server is dropped.
            guild_id: whose overlay.
            name: of the file.
            content: its bytes.
            kind: what a single file holds, where it could be more than one thing.
            model: slug of the entry that a record belongs to, for a single file of an index.

        Raises:
            NotAllowed: the actor does not moderate this server.
            Unacceptable: with the faults, by file, line and field. Nothing was stored.
        """
        self._check_moderator(actor, guild_id)
        sent = StoredImport(
            0, guild_id, actor.member_id, legible(name)[:200], content, kind.value if kind else None, model,
            self._clock().date(), self._clock(),
        )  # fmt: skip
        trial = await self._tried(actor, sent)
        async with self._database.writing() as connection:
            await pending_imports.drop_before(connection, self._clock() - KEPT)
            number = await pending_imports.add(connection, sent)
        return self._remember(guild_id, replace(trial, id=number))

    async def look(self, actor: Actor, guild_id: int, number: int) -> Trial:
        """What an import that waits would change now. Raises as `send` and `confirm`."""
        self._check_moderator(actor, guild_id)
        sent = await self._waiting(guild_id, number)
        known = self._remembered.get((guild_id, number))
        if known is not None and known[0] is self._served.of(guild_id):
            return known[1]
        return self._remember(guild_id, await self._tried(actor, sent))

    async def confirm(
        self, actor: Actor, guild_id: int, number: int, mark: str, reason: str, evidence_link: str | None = None
    ) -> list[Revision]:
        """Store everything that an import changes, in one transaction with one reason.

        Args:
            actor: who confirms.
            guild_id: whose overlay.
            number: of the import.
            mark: of the trial that the actor has seen.
            reason: why; at most 500 characters.
            evidence_link: where one can read it; needed where something in it is `unproven`.

        Raises:
            NotAllowed: the actor does not moderate this server.
            Gone: the import is not there any more.
            LooksDifferent: it would change something else than what the actor has seen.
            Unacceptable: by now it does not fit what the server sees.
            Faulty: the reason or the link is no good.
            bot.services.editing.Overtaken: an entry was changed at this very moment.
        """
        self._check_moderator(actor, guild_id)
        sent = await self._waiting(guild_id, number)
        trial = await self._tried(actor, sent)
        if trial.mark != mark:
            raise LooksDifferent(self._remember(guild_id, trial))

        async def also(connection: AsyncConnection) -> Sequence[Act]:
            # In the same transaction, so that two presses cannot both go through.
            if not await pending_imports.drop(connection, number):
                raise Gone
            return ()

        done = await self._editing.confirm_all(actor, guild_id, trial.proposals, reason, evidence_link, also=also)
        self._remembered.pop((guild_id, number), None)
        return done

    async def discard(self, actor: Actor, guild_id: int, number: int) -> None:
        """Forget an import that waits; one that is gone already is no mistake.

        Raises:
            NotAllowed: the actor does not moderate this server.
        """
        self._check_moderator(actor, guild_id)
        async with self._database.writing() as connection:
            if await pending_imports.find(connection, number, guild_id, self._clock() - KEPT) is not None:
                await pending_imports.drop(connection, number)
        self._remembered.pop((guild_id, number), None)

    async def forget_old(self) -> int:
        """Forget what has waited for more than a day; answers how many. To be called now and then."""
        async with self._database.writing() as connection:
            return await pending_imports.drop_before(connection, self._clock() - KEPT)

    def _check_moderator(self, actor: Actor, guild_id: int) -> None:
        if not may_moderate(actor, guild_id, self._preferences.of(guild_id)):
            raise NotAllowed

    def _remember(self, guild_id: int, trial: Trial) -> Trial:
        self._remembered[guild_id, trial.id] = (self._served.of(guild_id), trial)
        while len(self._remembered) > _MOST_REMEMBERED:
            self._remembered.popitem(last=False)
        return trial

    async def _waiting(self, guild_id: int, number: int) -> StoredImport:
        async with self._database.reading() as connection:
            sent = await pending_imports.find(connection, number, guild_id, self._clock() - KEPT)
        if sent is None:
            raise Gone
        return sent

    async def _tried(self, actor: Actor, sent: StoredImport) -> Trial:
        view = self._served.of(sent.guild_id)
        read = await asyncio.to_thread(_read, sent, view, self._data)
        if read.faults:
            raise Unacceptable(*read.faults[:MOST_FAULTS])
        if not read.entries:
            raise Unacceptable(ImportFault("", "there is no entry in it", "nothing_inside"))
        if len(read.entries) > MOST_ENTRIES:
            raise Unacceptable(
                ImportFault(
                    "",
                    f"at most {MOST_ENTRIES} entries are taken at once, these are {len(read.entries)}",
                    "too_many_entries",
                    {"most": str(MOST_ENTRIES), "count": str(len(read.entries))},
                )
            )
        keys = sorted(read.entries, key=lambda key: (key[0].value, key[1]))
        changes = [(kind, slug, read.entries[kind, slug]) for kind, slug in keys]
        try:
            proposals = await self._editing.propose_all(actor, sent.guild_id, changes, origin=AuditKind.IMPORT)
        except Faulty as problem:
            raise Unacceptable(*(_placed(fault, keys, read) for fault in problem.faults)) from problem
        changing = tuple(proposal for proposal in proposals if proposal.differences)
        if not changing:
            raise Unacceptable(ImportFault("", "the server already sees all of it just so", "no_change"))
        return Trial(
            id=sent.id,
            proposals=changing,
            files=read.files,
            same=tuple((p.kind, p.slug) for p in proposals if not p.differences),
            consequences=proposals[0].consequences,
            more_models=proposals[0].more_models,
            mark=_mark(changing),
            warnings=tuple(read.warnings),
        )


def _mark(proposals: Sequence[Proposal]) -> str:
    """The same for the same changes of the same states."""
    told = [
        [p.kind.value, p.slug, p.version, p.base_hash, as_json(p.before) if p.before else None,
         as_json(p.after) if p.after else None]
        for p in proposals
    ]  # fmt: skip
    return blake2b(json.dumps(told).encode(), digest_size=8).hexdigest()


_STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")


def _placed(fault: FieldFault, keys: Sequence[Key], read: _Read) -> ImportFault:
    """A fault of an entry as a fault of the file that it came in."""
    kind, _, slug = fault.entry.partition("/")
    key = (EntryKind(kind), slug) if fault.entry else keys[0]
    if key not in read.files:
        # What is changed breaks an entry that was not sent.
        return ImportFault("", f"{fault.entry}: {fault.sentence}", "breaks", {"entry": fault.entry, "what": str(fault)})
    parsed = read.parsed.get(key)
    location = tuple(int(number) if number else word for number, word in _STEP.findall(fault.path))
    line = parsed.line_of(location) if parsed is not None else 0
    return ImportFault(read.files[key], fault.sentence, fault.code, dict(fault.values), line, fault.path)


# -- reading


_FOLDERS = {kind.folder: kind for kind in EntryKind}


def _read(sent: StoredImport, view: ServedView, data: Path) -> _Read:
    """Everything that what was sent says, and everything that is wrong with it."""
    read = _Read()
    texts = opened(sent.name, sent.content)
    single = len(texts) == 1
    index = _Index(view, data, sent.day)
    for name, text in texts.items():
        try:
            parsed = parse(text)
        except YamlFault as problem:
            read.faults.append(_yaml_fault(name, problem))
            continue
        value = parsed.value
        if not isinstance(value, dict):
            words = "the file should hold keys with values, such as `slug: ...`"
            read.faults.append(ImportFault(legible(name), words, "no_mapping", line=1))
        elif (form := _index_format(value)) is not None:
            _take_record(name, text, form, index, read, sent.model if single else None)
        else:
            _take_entry(name, parsed, value, sent, read, single=single)
        if len(read.faults) > MOST_FAULTS:
            break
    return read


def _yaml_fault(name: str, problem: YamlFault) -> ImportFault:
    words = legible(problem.problem, 300)
    return ImportFault(legible(name), words, "yaml", {"problem": words}, problem.line, legible(problem.key))


def _twice(name: str, other: str) -> ImportFault:
    return ImportFault(legible(name), f"`{other}` holds the same entry", "entry_twice", {"other": other})


def _index_format(value: Mapping[str, object]) -> str | None:
    """Which index has files of this form; None for an entry."""
    if "slug" in value:
        return None
    if "release" in value and "framework" in value:
        return "mot"
    if "system" in value or "project" in value:
        return "osai"
    return None


def _take_entry(
    name: str, parsed: Parsed, value: Mapping[str, object], sent: StoredImport, read: _Read, *, single: bool
) -> None:
    folder, _, last = name.rpartition("/")
    stem = last.rsplit(".", 1)[0]
    kind = _FOLDERS.get(folder.removeprefix("data/")) if folder else None
    if kind is None and folder:
        words = f"`{legible(folder)}` is no folder of entries; there are {', '.join(_FOLDERS)}"
        read.faults.append(ImportFault(legible(name), words, "no_such_folder", {"known": ", ".join(_FOLDERS)}))
        return
    if kind is None and sent.kind is not None and single:
        kind = EntryKind(sent.kind)
    if kind is None:
        kind = _fitting(value)
    if kind is None:
        words = "it does not say what it is; name the kind, or put it into its folder in a zip"
        read.faults.append(ImportFault(legible(name), words, "which_kind"))
        return
    slug = value.get("slug")
    if not isinstance(slug, str) or not slug:
        read.faults.append(ImportFault(legible(name), "`slug` is missing", "missing", {}, 1, "slug"))
        return
    if folder and slug != stem:
        words = f"the file is named {stem}, so the slug should be `{stem}` and not `{legible(slug)}`"
        values = {"stem": stem, "slug": legible(slug)}
        line = parsed.line_of(("slug",))
        read.faults.append(ImportFault(legible(name), words, "slug_and_name", values, line, "slug"))
        return
    _put((kind, slug), name, cast("dict[str, object]", value), read)
    read.parsed[kind, slug] = parsed


def _fitting(value: Mapping[str, object]) -> EntryKind | None:
    """The one kind whose fields these are; the nearest one, too, where a single field is misspelt."""
    keys = set(value)
    fits: list[EntryKind] = []
    near: list[tuple[int, EntryKind]] = []
    for kind in EntryKind:
        fields = document_type(kind).model_fields
        needed = {described.alias or name for name, described in fields.items() if described.is_required()}
        strange, missing = keys - fields.keys(), needed - keys
        if not strange and not missing:
            fits.append(kind)
        near.append((len(strange) + len(missing), kind))
    if fits:
        return fits[0] if len(fits) == 1 else None
    near.sort(key=lambda pair: pair[0])
    clear = near[0][0] <= 2 and near[0][0] < near[1][0]
    return near[0][1] if clear else None


def _put(key: Key, name: str, entry: Document | dict[str, object], read: _Read) -> None:
    if key in read.entries:
        read.faults.append(_twice(name, read.files[key]))
        return
    read.entries[key] = entry
    read.files[key] = legible(name)


def _take_record(name: str, text: str, form: str, index: "_Index", read: _Read, home: str | None) -> None:
    """Put a record of an index into the entry that it belongs to: `home`, where the member named one."""
    reading = FORMATS[form].read(SourceFile(name, text), index.context)
    for fault in reading.faults:
        words = f"expected {legible(fault.expected, 300)}"
        values = {"expected": legible(fault.expected, 300)}
        read.faults.append(ImportFault(legible(name), words, "expected", values, fault.line or 0, fault.key or ""))
    for found in reading.found:
        record, slug = found.record, home
        if slug is None:
            join = index.joins(record.source).records.get(record.record)
            if join is not None and join.leave_out is not None:
                words = f"this record is left out on purpose: {legible(join.leave_out, 300)}"
                why = {"why": legible(join.leave_out, 300)}
                read.faults.append(ImportFault(legible(name), words, "left_out", why))
                continue
            slug = join.to if join is not None else None
            record = join.applied(record) if join is not None else record
        if slug is None:
            words = f"no entry is known for `{legible(record.judged)}`; name it, or send the entry itself"
            read.faults.append(ImportFault(legible(name), words, "no_home", {"judged": legible(record.judged)}))
            continue
        key = EntryKind.MODEL, slug
        model = read.entries.get(key) or index.view.dataset.models.get(slug)
        if model is None:
            words = f"there is no version `{legible(slug)}` to put the record into"
            read.faults.append(ImportFault(legible(name), words, "no_such_model", {"model": legible(slug)}))
        elif not isinstance(model, ModelDocument):
            read.faults.append(_twice(name, read.files[key]))
        else:
            read.entries[key] = _with_record(model, record)
            read.files[key] = legible(name)
            _warn(name, found, read)


def _with_record(model: ModelDocument, record: Record) -> ModelDocument:
    """The entry with a record in place of the one of the same name, or behind the others."""
    records = list(model.records)
    for place, old in enumerate(records):
        if (old.source, old.record) == (record.source, record.record):
            records[place] = with_notes(old, record)
            break
    else:
        records.append(record)
    return model.model_copy(update={"records": tuple(records)})


def _warn(name: str, found: Found, read: _Read) -> None:
    for unknown in found.unknown_licences:
        spelling = legible(unknown.spelling)
        words = f"the licence `{spelling}` is not known and was left out"
        read.warnings.append(
            ImportFault(legible(name), words, "unknown_licence", {"licence": spelling}, key=unknown.key)
        )
    for dropped in found.dropped_links:
        words = f"`{legible(dropped.text)}` is no link and was left out"
        read.warnings.append(
            ImportFault(legible(name), words, "dropped_link", {"link": legible(dropped.text)}, key=dropped.key)
        )


class _Index:
    """What reading an index's files needs beside them, got ready once for all files."""

    def __init__(self, view: ServedView, data: Path, day: date) -> None:
        self.view = view
        self._data = data
        self._day = day
        self._joins: dict[str, Joins] = {}

    @cached_property
    def context(self) -> Context:
        """For the readers."""
        try:
            listed = json.loads((self._data / FRAMEWORK_FILE).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            listed = {}
        framework = FrameworkLicences.of(cast("dict[str, list[str]]", listed)) if listed else FrameworkLicences()
        return Context(self._day, LicenceNames.of(self.view.dataset.licences.values()), framework)

    def joins(self, source: str) -> Joins:
        """The hand-checked joins of a source; none where there is no such file."""
        if source not in self._joins:
            name = f"joins/{source}.yaml"
            try:
                self._joins[source] = read_joins(SourceFile(name, (self._data / name).read_text(encoding="utf-8")))
            except (OSError, Unreadable):
                self._joins[source] = Joins()
        return self._joins[source]
