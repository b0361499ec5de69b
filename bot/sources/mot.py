"""Records of the Model Openness Tool (LF AI & Data): one YAML file a model, components listed with licences.

A listed component is one that somebody recorded as existing; whether anyone can get it, the file says only
indirectly. So an assessment rests on what the file shows: a link, or a licence of the component's own.

How a listed component becomes an assessment, first row that fits (columns: what the file shows; status; access):

    a document with a link, or under arXiv's own licence         open       public
    nothing shows that it is out: listed is not published        unknown    unknown
    it is out, under an open licence                             open       obtainable
    it is out, under another licence that hands things out       partial    obtainable
    it is out, under no licence that we know                     unknown    obtainable

A component is out when its own `component_path` or `license_path` is a link, when its own `license` names a licence
that hands things out, when it is weights and the release has a Hugging Face link, or when it is code and the release
has a repository link. What hands things out is said by the category in our licence files. A component that is not
listed gives no assessment.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pydantic import ValidationError

from bot.core.catalogue.components import Access, Component, Group, Kind, Status
from bot.core.catalogue.documents import Assessment, Link, Modality, Published, Record
from bot.core.definitions.framework_rule import FrameworkLicences, FrameworkResult, State, framework_result
from bot.sources.licence_names import names_no_licence
from bot.sources.links import LinkCollector, repositories
from bot.sources.reading import (
    Context,
    Format,
    Found,
    Hints,
    Reading,
    SourceFile,
    UnknownLicence,
    Unreadable,
    broken_document,
)
from bot.sources.yaml_lines import Tree, read_yaml

SOURCE = "mot"

COMPONENTS: dict[str, Component] = {
    "Model architecture": Component.ARCHITECTURE,
    "Data preprocessing code": Component.PREPROCESSING_CODE,
    "Training code": Component.TRAINING_CODE,
    "Inference code": Component.INFERENCE_CODE,
    "Evaluation code": Component.EVALUATION_CODE,
    "Supporting libraries and tools": Component.LIBRARIES,
    "Model parameters (Final)": Component.FINAL_WEIGHTS,
    "Model parameters (Intermediate)": Component.INTERMEDIATE_CHECKPOINTS,
    "Datasets": Component.PRETRAINING_DATA,
    "Evaluation data": Component.EVALUATION_DATA,
    "Model metadata": Component.METADATA,
    "Sample model outputs": Component.SAMPLE_OUTPUTS,
    "Model card": Component.MODEL_CARD,
    "Data card": Component.DATA_CARD,
    "Technical report": Component.TECHNICAL_REPORT,
    "Research paper": Component.PAPER,
    "Evaluation results": Component.EVALUATION_RESULTS,
}
"""The tool's name of a component to ours."""

MODALITIES: dict[str, Modality] = {
    "language": Modality.TEXT,
    "vision": Modality.IMAGE,
    "image": Modality.IMAGE,
    "audio": Modality.AUDIO,
    "video": Modality.VIDEO,
    "code": Modality.CODE,
    "multimodal": Modality.MULTIMODAL,
    "3d": Modality.OTHER,
    "other": Modality.OTHER,
}
"""`release.type` to ours."""

WITHDRAWN_BEFORE = date(2025, 1, 1)
"""The tool's site hides records that were last changed before this day, after complaints about their quality."""

ARXIV_LICENCE = "arxiv-non-exclusive"
"""Only what stands on arXiv is under it, so it shows that a document is out."""

_UNLICENSED = "unlicensed"
_LICENCE_GROUPS = {Kind.CODE: "code", Kind.DATA: "data", Kind.DOCUMENT: "document"}


@dataclass(frozen=True, slots=True)
class Listed:
    """A component as the file lists it."""

    component: Component
    index: int
    own: str | None
    """Its own `license` key: None where the key is not set, an empty text where it says that there is none."""
    in_force: str | None
    """The licence after the framework's fallback, or None for no licence."""


def read(file: SourceFile, context: Context) -> Reading:
    """Read one record file."""
    try:
        return Reading(found=(_read(file, context),))
    except Unreadable as problem:
        return Reading(faults=(problem.fault,))


FORMAT = Format(
    name="mot",
    files={SOURCE: ("models/*.yml", "models/*.yaml")},
    read=read,
    companions=("licenses.json", "mof-licenses.json"),
)


def recorded_states(listed: Mapping[Component, Listed], licences: FrameworkLicences) -> dict[Component, State]:
    """The states of the components as the tool sees them: whatever is listed is there."""
    return {component: licences.state(entry.in_force) for component, entry in listed.items()}


def ill_suited(listed: Mapping[Component, Listed], licences: FrameworkLicences) -> tuple[Component, ...]:
    """The components under an open licence that is meant for another kind of content: they count, with a warning."""
    return tuple(
        component
        for component, entry in listed.items()
        if entry.in_force and licences.is_open(entry.in_force) and not licences.suits(entry.in_force, component.kind)
    )


def as_recorded(file: SourceFile, licences: FrameworkLicences) -> tuple[str, FrameworkResult, tuple[Component, ...]]:
    """The name, the tool's own result and its warnings for a record file.

    Raises:
        Unreadable: the file is not such a record.
    """
    tree = read_yaml(file)
    listed, name = listed_components(tree), tree.needed_text("release", "name")
    return name, framework_result(recorded_states(listed, licences)), ill_suited(listed, licences)


