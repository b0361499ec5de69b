"""What a server's moderators say themselves of a version: one more record of it. Entries are plain values here.

A word of theirs never takes the place of another source's: it stands beside it, and counts first as their own reading.
Single words of others can be set aside; those stay visible and decide nothing.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias, cast

SOURCE = "server"
"""Slug of the source "This server's moderators"."""
RECORD = "edit"

Entry: TypeAlias = "dict[str, Any]"
"""A version as JSON has it; need not be valid."""
RecordKey: TypeAlias = tuple[str, str, str]
"""What names a record of a version: its source, its name there, what was judged."""


@dataclass(frozen=True, slots=True)
class OwnWord:
    """What moderators say of one component."""

    status: str
    access: str
    licence: str | None
    link: str | None
    note: str | None


def own_word(entry: Mapping[str, Any], component: str) -> Mapping[str, Any] | None:
    """What the moderators have said of a component; None where nothing."""
    for record in _records(entry):
        if record.get("source") == SOURCE:
            return record.get("assessments", {}).get(component)
    return None


def with_own_word(entry: Mapping[str, Any], component: str, word: OwnWord, day: date) -> Entry:
    """The version with the moderators' word on a component, in place of an earlier one of theirs."""
    assessment: dict[str, Any] = {"says": word.status, "status": word.status, "access": word.access}
    if word.licence:
        assessment["licence"] = word.licence
    if word.link:
        assessment["links"] = [word.link]
    if word.note:
        assessment["note"] = word.note
    return _with_own(entry, "assessments", component, assessment, day)


def without_own_word(entry: Mapping[str, Any], component: str) -> Entry:
    """The version without the moderators' word on a component; their record goes with its last word."""
    records = [dict(record) for record in _records(entry)]
    for record in records:
        if record.get("source") == SOURCE:
            record["assessments"] = {k: v for k, v in record.get("assessments", {}).items() if k != component}
    kept = [r for r in records if r.get("source") != SOURCE or r.get("assessments") or r.get("reach")]
    return {**entry, "records": kept}


def own_reach(entry: Mapping[str, Any], channel: str) -> Mapping[str, Any] | None:
    """What the moderators have said of a way to reach the version; None where nothing."""
    for record in _records(entry):
        if record.get("source") == SOURCE:
            return record.get("reach", {}).get(channel)
    return None


def with_own_reach(
    entry: Mapping[str, Any], channel: str, available: bool | None, link: str | None, day: date
) -> Entry:
    """The version with the moderators' word on a way to reach it."""
    says = {True: "yes", False: "no", None: "unknown"}[available]
    reach: dict[str, Any] = {"says": says, "available": available}
    if link:
        reach["links"] = [link]
    return _with_own(entry, "reach", channel, reach, day)


def others_on(entry: Mapping[str, Any], component: str) -> Iterator[tuple[RecordKey, Mapping[str, Any]]]:
    """What other sources say of a component, with the records that say it."""
    for record in _records(entry):
        said = record.get("assessments", {}).get(component)
        if said is not None and record.get("source") != SOURCE:
            yield _key(record), said


def with_set_aside(entry: Mapping[str, Any], component: str, aside: Collection[RecordKey], why: str) -> Entry:
    """The version with these words of others on a component set aside, and all others on it counted again."""
    records: list[dict[str, Any]] = []
    for given in _records(entry):
        record = dict(given)
        said = record.get("assessments", {}).get(component)
        if said is not None and record.get("source") != SOURCE:
            changed = {key: value for key, value in said.items() if key != "doubt"}
            if _key(record) in aside:
                # A reason that was given before stays: it is somebody's word, and this one may be about another thing.
                changed["doubt"] = said.get("doubt") or why
            assessments = cast("Mapping[str, Any]", record["assessments"])
            record["assessments"] = {**assessments, component: changed}
        records.append(record)
    return {**entry, "records": records}


def _with_own(entry: Mapping[str, Any], part: str, key: str, value: Mapping[str, Any], day: date) -> Entry:
    records = [dict(record) for record in _records(entry)]
    own = next((record for record in records if record.get("source") == SOURCE), None)
    if own is None:
        own = {"source": SOURCE, "record": RECORD, "judged": entry.get("name", "")}
        records.append(own)
    own["snapshot"] = day.isoformat()
    own[part] = {**cast("Mapping[str, Any]", own.get(part) or {}), key: dict(value)}
    return {**entry, "records": records}


def _records(entry: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return cast("list[Mapping[str, Any]]", entry.get("records") or [])


def _key(record: Mapping[str, Any]) -> RecordKey:
    return str(record.get("source")), str(record.get("record")), str(record.get("judged"))
