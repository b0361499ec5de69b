"""What is certain enough to be asked: parts that are public or held back without a doubt. Asking is the makers' part.

A right answer rests on two independent sources or on one's own reading. An index and the one that it carries on are
one lineage. A wrong option must be wrong for certain: two sources, or one whose word leaves no room (see
`_PLAIN_NO`, `_said_plainly`) and that no other record contradicts, not even one that was withdrawn or is doubted.
Of the base catalogue's 731 versions (November 2026) two sources agree on public weights for 61, on public training
code for 10, on public training data for 5; on weights held back for 15, on training code for 41, on training data for
11. With single plain words added there are 397, 78 and 37 public ones, and 226, 438 and 158 held back: enough to draw
from, since only wrong options come out of these. Words that a reader had to interpret are left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.catalogue.components import Access, Component, Status
from bot.core.catalogue.documents import SourceDocument
from bot.core.catalogue.freshness import OWN_READING
from bot.core.catalogue.resolve import Agreement, Part, Standing, Voice

_PLAIN_NO = frozenset({"closed", "Unreleased", "API access", "Hosted access (no API)"})
"""Words of sources that say "not handed out" and nothing else. Others ("partial", "no code") are mapped by readers."""
PLAIN_PARTS = (
    Component.FINAL_WEIGHTS,
    Component.TRAINING_CODE,
    Component.PRETRAINING_DATA,
    Component.POSTTRAINING_DATA,
)
"""Parts whose being out or not is a plain fact. Of others a single "closed" says less: the European index means a
reviewed paper where others mean any, and what documents an architecture is a matter of opinion."""
_WHOLE = frozenset({Access.PUBLIC, Access.GATED, Access.OBTAINABLE})


@dataclass(frozen=True, slots=True)
class Proof:
    """A fact on one part of one version that nobody contradicts."""

    part: Part
    voices: tuple[Voice, ...]
    solid: bool
    """Whether two independent sources say so, or somebody read it first-hand for Ajar."""


def lineages(voices: tuple[Voice, ...], sources: Mapping[str, SourceDocument]) -> frozenset[str]:
    """The independent sources behind some words: an index and its successor are one."""
    return frozenset(lineage(voice.record.source, sources) for voice in voices)


def lineage(source: str, sources: Mapping[str, SourceDocument]) -> str:
    """The last successor of a source, or the source itself."""
    known = sources.get(source)
    return known.successor if known is not None and known.successor else source


def is_public(part: Part, sources: Mapping[str, SourceDocument]) -> Proof | None:
    """The proof that anybody can get the whole part (weights perhaps after accepting terms), if there is one."""
    if part.agreement is not Agreement.AGREED or part.access not in _WHOLE:
        return None
    if any(voice.assessment.access not in _WHOLE for voice in _speaking(part)):
        return None
    proof = _proof(part, sources)
    return proof if proof and (proof.solid or any(_said_plainly(part.component, v) for v in proof.voices)) else None


def is_held_back(part: Part, sources: Mapping[str, SourceDocument]) -> Proof | None:
    """The proof that the part is not handed out at all, if there is one."""
    if part.agreement is not Agreement.AGREED or part.access is not Access.NOT_AVAILABLE:
        return None
    if any(
        voice.assessment.status is not Status.CLOSED
        or voice.assessment.access is not Access.NOT_AVAILABLE
        or (voice.assessment.says not in _PLAIN_NO and voice.record.source != OWN_READING)
        for voice in _speaking(part)
    ):
        return None
    return _proof(part, sources)


def _speaking(part: Part) -> tuple[Voice, ...]:
    return tuple(voice for voice in part.voices if voice.standing is not Standing.SILENT)


def _proof(part: Part, sources: Mapping[str, SourceDocument]) -> Proof | None:
    counting = tuple(voice for voice in part.voices if voice.standing is Standing.COUNTS and voice.links)
    if not counting:
        return None
    own = any(voice.record.source in sources and sources[voice.record.source].first_hand for voice in counting)
    return Proof(part, counting, own or len(lineages(counting, sources)) > 1)


def _said_plainly(component: Component, voice: Voice) -> bool:
    if component is Component.FINAL_WEIGHTS:
        return True
    assessment = voice.assessment
    return assessment.status is Status.OPEN and assessment.access is Access.PUBLIC and bool(assessment.links)
