"""The Open Source AI Gap Map (Current AI): a scores file a product, with one string that names what is open.

The string is `part:word(remarks);part:word(remarks);...`. Parts to components:

    weights                 final_weights
    data, base-data         pretraining_data
    post-training-data      posttraining_data
    code                    training_code, and inference_code where the remarks speak of it
    checkpoints             intermediate_checkpoints
    paper                   technical_report
    model_card              model_card
    license, model-license  the licence of final_weights, where our licence files know the spelling
    base, post-training     not read: free text

Words (status; access):

    open                                    open      public; weights: obtainable, or gated where the remarks say so
    partial                                 partial   part_public; weights: gated
    closed                                  closed    not_available, or described where the remarks say so
    described, described_not_released       closed    described
    announced_not_yet_released, TBD         closed    not_available

For weights the map's "open" covers gated ones too, hence `obtainable`: they can be had, it does not say how. `code`
is one grade for all code. "Partial" there is nearly always inference code without training code, and the remarks
tell: where what is published is only for running the model, inference_code is public and training_code is not
available. "Open" code whose remarks speak of other things than training says nothing of training_code. What the
licence's remarks of a closed model say of API and applications goes to the ways of reach.
"""

import re
from dataclasses import dataclass

from pydantic import ValidationError

from bot.core.catalogue.components import Access, Channel, Component, Status
from bot.core.catalogue.documents import Assessment, Link, Published, Reach, Record
from bot.sources.licence_names import LicenceNames, names_no_licence
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

SOURCE = "os-ai-map"
_COMPONENTS_KEY = ("openness", "components")

PARTS: dict[str, Component] = {
    "weights": Component.FINAL_WEIGHTS,
    "data": Component.PRETRAINING_DATA,
    "base-data": Component.PRETRAINING_DATA,
    "post-training-data": Component.POSTTRAINING_DATA,
    "code": Component.TRAINING_CODE,
    "checkpoints": Component.INTERMEDIATE_CHECKPOINTS,
    "paper": Component.TECHNICAL_REPORT,
    "model_card": Component.MODEL_CARD,
}
LICENCE_PARTS = ("model-license", "license")
UNREAD_PARTS = ("base", "post-training")
WORDS: dict[str, tuple[Status, Access]] = {
    "open": (Status.OPEN, Access.PUBLIC),
    "partial": (Status.PARTIAL, Access.PART_PUBLIC),
    "closed": (Status.CLOSED, Access.NOT_AVAILABLE),
    "described": (Status.CLOSED, Access.DESCRIBED),
    "described_not_released": (Status.CLOSED, Access.DESCRIBED),
    "announced_not_yet_released": (Status.CLOSED, Access.NOT_AVAILABLE),
    "TBD": (Status.CLOSED, Access.NOT_AVAILABLE),
}
CLASSES = ("closed", "restricted", "open_weights", "open_source")

