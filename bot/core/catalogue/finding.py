"""Which versions fit what somebody looks for, and in which order they stand. Unknown is never no.

Every condition is answered by yes, no or unknown; where sources differ on the facts, the answer is unknown unless it
is the same on every side.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.core.catalogue.components import Access, Component
from bot.core.catalogue.documents import Allowance, Modality, ModelDocument, OrganisationDocument
from bot.core.catalogue.moments import is_since
from bot.core.catalogue.resolve import Profile, Side
from bot.core.definitions.verdicts import Answer, Verdict, all_of

_SINGLE_KINDS = frozenset({Modality.TEXT, Modality.IMAGE, Modality.AUDIO, Modality.VIDEO})
_WHOLE = frozenset({Access.PUBLIC, Access.GATED, Access.OBTAINABLE})


class Commerce(StrEnum):
    """How far the licence of the weights must allow commercial use."""

    WITHIN_LIMITS = "within_limits"
    """For some, such as everybody below a size."""
    EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True)
class AtLeast:
    """A verdict that must be reached: a definition and the low end of its own scale.

    The scales are those of `Verdict.low`: `osaid` 1 for met, `mof` 1 to 3 for class III to I, `osai` 0 to 1, `everyday`
    0 to 4, `gradient` 1 to 8.
    """

    definition: str
    level: float


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; a condition that is not set asks nothing. `since` is a date as exact as one likes."""

    parts: tuple[Component, ...] = ()
    commerce: Commerce | None = None
    downloadable: bool = False
    organisation: str | None = None
    country: str | None = None
    family: str | None = None
    kind: Modality | None = None
    since: str | None = None
    at_least: AtLeast | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one version. The last two are asked only for versions that the cheap conditions leave over."""

    model: ModelDocument
    organisation: OrganisationDocument
    profile: Callable[[], Profile]
    verdicts: Callable[[], Mapping[str, Verdict]]


def fit(wanted: Wanted, known: Known) -> Mapping[str, Answer]:
    """The answer to every condition that is set, by its name; a plain no ends the questions."""
    answers: dict[str, Answer] = {}
    for name, ask in _CONDITIONS:
        answer = ask(wanted, known)
        if answer is not None:
            answers[name] = answer
            if answer is Answer.NO:
                break
    return answers


def verdict_on(answers: Mapping[str, Answer]) -> Answer:
    """Whether all of it holds."""
    return all_of(*answers.values()) if answers else Answer.YES


def _organisation(wanted: Wanted, known: Known) -> Answer | None:
    return _is(wanted.organisation, known.model.organisation)


def _family(wanted: Wanted, known: Known) -> Answer | None:
    return _is(wanted.family, known.model.family)


def _country(wanted: Wanted, known: Known) -> Answer | None:
    return _is(wanted.country, known.organisation.country)


def _is(wanted: str | None, known: str | None) -> Answer | None:
    if wanted is None:
        return None
    if known is None:
        return Answer.UNKNOWN
    return Answer.YES if wanted == known else Answer.NO


def _kind(wanted: Wanted, known: Known) -> Answer | None:
    return None if wanted.kind is None else is_of_kind(known.model, wanted.kind)


def is_of_kind(model: ModelDocument, kind: Modality) -> Answer:
    """Whether a version is of a kind; one that is only called multimodal may take or give anything."""
    having = frozenset(model.modalities)
    if kind in having:
        return Answer.YES
    if kind is Modality.MULTIMODAL:
        return Answer.YES if len(having & _SINGLE_KINDS) > 1 else Answer.NO
    return Answer.UNKNOWN if having == frozenset({Modality.MULTIMODAL}) and kind in _SINGLE_KINDS else Answer.NO


def _since(wanted: Wanted, known: Known) -> Answer | None:
    return None if wanted.since is None else is_since(known.model.released, wanted.since)


def _downloadable(wanted: Wanted, known: Known) -> Answer | None:
    return is_whole(known.profile(), Component.FINAL_WEIGHTS) if wanted.downloadable else None


def _parts(wanted: Wanted, known: Known) -> Answer | None:
    if not wanted.parts:
        return None
    profile = known.profile()
    return all_of(*(is_whole(profile, component) for component in wanted.parts))


def is_whole(profile: Profile, component: Component) -> Answer:
    """Whether anyone can get all of a component, at once or after accepting terms."""
    return _on_every_side(profile, component, _whole)


def _whole(side: Side) -> Answer:
    if side.access is Access.UNKNOWN:
        return Answer.UNKNOWN
    return Answer.YES if side.access in _WHOLE else Answer.NO


def _commerce(wanted: Wanted, known: Known) -> Answer | None:
    if wanted.commerce is None:
        return None
    profile, commerce = known.profile(), wanted.commerce

    def allowed(side: Side) -> Answer:
        if side.access.obtainable is False:
            # Nothing is handed out, so no licence allows anything.
            return Answer.NO
        licence = profile.licences.get(side.licence) if side.licence else None
        if licence is None or licence.commercial is Allowance.UNKNOWN:
            return Answer.UNKNOWN
        enough = licence.commercial is Allowance.YES or (
            licence.commercial is Allowance.LIMITED and commerce is Commerce.WITHIN_LIMITS
        )
        return Answer.YES if enough else Answer.NO

    return _on_every_side(profile, Component.FINAL_WEIGHTS, allowed)


def _on_every_side(profile: Profile, component: Component, ask: Callable[[Side], Answer]) -> Answer:
    answers = {ask(side) for side in profile.part(component).open_sides}
    return answers.pop() if len(answers) == 1 else Answer.UNKNOWN


def _at_least(wanted: Wanted, known: Known) -> Answer | None:
    if wanted.at_least is None:
        return None
    verdict = known.verdicts()[wanted.at_least.definition]
    if verdict.low is None or verdict.high is None:
        return Answer.UNKNOWN
    # Scores are means of twelve grades, so that two equal ones may differ in the last binary digit.
    level = wanted.at_least.level - 1e-9
    if verdict.low >= level:
        return Answer.YES
    return Answer.NO if verdict.high < level else Answer.UNKNOWN


_CONDITIONS: tuple[tuple[str, Callable[[Wanted, Known], Answer | None]], ...] = (
    ("organisation", _organisation),
    ("family", _family),
    ("country", _country),
    ("kind", _kind),
    ("since", _since),
    ("downloadable", _downloadable),
    ("parts", _parts),
    ("commerce", _commerce),
    ("at_least", _at_least),
)
"""The conditions by name, cheap ones first: a new one is a function and a line here."""


class Sort(StrEnum):
    """The order of what was found."""

    NEWEST = "newest"
    FURTHEST = "furthest"
    """Furthest on the gradient of release first."""
    NAME = "name"


def in_order(found: Iterable[Known], sort: Sort) -> list[Known]:
    """What was found in an order; undated versions and such that cannot be judged come last."""
    ordered = sorted(found, key=lambda known: known.model.name.casefold())
    if sort is not Sort.NAME:
        ordered.sort(key=lambda known: known.model.released or "", reverse=True)
    if sort is Sort.FURTHEST:
        ordered.sort(key=lambda known: known.verdicts()["gradient"].low or 0.0, reverse=True)
    return ordered
