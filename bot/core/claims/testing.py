"""Holding claims against the catalogue: the verdict, the definitions, the evidence, and what to say instead.

Nothing is accused that is not known: what sources dispute or leave open comes out as "cannot tell".
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from bot.core.catalogue.components import Component
from bot.core.catalogue.documents import LicenceDocument
from bot.core.claims.kinds import KINDS
from bot.core.claims.kinds.kind import ClaimKind
from bot.core.claims.reading import Claim
from bot.core.claims.saying import Saying
from bot.core.claims.verdicts import Case, Verdict
from bot.core.definitions import DEFINITIONS
from bot.core.definitions.verdicts import Verdict as DefinitionVerdict

MOST_LINKS = 3
"""Of evidence, for one claim."""
_MOST_SPLIT = 3

CaseOf = Callable[[str], Case | None]
"""Gives the case of a version by its slug; None where the catalogue lacks it."""


@dataclass(frozen=True, slots=True)
class Part:
    """What a version comes to, of a family whose versions differ, or of one that all agree with."""

    slug: str
    name: str
    verdict: Verdict
    saying: Saying

    @property
    def shape(self) -> tuple[str, ...]:
        """How it is put, but for names: whether by API or hosted, closed is closed; named or not, limits are limits."""
        keys = (sentence.key.replace("unnamed_", "") for sentence in self.saying)
        return tuple("closed" if ".closed." in key else key for key in keys)


@dataclass(frozen=True, slots=True)
class Checked:
    """A claim and what the catalogue makes of it."""

    claim: Claim
    verdict: Verdict
    parts: tuple[Part, ...] = ()
    """One for a version; for a family the newest of each verdict, or of each way to put a shared one; none for a
    lacking version."""
    versions: int = 1
    """How many versions the verdict is about."""
    definitions: Mapping[str, DefinitionVerdict] = field(default_factory=dict[str, DefinitionVerdict])
    """What the definitions that the claim turns on say of the version; for a family of its newest one."""
    evidence: tuple[str, ...] = ()
    """Links, the most telling first."""

    @property
    def is_family(self) -> bool:
        """Whether the claim is about a family named bare."""
        return self.claim.named.slug is None and bool(self.claim.named.versions)

    @property
    def depends_on_version(self) -> bool:
        """Whether the versions of the family come to different things."""
        return self.is_family and len({part.verdict for part in self.parts}) > 1


def check(claim: Claim, case_of: CaseOf) -> Checked:
    """Test one claim. Never raises for a claim of a known kind."""
    kind = KINDS[claim.kind]
    slugs = (claim.named.slug,) if claim.named.slug else claim.named.versions
    cases = [case for slug in slugs if (case := case_of(slug)) is not None]
    if not cases:
        return Checked(claim, Verdict.CANNOT_TELL, versions=0)
    if claim.named.slug is None:
        return _of_family(claim, kind, cases)
    (case,) = cases
    verdict = kind.judge(case, claim.licence, denied=claim.denied)
    return Checked(
        claim,
        verdict,
        (_part(case, verdict, kind),),
        definitions=_definitions(kind, case),
        evidence=_evidence(kind, [case], claim.licence),
    )


def _of_family(claim: Claim, kind: ClaimKind, cases: list[Case]) -> Checked:
    """A family's bare name means its versions: what they share is said of it, else that it depends.

    Versions that nobody can get in any way do not speak for a family that has others; versions on which nothing is
    known are left aside where at least as many are known.
    """
    reachable = [case for case in cases if case.verdicts["gradient"].label != "closed"] or cases
    judged = [(case, kind.judge(case, claim.licence, denied=claim.denied)) for case in reachable]
    known = [(case, verdict) for case, verdict in judged if verdict is not Verdict.CANNOT_TELL]
    verdicts = {verdict for _, verdict in known}
    enough = len(known) * 2 >= len(judged)
    shared = verdicts.pop() if len(verdicts) == 1 and enough else Verdict.CANNOT_TELL
    parts = [_part(case, verdict, kind) for case, verdict in known or judged]
    chosen = _newest_of_each(parts)
    by_slug = {case.profile.model.slug: case for case in cases}
    return Checked(
        claim,
        shared,
        chosen,
        versions=len(known),
        definitions=_definitions(kind, by_slug[chosen[0].slug]) if len(chosen) == 1 else {},
        evidence=_evidence(kind, [by_slug[part.slug] for part in chosen], claim.licence),
    )


def _newest_of_each(parts: list[Part]) -> tuple[Part, ...]:
    """The newest version of each verdict; where all share one, of each that is put differently."""
    newest: dict[object, Part] = {}
    differ = len({part.verdict for part in parts}) > 1
    for part in parts:
        newest.setdefault(part.verdict if differ else part.shape, part)
    return tuple(newest.values())[:_MOST_SPLIT]


def _part(case: Case, verdict: Verdict, kind: ClaimKind) -> Part:
    return Part(case.profile.model.slug, case.name, verdict, kind.say(case))


def _definitions(kind: ClaimKind, case: Case) -> dict[str, DefinitionVerdict]:
    return {name: case.verdicts[name] for name in kind.definitions if name in case.verdicts}


def _evidence(kind: ClaimKind, cases: list[Case], licence: str | None) -> tuple[str, ...]:
    """One link for each component first, then the text of the licence and the rule that the claim turns on."""
    found: dict[str, None] = {}
    for case in cases:
        for component in kind.components:
            link = next(iter(_links(case, component)), None)
            if link is not None:
                found.setdefault(link)
    licences = [document for case in cases for document in _licences_of(case, licence) if kind.turns_on_licence]
    found.update({document.link: None for document in licences if document.link})
    if "osaid" in kind.definitions:
        found = dict.fromkeys([*list(found)[: MOST_LINKS - 1], DEFINITIONS["osaid"].citation.link])
    return tuple(found)[:MOST_LINKS]


def _licences_of(case: Case, licence: str | None) -> Iterable[LicenceDocument]:
    yield from case.licences[:1]
    claimed = case.profile.licences.get(licence or "")
    if claimed is not None:
        yield claimed


def _links(case: Case, component: Component) -> Iterable[str]:
    """The links behind a component: of what is said first, then of the other sides, an assessment's own links first."""
    part = case.profile.part(component)
    voices = [voice for side in part.sides for voice in side.voices] or list(part.voices)
    own = [link for voice in voices for link in voice.assessment.links]
    return [*own, *(link for voice in voices for link in voice.record.links)]
