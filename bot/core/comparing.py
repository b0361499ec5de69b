"""What sets versions apart: who stands further open, what one has that another lacks, what their licences allow.

Nothing is said of what is unknown or disputed but that it is. Sentences are made elsewhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.core.catalogue.components import Access, Component
from bot.core.catalogue.documents import Allowance, LicenceDocument, ModelDocument
from bot.core.catalogue.moments import months_between
from bot.core.catalogue.resolve import Part, Profile, Side
from bot.core.definitions.verdicts import Verdict

FEWEST, MOST = 2, 4
"""How many versions one comparison holds."""


class Holding(StrEnum):
    """How much of a component the public has."""

    WHOLE = "whole"
    """Anyone can get all of it, at once or after accepting terms."""
    PART = "part"
    """Some of it, or not everybody."""
    NONE = "none"
    UNKNOWN = "unknown"
    DISPUTED = "disputed"


_HOLDINGS = {
    Access.PUBLIC: Holding.WHOLE,
    Access.GATED: Holding.WHOLE,
    Access.OBTAINABLE: Holding.WHOLE,
    Access.PART_PUBLIC: Holding.PART,
    Access.ON_REQUEST: Holding.PART,
    Access.DESCRIBED: Holding.NONE,
    Access.NOT_AVAILABLE: Holding.NONE,
    Access.UNKNOWN: Holding.UNKNOWN,
}


def holding(part: Part) -> Holding:
    """What is public of a component; a dispute over the licence alone leaves that settled.

    Where one side grades and does not say what is public, another side's word alone does not make it known.
    """
    held = {_HOLDINGS[side.access] for side in part.open_sides}
    if part.disputed and len(held) > 1:
        return Holding.DISPUTED
    if Holding.UNKNOWN in held:
        return Holding.UNKNOWN
    return _HOLDINGS[part.access]


@dataclass(frozen=True, slots=True)
class Contrast:
    """Components on which the versions stand to each other in one way; versions by their place in the comparison."""

    components: tuple[Component, ...]
    holdings: tuple[Holding, ...]

    def those(self, wanted: Holding) -> tuple[int, ...]:
        """The places of the versions that hold it so."""
        return tuple(place for place, held in enumerate(self.holdings) if held is wanted)

    @property
    def differs(self) -> bool:
        """Whether it is known that they differ."""
        return len(set(self.holdings) - {Holding.UNKNOWN, Holding.DISPUTED}) > 1

    @property
    def settled(self) -> bool:
        """Whether it is known how each of them stands."""
        return not {Holding.UNKNOWN, Holding.DISPUTED} & set(self.holdings)


def contrasts(profiles: Sequence[Profile]) -> tuple[Contrast, ...]:
    """Every component that a source says something certain about for one of them, like cases together."""
    groups: dict[tuple[Holding, ...], list[Component]] = {}
    for component in Component:
        held = tuple(holding(profile.part(component)) for profile in profiles)
        if set(held) != {Holding.UNKNOWN}:
            groups.setdefault(held, []).append(component)
    return tuple(Contrast(tuple(components), held) for held, components in groups.items())


class Order(StrEnum):
    """How versions stand to each other under a definition that orders them."""

    FURTHER = "further"
    ALIKE = "alike"
    SO_FAR_ALIKE = "so_far_alike"
    """What is known is the same; for one of them it may be more."""
    UNSETTLED = "unsettled"


@dataclass(frozen=True, slots=True)
class Lead:
    """Who stands furthest; versions by their place, `reasons` and `doubts` by the definition's requirements."""

    order: Order
    leaders: tuple[int, ...]
    reasons: tuple[str, ...] = ()
    """What every leader is known to meet and every other version is known to lack."""
    doubts: tuple[tuple[int, tuple[str, ...]], ...] = ()
    """Who might stand further than is known, and what is unknown or disputed of it."""
    otherwise: tuple[tuple[str, int], ...] = ()
    """Definitions under which another version is known to stand further than the leaders, each with that version."""


def lead(verdicts: Sequence[Mapping[str, Verdict]], definition: str) -> Lead:
    """Compare versions under one definition; "further" is said only where nothing unknown can undo it."""
    own = [each[definition] for each in verdicts]
    ends = [(verdict.low or 0.0, verdict.high or 0.0) for verdict in own]
    top = max(low for low, _ in ends)
    leaders = tuple(place for place, (low, _) in enumerate(ends) if low == top)
    others = [place for place in range(len(own)) if place not in leaders]
    doubts = tuple(
        (place, (*verdict.unknown, *verdict.disputed))
        for place, verdict in enumerate(own)
        if ends[place][0] < ends[place][1] and ends[place][1] >= top and leaders != (place,)
    )
    if doubts:
        order = Order.UNSETTLED if others else Order.SO_FAR_ALIKE
        return Lead(order, leaders, doubts=doubts)
    if not others:
        return Lead(Order.ALIKE, leaders)
    reasons = tuple(
        name
        for name in own[leaders[0]].met
        if all(name in own[place].met for place in leaders) and all(name in own[place].missing for place in others)
    )
    return Lead(Order.FURTHER, leaders, reasons, otherwise=_otherwise(verdicts, definition, leaders, others))


