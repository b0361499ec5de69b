"""What a definition answers, and how an answer is kept honest where the sources differ.

A rule judges one settled set of facts. Where the sources differ on a fact, the rule is asked under
every side; the same answer stands, different ones make the verdict "depends".
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import product
from typing import Protocol

from bot.core.catalogue.components import Access, Component
from bot.core.catalogue.documents import LicenceDocument
from bot.core.catalogue.resolve import Part, Profile, Side

MOST_WORLDS = 256
"""Above this many combinations of sides, only the leading one, single changes and both ends are tried."""


class Outcome(StrEnum):
    """The answer in one word."""

    MET = "met"
    PARTLY = "partly"
    NOT_MET = "not_met"
    DEPENDS = "depends"
    CANNOT_TELL = "cannot_tell"


class Answer(StrEnum):
    """Whether a requirement holds: three values, since unknown is not no."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a rule stands."""

    title: str
    link: str


@dataclass(frozen=True, slots=True)
class Published:
    """What an index or OSI itself published on this version."""

    source: str
    judged: str
    code: str
    """`mof_class`, `score` or the source's own result word; names the message that words it."""
    values: Mapping[str, str | int | float] = field(default_factory=dict[str, str | int | float])
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Verdict:
    """A definition's answer for one version, able to explain itself.

    `met`, `partly`, `missing`, `unknown` and `disputed` hold requirement names of the definition (for example
    `parameters`), which are keys of the message catalogues. `score` is the definition's own number
    where it has one: the class (`mof`, 0 for none), the mean (`osai`, 0 to 1), the count of yes
    (`everyday`, 0 to 4), the step (`gradient`, 1 to 8). `low` and `high` are the ends of what it can
    be, given what is unknown and disputed.
    """

    definition: str
    outcome: Outcome
    label: str
    values: Mapping[str, str | int | float]
    score: float | None
    low: float | None
    high: float | None
    met: tuple[str, ...] = ()
    partly: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    disputed: tuple[str, ...] = ()
    hangs_on: tuple[Component, ...] = ()
    """The disputed components that change the answer."""
    published: tuple[Published, ...] = ()
    citation: Citation | None = None


class Definition(Protocol):
    """A rule that turns a profile into a verdict. One file and one line in the registry each."""

    @property
    def name(self) -> str:
        """Identifier, as on the command line."""
        ...

    @property
    def citation(self) -> Citation:
        """Where the rule stands."""
        ...

    def judge(self, profile: Profile) -> Verdict:
        """Give the verdict. Never raises, whatever the profile holds."""
        ...


@dataclass(frozen=True, slots=True)
class Facts:
    """One settled set of facts: for each component how one gets it and under which licence."""

    sides: Mapping[Component, Side]
    licences: Mapping[str, LicenceDocument]

    def access(self, component: Component) -> Access:
        """How one gets the component; unknown where nobody says."""
        side = self.sides.get(component)
        return side.access if side else Access.UNKNOWN

    def licence(self, component: Component) -> LicenceDocument | None:
        """The component's licence where one is named and known to us."""
        side = self.sides.get(component)
        return self.licences.get(side.licence) if side and side.licence else None

    def whole(self, component: Component) -> Answer:
        """Whether anyone can get all of it, at once or after accepting terms."""
        access = self.access(component)
        if access is Access.UNKNOWN:
            return Answer.UNKNOWN
        return Answer.YES if access in (Access.PUBLIC, Access.GATED, Access.OBTAINABLE) else Answer.NO


@dataclass(frozen=True, slots=True)
class Ruling:
    """A rule's answer under one settled set of facts."""

    outcome: Outcome
    label: str
    values: Mapping[str, str | int | float]
    low: float
    high: float
    requirements: Mapping[str, Answer]
    score: float | None = None
    """The definition's own number, where it has one and it is known."""


