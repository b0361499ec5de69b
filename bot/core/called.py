"""What a maker calls its own model, beside what the definitions say of it. Takes no side and words nothing."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.catalogue.documents import Called, ModelDocument, SelfDescription
from bot.core.definitions.verdicts import Outcome, Verdict

EVERYDAY_QUESTIONS = 4
_OF_OPEN_SOURCE = ("osaid", "mof", "everyday")
_ASKED: Mapping[SelfDescription, tuple[str, ...]] = {
    SelfDescription.OPEN_SOURCE: _OF_OPEN_SOURCE,
    SelfDescription.FULLY_OPEN: _OF_OPEN_SOURCE,
    SelfDescription.OPEN_MODEL: ("mof",),
    SelfDescription.OPEN_WEIGHTS: (),
    SelfDescription.CLOSED: (),
}
"""The definitions that speak of what the word says; of open weights and of closed the first line of a card speaks."""


@dataclass(frozen=True, slots=True)
class OwnName:
    """What a maker calls a version, and under which definitions that holds."""

    called: Called
    meets: tuple[str, ...]
    fails: tuple[str, ...]
    open: tuple[str, ...]
    """Definitions whose answer is not known, or hangs on a dispute."""


def own_names(model: ModelDocument, verdicts: Mapping[str, Verdict]) -> tuple[OwnName, ...]:
    """Each thing that the maker calls a version, with the verdicts that it can be held against."""
    return tuple(_held_against(called, verdicts) for called in model.called)


def _held_against(called: Called, verdicts: Mapping[str, Verdict]) -> OwnName:
    sorted_out: dict[bool | None, list[str]] = {True: [], False: [], None: []}
    for name in _ASKED[called.as_what]:
        sorted_out[_holds(verdicts[name])].append(name)
    return OwnName(called, tuple(sorted_out[True]), tuple(sorted_out[False]), tuple(sorted_out[None]))


def _holds(verdict: Verdict) -> bool | None:
    """Whether a definition is met; known to be missed too where even the best that is possible falls short."""
    if verdict.outcome is Outcome.MET or (verdict.definition == "mof" and verdict.outcome is Outcome.PARTLY):
        # Of the framework's three classes one is enough: its least is "open model".
        return True
    if verdict.definition == "everyday" and verdict.high is not None and verdict.high < EVERYDAY_QUESTIONS:
        return False
    return False if verdict.outcome in (Outcome.NOT_MET, Outcome.PARTLY) else None