def _otherwise(
    verdicts: Sequence[Mapping[str, Verdict]], definition: str, leaders: Sequence[int], others: Sequence[int]
) -> tuple[tuple[str, int], ...]:
    found: list[tuple[str, int]] = []
    for name in verdicts[0]:
        highs = [verdicts[place][name].high for place in leaders]
        if None in highs:
            continue
        most = max(high for high in highs if high is not None)
        ahead = [place for place in others if (low := verdicts[place][name].low) is not None and low > most + 1e-9]
        if name != definition and ahead:
            found.append((name, max(ahead, key=lambda place: verdicts[place][name].low or 0.0)))
    return tuple(found)


_TOLD_FIRST = (
    Component.FINAL_WEIGHTS,
    Component.PRETRAINING_DATA,
    Component.POSTTRAINING_DATA,
    Component.TRAINING_CODE,
)
"""Components that the first line names."""


def alone(lead: Lead, found: Sequence[Contrast]) -> tuple[str, ...]:
    """What all leaders are known to have and no other version has: `any_use`, or a component, the weightiest ones."""
    only: list[str] = ["any_use"] if "any_use" in lead.reasons and "weights" not in lead.reasons else []
    for component in _TOLD_FIRST:
        for contrast in found:
            if component in contrast.components:
                having, lacking = contrast.those(Holding.WHOLE), contrast.those(Holding.NONE)
                if having == lead.leaders and len(having) + len(lacking) == len(contrast.holdings):
                    only.append(component.value)
    return tuple(only)


class Terms(StrEnum):
    """What can be said of the licence of a version's weights."""

    NAMED = "named"
    NO_WEIGHTS = "no_weights"
    """The weights are not handed out, so there is nothing to license."""
    UNKNOWN = "unknown"
    DISPUTED = "disputed"


USES: tuple[str, ...] = ("commercial", "modification", "redistribution", "any_purpose")
"""What a licence is asked about."""


@dataclass(frozen=True, slots=True)
class LicenceTerms:
    """The licence of the final weights and what it allows; unknown for every use where there is none to read."""

    terms: Terms
    licence: LicenceDocument | None
    uses: Mapping[str, Allowance]


def licence_terms(profile: Profile) -> LicenceTerms:
    """What everyone may do with a version's weights; a use that the sides of a dispute see differently is unknown."""
    part = profile.part(Component.FINAL_WEIGHTS)
    out = [side for side in part.open_sides if side.access.obtainable]
    nothing = dict.fromkeys(USES, Allowance.UNKNOWN)
    if part.open_sides and not out:
        none_out = all(side.access.obtainable is False for side in part.open_sides)
        return LicenceTerms(Terms.NO_WEIGHTS if none_out else Terms.UNKNOWN, None, nothing)
    named = {side.licence for side in out}
    if part.disputed and (len(named) > 1 or len(out) < len(part.open_sides)):
        each = [_uses(_licence_of(side, profile)) for side in part.open_sides]
        agreed = {use: each[0][use] if len({uses[use] for uses in each}) == 1 else Allowance.UNKNOWN for use in USES}
        return LicenceTerms(Terms.DISPUTED, None, agreed)
    licence = profile.weights_licence
    return LicenceTerms(Terms.NAMED if licence else Terms.UNKNOWN, licence, _uses(licence))


def _licence_of(side: Side, profile: Profile) -> LicenceDocument | None:
    return profile.licences.get(side.licence) if side.licence and side.access.obtainable else None


def _uses(licence: LicenceDocument | None) -> dict[str, Allowance]:
    if licence is None:
        return dict.fromkeys(USES, Allowance.UNKNOWN)
    limits = {True: Allowance.LIMITED, False: Allowance.YES, None: Allowance.UNKNOWN}[licence.field_limits]
    if licence.osi_approved or licence.fsf_libre:
        # Both ask for freedom of use for any purpose (Open Source Definition 5 and 6; the four freedoms).
        limits = Allowance.YES
    return {
        "commercial": licence.commercial,
        "modification": licence.modification,
        "redistribution": licence.redistribution,
        "any_purpose": limits,
    }


def plausible(chosen: Sequence[ModelDocument], models: Sequence[ModelDocument], most: int) -> tuple[ModelDocument, ...]:
    """Versions that one may want beside the chosen: others of their families, then ones of their kind and time.

    At most half are of the same families; of every other family one is taken, the most written about of its time.
    """
    families = {model.family for model in chosen}
    slugs = {model.slug for model in chosen}
    kinds = {kind for model in chosen for kind in model.modalities}

    def away(model: ModelDocument) -> int:
        dates = [other.released for other in chosen if other.released]
        return min((months_between(model.released, date) for date in dates), default=120) if model.released else 120

    relatives = sorted(
        (model for model in models if model.family in families and model.slug not in slugs),
        key=lambda model: (away(model), model.slug),
    )
    strangers = sorted(
        (model for model in models if model.family not in families),
        # A record more weighs as much as three months: what nobody wrote about is seldom what one looks for.
        key=lambda model: (kinds.isdisjoint(model.modalities), away(model) - 3 * len(model.records), model.slug),
    )
    one_each = {model.family: model for model in reversed(strangers)}
    similar = [model for model in strangers if one_each[model.family] is model]
    near = relatives[: max(most // 2, most - len(similar))]
    return (*near, *similar[: most - len(near)])
