"""The European Open Source AI Index's own score from its twelve parameters. What a profile makes of it is elsewhere.

Liesenfeld and Dingemanse, FAccT 2024, doi 10.1145/3630106.3659005; data doi 10.5281/zenodo.15386042.
"""

from collections.abc import Mapping

from bot.core.catalogue.components import Status

AVAILABILITY = (
    "datasources_basemodel",
    "datasources_endmodel",
    "weights_basemodel",
    "weights_endmodel",
    "trainingcode",
)
DOCUMENTATION = ("code", "hardware_architecture", "preprint", "paper", "modelcard", "datasheet")
ACCESS = ("licenses",)
PARAMETERS = (*AVAILABILITY, *DOCUMENTATION, *ACCESS)
"""The twelve, by the index's own names and in its order. `package` and `api` of older files do not count."""

_POINTS = {Status.OPEN: 1.0, Status.PARTIAL: 0.5, Status.CLOSED: 0.0, Status.UNKNOWN: 0.0}


def index_score(criteria: Mapping[str, Status]) -> float | None:
    """The unweighted mean over the twelve parameters: open 1, partial 0.5, closed or left empty 0.

    Other keys are ignored. None where one of the twelve is not given at all: the index never judged it then.
    """
    if any(name not in criteria for name in PARAMETERS):
        return None
    return sum(_POINTS[criteria[name]] for name in PARAMETERS) / len(PARAMETERS)
