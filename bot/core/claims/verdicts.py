"""What a claim comes to, and what is known of one version when it is tested. The tests stand with their kinds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.core.catalogue.components import Access, Channel, Component
from bot.core.catalogue.documents import LicenceDocument
from bot.core.catalogue.resolve import Profile
from bot.core.definitions.verdicts import Verdict as DefinitionVerdict


class Verdict(StrEnum):
    """What the evidence makes of a claim."""

    HOLDS = "holds"
    MISLEADING = "misleading"
    """True in part, or under one definition in use and not under another."""
    FALSE = "false"
    CANNOT_TELL = "cannot_tell"
    """Nobody says, the sources differ on it, or it depends on the version."""


class State(StrEnum):
    """Whether people can get a component."""

    YES = "yes"
    PART = "part"
    NO = "no"
    UNKNOWN = "unknown"


_STATES = {
    Access.PUBLIC: State.YES,
    Access.GATED: State.YES,
    Access.OBTAINABLE: State.YES,
    Access.PART_PUBLIC: State.PART,
    Access.ON_REQUEST: State.PART,
    Access.DESCRIBED: State.NO,
    Access.NOT_AVAILABLE: State.NO,
    Access.UNKNOWN: State.UNKNOWN,
}


@dataclass(frozen=True)
class Case:
    """One version before a test: its resolved components and the definitions' verdicts on it."""

    profile: Profile
    verdicts: Mapping[str, DefinitionVerdict]

    @property
    def name(self) -> str:
        """What the version is called."""
        return self.profile.model.name

    def states(self, component: Component) -> frozenset[State]:
        """Whether one can get a component, by every side of what the sources say."""
        sides = self.profile.part(component).open_sides
        return frozenset(_STATES[side.access] for side in sides) or frozenset({State.UNKNOWN})

    def state(self, component: Component) -> State:
        """The one state that all sides give, part where they differ only between part and none, else unknown."""
        states = self.states(component)
        if len(states) == 1:
            return next(iter(states))
        return State.PART if states == frozenset({State.PART, State.NO}) else State.UNKNOWN

    @property
    def weights(self) -> State:
        """Whether people can get the final weights."""
        return self.state(Component.FINAL_WEIGHTS)

    @property
    def licences(self) -> tuple[LicenceDocument, ...]:
        """The licences of the weights, one for each side that hands them out and names one, the leading first."""
        sides = self.profile.part(Component.FINAL_WEIGHTS).open_sides
        slugs = dict.fromkeys(side.licence for side in sides if side.access.obtainable and side.licence)
        return tuple(self.profile.licences[slug] for slug in slugs if slug in self.profile.licences)

    @property
    def licence(self) -> LicenceDocument | None:
        """The one licence of the weights; None where none is named or the sources differ."""
        return self.licences[0] if len(self.licences) == 1 else None

    @property
    def any_use(self) -> bool | None:
        """Whether everyone may have and use the weights for anything; None where that is not settled."""
        if self.profile.part(Component.FINAL_WEIGHTS).access is Access.GATED:
            return False
        answers = {licence.any_use for licence in self.licences}
        return answers.pop() if len(answers) == 1 else None

    def reached_by(self, channel: Channel) -> bool:
        """Whether the model is known to be reachable in a way."""
        return self.profile.reach.get(channel) is True


def by_state(case: Case, component: Component) -> Verdict:
    """Whether the claim that a component is public holds, under every side of what the sources say."""
    return together(_PUBLIC[state] for state in case.states(component))


def together(verdicts: Iterable[Verdict]) -> Verdict:
    """One verdict for several readings of the facts: the shared one, the milder of two that refuse, else none."""
    found = set(verdicts)
    if len(found) == 1:
        return found.pop()
    return Verdict.MISLEADING if found == {Verdict.MISLEADING, Verdict.FALSE} else Verdict.CANNOT_TELL


_PUBLIC = {
    State.YES: Verdict.HOLDS,
    State.PART: Verdict.MISLEADING,
    State.NO: Verdict.FALSE,
    State.UNKNOWN: Verdict.CANNOT_TELL,
}
