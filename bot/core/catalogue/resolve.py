"""From what single sources say to a profile: every component of a version, resolved, with all sides kept.

The rules (agreed, graded differently, disputed, unknown) are those of the design: sources grade on
different scales, so facts are compared (how one gets a component, under which licence), not grades.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from bot.core.catalogue.components import Access, Channel, Component, Status
from bot.core.catalogue.documents import (
    Assessment,
    Difference,
    LicenceDocument,
    Link,
    ModelDocument,
    Record,
    SourceDocument,
)

_CAUTIOUS_FIRST = {Status.CLOSED: 0, Status.UNKNOWN: 1, Status.PARTIAL: 2, Status.OPEN: 3}
_OPENNESS = {
    Access.NOT_AVAILABLE: 0,
    Access.DESCRIBED: 1,
    Access.UNKNOWN: 2,
    Access.ON_REQUEST: 3,
    Access.PART_PUBLIC: 4,
    Access.GATED: 5,
    Access.OBTAINABLE: 6,
    Access.PUBLIC: 7,
}
_IN_BETWEEN = frozenset({Access.PART_PUBLIC, Access.ON_REQUEST, Access.DESCRIBED})
"""Ways that one scale calls half open and another closed: a difference of grade, not of fact."""


class Agreement(StrEnum):
    """How the sources stand to each other on one component."""

    AGREED = "agreed"
    GRADED_DIFFERENTLY = "graded_differently"
    DISPUTED = "disputed"
    UNKNOWN = "unknown"


class Standing(StrEnum):
    """Whether a word counts towards a side, and why not."""

    COUNTS = "counts"
    SILENT = "silent"
    """It says that it does not know."""
    WITHDRAWN = "withdrawn"
    """Its own site has taken the record down."""
    DOUBTED = "doubted"
    """It contradicts itself, its own links or other evidence; the join file, or the word's own `doubt`, says how."""
    SUPERSEDED = "superseded"
    """The index that carries this one on has judged the component anew."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One record's word on one component."""

    record: Record
    assessment: Assessment
    standing: Standing = Standing.COUNTS

    @property
    def links(self) -> tuple[Link, ...]:
        """The assessment's own links, or else those that the record gives for the whole."""
        return self.assessment.links or self.record.links


