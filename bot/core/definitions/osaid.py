"""The Open Source AI Definition 1.0: data information, code and parameters, under the OSI's terms.

Open Source Initiative, October 2024, https://opensource.org/ai/open-source-ai-definition. All three
are required; raw data that cannot be shared is not, a full description of it is.
"""

from bot.core.catalogue.components import Access, Component
from bot.core.catalogue.documents import LicenceDocument
from bot.core.catalogue.resolve import Profile
from bot.core.definitions.verdicts import (
    Answer,
    Citation,
    Facts,
    Outcome,
    Published,
    Ruling,
    Verdict,
    all_of,
    any_of,
    over_sides,
    verdict_from,
)

_CODE = (Component.PREPROCESSING_CODE, Component.TRAINING_CODE, Component.INFERENCE_CODE)
_DATA = (Component.PRETRAINING_DATA, Component.POSTTRAINING_DATA)
_ACCOUNTS = (Component.DATA_CARD, Component.TECHNICAL_REPORT, Component.PAPER)


class OpenSourceAIDefinition:
    """OSAID 1.0 on a profile; what the OSI itself found on a version is shown beside it."""

    name = "osaid"
    citation = Citation("The Open Source AI Definition 1.0", "https://opensource.org/ai/open-source-ai-definition")

    def judge(self, profile: Profile) -> Verdict:
        """Met, not met, depends, or cannot tell; never a score."""
        looked_at = (Component.FINAL_WEIGHTS, *_CODE, *_DATA, *_ACCOUNTS)
        first, rulings, hinges = over_sides(profile, looked_at, _rule)
        return verdict_from(self.name, self.citation, first, rulings, hinges, _published(profile))


def _published(profile: Profile) -> tuple[Published, ...]:
    return tuple(
        Published(record.source, record.judged, record.published.result, verified=record.verified)
        for record in profile.model.records
        if record.source == "osi" and record.published and record.published.result
    )


def _rule(facts: Facts) -> Ruling:
    requirements = {
        "parameters": _licensed(facts, Component.FINAL_WEIGHTS),
        "code": all_of(*(_licensed(facts, component) for component in _CODE)),
        "data_information": _data_information(facts),
    }
    answer = all_of(*requirements.values())
    outcome = {Answer.YES: Outcome.MET, Answer.NO: Outcome.NOT_MET, Answer.UNKNOWN: Outcome.CANNOT_TELL}[answer]
    return Ruling(
        outcome,
        outcome.value,
        {},
        low=1.0 if answer is Answer.YES else 0.0,
        high=0.0 if answer is Answer.NO else 1.0,
        requirements=requirements,
    )


def _licensed(facts: Facts, component: Component) -> Answer:
    return all_of(facts.whole(component), _osi_terms(facts.licence(component)))


def _osi_terms(licence: LicenceDocument | None) -> Answer:
    """Whether terms are the OSI's; it has named none for weights, so other free terms stay open."""
    if licence is None:
        return Answer.UNKNOWN
    if licence.osi_approved:
        return Answer.YES
    return Answer.NO if licence.any_use is False or licence.category == "none" else Answer.UNKNOWN


def _data_information(facts: Facts) -> Answer:
    """Whether the data is described in full.

    A full description cannot be read off an index's grades, so this says yes only where the data
    itself is public and described. It says no where the sources of the pre-training data are not
    open and no full data card stands in for them, or where data is held back and nothing accounts
    for it at all; the rest is unknown.
    """
    shared = [facts.whole(component) for component in _DATA]
    if all(answer is Answer.YES for answer in shared):
        return Answer.YES if any_of(*(_described(facts, c) for c in _ACCOUNTS)) is Answer.YES else Answer.UNKNOWN
    if Answer.NO not in shared:
        return Answer.UNKNOWN
    no_full_card = facts.access(Component.DATA_CARD) in (Access.NOT_AVAILABLE, Access.PART_PUBLIC)
    if no_full_card and facts.access(Component.PRETRAINING_DATA) in (Access.NOT_AVAILABLE, Access.DESCRIBED):
        return Answer.NO
    # Where part of the data is out, a report may still account for all of it.
    return Answer.NO if all(_described(facts, c) is Answer.NO for c in _ACCOUNTS) else Answer.UNKNOWN


def _described(facts: Facts, component: Component) -> Answer:
    access = facts.access(component)
    if access is Access.UNKNOWN:
        return Answer.UNKNOWN
    # Half an account is none: the definition asks for all of the data.
    return Answer.YES if access in (Access.PUBLIC, Access.OBTAINABLE) else Answer.NO
