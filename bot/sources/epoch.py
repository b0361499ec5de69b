"""Epoch AI's tables of models: how the model, its training code and its inference code can be had.

Column and value to component or way of reach (status; access; licence):

    Model accessibility
        Open weights (unrestricted)     final_weights   open      obtainable      unnamed-unrestricted
        Open weights (restricted use)   final_weights   partial   obtainable      unnamed-restricted
        Open weights (non-commercial)   final_weights   partial   obtainable      unnamed-non-commercial
        API access                      final_weights   closed    not_available   -      API: yes
        Hosted access (no API)          final_weights   closed    not_available   -      hosted: yes, API: no
        Unreleased                      final_weights   closed    not_available   -
    Training code accessibility         training_code
    Inference code accessibility        inference_code
        Open source                                     open      obtainable      unnamed-unrestricted
        Open (restricted use)                           partial   obtainable      unnamed-restricted
        Open (non-commercial)                           partial   obtainable      unnamed-non-commercial
        Unreleased                                      closed    not_available   -

An empty cell says nothing. The inference column writes `Open access (...)` for `Open (...)`, and the large-scale table
lacks it. The tables name no licence, only its terms.
"""

from dataclasses import dataclass

from pydantic import ValidationError

from bot.core.catalogue.components import Access, Channel, Component, Status
from bot.core.catalogue.documents import Assessment, Modality, Reach, Record
from bot.sources.csv_rows import Row, read_rows
from bot.sources.links import LinkCollector, repositories
from bot.sources.reading import (
    Context,
    Format,
    Found,
    Hints,
    ReadFault,
    Reading,
    SourceFile,
    Unreadable,
    broken_document,
)

SOURCE = "epoch"
LARGE_SCALE_ONLY = "stands in the large-scale table only"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a value of a cell means."""

    status: Status
    access: Access
    licence: str | None = None
    reach: tuple[tuple[Channel, bool], ...] = ()


_UNRESTRICTED = Meaning(Status.OPEN, Access.OBTAINABLE, "unnamed-unrestricted")
_RESTRICTED = Meaning(Status.PARTIAL, Access.OBTAINABLE, "unnamed-restricted")
_NON_COMMERCIAL = Meaning(Status.PARTIAL, Access.OBTAINABLE, "unnamed-non-commercial")
_UNRELEASED = Meaning(Status.CLOSED, Access.NOT_AVAILABLE)

WEIGHTS: dict[str, Meaning] = {
    "Open weights (unrestricted)": _UNRESTRICTED,
    "Open weights (restricted use)": _RESTRICTED,
    "Open weights (non-commercial)": _NON_COMMERCIAL,
    "API access": Meaning(Status.CLOSED, Access.NOT_AVAILABLE, reach=((Channel.API, True),)),
    "Hosted access (no API)": Meaning(
        Status.CLOSED, Access.NOT_AVAILABLE, reach=((Channel.HOSTED, True), (Channel.API, False))
    ),
    "Unreleased": _UNRELEASED,
}
CODE: dict[str, Meaning] = {
    "Open source": _UNRESTRICTED,
    "Open (restricted use)": _RESTRICTED,
    "Open access (restricted use)": _RESTRICTED,
    "Open (non-commercial)": _NON_COMMERCIAL,
    "Open access (non-commercial)": _NON_COMMERCIAL,
    "Unreleased": _UNRELEASED,
}
COLUMNS: tuple[tuple[str, Component, dict[str, Meaning]], ...] = (
    ("Model accessibility", Component.FINAL_WEIGHTS, WEIGHTS),
    ("Training code accessibility", Component.TRAINING_CODE, CODE),
    ("Inference code accessibility", Component.INFERENCE_CODE, CODE),
)
MODALITIES: dict[str, Modality] = {
    "Language": Modality.TEXT,
    "Vision": Modality.IMAGE,
    "Image generation": Modality.IMAGE,
    "Video": Modality.VIDEO,
    "Speech": Modality.AUDIO,
    "Audio": Modality.AUDIO,
    "Multimodal": Modality.MULTIMODAL,
}
"""`Domain`, of which there may be several with commas, to ours; domains that are no modality give `other`."""


def read(file: SourceFile, context: Context) -> Reading:
    """Read one table: a record a row, or the row's fault."""
    found: list[Found] = []
    faults: list[ReadFault] = []
    seen: dict[str, int] = {}
    try:
        for row in read_rows(
            file, "Model", "Organization", "Model accessibility", "Training code accessibility", "Link"
        ):
            if isinstance(row, ReadFault):
                faults.append(row)
                continue
            name = " ".join(row.cells["Model"].split())
            if name in seen:
                faults.append(row.fault("Model", f"`{name}` once; it stands on line {seen[name]} already"))
                continue
            seen[name] = row.line
            try:
                found.append(_read(row, name, file, context))
            except Unreadable as problem:
                faults.append(problem.fault)
    except Unreadable as problem:
        return Reading(faults=(problem.fault,))
    return Reading(tuple(found), faults=tuple(faults))


FORMAT = Format(name="epoch", files={SOURCE: ("notable_ai_models*.csv", "large_scale_ai_models*.csv")}, read=read)


def _read(row: Row, name: str, file: SourceFile, context: Context) -> Found:
    if not name:
        raise Unreadable(row.fault("Model", "a name"))
    assessments: dict[Component, Assessment] = {}
    reach: dict[Channel, Reach] = {}
    for column, component, table in COLUMNS:
        value = row.cells.get(column, "")
        if not value:
            continue
        meaning = table.get(value)
        if meaning is None:
            raise Unreadable(row.fault(column, f"one of {', '.join(table)}, not `{value}`"))
        assessments[component] = Assessment(
            says=value, status=meaning.status, access=meaning.access, licence=meaning.licence
        )
        reach |= {channel: Reach(says=value, available=available) for channel, available in meaning.reach}
    collector = LinkCollector(file.name)
    links = collector.clean(f"{row.line}.Link", row.cells["Link"])
    try:
        record = Record(
            source=SOURCE,
            record=name,
            judged=name,
            snapshot=context.snapshot,
            assessments=assessments,
            reach=reach,
            links=links,
        )
    except ValidationError as problem:
        raise broken_document(file.name, problem, row.line) from problem
    domains = [domain.strip() for domain in row.cells.get("Domain", "").split(",") if domain.strip()]
    hints = Hints(
        name=name,
        organisation=row.cells["Organization"] or None,
        released=row.cells.get("Publication date") or None,
        modalities=tuple(dict.fromkeys(MODALITIES.get(domain, Modality.OTHER) for domain in domains)),
        base=row.cells.get("Base model") or None,
        repositories=repositories(links),
        links=links,
        notes=(LARGE_SCALE_ONLY,) if file.base.startswith("large_scale") else (),
    )
    return Found(record, hints, dropped_links=tuple(collector.dropped))
