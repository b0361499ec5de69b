"""The European Open Source AI Index: its present files, those of its history, and its predecessor "Opening up ChatGPT".

A file holds one criterion a key, each with `class`, `link` and `notes`. Notes are the authors' sentences and are not
carried over. `system.endmodelname` says which version is judged; the file's name does not.

Criterion to component, and what the grades mean there (a dash: nothing is said of the component):

    criterion              component            open        partial       closed
    datasources_basemodel  pretraining_data     public      part_public   not_available
    datasources_endmodel   posttraining_data    public      part_public   not_available
    weights_basemodel      base_weights         public      gated *       not_available
    weights_endmodel       final_weights        public      gated *       not_available
    trainingcode           training_code        public      part_public   not_available
    trainingcode           preprocessing_code   public      -             not_available
    hardware_architecture  architecture         public      public        - ***
    preprint               technical_report     public      public        not_available **
    paper                  paper                public      public        not_available **
    modelcard              model_card           public      public        - ***
    datasheet              data_card            public      public        - ***

* Partial weights are gated where the notes speak of a gate (`GATE`: a form, a consent, a request); else they can be
had in some shape (a diff, another size), and how is not said: obtainable.
Without an end model of its own (an empty `endmodelname`) a closed end says nothing, and base weights are the final
ones; and the predecessor's closed end says nothing where its base is not closed: it often means that checkpoints of
the last stage are not out.
** The index asks for an archived preprint and for a peer-reviewed paper; a report or a paper of another kind may be
there all the same. So only where both are closed does it say that there is none; one alone says nothing.
*** These grade what a document holds, not whether it can be read. On the versions whose pages were read first-hand
(docs/accuracy.md) a public one stood behind all 24 architectures and all 19 cards that were graded partial, and
behind 23 of 24 that were graded closed. So partial is a grade of something public, and closed says nothing.

`trainingcode` asks for dataset processing too, so open and closed say something of it and partial does not. `code`
(is the code documented) and `licenses` (is everything licensed openly) grade no single component. A criterion left
empty is unknown. `api` of older files says whether there is an API; `package` says nothing that we use. The
predecessor's criteria bear older names (`OLDER_NAMES`). Two early files of the index itself still say `architecture`
for `hardware_architecture`: the component is read from there, and the score counts the criterion as left empty.
"""

import csv
import re
from datetime import date
from io import StringIO

from pydantic import ValidationError

from bot.core.catalogue.components import Access, Channel, Component, Status
from bot.core.catalogue.documents import Assessment, Modality, Published, Reach, Record
from bot.core.definitions.index_score import PARAMETERS, index_score
from bot.sources.licence_names import names_no_licence
from bot.sources.links import LinkCollector, repositories
from bot.sources.reading import (
    Context,
    Format,
    Found,
    Hints,
    ReadFault,
    Reading,
    SourceFile,
    UnknownLicence,
    Unreadable,
    broken_document,
)
from bot.sources.yaml_lines import Tree, read_yaml

SOURCE = "osai"
PREDECESSOR = "opening-up"
HISTORY_FOLDER = "history"
HISTORY_INDEX = "history/index.csv"

_CONTENT = ("hardware_architecture", "modelcard", "datasheet")
"""Criteria that grade what a document holds."""
_PARTS = {
    Status.OPEN: Access.PUBLIC,
    Status.PARTIAL: Access.PART_PUBLIC,
    Status.CLOSED: Access.NOT_AVAILABLE,
}
_READABLE = {**_PARTS, Status.PARTIAL: Access.PUBLIC}
_WEIGHTS = {**_PARTS, Status.PARTIAL: Access.GATED}
_WHOLE_ONLY = {Status.OPEN: Access.PUBLIC, Status.CLOSED: Access.NOT_AVAILABLE}

MAPPING: tuple[tuple[str, Component, dict[Status, Access]], ...] = (
    ("datasources_basemodel", Component.PRETRAINING_DATA, _PARTS),
    ("datasources_endmodel", Component.POSTTRAINING_DATA, _PARTS),
    ("weights_basemodel", Component.BASE_WEIGHTS, _WEIGHTS),
    ("weights_endmodel", Component.FINAL_WEIGHTS, _WEIGHTS),
    ("trainingcode", Component.TRAINING_CODE, _PARTS),
    ("trainingcode", Component.PREPROCESSING_CODE, _WHOLE_ONLY),
    ("hardware_architecture", Component.ARCHITECTURE, _READABLE),
    ("preprint", Component.TECHNICAL_REPORT, _READABLE),
    ("paper", Component.PAPER, _READABLE),
    ("modelcard", Component.MODEL_CARD, _READABLE),
    ("datasheet", Component.DATA_CARD, _READABLE),
)

