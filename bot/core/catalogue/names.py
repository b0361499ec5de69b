"""The name index: which version, family or organisation somebody means by what they typed.

Reading a text stands in `spelling.py`, known words in `vocabulary.py`, comparing a query with a name in `fitting.py`,
suggestions while typing in `completion.py`.
Everything is in memory and nothing here reads a file, a database or a clock.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain
from typing import TypeAlias

from bot.core.catalogue.completion import Completion
from bot.core.catalogue.documents import FamilyDocument, ModelDocument, OrganisationDocument
from bot.core.catalogue.entries import Candidate, Entry, Family, NamedThings, Organisation
from bot.core.catalogue.fitting import Asked, fit, is_short_guess
from bot.core.catalogue.spelling import (
    FILLERS,
    SIDE_WORDS,
    Kind,
    Part,
    amount,
    is_lettered,
    line_letter,
    parts,
    run_together,
    with_numbers_joined,
)
from bot.core.catalogue.vocabulary import Vocabulary

__all__ = ["Candidate", "Finding", "FindingKind", "NameIndex"]

_MOST_PARTS = 24
_MOST_CANDIDATES = 50
"""So many are looked at, however few are asked for, to see whether a guess about a number holds."""
_MOST_CORRECTIONS = 4
"""Unknown words beyond this many make a text a sentence about something else, and correcting them costs time."""
_SITE = re.compile(r"^\s*(?:https?://)?(?:[\w-]+\.)+[a-z]{2,4}/", re.IGNORECASE)
_REPOSITORY = re.compile(r"([\w.-]+)/([\w.-]+)")


_Parts: TypeAlias = tuple[Part, ...]


class FindingKind(StrEnum):
    """What a query turned out to name."""

    MODEL = "model"
    """One version: `slug`."""
    FAMILY = "family"
    """A family, a line of one (`claude opus`) or an organisation, but no version: `candidates`, newest first."""
    MISSING_VERSION = "missing_version"
    """A known family with a version that the catalogue lacks: `asked`, and the nearest ones as `candidates`."""
    AMBIGUOUS = "ambiguous"
    """Several versions fit equally well, or what fits best has a longer name: `candidates`, best first."""
    NONE = "none"
    """Nothing fits; what is spelled most alike stands in `candidates`."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer to one query.

    `slug` is set for MODEL alone. `family` is set where the query leads to one family, and is None for a query that
    names only an organisation (`organisation` is set then, kind FAMILY). `asked` is the version or date that a
    MISSING_VERSION query asked for, as it was understood (`3.7`, `r2`, `0528`).
    """

    kind: FindingKind
    slug: str | None = None
    family: str | None = None
    organisation: str | None = None
    candidates: tuple[Candidate, ...] = ()
    asked: str | None = None


class NameIndex:
    """Finds versions by name; built once from the documents of the catalogue and never changed."""

    def __init__(
        self,
        models: Iterable[ModelDocument],
        families: Iterable[FamilyDocument],
        organisations: Iterable[OrganisationDocument],
    ) -> None:
        self._things = NamedThings(models, families, organisations)
        self._entries = self._things.entries
        self._by_line_letter: defaultdict[str, set[int]] = defaultdict(set)
        for version, bearers in self._things.by_version.items():
            if letter := line_letter(version):
                self._by_line_letter[letter] |= bearers
        self._vocabulary = Vocabulary(self._things.by_word, self._things.by_version)
        self._completion = Completion(self._things, self._vocabulary)

    def find(self, query: str, limit: int = 10) -> Finding:
        """Say which version, family or organisation `query` names, with at most `limit` candidates. Never raises."""
        finding = self._found(query, max(limit, _MOST_CANDIDATES))
        return replace(finding, candidates=finding.candidates[: max(0, limit)])

    def complete(self, prefix: str, limit: int = 25) -> tuple[Candidate, ...]:
        """Return at most `limit` suggestions for what is being typed, best first, each slug once. Never raises.

        Names that begin as typed come first, newer versions before older; then names with a part that begins so;
        then names with all the words in any order; then likely slips of typing. Nothing typed gives recent versions
        of the families that the catalogue knows best.
        """
        return self._completion.complete(prefix, max(0, limit))

    def _found(self, query: str, limit: int) -> Finding:
        text = _SITE.sub("", query[:400])
        read = parts(text)[:_MOST_PARTS]
        if not read:
            return Finding(FindingKind.NONE)
        exact = self._exact(text, read, limit)
        if exact is not None:
            return exact
        best: Finding | None = None
        read, maker = self._without_numbered_maker(read)
        for shape, is_guess in self._shapes(read, parts(text.rpartition("/")[2])[:_MOST_PARTS]):
            finding = self._judged(self._asked(shape, maker), limit)
            if is_guess and not self._is_sound(finding, shape, read):
                continue
            if finding.kind is FindingKind.MODEL:
                return finding
            if best is None or _WORTH[finding.kind] > _WORTH[best.kind]:
                best = finding
        if best is None or best.kind is FindingKind.NONE:
            return Finding(FindingKind.NONE, candidates=self._completion.alike(read, limit))
        return best

    def _exact(self, text: str, read: Sequence[Part], limit: int) -> Finding | None:
        """Look the whole text up as one name, as it is written."""
        things = self._things
        repository = _REPOSITORY.search(text)
        if repository is not None:
            having = things.by_repository.get(repository.group().casefold())
            if having:
                return self._of_equals(having, limit)
        for key in dict.fromkeys((run_together(read), run_together(with_numbers_joined(read)))):
            entries = things.by_name.get(key)
            family = things.family_by_name.get(key)
            if family is not None:
                alone = self._sole_bearer(family)
                if len(family.members) == 1 and family.members[0] in (entries or ()):
                    alone = family.members[0]
                if alone is None and entries and family.slug not in {entry.family.slug for entry in entries}:
                    return self._of_equals(entries, limit)
                return self._of_family(family, limit) if alone is None else self._of_equals([alone], limit)
            if entries:
                return self._of_equals(entries, limit)
            organisation = things.organisation_by_name.get(key)
            if organisation is not None:
                return self._of_organisation(organisation, limit)
        return None

    def _sole_bearer(self, family: Family) -> Entry | None:
        """The one version that the family's bare name means: BLOOM, where nothing else is told by a number or size."""
        if len(family.members) == 1 and family.members[0].name_words <= family.context:
            only = family.members[0]
            return only if only.name_versions <= family.versions and not only.name_stamps else None
        bearing = [entry for entry in family.members if entry.bears_family_name_only and not entry.own_sizes]
        others = [entry for entry in family.members if entry not in bearing]
        if len(bearing) != 1 or any(entry.name_versions or entry.is_numbered for entry in others):
            return None
        return bearing[0]

    def _shapes(self, read: _Parts, tail: _Parts) -> Iterable[tuple[_Parts, bool]]:
        """Give the ways to read a query, the likeliest first, and whether one guesses what its numbers are."""
        seen: set[tuple[tuple[Kind, str], ...]] = set()
        for shape, is_guess in chain(self._shapes_of(read), self._shapes_of(tail) if tail != read else ()):
            key = tuple((part.kind, part.text) for part in shape)
            if key and key not in seen:
                seen.add(key)
                yield shape, is_guess

    def _shapes_of(self, read: _Parts) -> Iterable[tuple[_Parts, bool]]:
        vocabulary = self._vocabulary
        spelled = vocabulary.respelled(read)
        joined = with_numbers_joined(spelled)
        whole = (vocabulary.words_joined(joined), vocabulary.words_joined(spelled))
        bare = tuple(self._without_fillers(shape) for shape in whole)
        for shape in (joined, whole[0], spelled, whole[1], *bare):
            yield shape, False
        for shape in bare:
            yield self._with_point(shape), True
            yield self._with_bare_sizes(shape), True

    def _without_fillers(self, read: _Parts) -> _Parts:
        """Leave out the words of a sentence around a name, but none that a family's name holds: `Open-Sora`."""
        tokens = frozenset(part.text for part in read)
        held = frozenset[tuple[str, str]]().union(*(family.pairs for family in self._things.families_named(tokens)))
        texts = ["", *(part.text for part in read), ""]
        result: list[Part] = []
        for place, part in enumerate(read):
            is_filler = part.kind is Kind.WORD and part.text in FILLERS
            if is_filler and held & {(texts[place], part.text), (part.text, texts[place + 2])}:
                is_filler = False
            if is_filler and part.joined and part.text.isascii():
                # A piece of a longer word, as in ByT5.
                is_filler = False
            if is_filler and part.text == "a" and result and place:
                # An article stands before a name; in `Command A` it is the name.
                is_filler = False
            if not is_filler:
                result.append(part)
        return tuple(result)

    def _is_sound(self, finding: Finding, shape: _Parts, read: _Parts) -> bool:
        """Whether a guess about numbers proves right: a version is there, or what is found comes in that size."""
        said = {part.text for part in read}
        sizes = {part.text for part in shape if part.kind is Kind.SIZE and part.text not in said}
        if finding.kind is FindingKind.MODEL or not sizes:
            found = finding.candidates[:1] if finding.kind is FindingKind.MODEL else ()
        else:
            found = finding.candidates
        return any(not sizes or sizes & self._things.by_slug[candidate.slug].sizes for candidate in found)

    def _without_numbered_maker(self, read: _Parts) -> tuple[_Parts, Organisation | None]:
        """Take out a maker's name such as AI21, whose number would pass for a version, where more is said."""
        for start in range(len(read)):
            for end in range(start + 1, min(len(read), start + 4) + 1):
                maker = self._things.numbered_makers.get(tuple(part.text for part in read[start:end]))
                if maker is not None and end - start < len(read):
                    return read[:start] + read[end:], maker
        return read, None

    def _with_point(self, read: _Parts) -> _Parts:
        """Read `llama31` as 3.1: a number of two digits that is nobody's version, where the one with a point is."""
        known = self._vocabulary.versions
        return tuple(
            Part(Kind.VERSION, f"{part.text[0]}.{part.text[1]}", part.joined)
            if part.kind is Kind.VERSION
            and len(part.text) == 2
            and part.text.isdigit()
            and f"{part.text[0]}.{part.text[1]}" in known
            else part
            for part in read
        )

    def _with_bare_sizes(self, read: _Parts) -> _Parts:
        """Read `gemma 3 27` as 27B: a number of two digits and more that is a known size."""
        return tuple(
            Part(Kind.SIZE, part.text + "b", part.joined)
            if part.kind in (Kind.VERSION, Kind.STAMP)
            and part.text.isdigit()
            and len(part.text) > 1
            and part.text + "b" in self._things.by_size
            else part
            for part in read
        )

    def _asked(self, read: Sequence[Part], maker: Organisation | None) -> Asked:
        words: dict[str, dict[str, float]] = {}
        versions: set[str] = set()
        stamps: set[str] = set()
        sizes: set[str] = set()
        sides: set[str] = set()
        unknown = corrected = 0
        for part in read:
            match part.kind:
                case Kind.VERSION:
                    versions.add(part.text)
                case Kind.STAMP:
                    stamps.add(part.text)
                case Kind.SIZE:
                    sizes.add(part.text)
                case Kind.SIDE:
                    sides.add(part.text)
                case Kind.WORD:
                    if part.text in words:
                        continue
                    if part.text in self._vocabulary.words:
                        words[part.text] = {part.text: 0.0}
                        continue
                    corrected += 1
                    near = self._vocabulary.near(part.text) if corrected <= _MOST_CORRECTIONS else {}
                    side = next((word for word in near if word in SIDE_WORDS), None)
                    if side is not None:
                        sides.add(side)
                    elif near:
                        words[part.text] = near
                    else:
                        unknown += 1
        return Asked(
            words=tuple(words.values()),
            unknown=unknown,
            versions=frozenset(versions),
            stamps=frozenset(stamp for stamp in stamps if len(stamp) == 4),
            long_stamps=frozenset(stamp for stamp in stamps if len(stamp) != 4),
            sizes=frozenset(sizes),
            sides=frozenset(sides),
            tokens=frozenset(word for near in words.values() for word in near) | versions | sides,
            maker=maker,
        )

    def _judged(self, asked: Asked, limit: int) -> Finding:
        named = self._things.families_named(asked.tokens)
        bearers = self._bearers(asked) if not asked.unknown else set[int]()
        numbered = bool(asked.versions or asked.stamps)
        if bearers:
            fitting, longer = self._fitting(asked, bearers, named)
            if fitting:
                if not numbered and fitting[0][1].family not in named and self._is_shared(bearers):
                    return self._of_equals([self._entries[index] for index in bearers], limit)
                return self._of_best(fitting, asked, named, limit)
            longer = [pair for pair in longer if not named or pair[1].family in named]
            if numbered and longer:
                return self._of_longer(longer, limit)
        if numbered:
            return self._missing(asked, bearers, named, limit)
        if asked.unknown or not asked.words:
            return Finding(FindingKind.NONE)
        return self._of_names_alone(asked, bearers, named, limit)

    def _is_shared(self, bearers: set[int]) -> bool:
        """Whether versions of several families bear the words: `davinci` alone says too little."""
        return len({self._entries[index].family.slug for index in bearers}) > 1

    def _bearers(self, asked: Asked) -> set[int]:
        """Entries in whose names, family or organisation every word of the query stands."""
        bearers: set[int] | None = None
        for near in asked.words:
            having = set[int]().union(*(self._things.by_word.get(word, set()) for word in near))
            bearers = having if bearers is None else bearers & having
        if bearers is None:
            lettered = [version for version in asked.versions if is_lettered(version)]
            if not lettered:
                return set()
            bearers = set(self._things.by_version.get(lettered[0], set()))
        if asked.maker is not None:
            bearers = {index for index in bearers if self._entries[index].organisation is asked.maker}
        return bearers

    def _fitting(
        self, asked: Asked, bearers: set[int], named: Sequence[Family]
    ) -> tuple[list[tuple[float, Entry]], list[tuple[float, Entry]]]:
        """Sort entries into those that the query names wholly and those whose names hold more, with penalties."""
        narrowed = bearers
        for version in asked.versions:
            narrowed = narrowed & self._things.by_version.get(version, set())
        if not asked.versions:
            narrowed = narrowed & self._things.versionless
        fitting: list[tuple[float, Entry]] = []
        longer: list[tuple[float, Entry]] = []
        for index in narrowed:
            entry = self._entries[index]
            whole: float | None = None
            partly: float | None = None
            for core in entry.cores:
                fitted = fit(asked, entry, core, named)
                if fitted is None:
                    continue
                is_whole, penalty = fitted
                if is_whole:
                    whole = penalty if whole is None else min(whole, penalty)
                elif core.versions <= asked.versions:
                    partly = penalty if partly is None else min(partly, penalty)
            if whole is not None:
                fitting.append((whole, entry))
            elif partly is not None:
                longer.append((partly, entry))
        fitting.sort(key=lambda pair: (pair[0], pair[1].rank))
        longer.sort(key=lambda pair: (pair[0], pair[1].rank))
        return fitting, longer

    def _of_best(
        self, fitting: Sequence[tuple[float, Entry]], asked: Asked, named: Sequence[Family], limit: int
    ) -> Finding:
        best_penalty, best = fitting[0]
        equals = [entry for penalty, entry in fitting if penalty <= best_penalty]
        family = best.family
        if not asked.versions and not asked.stamps and family in named and best.bears_family_name_only:
            sized = bool(asked.sizes & best.own_sizes)
            if not sized and self._sole_bearer(family) is not best:
                return self._of_family(family, limit)
        if len(equals) > 1:
            return self._of_equals(equals, limit)
        if not asked.versions and not asked.sizes and all(is_short_guess(near) for near in asked.words):
            return Finding(FindingKind.NONE)
        rest = [_candidate(entry, penalty) for penalty, entry in fitting]
        return Finding(FindingKind.MODEL, best.slug, family.slug, best.organisation.slug, tuple(rest[:limit]))

    def _of_equals(self, entries: Sequence[Entry], limit: int) -> Finding:
        entries = sorted(dict.fromkeys(entries), key=lambda entry: entry.rank)
        families = {entry.family.slug for entry in entries}
        makers = {entry.organisation.slug for entry in entries}
        return Finding(
            FindingKind.MODEL if len(entries) == 1 else FindingKind.AMBIGUOUS,
            entries[0].slug if len(entries) == 1 else None,
            families.pop() if len(families) == 1 else None,
            makers.pop() if len(makers) == 1 else None,
            tuple(_candidate(entry, 0.0) for entry in entries[:limit]),
        )

    def _of_longer(self, longer: Sequence[tuple[float, Entry]], limit: int) -> Finding:
        """Answer for a version that exists only under longer names: `claude 4.6` is an Opus and a Sonnet."""
        families = {entry.family.slug for _, entry in longer}
        makers = {entry.organisation.slug for _, entry in longer}
        return Finding(
            FindingKind.AMBIGUOUS,
            None,
            families.pop() if len(families) == 1 else None,
            makers.pop() if len(makers) == 1 else None,
            tuple(_candidate(entry, 10 + penalty) for penalty, entry in longer[:limit]),
        )

    def _of_names_alone(self, asked: Asked, bearers: set[int], named: Sequence[Family], limit: int) -> Finding:
        """Answer for a query without any version: a family, a line of a family, or an organisation."""
        for family in named:
            # What is left beside the family's name may be its maker's.
            spare = [near for near in asked.words if not any(word in family.context for word in near)]
            if not spare:
                return self._of_family(family, limit)
        maker = self._things.organisation_named(asked.tokens)
        if maker is not None and maker[1] >= len(asked.words):
            return self._of_organisation(maker[0], limit)
        line = sorted((self._entries[index] for index in bearers), key=lambda entry: entry.rank)
        own = [entry for entry in line if entry.family in named] or line
        if not own:
            return Finding(FindingKind.NONE)
        families = {entry.family.slug for entry in own}
        makers = {entry.organisation.slug for entry in own}
        # A part of a family's name alone (`sdxl` for SDXL-Lightning) may well mean something that is not here.
        alone = len(families) == 1 and (own[0].family in named or bool(asked.tokens & own[0].own_words))
        return Finding(
            FindingKind.FAMILY if alone else FindingKind.AMBIGUOUS,
            None,
            families.pop() if alone else None,
            makers.pop() if len(makers) == 1 else None,
            tuple(_candidate(entry, 10.0) for entry in own[:limit]),
        )

    def _missing(self, asked: Asked, bearers: set[int], named: Sequence[Family], limit: int) -> Finding:
        """Answer for a version that nobody bears: which family it would belong to, and what is nearest there."""
        letters = {letter for version in asked.versions if (letter := line_letter(version))}
        if not bearers and not asked.words:
            for letter in letters:
                bearers = bearers | self._by_line_letter.get(letter, set())
        entries = [self._entries[index] for index in bearers]
        families = {entry.family for entry in entries}
        if len(named) == 1:
            family = named[0]
        elif len(families) == 1 and not asked.unknown:
            family = next(iter(families))
        else:
            return Finding(FindingKind.NONE)
        own = [entry for entry in entries if entry.family is family]
        if not own:
            known = frozenset[str]().union(*(entry.versions for entry in family.members))
            if asked.versions and asked.versions <= known and not asked.stamps:
                # The version is there: it is another word that nobody knows.
                return Finding(FindingKind.NONE)
            own = list(family.members)
        wanted = max((amount(version) for version in asked.versions), default=0.0)

        said = asked.tokens

        def distance(entry: Entry) -> tuple[bool, bool, bool, float, int, int]:
            mine = [version for version in entry.name_versions if not letters or line_letter(version) in letters]
            steps = min((abs(amount(version) - wanted) for version in mine), default=1e9)
            shares = bool(asked.versions) and asked.versions <= entry.versions
            extra = len(entry.name_words - entry.context - said)
            return not asked.versions & entry.name_versions, not shares, not mine, steps, extra, entry.rank

        own.sort(key=distance)
        text = " ".join(sorted(asked.versions) + sorted(asked.stamps))
        return Finding(
            FindingKind.MISSING_VERSION,
            None,
            family.slug,
            family.organisation.slug,
            tuple(_candidate(entry, 30.0 + min(30, place)) for place, entry in enumerate(own[:limit])),
            text,
        )

    def _of_family(self, family: Family, limit: int) -> Finding:
        return Finding(
            FindingKind.FAMILY,
            None,
            family.slug,
            family.organisation.slug,
            tuple(_candidate(entry, 5.0) for entry in family.members[:limit]),
        )

    def _of_organisation(self, organisation: Organisation, limit: int) -> Finding:
        return Finding(
            FindingKind.FAMILY,
            None,
            None,
            organisation.slug,
            tuple(_candidate(entry, 10.0) for entry in organisation.members[:limit]),
        )


_WORTH = {
    FindingKind.NONE: 0,
    FindingKind.MISSING_VERSION: 1,
    FindingKind.FAMILY: 2,
    FindingKind.AMBIGUOUS: 2,
    FindingKind.MODEL: 3,
}


def _candidate(entry: Entry, penalty: float) -> Candidate:
    return Candidate(entry.slug, entry.label, max(0, min(100, round(100 - 2 * penalty))))
