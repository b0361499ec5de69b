"""What a kind of claim is made of: how people say it in each language, and what it takes to hold."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.core.catalogue.components import Component
from bot.core.claims.saying import Saying
from bot.core.claims.verdicts import Case, Verdict


@dataclass(frozen=True, slots=True)
class Pair:
    """Two phrases that claim something together: `training data` ... `public`, `run` ... `locally`."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    denying: tuple[str, ...] = ()
    """Phrases on the right that deny the claim: `secret`."""
    either_way: bool = True
    """Whether the right one may stand before the left one: `public training data`."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """How a claim is made in one language. `(a|b)` gives alternatives; hyphens and blanks make no difference."""

    says: tuple[str, ...] = ()
    denies: tuple[str, ...] = ()
    """Phrases that deny it by themselves: `non-commercial`."""
    pairs: tuple[Pair, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimKind:
    """A row of the table of claims. A new kind is one file with one of these, and a line in the registry."""

    name: str
    """Identifier, in JSON and in message keys; never changes."""
    code: str
    """Two letters that stand for it in the identifiers of buttons; never change."""
    phrases: Mapping[str, Phrases]
    """By language: `en`, `zh`."""
    test: Callable[[Case, str | None], Verdict]
    """Whether it holds for a version; the second argument is the licence's slug, for claims that name one."""
    half_denied: Verdict
    """What denying it is, where claiming it would be misleading."""
    say: Callable[[Case], Saying]
    definitions: tuple[str, ...] = ()
    """Under which definitions one can see whether it holds."""
    components: tuple[Component, ...] = (Component.FINAL_WEIGHTS,)
    """What the evidence is about, the most telling first."""
    strong: bool = False
    """Whether nobody says it but of software and models, so that `Falcon` beside it is no bird."""
    turns_on_licence: bool = False
    """Whether the text of the weights' licence is evidence."""
    adjective: bool = False
    """Whether it is said of a model by `is`, `as` or by standing beside it: `open source`."""

    def judge(self, case: Case, licence: str | None, *, denied: bool) -> Verdict:
        """Test the claim, or its denial, on one version."""
        verdict = self.test(case, licence)
        if not denied:
            return verdict
        return {
            Verdict.HOLDS: Verdict.FALSE,
            Verdict.FALSE: Verdict.HOLDS,
            Verdict.MISLEADING: self.half_denied,
            Verdict.CANNOT_TELL: Verdict.CANNOT_TELL,
        }[verdict]