OLDER_NAMES: dict[str, tuple[str, ...]] = {
    "datasources_basemodel": ("llmdata",),
    "datasources_endmodel": ("rldata",),
    "weights_basemodel": ("llmweights",),
    "weights_endmodel": ("rlweights",),
    "trainingcode": ("opencode",),
    "hardware_architecture": ("architecture",),
    "licenses": ("license",),
}
"""A criterion's present name to those that it had in the predecessor and in files taken over from there."""

OLDER_FIELDS: dict[str, tuple[str, ...]] = {
    "endmodelname": ("endmodelname",),
    "basemodelname": ("basemodelname", "basemodel", "llmbase"),
    "endmodellicense": ("endmodellicense", "endmodel license", "license"),
}
"""A field about the system to all names that files give it."""

MODALITIES: dict[str, Modality] = {
    "text": Modality.TEXT,
    "code": Modality.CODE,
    "image": Modality.IMAGE,
    "video": Modality.VIDEO,
    "audio": Modality.AUDIO,
}
"""`system.type`, of which there may be several with commas, to ours."""

GATE = re.compile(r"gated|consent|sign(?:ing|up|s)?\b|request|login|agreeing|accept|conditionally", re.IGNORECASE)
"""What notes on weights say where one must do something before one gets them."""
_REPORTS = ("preprint", "paper")

_GRADES = {"open": Status.OPEN, "partial": Status.PARTIAL, "closed": Status.CLOSED}


def read(file: SourceFile, context: Context) -> Reading:
    """Read one file of any of the three forms; the keys tell which."""
    try:
        return Reading(found=(_read(file, context),))
    except Unreadable as problem:
        return Reading(faults=(problem.fault,))


FORMAT = Format(
    name="osai",
    files={SOURCE: ("current/*.yaml", "history/*.yaml"), PREDECESSOR: ("opening-up*/*.yaml",)},
    read=read,
    companions=(HISTORY_INDEX,),
)


def _read(file: SourceFile, context: Context) -> Found:
    tree = read_yaml(file)
    predecessor = tree.has("project") and not tree.has("system")
    about = "project" if predecessor else "system"
    tree.needed_mapping(about)
    grades = {name: _grade(tree, _key(tree, name)) for name in PARAMETERS}
    criteria = {
        name: grade if predecessor or _key(tree, name) == name else Status.UNKNOWN for name, grade in grades.items()
    }
    end_model = _field(tree, about, "endmodelname")
    # One of the predecessor's files carries its system's name in the place of the organisation only.
    name = end_model or tree.text(about, "name") or tree.needed_text("org", "name")
    collector = LinkCollector(file.name)
    spelling = _field(tree, about, "endmodellicense")
    licence = context.licences.slug(spelling)
    unknown = (
        (UnknownLicence(file.name, f"{about}.endmodellicense", spelling),)
        if spelling and licence is None and not names_no_licence(spelling)
        else ()
    )
    assessments = _assessments(
        tree, grades, licence, collector, predecessor=predecessor, tuned=predecessor or bool(end_model)
    )
    links = collector.clean(f"{about}.link", tree.get(about, "link"))
    history = not predecessor and file.folder == HISTORY_FOLDER
    try:
        record = Record(
            source=PREDECESSOR if predecessor else SOURCE,
            record=_record_id(file, name, predecessor=predecessor, history=history),
            judged=name,
            snapshot=_stood_until(file, context) if history else context.snapshot,
            assessments=assessments,
            reach=_reach(tree, collector),
            criteria=criteria,
            published=None if predecessor else Published(score=round(index_score(criteria) or 0.0, 4)),
            links=links,
        )
    except ValidationError as problem:
        raise broken_document(file.name, problem) from problem
    hints = Hints(
        name=name,
        organisation=tree.text("org", "name"),
        released=tree.text(about, "releasedate"),
        modalities=_modalities(tree, about),
        base=_field(tree, about, "basemodelname"),
        repositories=repositories(
            dict.fromkeys((*links, *(link for found in assessments.values() for link in found.links)))
        ),
        links=links,
    )
    return Found(record, hints, unknown, tuple(collector.dropped))


