"""What to say instead: which sentences put a version's standing shortest. Their wording lives in the catalogues."""

from dataclasses import dataclass

from bot.core.catalogue.components import Access, Channel, Component
from bot.core.catalogue.documents import Allowance
from bot.core.claims.verdicts import Case, State


@dataclass(frozen=True, slots=True)
class Sentence:
    """A message key; the name of the version fills `{name}`, the licence's short name `{licence}`."""

    key: str
    licence: str | None = None
    """Slug of the licence that it names."""


Saying = tuple[Sentence, ...]


def standing(case: Case) -> Saying:
    """How far the version is open, and whether it meets the OSI's definition."""
    if case.weights is State.NO:
        return (closed(case),)
    outcome = case.verdicts["osaid"].outcome
    osaid = Sentence(f"claim.say.osaid.{outcome}")
    if case.weights is not State.YES:
        return (Sentence(f"claim.say.weights.{case.weights}"), osaid)
    gradient = case.verdicts["gradient"]
    if gradient.label == "fully_open" and len({gradient.low, gradient.high}) == 1:
        return (Sentence("claim.say.weights.everything", _licence(case)), osaid)
    return (weights(case), osaid)


def weights(case: Case) -> Sentence:
    """How the weights are handed out, and under which terms."""
    if case.weights is State.NO:
        return closed(case)
    if case.weights is not State.YES:
        return Sentence(f"claim.say.weights.{case.weights}")
    licence = case.licence
    terms = {True: "free", False: "limited", None: "unread"}[licence.any_use if licence else None]
    if licence is None:
        return Sentence("claim.say.weights.no_licence")
    if licence.category == "unnamed":
        return Sentence(f"claim.say.weights.unnamed_{terms}")
    return Sentence(f"claim.say.weights.{terms}", licence.slug)


def closed(case: Case) -> Sentence:
    """That the weights are not public, and how the version is reached instead."""
    for channel in (Channel.API, Channel.HOSTED):
        if case.reached_by(channel):
            return Sentence(f"claim.say.closed.{channel}")
    return Sentence("claim.say.closed.none")


def download(case: Case) -> Saying:
    """Whether one can have the weights and run them."""
    if case.weights is State.NO:
        return (closed(case),)
    part = case.profile.part(Component.FINAL_WEIGHTS)
    if case.weights is State.YES and part.access is Access.GATED:
        return (Sentence("claim.say.download.gated"),)
    return (Sentence(f"claim.say.download.{case.weights}"),)


def data(case: Case) -> Saying:
    """Whether the training data is public."""
    return (Sentence(f"claim.say.data.{data_state(case)}"),)


def data_state(case: Case) -> State:
    """The training data as a whole: one kind out and the other not is part."""
    before, after = case.state(Component.PRETRAINING_DATA), case.state(Component.POSTTRAINING_DATA)
    if before is State.UNKNOWN or after in (before, State.UNKNOWN):
        return before
    return State.PART


def code(case: Case) -> Saying:
    """Whether the training code is public."""
    return (Sentence(f"claim.say.code.{case.state(Component.TRAINING_CODE)}"),)


def everything(case: Case) -> Saying:
    """The weights, and which of data and code are missing."""
    if case.weights is State.NO:
        return (closed(case),)
    gradient = case.verdicts["gradient"]
    if gradient.label == "fully_open" and len({gradient.low, gradient.high}) == 1:
        return (Sentence("claim.say.weights.everything", _licence(case)),)
    return (weights(case), *data(case), *code(case))


def licence(case: Case) -> Saying:
    """Under which licence the weights are."""
    if case.weights is State.NO:
        return (closed(case),)
    if len(case.licences) > 1:
        return (Sentence("claim.say.licence.disputed"),)
    found = case.licence
    if found is None:
        return (Sentence("claim.say.licence.unknown"),)
    if found.category == "unnamed":
        return (weights(case),)
    return (Sentence("claim.say.licence.named", found.slug),)


def commercial(case: Case) -> Saying:
    """Whether the licence of the weights allows commercial use."""
    if case.weights is State.NO:
        return (Sentence("claim.say.commercial.service"),)
    found = case.licence
    if found is None:
        return (Sentence("claim.say.commercial.unknown"),)
    if found.category == "unnamed" or found.commercial is Allowance.UNKNOWN:
        return (Sentence(f"claim.say.commercial.unnamed_{found.commercial}"),)
    return (Sentence(f"claim.say.commercial.{found.commercial}", found.slug),)


def _licence(case: Case) -> str | None:
    return case.licence.slug if case.licence else None