def listed_components(tree: Tree) -> dict[Component, Listed]:
    """The components that a record lists, with the licence that the framework's fallback gives each.

    The fallback: the component's own `license`, where an empty text and `unlicensed` mean none and end the
    search; else `release.license.<kind>.name`; else `release.license.distribution.name`; else none.
    """
    tree.needed_mapping("release")
    tree.mapping("release", "license")
    listed: dict[Component, Listed] = {}
    for index, _ in enumerate(tree.items("release", "components")):
        at = ("release", "components", index)
        tree.needed_mapping(*at)
        name = tree.needed_text(*at, "name")
        component = COMPONENTS.get(name)
        if component is None:
            raise tree.fault((*at, "name"), f"one of the framework's components, such as `Model card`, not `{name}`")
        if component in listed:
            raise tree.fault((*at, "name"), f"`{name}` once")
        own = _verbatim(tree, *at, "license")
        if own == _UNLICENSED:
            own = ""
        in_force = own if own is not None else _release_licence(tree, component.kind)
        listed[component] = Listed(component, index, own, in_force or None)
    return listed


def _release_licence(tree: Tree, kind: Kind) -> str | None:
    for group in (_LICENCE_GROUPS[kind], "distribution"):
        tree.mapping("release", "license", group)
        name = _verbatim(tree, "release", "license", group, "name")
        if name:
            return name
    return None


def _verbatim(tree: Tree, *path: str | int) -> str | None:
    """A text to the letter, blanks included, since the framework matches to the letter."""
    value = tree.get(*path)
    if value is not None and not isinstance(value, str):
        raise tree.fault(path, "a text")
    return value


def _read(file: SourceFile, context: Context) -> Found:
    tree = read_yaml(file)
    listed = listed_components(tree)
    name = tree.needed_text("release", "name")
    collector = LinkCollector(file.name)
    hub = _hub_links(tree, collector)
    code = collector.clean("release.repository", tree.get("release", "repository"))
    unknown: list[UnknownLicence] = []
    assessments = {
        component: _assess(tree, entry, context, collector, hub, code, unknown) for component, entry in listed.items()
    }
    result = framework_result(recorded_states(listed, context.framework))
    first, second, third = (round(percent, 2) for percent in result.progress)
    changed = _changed(tree)
    try:
        record = Record(
            source=SOURCE,
            record=file.base,
            judged=name,
            snapshot=context.snapshot,
            verified=changed is not None and changed >= WITHDRAWN_BEFORE,
            assessments=assessments,
            published=Published(mof_class=result.mof_class, progress=(first, second, third)),
            links=tuple(dict.fromkeys((*hub, *code))),
        )
    except ValidationError as problem:
        raise broken_document(file.name, problem) from problem
    modality = MODALITIES.get((tree.text("release", "type") or "").casefold())
    hints = Hints(
        name=name,
        organisation=tree.text("release", "producer"),
        modalities=(modality,) if modality else (),
        base=tree.text("release", "origin"),
        repositories=repositories(record.links),
        links=record.links,
    )
    return Found(record, hints, tuple(unknown), tuple(collector.dropped))


def _hub_links(tree: Tree, collector: LinkCollector) -> tuple[Link, ...]:
    """The model's page on the hub; some records give its identifier there instead of the link."""
    given = tree.get("release", "huggingface")
    if isinstance(given, str) and re.fullmatch(r"[\w.-]+/[\w.-]+", given.strip()):
        given = f"https://huggingface.co/{given.strip()}"
    return collector.clean("release.huggingface", given)


def _changed(tree: Tree) -> date | None:
    """The day on which the record, not the model, was last changed."""
    text = tree.text("release", "date")
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise tree.fault(("release", "date"), f"a day such as 2025-05-22, not `{text}`") from None


def _assess(
    tree: Tree,
    entry: Listed,
    context: Context,
    collector: LinkCollector,
    hub: tuple[Link, ...],
    code: tuple[Link, ...],
    unknown: list[UnknownLicence],
) -> Assessment:
    at = ("release", "components", entry.index)
    key = f"release.components.{entry.index}"
    links = tuple(
        dict.fromkeys(
            link
            for name in ("component_path", "license_path")
            for link in collector.clean(f"{key}.{name}", tree.get(*at, name))
        )
    )
    licence = context.licences.slug(entry.in_force)
    if entry.in_force and licence is None and not names_no_licence(entry.in_force):
        unknown.append(UnknownLicence(tree.file, key, entry.in_force))
    if entry.in_force is None:
        licence = context.licences.slug("none")
    is_open = context.licences.is_open(licence) or context.framework.is_open(entry.in_force or "")
    hands_out = is_open or context.licences.is_release(licence)
    group = entry.component.group
    elsewhere = hub if group is Group.WEIGHTS else code if group is Group.CODE else ()
    shown = bool(links or elsewhere) or (bool(entry.own) and hands_out)
    on_arxiv = bool(entry.own) and licence == ARXIV_LICENCE
    if entry.component.kind is Kind.DOCUMENT and (links or on_arxiv):
        status, access = Status.OPEN, Access.PUBLIC
    else:
        access = Access.OBTAINABLE if shown else Access.UNKNOWN
        # A licence that only the release as a whole carries does not show that this part is out.
        status = Status.UNKNOWN if not shown or not hands_out else Status.OPEN if is_open else Status.PARTIAL
    return Assessment(
        says=_says(entry),
        status=status,
        access=access,
        licence=licence,
        links=(*links, *(elsewhere if not links else ())),
    )


def _says(entry: Listed) -> str:
    if entry.in_force is None:
        words = "listed, unlicensed"
    elif entry.own is None:
        words = f"listed, {' '.join(entry.in_force.split())} by default"
    else:
        words = f"listed, {' '.join(entry.in_force.split())}"
    return words if len(words) <= 120 else re.sub(r"\s*\S*$", " …", words[:118])
