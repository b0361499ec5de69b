"""The Model Openness Framework's rule: from the state of each component to class and progress. Nothing is read here.

White, Haddad, Osborne et al., "The Model Openness Framework", arXiv 2403.13784, in the reading of its reference
evaluator, the Model Openness Tool. Both a record of that tool and a profile of ours can feed it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from bot.core.catalogue.components import Component, Kind

_C = Component
REQUIRED: dict[int, tuple[Component, ...]] = {
    3: (
        _C.ARCHITECTURE,
        _C.FINAL_WEIGHTS,
        _C.TECHNICAL_REPORT,
        _C.EVALUATION_RESULTS,
        _C.MODEL_CARD,
        _C.DATA_CARD,
    ),
    2: (_C.TRAINING_CODE, _C.INFERENCE_CODE, _C.EVALUATION_CODE, _C.EVALUATION_DATA),
    1: (_C.PRETRAINING_DATA, _C.INTERMEDIATE_CHECKPOINTS, _C.PREPROCESSING_CODE, _C.PAPER),
}
"""What each class adds: III Open Model, II Open Tooling, I Open Science. A class asks for the ones before it too."""
OPTIONAL: dict[int, tuple[Component, ...]] = {3: (_C.SAMPLE_OUTPUTS,), 2: (_C.LIBRARIES,), 1: (_C.METADATA,)}
"""Named by a class and not asked for: they never count for or against it."""
COMPONENTS: tuple[Component, ...] = tuple(
    component for openness_class in (3, 2, 1) for component in (*REQUIRED[openness_class], *OPTIONAL[openness_class])
)
"""The framework's seventeen. `pretraining_data` stands for its "Datasets"."""


class State(StrEnum):
    """How a component stands before the rule."""

    INCLUDED = "included"
    """There, under an open licence."""
    UNLICENSED = "unlicensed"
    """There, without a licence."""
    INVALID = "invalid"
    """There, under anything else."""
    MISSING = "missing"


@dataclass(frozen=True)
class FrameworkLicences:
    """The licences that the framework takes as open, by identifier, with the kinds of content each is meant for."""

    kinds: Mapping[str, frozenset[Kind]] = field(default_factory=dict[str, frozenset[Kind]])

    @classmethod
    def of(cls, listed: Mapping[str, Iterable[str]]) -> Self:
        """From the content of `data/licences/framework.json`. ValueError for a kind that the framework lacks."""
        return cls({name: frozenset(Kind(kind) for kind in kinds) for name, kinds in listed.items()})

    def is_open(self, licence: str) -> bool:
        """Whether the identifier is one of the open ones, to the letter."""
        return licence in self.kinds

    def suits(self, licence: str, kind: Kind) -> bool:
        """Whether the licence is meant for this kind of content."""
        return kind in self.kinds.get(licence, ())

    def state(self, licence: str | None) -> State:
        """The state of a component that is there; None or an empty text is no licence."""
        if not licence:
            return State.UNLICENSED
        return State.INCLUDED if self.is_open(licence) else State.INVALID


@dataclass(frozen=True, slots=True)
class ClassTally:
    """How far one class is met. `included` counts towards `needed`; the optional ones stand apart."""

    openness_class: int
    needed: int
    progress: float
    """Percent, 0 to 100."""
    included: tuple[Component, ...]
    missing: tuple[Component, ...]
    unlicensed: tuple[Component, ...]
    invalid: tuple[Component, ...]
    optional: tuple[Component, ...]

    @property
    def complete(self) -> bool:
        """Whether everything that the class asks for is included."""
        return len(self.included) >= self.needed


@dataclass(frozen=True, slots=True)
class FrameworkResult:
    """What the rule says."""

    mof_class: int
    """1, 2 or 3, and 0 for none."""
    tallies: tuple[ClassTally, ClassTally, ClassTally]
    """Of classes I, II and III, in this order."""
    paper_for_report: bool
    """Whether the research paper stands in for the technical report."""

    @property
    def progress(self) -> tuple[float, float, float]:
        """Percent of classes I, II and III, in this order."""
        first, second, third = self.tallies
        return first.progress, second.progress, third.progress


def framework_result(states: Mapping[Component, State]) -> FrameworkResult:
    """Apply the rule to any states; a component that is not named is missing.

    A report that is not included gives way to a listed paper: the report is no longer missing, the paper
    counts in classes III and II with its own state, and class I asks for thirteen components instead of
    fourteen. A class has no progress until the easier one is complete.
    """
    paper_stands_in = (
        _state(states, _C.TECHNICAL_REPORT) is not State.INCLUDED and _state(states, _C.PAPER) is not State.MISSING
    )
    third = _tally(3, states, paper_stands_in, open_before=True)
    second = _tally(2, states, paper_stands_in, open_before=third.complete)
    first = _tally(1, states, paper_stands_in, open_before=third.complete and second.complete)
    reached = 0
    for tally in (third, second, first):
        if not tally.complete:
            break
        reached = tally.openness_class
    return FrameworkResult(reached, (first, second, third), paper_stands_in)


def _tally(
    openness_class: int, states: Mapping[Component, State], paper_stands_in: bool, *, open_before: bool
) -> ClassTally:
    classes = range(3, openness_class - 1, -1)
    asked = [component for each in classes for component in REQUIRED[each]]
    needed = len(asked)
    if paper_stands_in:
        if _C.PAPER in asked:
            needed -= 1
        else:
            asked.append(_C.PAPER)

    def those(state: State) -> tuple[Component, ...]:
        return tuple(component for component in asked if _state(states, component) is state)

    included = those(State.INCLUDED)
    return ClassTally(
        openness_class=openness_class,
        needed=needed,
        progress=min(len(included) / needed * 100, 100.0) if open_before else 0.0,
        included=included,
        missing=tuple(
            component
            for component in those(State.MISSING)
            if not (paper_stands_in and component is _C.TECHNICAL_REPORT)
        ),
        unlicensed=those(State.UNLICENSED),
        invalid=those(State.INVALID),
        optional=tuple(
            component for each in classes for component in OPTIONAL[each] if _state(states, component) is State.INCLUDED
        ),
    )


def _state(states: Mapping[Component, State], component: Component) -> State:
    return states.get(component, State.MISSING)
