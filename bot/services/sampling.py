"""A random sample of component statuses for an audit, without the values that the second reader must not see."""

import random
from collections import defaultdict
from dataclasses import dataclass

from bot.core.catalogue.catalogue import Catalogue
from bot.core.catalogue.components import Component, Status
from bot.core.catalogue.freshness import OWN_READING
from bot.core.catalogue.resolve import Standing

AUDITED = (Status.OPEN, Status.PARTIAL, Status.CLOSED)


@dataclass(frozen=True, slots=True, order=True)
class Drawn:
    """A component of a version that was drawn."""

    slug: str
    component: Component
    first_hand: bool
    """Whether our own reading leads it; else it rests on imported records alone."""
    status: Status


def draw(catalogue: Catalogue, count: int, seed: int) -> list[Drawn]:
    """Draw component statuses, as many from each stratum: first-hand or imported, by open, partial and closed.

    Args:
        catalogue: what is served.
        count: how many in all; each of the six strata gives a sixth, or all that it has.
        seed: the same seed draws the same from the same catalogue.
    """
    strata: defaultdict[tuple[bool, Status], list[Drawn]] = defaultdict(list)
    for slug in sorted(catalogue.models):
        for component, part in catalogue.profile(slug).parts.items():
            if part.status in AUDITED:
                own = any(
                    voice.record.source == OWN_READING and voice.standing is Standing.COUNTS for voice in part.voices
                )
                strata[own, part.status].append(Drawn(slug, component, own, part.status))
    chance = random.Random(seed)
    share = max(1, count // (2 * len(AUDITED)))
    drawn: list[Drawn] = []
    for own in (True, False):
        for status in AUDITED:
            stratum = strata[own, status]
            drawn += chance.sample(stratum, min(share, len(stratum)))
    # In one order, so that the place in the list tells the reader nothing of the stratum.
    return sorted(drawn, key=lambda each: (each.slug, each.component))
