"""What makers know of those who made the models: who can be told apart, who works together, which names give away."""

from collections import Counter

from bot.core.catalogue.documents import ModelDocument, OrganisationDocument
from bot.core.catalogue.spelling import as_typed, normalised
from bot.core.quiz.makers.certainty import lineage
from bot.core.quiz.makers.licences import telling_words
from bot.core.quiz.makers.material import WELL_KNOWN, Material
from bot.core.quiz.questions import Cited, Name

_CIRCLES = tuple(
    frozenset(circle.split())
    for circle in (
        "ai2 university-of-washington",
        "arc-institute stanford-crfm nvidia liquid-ai",
        "bigcode bigscience hugging-face servicenow nvidia eleutherai ibm laion carperai together stanford-crfm",
        "stability-ai runway black-forest-labs laion eleutherai deepfloyd carperai",
        "g42 cerebras llm360 tii",
        "m-a-p 01-ai",
        "meta university-of-washington stanford-crfm nvidia",
        "microsoft nvidia openai university-of-wisconsin-madison",
        "mistral-ai nvidia",
        "shanghai-ai-laboratory sensetime tsinghua-university",
        "silo-ai amd turku-nlp",
        "tsinghua-university baai zhipu-ai openbmb",
        "databricks mosaicml",
        "alibaba ant-group",
    )
)
"""Who has made models together, or may have: the joint entries in Epoch AI's column of organisations, and more to be
careful. They never stand against each other, since a reader could defend either."""
_LEAST_MODELS = 3
"""Makers of fewer versions in the catalogue are no plausible answer."""


def together(one: str, other: str) -> bool:
    """Whether two bodies may have had a hand in the same model."""
    return any(one in circle and other in circle for circle in _CIRCLES)


def known_makers(material: Material) -> dict[str, OrganisationDocument]:
    """Single bodies, by slug, that made several of the catalogue's versions."""
    counts = Counter(model.organisation for model in material.catalogue.models.values())
    return {
        slug: body
        for slug, body in material.catalogue.organisations.items()
        if counts[slug] >= _LEAST_MODELS and "," not in body.name and " and " not in body.name
    }


def certain_makers(material: Material) -> dict[str, str]:
    """The maker of each version that two independent sources have a record of or that the debate names, where the
    version's name does not tell it and it is no work on somebody else's version."""
    known = material.once(known_makers)
    sources = material.catalogue.sources
    return {
        slug: model.organisation
        for slug, model in material.catalogue.models.items()
        if model.organisation in known
        and (
            len({lineage(record.source, sources) for record in model.records}) > 1
            or material.renown[slug] >= WELL_KNOWN
        )
        and not names_maker(model, known[model.organisation])
        and (model.base is None or material.catalogue.models[model.base].organisation == model.organisation)
        and made_by_sources(material, model)
    }


def names_maker(model: ModelDocument, body: OrganisationDocument) -> bool:
    """Whether the name of a version tells who made it."""
    words = telling_words(model.name) | telling_words(model.slug)
    whole = as_typed(normalised(model.name))
    for name in (body.slug, body.name, *body.aliases):
        if any(word in words or (len(word) > 3 and word in whole) for word in telling_words(name)):
            return True
        run = as_typed(normalised(name))
        if len(run) > 2 and run in whole:
            return True
    return False


def mentions(material: Material) -> dict[str, frozenset[str]]:
    """For each version of a certain maker the known makers that anything in its entry names: they may have had a
    hand in it."""
    bodies = material.once(known_makers)
    runs = {slug: [as_typed(normalised(name)) for name in (slug, b.name, *b.aliases)] for slug, b in bodies.items()}
    found: dict[str, frozenset[str]] = {}
    for slug in material.once(certain_makers):
        whole = _everything(material.catalogue.models[slug])
        found[slug] = frozenset(
            body for body, names in runs.items() if any(len(name) > 3 and name in whole for name in names)
        )
    return found


def _everything(model: ModelDocument) -> str:
    texts = [model.name, *model.aliases, *model.variants, *model.repositories, model.note or ""]
    for record in model.records:
        texts += [record.judged, *record.links]
        texts += [link for assessment in record.assessments.values() for link in assessment.links]
    return "\n".join(as_typed(normalised(text)) for text in dict.fromkeys(texts))


def made_by_sources(material: Material, model: ModelDocument) -> tuple[Cited, ...]:
    """Pages of the records on a version, one a source, at most three."""
    found: dict[str, Cited] = {}
    seen: set[str] = set()
    for record in model.records:
        links = (*record.links, *(link for said in record.assessments.values() for link in said.links))
        links = tuple(link for link in links if link not in seen)
        if links and record.verified and record.source not in found:
            seen.add(links[0])
            title = Name(text=material.catalogue.sources[record.source].name)
            found[record.source] = Cited(title=title, link=links[0])
    return tuple(found.values())[:3]
