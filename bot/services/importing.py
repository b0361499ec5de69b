"""From the published indexes to the files of `data/`: what an import would change, and then the change itself.

A plan is made first and changes nothing. Applying it replaces only records of the imported sources, found by
source and record; identities, names, aliases, other sources' records, notes and comments stay as people wrote
them. A record is attached only where a join file says so, and to an entry only where somebody has made its file.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import cast

from bot.core.catalogue.documents import (
    Document,
    ModelDocument,
    OrganisationDocument,
    Record,
    TransparencyResult,
)
from bot.core.definitions.framework_rule import FrameworkLicences
from bot.services.import_plan import (
    CannotImport,
    Changed,
    Homeless,
    ImportPlan,
    Placed,
    SourcePlan,
    Write,
    differences_between,
)
from bot.sources.framework_licences import OVERRIDES_FILE, SPDX_FILE, as_file, framework_licences
from bot.sources.joins import Join, Joins, read_joins
from bot.sources.licence_names import LicenceNames
from bot.sources.reading import CompanyResult, Context, Format, Found, Hints, ReadFault, SourceFile, Unreadable
from bot.sources.registry import SOURCES, format_of_source
from bot.storage.datafiles import DataSet, EntryKind, dump, read_folder

FRAMEWORK_FILE = Path("licences") / "framework.json"
_FRAMEWORK_SOURCE = "mot"


def plan_import(
    folder: Path, data: Path, sources: Sequence[str] = SOURCES, snapshots: Mapping[str, date] | None = None
) -> ImportPlan:
    """Work out what an import would change.

    Args:
        folder: the snapshot of a source, or a folder with a subfolder a format (`mot`, `osai`, `os-ai-map`, ...).
        data: the data folder.
        sources: which sources to import.
        snapshots: the day on which a source stood like this; without it the day in its file of `data/sources`.

    Raises:
        CannotImport: a source is not one that we can read, has no files in the folder, or no known day.
    """
    dataset, data_faults = read_folder(data)
    licences = LicenceNames.of(dataset.licences.values())
    state = _State(data, dataset)
    plans: list[SourcePlan] = []
    for source in sources:
        form = format_of_source(source)
        if form is None:
            raise CannotImport(f"`{source}` is no source that can be read; there are {', '.join(SOURCES)}")
        root = _root(folder, form, source)
        plan = SourcePlan(source, _snapshot(source, dataset, snapshots or {}))
        framework = state.framework(root, plan) if source == _FRAMEWORK_SOURCE else state.known_framework()
        context = Context(plan.snapshot, licences, framework, _companions(root, form))
        found, companies = _read(root, form, context, plan)
        joins = _joins(data, source, plan)
        if companies:
            _place_companies(companies, joins, state, plan)
        else:
            _place_records(found, joins, state, plan)
        state.date_source(source, plan.snapshot)
        plans.append(plan)
    return ImportPlan(tuple(plans), tuple(state.writes()), tuple(data_faults))


def apply(plan: ImportPlan, data: Path) -> list[Path]:
    """Write the files of a plan, each at once or not at all; returns them relative to the data folder.

    Raises:
        CannotImport: `data/` has faults, or a file has changed since the plan was made. Nothing is written then.
    """
    if plan.data_faults:
        raise CannotImport(f"repair the files of data/ first: {plan.data_faults[0]}")
    for write in plan.writes:
        if _text(data / write.path) != write.before:
            raise CannotImport(f"{write.path.as_posix()} has changed since the plan was made; plan again")
    for write in plan.writes:
        target = data / write.path
        draft = target.with_name(f".{target.name}.draft")
        draft.write_text(write.after, encoding="utf-8", newline="\n")
        draft.replace(target)
    return [write.path for write in plan.writes]


class _State:
    """The entries of `data/` as the import leaves them, and what was read to get there."""

    def __init__(self, data: Path, dataset: DataSet) -> None:
        self._data = data
        self._dataset = dataset
        self._touched: dict[tuple[EntryKind, str], Document] = {}
        self._framework_text: str | None = None

    @property
    def models(self) -> Mapping[str, ModelDocument]:
        return self._dataset.models

    @property
    def organisations(self) -> Mapping[str, OrganisationDocument]:
        return self._dataset.organisations

    def put(self, kind: EntryKind, entry: ModelDocument | OrganisationDocument) -> None:
        """Take an entry in its new form."""
        self._dataset.add(kind, entry)
        self._touched[kind, entry.slug] = entry

    def date_source(self, slug: str, snapshot: date) -> None:
        """Move a source's day on where the snapshot is newer."""
        known = self._dataset.sources.get(slug)
        if known is not None and snapshot > known.snapshot:
            moved = known.model_copy(update={"snapshot": snapshot})
            self._dataset.add(EntryKind.SOURCE, moved)
            self._touched[EntryKind.SOURCE, slug] = moved

    def framework(self, root: Path, plan: SourcePlan) -> FrameworkLicences:
        """The framework's list made anew from the snapshot, or the known one where that cannot be read."""
        try:
            lists = [SourceFile(name, _decoded(root / name, name)) for name in (SPDX_FILE, OVERRIDES_FILE)]
            made = framework_licences(*lists)
        except Unreadable as problem:
            plan.faults.append(problem.fault)
            return self.known_framework()
        self._framework_text = as_file(made)
        return FrameworkLicences.of(made)

    def known_framework(self) -> FrameworkLicences:
        """The framework's list as it stands in `data/`."""
        text = self._framework_text or _text(self._data / FRAMEWORK_FILE)
        return FrameworkLicences.of(cast("dict[str, list[str]]", json.loads(text))) if text else FrameworkLicences()

    def writes(self) -> Iterator[Write]:
        """The files whose text would change."""
        for (kind, slug), entry in sorted(self._touched.items(), key=lambda item: (item[0][0].value, item[0][1])):
            path = Path(kind.folder) / f"{slug}.yaml"
            before = _text(self._data / path)
            after = dump(entry, before)
            if after != before:
                yield Write(path, before, after)
        before = _text(self._data / FRAMEWORK_FILE)
        if self._framework_text is not None and self._framework_text != before:
            yield Write(FRAMEWORK_FILE, before, self._framework_text)