def all_of(*answers: Answer) -> Answer:
    """Three-valued and: one no is no, one unknown leaves it open."""
    if Answer.NO in answers:
        return Answer.NO
    return Answer.UNKNOWN if Answer.UNKNOWN in answers else Answer.YES


def any_of(*answers: Answer) -> Answer:
    """Three-valued or: one yes is yes, one unknown leaves it open."""
    if Answer.YES in answers:
        return Answer.YES
    return Answer.UNKNOWN if Answer.UNKNOWN in answers else Answer.NO


def over_sides(
    profile: Profile, components: tuple[Component, ...], rule: Callable[[Facts], Ruling]
) -> tuple[Ruling, list[Ruling], tuple[Component, ...]]:
    """Ask a rule under every side of what the sources differ on, among the components that it looks at.

    Returns the ruling on the leading sides, the rulings on all combinations tried, and the components
    whose sides change the outcome, the label or a requirement.
    """
    parts = {component: profile.part(component) for component in components}
    leading = {c: part.sides[0] for c, part in parts.items() if part.sides}
    first = rule(Facts(leading, profile.licences))
    open_parts = {c: part for c, part in parts.items() if len(part.open_sides) > 1}
    rulings = [first]
    rulings += [rule(Facts({**leading, **world}, profile.licences)) for world in _worlds(open_parts)]
    hinges = tuple(
        component
        for component, part in open_parts.items()
        if any(
            _differs(first, rule(Facts({**leading, component: side}, profile.licences))) for side in part.open_sides[1:]
        )
    )
    if not hinges and any(_differs(first, ruling) for ruling in rulings):
        # No single side changes the answer, but several together do.
        hinges = tuple(open_parts)
    return first, rulings, hinges


def _differs(one: Ruling, other: Ruling) -> bool:
    return (
        one.outcome is not other.outcome or one.label != other.label or (one.low, one.high) != (other.low, other.high)
    )


def _worlds(parts: Mapping[Component, Part]) -> Iterator[dict[Component, Side]]:
    if not parts:
        return
    combinations = 1
    for part in parts.values():
        combinations *= len(part.open_sides)
    if combinations <= MOST_WORLDS:
        for choice in product(*(part.open_sides for part in parts.values())):
            yield dict(zip(parts, choice, strict=True))
        return
    for component, part in parts.items():
        for side in part.open_sides[1:]:
            yield {component: side}
    order = list(Access)
    yield {c: min(part.open_sides, key=lambda side: order.index(side.access)) for c, part in parts.items()}
    yield {c: max(part.open_sides, key=lambda side: order.index(side.access)) for c, part in parts.items()}


def verdict_from(
    definition: str,
    citation: Citation,
    first: Ruling,
    rulings: list[Ruling],
    hinges: tuple[Component, ...],
    published: tuple[Published, ...] = (),
) -> Verdict:
    """Fold the rulings on all sides into one verdict; the leading side's number goes where they differ.

    A requirement whose answer changes with the side is listed as disputed and nowhere else.
    """
    answers = {
        name: {ruling.requirements[name] for ruling in rulings if name in ruling.requirements}
        for name in first.requirements
    }
    disputed = tuple(name for name, said in answers.items() if len(said) > 1)

    def named(wanted: Answer) -> tuple[str, ...]:
        return tuple(name for name, said in answers.items() if said == {wanted})

    depends = len({(ruling.outcome, ruling.label) for ruling in rulings}) > 1
    low, high = min(r.low for r in rulings), max(r.high for r in rulings)
    return Verdict(
        definition=definition,
        outcome=Outcome.DEPENDS if depends else first.outcome,
        label=first.label,
        values=first.values,
        score=None if depends else first.score,
        low=low,
        high=high,
        met=named(Answer.YES),
        missing=named(Answer.NO),
        unknown=named(Answer.UNKNOWN),
        disputed=disputed,
        hangs_on=hinges if depends else (),
        published=published,
        citation=citation,
    )
