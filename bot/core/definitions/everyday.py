"""The everyday four questions: what people usually mean by open, looser than the OSI's definition.

After the list in the explainer "Is Claude Open Source?": can the weights be downloaded, is the training
code available, is the architecture fully documented, may one modify and share? It never asks for the data.
"""

from bot.core.catalogue.components import Access, Component
from bot.core.catalogue.documents import Allowance
from bot.core.catalogue.resolve import Profile
from bot.core.definitions.verdicts import (
    Answer,
    Citation,
    Facts,
    Outcome,
    Ruling,
    Verdict,
    over_sides,
    verdict_from,
)

_WORDS = {0: "none", 1: "partly", 2: "partly", 3: "mostly", 4: "open"}


class EverydayQuestions:
    """Four of four is open in this sense, three mostly, one or two partly, none not."""

    name = "everyday"
    citation = Citation(
        "Is Claude Open Source? (Everyday Tech)",
        "https://everydaytech.org/software-app-operations/software-licensing-activation/is-claude-open-source",
    )

    def judge(self, profile: Profile) -> Verdict:
        """Give the count of yes as the score, and its ends where questions are unanswered."""
        looked_at = (Component.FINAL_WEIGHTS, Component.TRAINING_CODE, Component.ARCHITECTURE)
        first, rulings, hinges = over_sides(profile, looked_at, _rule)
        return verdict_from(self.name, self.citation, first, rulings, hinges)


def _rule(facts: Facts) -> Ruling:
    requirements = {
        "weights": facts.whole(Component.FINAL_WEIGHTS),
        "training_code": facts.whole(Component.TRAINING_CODE),
        "architecture": facts.whole(Component.ARCHITECTURE),
        "licence": _modify_and_share(facts),
    }
    answers = list(requirements.values())
    low = answers.count(Answer.YES)
    high = low + answers.count(Answer.UNKNOWN)
    if _WORDS[low] != _WORDS[high]:
        return Ruling(Outcome.CANNOT_TELL, "between", {"low": low, "high": high}, float(low), float(high), requirements)
    outcome = {0: Outcome.NOT_MET, 4: Outcome.MET}.get(low, Outcome.PARTLY)
    return Ruling(outcome, _WORDS[low], {"count": low}, float(low), float(high), requirements, score=low)


def _modify_and_share(facts: Facts) -> Answer:
    """Whether the licence of the weights lets one change and pass on; under conditions counts as yes."""
    access = facts.access(Component.FINAL_WEIGHTS)
    if access in (Access.NOT_AVAILABLE, Access.DESCRIBED):
        return Answer.NO
    licence = facts.licence(Component.FINAL_WEIGHTS)
    if licence is None:
        return Answer.UNKNOWN
    allowances = (licence.modification, licence.redistribution)
    if Allowance.NO in allowances:
        return Answer.NO
    return Answer.UNKNOWN if Allowance.UNKNOWN in allowances else Answer.YES
