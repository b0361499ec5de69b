"""Which models stand as examples on the gradient of release: chosen by rule, never by hand. Words are elsewhere."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.core.definitions.gradient import Step
from bot.core.definitions.verdicts import Outcome, Verdict

MOST = 2
"""Examples on one step: what a phone shows without crowding."""


@dataclass(frozen=True, slots=True)
class Known:
    """What counts when an example is chosen."""

    slug: str
    family: str
    maker: str
    step: Step | None
    """Where the version stands for certain, see `settled_step`."""
    deciding: int
    """How many sources speak of its final weights and count: the step hangs on these."""
    sources: int
    """How many sources have a record of it that counts."""
    quotes: int
    """How many quotes of the debate name it."""
    released: str | None


def settled_step(verdict: Verdict) -> Step | None:
    """The step of a version where nothing unknown and no dispute can move it, else None."""
    if verdict.outcome in (Outcome.DEPENDS, Outcome.CANNOT_TELL) or verdict.low != verdict.high or not verdict.low:
        return None
    return Step(int(verdict.low))


def examples(known: Iterable[Known], most: int = MOST) -> Mapping[Step, tuple[str, ...]]:
    """The slugs of at most `most` versions for each step, settled ones alone, those known best first.

    Known best is whose weights most sources speak of, so that no step rests on one word where it need not; of equals
    what most quotes name, then what most sources have a record of, then whose maker has most versions, then the
    newest. One version of a family stands on a step.
    """
    everything = list(known)
    versions = Counter(version.maker for version in everything)
    settled = sorted((version for version in everything if version.step), key=lambda version: version.slug)
    settled.sort(key=lambda version: version.released or "", reverse=True)
    settled.sort(key=lambda version: (-version.deciding, -version.quotes, -version.sources, -versions[version.maker]))
    chosen: dict[Step, dict[str, str]] = {step: {} for step in Step}
    for version in settled:
        if version.step and len(chosen[version.step]) < most:
            chosen[version.step].setdefault(version.family, version.slug)
    return {step: tuple(families.values()) for step, families in chosen.items()}