_GATED = re.compile(r"\bgated?\b|terms acceptance|contact-info", re.IGNORECASE)
_FOR_TRAINING = re.compile(r"train|recipe|tuning|tune|pipeline", re.IGNORECASE)
_FOR_RUNNING = re.compile(r"inference|serving|usage|demo", re.IGNORECASE)
_WITHHELD = re.compile(r"\b(?:no|without)\b.*", re.IGNORECASE)
_API = re.compile(r"\bAPI\b|Bedrock|Vertex")
_PRIVATE_API = re.compile(r"private API", re.IGNORECASE)
_APPLICATION = re.compile(r"\bapp\b|ChatGPT|claude\.ai|grok\.com|meta\.ai|SuperGrok", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """One `part:word(remarks)`."""

    word: str
    remarks: str
    whole: str
    """Word and remarks as they stand."""


def read(file: SourceFile, context: Context) -> Reading:
    """Read one scores file; names and repositories come from the companion files `products/` and `organizations/`."""
    try:
        return Reading(found=(_read(file, context),))
    except Unreadable as problem:
        return Reading(faults=(problem.fault,))


FORMAT = Format(
    name="os-ai-map",
    files={SOURCE: ("scores/*.yaml",)},
    read=read,
    companions=("products/*.yaml", "organizations/*.yaml"),
)


def _read(file: SourceFile, context: Context) -> Found:
    tree = read_yaml(file)
    product = tree.needed_text("product")
    tree.needed_mapping("openness")
    parts = _parts(tree)
    openness_class, score = tree.needed_text("openness", "class"), tree.needed_text("openness", "score")
    if openness_class not in CLASSES:
        raise tree.fault(("openness", "class"), f"one of {', '.join(CLASSES)}, not `{openness_class}`")
    collector = LinkCollector(file.name)
    links = _links(tree, collector)
    spelling, licence = _licence(parts, context.licences)
    unknown = (
        (UnknownLicence(file.name, "openness.components.license", spelling),)
        if spelling and licence is None and not names_no_licence(spelling)
        else ()
    )
    name, repository_links = _product(product, context, collector)
    try:
        record = Record(
            source=SOURCE,
            record=product,
            judged=name,
            snapshot=context.snapshot,
            assessments=_assessments(parts, licence),
            reach=_reach(parts),
            published=Published(result=f"{openness_class}, {score} of 5"),
            links=links,
        )
    except ValidationError as problem:
        raise broken_document(file.name, problem) from problem
    hints = Hints(
        name=name,
        organisation=_organisation(product, context),
        base=parts["base"].word if "base" in parts else None,
        repositories=repositories(repository_links),
        links=tuple(dict.fromkeys((*repository_links, *links))),
    )
    return Found(record, hints, unknown, tuple(collector.dropped))


def _parts(tree: Tree) -> dict[str, Part]:
    parts: dict[str, Part] = {}
    for text in _split(tree.needed_text(*_COMPONENTS_KEY)):
        key, colon, rest = text.partition(":")
        key = key.strip()
        if not colon or key not in (*PARTS, *LICENCE_PARTS, *UNREAD_PARTS):
            known = ", ".join((*PARTS, *LICENCE_PARTS, *UNREAD_PARTS))
            raise tree.fault(_COMPONENTS_KEY, f"parts such as `data:closed` with one of {known}, not `{text[:60]}`")
        if key in parts:
            raise tree.fault(_COMPONENTS_KEY, f"`{key}` once")
        word, bracket, remarks = rest.partition("(")
        part = Part(word.strip(), remarks.rstrip().removesuffix(")") if bracket else "", rest.strip())
        if key in PARTS and part.word not in WORDS:
            raise tree.fault(_COMPONENTS_KEY, f"one of {', '.join(WORDS)} for `{key}`, not `{part.word[:60]}`")
        parts[key] = part
    if "weights" not in parts:
        raise tree.fault(_COMPONENTS_KEY, "a part `weights`")
    return parts


def _split(text: str) -> list[str]:
    """Cut at the semicolons that stand outside brackets."""
    found, depth = [""], 0
    for sign in text:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == ";" and depth <= 0:
            found.append("")
        else:
            found[-1] += sign
    return [" ".join(part.split()) for part in found if part.strip()]


def _assessments(parts: dict[str, Part], licence: str | None) -> dict[Component, Assessment]:
    assessments: dict[Component, Assessment] = {}
    for key, part in parts.items():
        if key not in PARTS:
            continue
        status, access = WORDS[part.word]
        if access is Access.NOT_AVAILABLE and "described" in part.remarks:
            access = Access.DESCRIBED
        component = PARTS[key]
        if component is Component.FINAL_WEIGHTS:
            if status is Status.OPEN:
                access = Access.GATED if _GATED.search(part.remarks) else Access.OBTAINABLE
            elif status is Status.PARTIAL:
                access = Access.GATED
            assessments[component] = Assessment(says=part.word, status=status, access=access, licence=licence)
        elif key == "code":
            assessments |= _code(part, status, access)
        elif component not in assessments or key == "base-data":
            # Where both stand, `base-data` is the pretraining data and `data` that of the fine-tuning.
            if key == "base-data" and component in assessments:
                assessments[Component.POSTTRAINING_DATA] = assessments[component]
            assessments[component] = Assessment(says=part.word, status=status, access=access)
    return assessments


def _code(part: Part, status: Status, access: Access) -> dict[Component, Assessment]:
    published = _WITHHELD.sub("", part.remarks)
    withheld = part.remarks[len(published) :]
    running = bool(_FOR_RUNNING.search(published))
    only_running = not _FOR_TRAINING.search(published) and (running or bool(_FOR_TRAINING.search(withheld)))
    found: dict[Component, Assessment] = {}
    if status is Status.OPEN and published and not _FOR_TRAINING.search(published):
        return found
    if status is Status.PARTIAL and only_running:
        status, access = Status.CLOSED, Access.NOT_AVAILABLE
    found[Component.TRAINING_CODE] = Assessment(says=part.word, status=status, access=access)
    if part.word == "partial" and running:
        found[Component.INFERENCE_CODE] = Assessment(says=part.word, status=Status.OPEN, access=Access.PUBLIC)
    return found


def _licence(parts: dict[str, Part], licences: LicenceNames) -> tuple[str | None, str | None]:
    """The licence of the weights as the map spells it, and its slug where our licence files know the spelling."""
    part = next((parts[key] for key in LICENCE_PARTS if key in parts), None)
    if part is None:
        return None, None
    spelling = part.word
    of_model = re.search(r"\bmodel ([^+;]+)$", spelling)
    spelling = of_model[1].strip() if of_model else spelling
    if part.remarks.startswith("code"):
        # `Apache-2.0(code, OSI) + custom weights license`: the name is that of the code's licence.
        return part.whole, None
    return spelling, licences.slug(part.whole) or licences.slug(spelling)


def _reach(parts: dict[str, Part]) -> dict[Channel, Reach]:
    part = parts.get("license")
    if part is None or parts["weights"].word != "closed" or part.word != "Proprietary":
        return {}
    reach: dict[Channel, Reach] = {}
    if _API.search(part.remarks) and not _PRIVATE_API.search(part.remarks):
        reach[Channel.API] = Reach(says="API", available=True)
    if _APPLICATION.search(part.remarks):
        reach[Channel.HOSTED] = Reach(says="application", available=True)
    return reach


def _links(tree: Tree, collector: LinkCollector) -> tuple[Link, ...]:
    if tree.get("openness", "sources") is None:
        return ()
    found: dict[Link, None] = {}
    for index, _ in enumerate(tree.items("openness", "sources")):
        at = ("openness", "sources", index)
        tree.needed_mapping(*at)
        found |= dict.fromkeys(collector.clean(f"openness.sources.{index}.url", tree.get(*at, "url")))
    return tuple(found)


def _product(product: str, context: Context, collector: LinkCollector) -> tuple[str, tuple[Link, ...]]:
    """The product's shown name and its repositories; the bare key and nothing where there is no such file."""
    name = f"products/{product}.yaml"
    text = context.companions.get(name)
    if text is None:
        return product, ()
    tree = read_yaml(SourceFile(name, text))
    links: dict[Link, None] = {}
    for key in ("huggingface_model", "github"):
        if tree.get(key) is not None:
            for index, _ in enumerate(tree.items(key)):
                links |= dict.fromkeys(collector.clean(f"{name}: {key}.{index}.url", tree.get(key, index, "url")))
    return tree.text("display_name") or product, tuple(links)


def _organisation(product: str, context: Context) -> str | None:
    for name, text in context.companions.items():
        if name.startswith("organizations/") and product in text:
            tree = read_yaml(SourceFile(name, text))
            if tree.get("products") is not None and product in tree.items("products"):
                return tree.text("display_name") or tree.text("name")
    return None