@dataclass(frozen=True, slots=True)
class Side:
    """One reading of the facts on a component, and who holds it."""

    status: Status
    access: Access
    licence: str | None
    voices: tuple[Voice, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources that hold this side, each once, in alphabetical order."""
        return tuple(sorted({voice.record.source for voice in self.voices}))


@dataclass(frozen=True, slots=True)
class Part:
    """A component of a version, resolved. `sides[0]` is what a card says first."""

    component: Component
    agreement: Agreement
    sides: tuple[Side, ...]
    voices: tuple[Voice, ...]
    """Every word on it, also those that say nothing certain."""
    settled: bool = False
    """Whether the sources differ, and a first-hand reading tells which side holds: only the grade differs, or the
    reading says why the others are mistaken. The other sides are shown and decide nothing."""

    @property
    def open_sides(self) -> tuple[Side, ...]:
        """The sides that a verdict has to reckon with: all of them, or the leading one where that is settled."""
        return self.sides[:1] if self.settled else self.sides

    @property
    def status(self) -> Status:
        """The leading side's status; unknown where no source that counts says anything."""
        return self.sides[0].status if self.sides else Status.UNKNOWN

    @property
    def access(self) -> Access:
        """The leading side's way to get it."""
        return self.sides[0].access if self.sides else Access.UNKNOWN

    @property
    def licence(self) -> str | None:
        """The leading side's licence."""
        return self.sides[0].licence if self.sides else None

    @property
    def disputed(self) -> bool:
        """Whether sources differ on the facts, and nobody has settled it."""
        return self.agreement is Agreement.DISPUTED and not self.settled

    @property
    def difference(self) -> Difference | None:
        """Why a first-hand reading differs from the others, where somebody has said it."""
        return next((voice.assessment.differs for voice in self.voices if voice.assessment.differs), None)

    @property
    def sources(self) -> tuple[str, ...]:
        """Every source that says something on it, each once."""
        return tuple(sorted({voice.record.source for voice in self.voices}))

    @property
    def unverified_only(self) -> bool:
        """Whether something is claimed, but only by records that were withdrawn or that we doubt."""
        return not self.sides and any(voice.standing in (Standing.WITHDRAWN, Standing.DOUBTED) for voice in self.voices)


@dataclass(frozen=True)
class Profile:
    """All that is known of a version, component by component."""

    model: ModelDocument
    parts: Mapping[Component, Part]
    reach: Mapping[Channel, bool | None]
    """Whether each way to reach the model exists; None where sources are silent or differ."""
    licences: Mapping[str, LicenceDocument]

    def part(self, component: Component) -> Part:
        """The resolved component; an unknown one where no record mentions it."""
        found = self.parts.get(component)
        return found or Part(component, Agreement.UNKNOWN, (), ())

    @cached_property
    def disputes(self) -> tuple[Part, ...]:
        """Components whose facts are disputed and not settled, in the order of a card."""
        return tuple(part for part in self.parts.values() if part.disputed)

    @cached_property
    def settled(self) -> tuple[Part, ...]:
        """Components on whose facts sources differ where a first-hand reading says which of them hold, and why."""
        return tuple(part for part in self.parts.values() if part.settled and part.agreement is Agreement.DISPUTED)

    @property
    def weights_licence(self) -> LicenceDocument | None:
        """The licence of the final weights, as the leading side has it."""
        slug = self.part(Component.FINAL_WEIGHTS).licence
        return self.licences.get(slug) if slug else None


def resolve(
    model: ModelDocument,
    licences: Mapping[str, LicenceDocument],
    sources: Mapping[str, SourceDocument] | None = None,
) -> Profile:
    """Resolve every component that a record of the model mentions.

    `sources` tells whose word is first-hand, which a card says first, and which index carries another on.
    Records that their own site has withdrawn, and words that a successor has renewed, are kept as voices
    and never make a side, so that they cannot decide a verdict.
    """
    known = sources or {}
    parts: dict[Component, Part] = {}
    for component in Component:
        records = [record for record in model.records if component in record.assessments]
        if records:
            voices = tuple(_voices(records, component, known))
            parts[component] = _resolve_component(component, voices, licences, known)
    return Profile(model, parts, _resolve_reach(model, known), licences)


def _voices(records: list[Record], component: Component, sources: Mapping[str, SourceDocument]) -> Iterator[Voice]:
    speaking = {r.source for r in records if r.verified and r.assessments[component].doubt is None}
    for record in records:
        assessment = record.assessments[component]
        source = sources.get(record.source)
        standing = Standing.COUNTS
        if assessment.status is Status.UNKNOWN:
            standing = Standing.SILENT
        elif not record.verified:
            standing = Standing.DOUBTED if record.doubt else Standing.WITHDRAWN
        elif assessment.doubt is not None:
            standing = Standing.DOUBTED
        elif source is not None and source.successor in speaking:
            standing = Standing.SUPERSEDED
        yield Voice(record, assessment, standing)


def _resolve_component(
    component: Component,
    voices: tuple[Voice, ...],
    licences: Mapping[str, LicenceDocument],
    sources: Mapping[str, SourceDocument],
) -> Part:
    counted = [voice for voice in voices if voice.standing is Standing.COUNTS]
    if not counted:
        return Part(component, Agreement.UNKNOWN, (), voices)
    trusted = frozenset(slug for slug, source in sources.items() if source.first_hand)
    sides = _sides(counted, licences, trusted)
    sides.sort(key=lambda side: _weight(side, trusted))
    agreement = _agreement(sides)
    return Part(component, agreement, tuple(sides), voices, _settles(sides[0], agreement, trusted))


def _settles(leading: Side, agreement: Agreement, trusted: frozenset[str]) -> bool:
    """Whether the leading side ends the matter: it was read first-hand, and differs in grade alone or says why."""
    if not trusted.intersection(leading.sources):
        return False
    reasons = (voice.assessment.differs for voice in leading.voices)
    return agreement is Agreement.GRADED_DIFFERENTLY or any(reason and reason.settled for reason in reasons)


def _sides(counted: list[Voice], licences: Mapping[str, LicenceDocument], trusted: frozenset[str]) -> list[Side]:
    """Group voices that state the same facts.

    A voice that leaves something open (obtainable somehow, no licence named) stands with those that
    say more and do not contradict it.
    """
    accesses = [_access(voice.assessment) for voice in counted]
    precise = [access for access in accesses if access in (Access.PUBLIC, Access.GATED)]
    settled = [
        Counter(precise).most_common(1)[0][0] if access is Access.OBTAINABLE and precise else access
        for access in accesses
    ]
    named = {
        voice.assessment.licence
        for voice, access in zip(counted, settled, strict=True)
        if access.obtainable and voice.assessment.licence and not _is_vague(voice.assessment.licence, licences)
    }
    if not named:
        # Where nobody names a licence, terms that fit each other are one licence under the most telling name.
        named = _one_vague_name(
            {v.assessment.licence for v, access in zip(counted, settled, strict=True) if access.obtainable}, licences
        )
    groups: dict[tuple[Access, str | None], list[Voice]] = {}
    waiting: list[tuple[Access, Voice]] = []
    for voice, access in zip(counted, settled, strict=True):
        licence = _licence(voice.assessment.licence, named, licences) if access.obtainable else None
        if access.obtainable and licence is None and len(named) > 1:
            waiting.append((access, voice))
        else:
            groups.setdefault((access, licence), []).append(voice)
    for access, voice in waiting:
        # It names no licence while others differ over it: it strengthens those who agree on the rest.
        homes = [key for key in groups if key[0] is access] or [(access, None)]
        for home in homes:
            groups.setdefault(home, []).append(voice)
    return [
        Side(
            _usual_status([m for m in members if m.record.source in trusted] or members),
            access,
            licence,
            tuple(members),
        )
        for (access, licence), members in groups.items()
    ]


def _access(assessment: Assessment) -> Access:
    if assessment.access is not Access.UNKNOWN:
        return assessment.access
    return {Status.OPEN: Access.OBTAINABLE, Status.CLOSED: Access.NOT_AVAILABLE}.get(assessment.status, Access.UNKNOWN)


def _licence(slug: str | None, named: set[str], licences: Mapping[str, LicenceDocument]) -> str | None:
    """Let vague terms, and silence, yield to the one named licence that fits them."""
    if slug is not None and (slug in named or not _is_vague(slug, licences)):
        return slug
    if len(named) != 1:
        return slug if not named else None
    only = next(iter(named))
    if slug is None or _fits(licences.get(slug), licences.get(only)):
        return only
    return slug


def _one_vague_name(slugs: set[str | None], licences: Mapping[str, LicenceDocument]) -> set[str]:
    """The vague licence that all others fit, if there is one; a name that several share before bare terms."""
    vague = sorted(
        (slug for slug in slugs if slug is not None),
        key=lambda slug: (slug in licences and licences[slug].category == "unnamed", slug),
    )
    if vague and all(_fits(licences.get(slug), licences.get(vague[0])) for slug in vague):
        return {vague[0]}
    return set()


def _is_vague(slug: str, licences: Mapping[str, LicenceDocument]) -> bool:
    """Whether a source gave the terms and not the name, or a name that several licences share."""
    licence = licences.get(slug)
    return licence is not None and (licence.generic or licence.category == "unnamed")


def _fits(vague: LicenceDocument | None, licence: LicenceDocument | None) -> bool:
    if vague is None or licence is None or vague.any_use is None or licence.any_use is None:
        return True
    return vague.any_use == licence.any_use


def _usual_status(members: list[Voice]) -> Status:
    counts = Counter(voice.assessment.status for voice in members)
    return min(counts, key=lambda status: (-counts[status], _CAUTIOUS_FIRST[status]))


def _weight(side: Side, trusted: frozenset[str]) -> tuple[bool, int, int, int, str]:
    """Sort key: first-hand reading, then most sources, then the newest, then the more cautious."""
    newest = max(voice.record.snapshot for voice in side.voices)
    return (
        not any(source in trusted for source in side.sources),
        -len(side.sources),
        -newest.toordinal(),
        _OPENNESS[side.access],
        side.licence or "",
    )


def _agreement(sides: list[Side]) -> Agreement:
    obtainable = {side.access.obtainable for side in sides if side.access not in _IN_BETWEEN}
    described = any(side.access is Access.DESCRIBED for side in sides)
    given_whole = any(side.access.obtainable and side.access not in _IN_BETWEEN for side in sides)
    licences = {side.licence for side in sides if side.access.obtainable and side.licence}
    if {True, False} <= obtainable or (described and given_whole) or len(licences) > 1:
        return Agreement.DISPUTED
    grades = {voice.assessment.status for side in sides for voice in side.voices}
    if len(sides) > 1 or len(grades) > 1:
        return Agreement.GRADED_DIFFERENTLY
    return Agreement.AGREED


def _resolve_reach(model: ModelDocument, sources: Mapping[str, SourceDocument]) -> dict[Channel, bool | None]:
    """Whether each way exists. A first-hand word decides it, also where that is "not known any more": a service ends
    while an index goes on listing it."""
    answers: dict[Channel, set[bool | None]] = {}
    decided: dict[Channel, set[bool | None]] = {}
    for record in model.records:
        if not record.verified:
            continue
        source = sources.get(record.source)
        for channel, reach in record.reach.items():
            if source is not None and source.first_hand:
                decided.setdefault(channel, set()).add(reach.available)
            elif reach.available is not None:
                answers.setdefault(channel, set()).add(reach.available)
    said = answers | decided
    return {channel: next(iter(words)) if len(words) == 1 else None for channel, words in said.items()}
