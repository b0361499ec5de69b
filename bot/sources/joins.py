"""The hand-checked joins, `data/joins/<source>.yaml`: which record of a source belongs to which entry.

    scope: listed                 optional: records that are not named here are left out on purpose
    records:
      "Amber.yml": amber
      "Claude-2.yml": {leave_out: "why"}
      "Foo.yml": {to: foo-1, unverified: {en: "why", zh-CN: "…"}}      kept, never decides a verdict alone
      "Bar.yml": {to: bar-2, set_aside: {training_code: {en: "why", zh-CN: "…"}}}
                                                                       single words are wrong: shown, never decide

The keys are the identifiers that the readers give records (`Record.record`), for `fmti` the names of companies.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import TypeAdapter, ValidationError

from bot.core.catalogue.components import Component
from bot.core.catalogue.documents import InBoth, Record, Slug
from bot.sources.reading import ReadFault, SourceFile, Unreadable
from bot.sources.yaml_lines import Path, Tree, read_yaml

_SLUG: TypeAdapter[str] = TypeAdapter(Slug)
_KEYS = ("to", "leave_out", "unverified", "set_aside")


@dataclass(frozen=True, slots=True)
class Join:
    """Where a record belongs: `to` an entry, or nowhere, with the reason in `leave_out`."""

    to: str | None = None
    leave_out: str | None = None
    unverified: InBoth | None = None
    set_aside: Mapping[Component, InBoth] = field(default_factory=dict[Component, InBoth])

    def applied(self, record: Record) -> Record:
        """The record as it goes into the entry; single words that are plainly wrong stay, with the reason, and decide
        nothing."""
        assessments = {
            component: said.model_copy(update={"doubt": self.set_aside[component]})
            if component in self.set_aside
            else said
            for component, said in record.assessments.items()
        }
        verified = record.verified and self.unverified is None
        return record.model_copy(update={"assessments": assessments, "verified": verified, "doubt": self.unverified})


@dataclass(frozen=True, slots=True)
class Joins:
    """All joins of one source."""

    records: Mapping[str, Join] = field(default_factory=dict[str, Join])
    listed_only: bool = False
    """Whether a record that is not named is left out on purpose, and not waiting for a home."""
    faults: tuple[ReadFault, ...] = ()


def read_joins(file: SourceFile) -> Joins:
    """Read a join file. A line with a fault is left out, and its record then waits for a home.

    Raises:
        Unreadable: the file is not YAML or does not have this form at all.
    """
    tree = read_yaml(file)
    for key in tree.mapping():
        if key not in ("records", "scope"):
            raise tree.fault((key,), "`records` or `scope`")
    scope = tree.text("scope")
    if scope not in (None, "listed"):
        raise tree.fault(("scope",), "`listed`, or no such key")
    records: dict[str, Join] = {}
    faults: list[ReadFault] = []
    for name in tree.mapping("records"):
        try:
            records[name] = _join(tree, ("records", name))
        except Unreadable as problem:
            faults.append(problem.fault)
    return Joins(records, scope == "listed", tuple(faults))


def _join(tree: Tree, at: Path) -> Join:
    if isinstance(tree.get(*at), str):
        return Join(to=_slug(tree, at))
    for key in tree.needed_mapping(*at):
        if key not in _KEYS:
            raise tree.fault((*at, key), f"one of {', '.join(_KEYS)}")
    leave_out = tree.text(*at, "leave_out")
    if leave_out is not None:
        if len(tree.mapping(*at)) > 1:
            raise tree.fault(at, "nothing beside `leave_out`")
        return Join(leave_out=leave_out)
    set_aside: dict[Component, InBoth] = {}
    for name in tree.mapping(*at, "set_aside"):
        if name not in Component.__members__.values():
            raise tree.fault((*at, "set_aside", name), "the identifier of a component, such as `training_code`")
        set_aside[Component(name)] = _reason(tree, (*at, "set_aside", name))
    unverified = None if tree.get(*at, "unverified") is None else _reason(tree, (*at, "unverified"))
    return Join(to=_slug(tree, (*at, "to")), unverified=unverified, set_aside=set_aside)


def _reason(tree: Tree, at: Path) -> InBoth:
    en, zh = (tree.needed_text(*at, language) for language in ("en", "zh-CN"))
    return InBoth(en=en, zh=zh)


def _slug(tree: Tree, at: Path) -> str:
    text = tree.needed_text(*at)
    try:
        return _SLUG.validate_python(text)
    except ValidationError:
        raise tree.fault(at, f"the slug of an entry, such as `llama-3.1`, not `{text}`") from None