def _root(folder: Path, form: Format, source: str) -> Path:
    for candidate in (folder / form.name, folder):
        if any(True for pattern in form.files[source] for _ in candidate.glob(pattern)):
            return candidate
    patterns = " or ".join(form.files[source])
    raise CannotImport(f"{folder} holds no files of `{source}`: expected {patterns} there or in {form.name}/")


def _snapshot(source: str, dataset: DataSet, snapshots: Mapping[str, date]) -> date:
    known = dataset.sources.get(source)
    day = snapshots.get(source) or (known.snapshot if known else None)
    if day is None:
        raise CannotImport(
            f"say on which day the snapshot of `{source}` was taken; data/sources/{source}.yaml is missing"
        )
    return day


def _companions(root: Path, form: Format) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8-sig", errors="replace")
        for pattern in form.companions
        for path in sorted(root.glob(pattern))
    }


def _read(root: Path, form: Format, context: Context, plan: SourcePlan) -> tuple[list[Found], list[CompanyResult]]:
    found: dict[str, Found] = {}
    companies: list[CompanyResult] = []
    for pattern in form.files[plan.source]:
        for path in sorted(root.glob(pattern)):
            name = path.relative_to(root).as_posix()
            try:
                reading = form.read(SourceFile(name, _decoded(path, name)), context)
            except Unreadable as problem:
                plan.faults.append(problem.fault)
                continue
            plan.faults.extend(reading.faults)
            companies.extend(reading.companies)
            for one in reading.found:
                # Of two tables with the same row, the one whose pattern stands first counts.
                found.setdefault(one.record.record, one)
    plan.read = len(found) + len(companies)
    return list(found.values()), companies


def _joins(data: Path, source: str, plan: SourcePlan) -> Joins:
    name = f"joins/{source}.yaml"
    text = _text(data / name)
    if text is None:
        return Joins()
    try:
        joins = read_joins(SourceFile(name, text))
    except Unreadable as problem:
        plan.faults.append(problem.fault)
        return Joins()
    plan.faults.extend(joins.faults)
    return joins


def _place_records(found: Iterable[Found], joins: Joins, state: _State, plan: SourcePlan) -> None:
    wanted: dict[str, list[Record]] = {}
    homes: dict[str, str | None] = {}
    for one in found:
        name = one.record.record
        join = joins.records.get(name)
        slug = homes[name] = _home(name, join, joins, one.hints, plan)
        if join is None or slug is None:
            continue
        plan.unknown_licences.update(unknown.spelling for unknown in one.unknown_licences)
        plan.dropped_links.extend(one.dropped_links)
        if slug in state.models:
            wanted.setdefault(slug, []).append(join.applied(one.record))
        else:
            plan.needs_file.append(Placed(slug, name))
    plan.unused_joins = [name for name in joins.records if name not in homes]
    for slug, model in sorted(state.models.items()):
        fresh = {record.record: record for record in wanted.get(slug, ())}
        if fresh or any(record.source == plan.source for record in model.records):
            records = tuple(_merged(model, fresh, homes, joins, plan))
            if records != model.records:
                state.put(EntryKind.MODEL, model.model_copy(update={"records": records}))