def _record_id(file: SourceFile, name: str, *, predecessor: bool, history: bool) -> str:
    if predecessor:
        return file.base
    # The index moves a file on to the next version in place; the name in the key tells them apart.
    return f"{HISTORY_FOLDER}/{file.base}#{name}" if history else f"{file.base}#{name}"


def _stood_until(file: SourceFile, context: Context) -> date:
    """The last day on which a superseded file stood like this, by the index of the history."""
    rows = csv.DictReader(StringIO(context.companions.get(HISTORY_INDEX, "")))
    day = next((row.get("last_commit_date_with_this_model") for row in rows if row.get("file") == file.base), None)
    if day is None:
        return context.snapshot
    try:
        return date.fromisoformat(day)
    except ValueError:
        expected = f"a day such as 2025-06-10 for {file.base}, not `{day}`"
        raise Unreadable(ReadFault(HISTORY_INDEX, expected, key="last_commit_date_with_this_model")) from None


def _key(tree: Tree, criterion: str) -> str:
    """The name under which a file carries a criterion."""
    for name in (criterion, *OLDER_NAMES.get(criterion, ())):
        if tree.has(name):
            return name
    raise tree.fault((criterion,), "this criterion; all twelve belong into a file, if need be with an empty `class`")


def _grade(tree: Tree, key: str) -> Status:
    tree.mapping(key)
    word = (tree.text(key, "class") or "").casefold()
    if not word:
        return Status.UNKNOWN
    grade = _GRADES.get(word)
    if grade is None:
        raise tree.fault((key, "class"), f"open, partial, closed or nothing, not `{word}`")
    return grade


def _field(tree: Tree, about: str, field: str) -> str | None:
    return next((found for name in OLDER_FIELDS[field] if (found := tree.text(about, name))), None)


def _assessments(
    tree: Tree,
    grades: dict[str, Status],
    licence: str | None,
    collector: LinkCollector,
    *,
    predecessor: bool,
    tuned: bool,
) -> dict[Component, Assessment]:
    links = {
        name: collector.clean(f"{_key(tree, name)}.link", tree.get(_key(tree, name), "link")) for name in PARAMETERS
    }
    assessments: dict[Component, Assessment] = {}
    for name, component, meaning in MAPPING:
        grade = grades[name]
        if grade is not Status.UNKNOWN and grade not in meaning:
            continue
        access = meaning.get(grade, Access.UNKNOWN)
        if access is Access.GATED and not GATE.search(tree.text(_key(tree, name), "notes") or ""):
            access = Access.OBTAINABLE
        silent = grade is Status.CLOSED and (
            name in _CONTENT
            or (name in _REPORTS and any(grades[report] is not grade for report in _REPORTS))
            # The predecessor's "closed" often means that no checkpoint of the last stage is out beside the model.
            or (predecessor and name == "weights_endmodel" and grades["weights_basemodel"] is not grade)
            # Without an end model of its own, the base weights are what the user gets.
            or (not tuned and name == "weights_endmodel")
        )
        assessments[component] = Assessment(
            says=grade.value if grade is not Status.UNKNOWN else "left empty",
            status=Status.UNKNOWN if silent else grade,
            access=Access.UNKNOWN if silent else access,
            licence=licence if component is Component.FINAL_WEIGHTS else None,
            links=links[name],
        )
    if not tuned and assessments[Component.FINAL_WEIGHTS].status is Status.UNKNOWN:
        base = assessments[Component.BASE_WEIGHTS]
        assessments[Component.FINAL_WEIGHTS] = base.model_copy(update={"licence": licence})
    return assessments


def _reach(tree: Tree, collector: LinkCollector) -> dict[Channel, Reach]:
    if not tree.has("api"):
        return {}
    grade = _grade(tree, "api")
    if grade is Status.UNKNOWN:
        return {}
    return {
        Channel.API: Reach(
            says=grade.value,
            # Closed says that the API is not open to all, which is not that there is none.
            available=True if grade is Status.OPEN else None,
            links=collector.clean("api.link", tree.get("api", "link")),
        )
    }


def _modalities(tree: Tree, about: str) -> tuple[Modality, ...]:
    words = (word.strip().casefold() for word in (tree.text(about, "type") or "").split(","))
    return tuple(dict.fromkeys(MODALITIES[word] for word in words if word in MODALITIES))
