"""The answer in one plain sentence or two: which message, filled with what. Wording lives in the catalogues."""

from dataclasses import dataclass

from bot.core.catalogue.components import Access, Channel, Component
from bot.core.catalogue.resolve import Part, Profile
from bot.core.definitions.verdicts import Outcome, Verdict

_WITH_WEIGHTS = frozenset({"restricted_weights", "open_weights", "weights_and_code"})


@dataclass(frozen=True, slots=True)
class Headline:
    """Message keys for the first line of a card: the answer (`lead`), and what it rests on (`rest`)."""

    lead: str
    rest: str | None = None
    licence: str | None = None
    """Identifier of the licence that the sentence names."""


def headline(profile: Profile, gradient: Verdict, osaid: Verdict) -> Headline:
    """Choose the sentences from the step on the gradient and from what is out beside the weights."""
    weights = profile.part(Component.FINAL_WEIGHTS)
    if gradient.label == "unknown":
        return Headline("headline.lead.unverified" if weights.unverified_only else "headline.lead.unknown")
    if _out_is_disputed(weights):
        return Headline("headline.lead.disputed")
    if gradient.label == "fully_open" and gradient.outcome is not Outcome.DEPENDS:
        return Headline("headline.lead.fully_open")
    if gradient.label == "closed":
        return Headline(f"headline.lead.closed{_once_offered(profile)}")
    if gradient.label not in _WITH_WEIGHTS:
        return Headline(f"headline.lead.{gradient.label}")
    data, code = _training_data(profile), _state(profile, Component.TRAINING_CODE)
    # A step whose upper end is disputed is told by what is certain: the weights.
    lead = "open_weights" if gradient.label == "fully_open" else gradient.label
    rest = f"headline.data.{data}" if lead == "weights_and_code" else f"headline.rest.{data}.{code}"
    if lead == "restricted_weights":
        lead = _restriction(weights, profile)
    suffix = "not_osaid" if osaid.outcome is Outcome.NOT_MET else "plain"
    return Headline(f"headline.lead.{lead}.{suffix}", rest, weights.licence)


def _once_offered(profile: Profile) -> str:
    """What became of an interface that some record lists: ended, or nobody knows; empty where none was ever listed."""
    listed = any(
        record.reach[Channel.API].available
        for record in profile.model.records
        if record.verified and Channel.API in record.reach
    )
    if not listed:
        return ""
    return ".ended" if profile.reach.get(Channel.API) is False else ".unsure"


def _out_is_disputed(weights: Part) -> bool:
    """Whether as many sources deny that the weights are out as say so; a lone dissenter does not lead a card."""
    having = {source for side in weights.open_sides if side.access.obtainable for source in side.sources}
    lacking = {source for side in weights.open_sides if side.access.obtainable is False for source in side.sources}
    return bool(having) and bool(lacking) and len(having) == len(lacking)


def _restriction(weights: Part, profile: Profile) -> str:
    if weights.access in (Access.ON_REQUEST, Access.PART_PUBLIC):
        return str(weights.access)
    licence = profile.weights_licence
    if licence is None or (licence.any_use is None and licence.category == "unnamed"):
        return "gated" if weights.access is Access.GATED else "terms_unknown"
    if licence.any_use is None:
        return "terms_unread"
    if licence.category == "unnamed":
        return "limited"
    if licence.any_use:
        return "gated"
    return "licence_gated" if weights.access is Access.GATED else "licence"


def _training_data(profile: Profile) -> str:
    """The state of the training data as a whole: one kind out and the other not is part."""
    before = _state(profile, Component.PRETRAINING_DATA)
    after = _state(profile, Component.POSTTRAINING_DATA)
    if before == "unknown":
        return "part" if after in ("yes", "part") else "unknown"
    return before if after in (before, "unknown") else "part"


def _state(profile: Profile, component: Component) -> str:
    part = profile.part(component)
    if part.disputed or part.access is Access.UNKNOWN:
        return "unknown"
    if part.access in (Access.PART_PUBLIC, Access.ON_REQUEST):
        return "part"
    return "yes" if part.access.obtainable else "no"