def _home(name: str, join: Join | None, joins: Joins, hints: Hints, plan: SourcePlan) -> str | None:
    """The entry that a record belongs to, or None, which the plan then explains."""
    if join is None:
        if joins.listed_only:
            plan.unlisted.append(name)
        else:
            plan.needs_home.append(Homeless(name, hints))
        return None
    if join.leave_out is not None:
        plan.left_out.append((name, join.leave_out))
    return join.to


def _merged(
    model: ModelDocument,
    fresh: dict[str, Record],
    homes: Mapping[str, str | None],
    joins: Joins,
    plan: SourcePlan,
) -> Iterator[Record]:
    """The records of an entry after the import: the source's own replaced in place, new ones at the end."""
    standing: set[str] = set()
    for record in model.records:
        name = record.record
        if record.source != plan.source:
            yield record
        elif name in standing:
            continue
        elif name in fresh:
            standing.add(name)
            yield _replaced(model.slug, record, fresh[name], plan)
        elif name in homes and name in joins.records:
            plan.taken_away.append(Placed(model.slug, name))
        else:
            plan.kept.append(Placed(model.slug, name))
            yield record
    for name, record in fresh.items():
        if name not in standing:
            plan.new.append(Placed(model.slug, name))
            yield record


def _replaced(slug: str, old: Record, new: Record, plan: SourcePlan) -> Record:
    new = with_notes(old, new)
    differences = differences_between(old, new)
    if not differences:
        plan.unchanged.append(Placed(slug, new.record))
    elif [difference.place for difference in differences] == ["snapshot"]:
        plan.confirmed.append(Placed(slug, new.record))
    else:
        plan.changed.append(Changed(slug, new.record, differences))
    return new


def with_notes(old: Record, new: Record) -> Record:
    """Carry over what only people write: notes on assessments and on the published result."""
    assessments = {
        component: said.model_copy(update={"note": old.assessments[component].note})
        if component in old.assessments and old.assessments[component].note
        else said
        for component, said in new.assessments.items()
    }
    published = new.published
    if published is not None and old.published is not None and old.published.note:
        published = published.model_copy(update={"note": old.published.note})
    return new.model_copy(update={"assessments": assessments, "published": published})


def _place_companies(companies: Iterable[CompanyResult], joins: Joins, state: _State, plan: SourcePlan) -> None:
    named: set[str] = set()
    for one in companies:
        named.add(one.company)
        edition = f"{one.company} {one.result.edition}"
        slug = _home(edition, joins.records.get(one.company), joins, Hints(one.company), plan)
        if slug is None:
            continue
        organisation = state.organisations.get(slug)
        if organisation is None:
            plan.needs_file.append(Placed(slug, edition))
            continue
        results = _results(organisation, one.result, edition, plan)
        if results != organisation.transparency:
            state.put(EntryKind.ORGANISATION, organisation.model_copy(update={"transparency": results}))
    plan.unused_joins = [name for name in joins.records if name not in named]


def _results(
    organisation: OrganisationDocument, result: TransparencyResult, edition: str, plan: SourcePlan
) -> tuple[TransparencyResult, ...]:
    old = next((r for r in organisation.transparency if (r.source, r.edition) == (plan.source, result.edition)), None)
    if old is None:
        plan.new.append(Placed(organisation.slug, edition))
        others = organisation.transparency
    else:
        # The score table does not name the flagship model: what somebody read elsewhere stays.
        result = result.model_copy(update={"flagship": result.flagship or old.flagship})
        differences = differences_between(old, result)
        if not differences:
            plan.unchanged.append(Placed(organisation.slug, edition))
        elif [difference.place for difference in differences] == ["snapshot"]:
            plan.confirmed.append(Placed(organisation.slug, edition))
        else:
            plan.changed.append(Changed(organisation.slug, edition, differences))
        others = tuple(r for r in organisation.transparency if r is not old)
    return tuple(sorted((*others, result), key=lambda r: (r.source, r.edition)))


def _decoded(path: Path, name: str) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = problem.object[: problem.start].count(b"\n") + 1
        raise Unreadable(ReadFault(name, "text in UTF-8", line)) from problem
    except OSError as problem:
        raise Unreadable(ReadFault(name, f"a file that can be read ({problem.strerror})")) from problem


def _text(path: Path) -> str | None:
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return None
