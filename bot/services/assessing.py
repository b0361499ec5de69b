"""Assessing files of the published indexes one by one, without any database: what `catalogue assess` answers.

Two readings of the framework, never mixed: a record of the Model Openness Tool is judged as recorded, as the
tool itself does; the other formats as assessed, by our definition on the file's record alone.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

from bot.core.catalogue.components import Component
from bot.core.catalogue.documents import LicenceDocument, ModelDocument
from bot.core.catalogue.resolve import resolve
from bot.core.definitions.framework_rule import (
    FrameworkLicences,
    FrameworkResult,
    State,
    framework_result,
)
from bot.core.definitions.index_score import index_score
from bot.core.definitions.mof import ModelOpennessFramework
from bot.sources import mot
from bot.sources.licence_names import LicenceNames
from bot.sources.reading import Context, Found, ReadFault, SourceFile, Unreadable
from bot.sources.registry import FORMATS
from bot.storage.datafiles import EntryKind, entry_files, read_text

ASSESSED_FORMATS = ("mot", "osai", "os-ai-map")
"""Formats whose files are about one version each."""


@dataclass(frozen=True, slots=True)
class FrameworkVerdict:
    """The framework's answer on a file."""

    result: FrameworkResult
    reading: Literal["as_recorded", "as_assessed"]
    warnings: tuple[Component, ...] = ()
    """Components that count under an open licence which is meant for another kind of content."""
    unknown: tuple[str, ...] = ()
    """Components on which the file says nothing; with them the class could be better."""


@dataclass(frozen=True, slots=True)
class Assessed:
    """What one file comes to: a name and verdicts, or a fault."""

    file: str
    name: str | None = None
    mof: FrameworkVerdict | None = None
    score: float | None = None
    """The European index's score, 0 to 1; None where the file does not hold the index's parameters."""
    fault: ReadFault | None = None

    def as_json(self) -> dict[str, Any]:
        """The object of the command line's contract."""
        if self.mof is None:
            fault = self.fault
            return {
                "file": self.file,
                "name": None,
                "verdicts": None,
                "fault": {"line": fault.line, "key": fault.key, "expected": fault.expected} if fault else None,
            }
        first, second, third = self.mof.result.progress
        return {
            "file": self.file,
            "name": self.name,
            "verdicts": {
                "mof": {
                    "class": self.mof.result.mof_class,
                    "progress": {"1": first, "2": second, "3": third},
                    "reading": self.mof.reading,
                    "warnings": [component.value for component in self.mof.warnings],
                    "unknown": list(self.mof.unknown),
                },
                "osai": {"score": self.score},
            },
        }


@dataclass(frozen=True, slots=True)
class LicenceTables:
    """What the assessing needs of `data/`."""

    documents: Mapping[str, LicenceDocument]
    framework: FrameworkLicences


def licence_tables(data: Path) -> LicenceTables:
    """Read the licence files and the framework's list; a licence file with a fault is left out.

    Raises:
        OSError: the framework's list is missing.
        ValueError: the framework's list is not what it should be.
    """
    documents: dict[str, LicenceDocument] = {}
    for kind, path in entry_files(data):
        if kind is EntryKind.LICENCE:
            entry, _ = read_text(kind, path.read_text(encoding="utf-8"), path.name)
            if isinstance(entry, LicenceDocument):
                documents[entry.slug] = entry
    listed: dict[str, list[str]] = json.loads((data / "licences" / "framework.json").read_text(encoding="utf-8"))
    return LicenceTables(documents, FrameworkLicences.of(listed))


def assess(form: str, files: Iterable[Path], tables: LicenceTables, today: date) -> list[Assessed]:
    """Assess each file on its own; one with a fault says so and the others go on.

    Args:
        form: one of `ASSESSED_FORMATS`; KeyError for another.
        files: record files of that format.
        tables: from `licence_tables`.
        today: stands in for the day of the snapshot, which a single file does not tell.
    """
    if form not in ASSESSED_FORMATS:
        raise KeyError(form)
    context = Context(today, LicenceNames.of(tables.documents.values()), tables.framework)
    return [_assess(form, path, context, tables) for path in files]


def _assess(form: str, path: Path, context: Context, tables: LicenceTables) -> Assessed:
    name = path.as_posix()
    try:
        file = SourceFile(name, path.read_bytes().decode("utf-8-sig"))
        if form == mot.FORMAT.name:
            judged, result, warnings = mot.as_recorded(file, context.framework)
            return Assessed(name, judged, FrameworkVerdict(result, "as_recorded", warnings))
        reading = FORMATS[form].read(file, replace(context, companions=_companions(form, path)))
    except Unreadable as problem:
        return Assessed(name, fault=problem.fault)
    except UnicodeDecodeError as problem:
        line = problem.object[: problem.start].count(b"\n") + 1
        return Assessed(name, fault=ReadFault(name, "text in UTF-8", line))
    except OSError as problem:
        return Assessed(name, fault=ReadFault(name, f"a file that can be read ({problem.strerror})"))
    if reading.faults:
        return Assessed(name, fault=reading.faults[0])
    found = reading.found[0]
    return Assessed(name, found.record.judged, _as_assessed(found, tables), index_score(found.record.criteria))


def _companions(form: str, path: Path) -> dict[str, str]:
    """The companion files of the same name, where the file lies in a snapshot's folder."""
    snapshot = path.parent.parent
    return {
        beside.relative_to(snapshot).as_posix(): beside.read_text(encoding="utf-8")
        for pattern in FORMATS[form].companions
        for beside in sorted(snapshot.glob(pattern))
        if beside.stem == path.stem
    }


def _as_assessed(found: Found, tables: LicenceTables) -> FrameworkVerdict:
    model = ModelDocument(
        slug="one-file", name=found.record.judged, family="one-file", organisation="one-file", records=(found.record,)
    )
    verdict = ModelOpennessFramework().judge(resolve(model, tables.documents))
    included = {Component(name): State.INCLUDED for name in verdict.met}
    return FrameworkVerdict(framework_result(included), "as_assessed", unknown=verdict.unknown)
