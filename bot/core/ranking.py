"""A ranking of versions under one definition: ties shared, disputed ones with their range, the unjudged apart."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.definitions.verdicts import Outcome, Verdict


@dataclass(frozen=True, slots=True)
class Place:
    """One version's place; ties share the better rank. Where a dispute decides, `best` and `worst` are its two ends."""

    slug: str
    best: int
    worst: int
    disputed: bool


@dataclass(frozen=True, slots=True)
class Ranking:
    """The places, best first, and those that the definition cannot judge, in the order in which they were given."""

    places: tuple[Place, ...]
    unjudged: tuple[str, ...]
    contested: bool = False
    """Whether a dispute could put a version before the first."""
    reserved: tuple[str, ...] = ()
    """Those for which, without any dispute, more may turn out to hold than is known."""

    @property
    def alike(self) -> bool:
        """Whether several are ranked and all of them got the same answer, so that there is no order."""
        firm = [place for place in self.places if not place.disputed]
        return len(firm) > 1 and all(place.worst == 1 for place in firm)


def rank(verdicts: Mapping[str, Verdict]) -> Ranking:
    """Rank versions, given in the order that is to hold among equals.

    A verdict counts by the low end of what is certain, as the definitions themselves ask for what is known to hold.
    One that hangs on a dispute takes no rank from others; it gets the ranks that its two ends would have.
    """
    unjudged = tuple(slug for slug, verdict in verdicts.items() if not is_judged(verdict))
    judged = {slug: verdict for slug, verdict in verdicts.items() if is_judged(verdict)}
    firm = sorted(-_rounded(verdict.low) for verdict in judged.values() if not is_open(verdict))
    places: list[Place] = []
    for slug, verdict in judged.items():
        low, high = _rounded(verdict.low), _rounded(verdict.high)
        worst = bisect_left(firm, -low) + 1
        # Above the disputed one stand those whose certain end beats the better end of its dispute.
        best = bisect_left(firm, -high) + 1 if is_open(verdict) else worst
        places.append(Place(slug, best, worst, is_open(verdict)))
    places.sort(key=lambda place: (place.worst, place.disputed))
    top = -firm[0] if firm else 0.0
    contested = any(is_open(verdict) and _rounded(verdict.high) > top for verdict in judged.values())
    reserved = tuple(
        slug
        for slug, verdict in judged.items()
        if not is_open(verdict) and _rounded(verdict.high) > _rounded(verdict.low)
    )
    return Ranking(tuple(places), unjudged, contested, reserved)


def is_judged(verdict: Verdict) -> bool:
    """Whether the definition has an answer on a version, be it a disputed one."""
    return verdict.outcome is not Outcome.CANNOT_TELL and verdict.low is not None


def is_open(verdict: Verdict) -> bool:
    """Whether a dispute decides the answer."""
    return verdict.outcome is Outcome.DEPENDS


def shared(ranking: Ranking) -> Mapping[int, int]:
    """How many versions share each rank; disputed ones have none of their own."""
    ranks = sorted(place.worst for place in ranking.places if not place.disputed)
    return {each: bisect_right(ranks, each) - bisect_left(ranks, each) for each in set(ranks)}


def _rounded(value: float | None) -> float:
    return round(value or 0.0, 6)
