"""The framework's list of open licences, made from the Model Openness Tool's two licence files.

`data/licences/framework.json` is this module's output; the import of a snapshot of `mot` writes it.
"""

import json
from collections.abc import Mapping
from typing import Any, cast

from bot.sources.reading import ReadFault, SourceFile, Unreadable

SPDX_FILE = "licenses.json"
OVERRIDES_FILE = "mof-licenses.json"
"""Its entries replace those of the SPDX list that have the same identifier; of two with one identifier, the last."""

OPEN_BESIDES = frozenset(
    {
        "CC0-1.0",
        "CC-BY-1.0",
        "CC-BY-2.0",
        "CC-BY-2.5",
        "CC-BY-2.5-AU",
        "CC-BY-3.0",
        "CC-BY-3.0-AT",
        "CC-BY-3.0-AU",
        "CC-BY-3.0-DE",
        "CC-BY-3.0-IGO",
        "CC-BY-3.0-NL",
        "CC-BY-3.0-US",
        "CC-BY-4.0",
        "CC-BY-SA-1.0",
        "CC-BY-SA-2.0",
        "CC-BY-SA-2.0-UK",
        "CC-BY-SA-2.1-JP",
        "CC-BY-SA-2.5",
        "CC-BY-SA-3.0",
        "CC-BY-SA-3.0-AT",
        "CC-BY-SA-4.0",
        "CDLA-Permissive-1.0",
        "CDLA-Permissive-2.0",
        "CDLA-Sharing-1.0",
        "ODC-By-1.0",
        "ODbL-1.0",
        "ODC-PDDL-1.0",
        "GFDL-1.3",
        "OGL-Canada-2.0",
        "OGL-UK-2.0",
        "OGL-UK-3.0",
        "OpenMDW-1.0",
    }
)
"""Open-data and open-content licences that the framework counts, whatever OSI and FSF say of them.

`ODC-PDDL-1.0` is the framework's own spelling; SPDX says `PDDL-1.0`, which therefore does not match.
"""


def framework_licences(spdx: SourceFile, overrides: SourceFile) -> dict[str, list[str]]:
    """Identifier to the kinds of content (`code`, `data`, `document`) that the framework means the licence for.

    A licence is open when its entry is marked OSI-approved or FSF-libre, or when it is one of `OPEN_BESIDES`.
    A licence that the framework means for no kind in particular has an empty list: it counts, with a warning.

    Raises:
        Unreadable: one of the files is not such a list.
    """
    entries = {**_entries(spdx), **_entries(overrides)}
    result: dict[str, list[str]] = {}
    for identifier in sorted({*entries, *OPEN_BESIDES}):
        entry = entries.get(identifier, {})
        if entry.get("isOsiApproved") is True or entry.get("isFsfLibre") is True or identifier in OPEN_BESIDES:
            kinds = cast("str | list[str]", entry.get("ContentType") or [])
            result[identifier] = sorted([kinds] if isinstance(kinds, str) else kinds)
    return result


def as_file(licences: Mapping[str, list[str]]) -> str:
    """The text of `data/licences/framework.json`: one licence a line, sorted."""
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(kinds)}" for name, kinds in sorted(licences.items()))
    return "{\n" + lines + "\n}\n"


def _entries(file: SourceFile) -> dict[str, dict[str, Any]]:
    try:
        content: Any = json.loads(file.text)
    except json.JSONDecodeError as problem:
        raise Unreadable(ReadFault(file.name, f"valid JSON ({problem.msg})", problem.lineno)) from problem
    listed: Any = cast("dict[str, Any]", content).get("licenses") if isinstance(content, dict) else None
    if not isinstance(listed, list):
        raise Unreadable(ReadFault(file.name, "a list of licences", key="licenses"))
    entries: dict[str, dict[str, Any]] = {}
    for index, entry in enumerate(cast("list[Any]", listed)):
        if not isinstance(entry, dict) or not isinstance(cast("dict[str, Any]", entry).get("licenseId"), str):
            raise Unreadable(ReadFault(file.name, "an entry with `licenseId`", key=f"licenses.{index}"))
        known = cast("dict[str, Any]", entry)
        entries[known["licenseId"]] = known
    return entries
