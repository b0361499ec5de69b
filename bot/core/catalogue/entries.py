"""What the name index knows of versions, families and organisations: their names taken apart, and their order.

Answering a query stands in `names.py`, suggestions while typing in `completion.py`.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from bot.core.catalogue.documents import FamilyDocument, ModelDocument, OrganisationDocument
from bot.core.catalogue.spelling import (
    Kind,
    amount,
    as_typed,
    normalised,
    parts,
    parts_of_normalised,
    run_together,
    with_numbers_joined,
)

LABEL_LENGTH = 100
"""Discord shows at most so many characters of a suggestion."""

_NAME, _ALIAS, _OTHER = 0, 1, 2


class Candidate(NamedTuple):
    """A version offered to a person; `name` has at most 100 characters, `score` runs from 0 to 100."""

    slug: str
    name: str
    score: int


@dataclass(slots=True, eq=False)
class Organisation:
    """A maker, with the words of its names, and its versions."""

    slug: str
    words: frozenset[str]
    names: tuple[frozenset[str], ...]
    members: "list[Entry]" = field(default_factory=list["Entry"])
    """The newest version of each family, newest first, then the others."""


@dataclass(slots=True, eq=False)
class Family:
    """A family, with the words of its names, and its versions, newest first."""

    slug: str
    organisation: Organisation
    words: frozenset[str]
    versions: frozenset[str]
    """Numbers in its own name: a family may be called T5."""
    first_words: frozenset[str]
    """The words of its own name without its aliases."""
    pairs: frozenset[tuple[str, str]]
    """Words that follow each other in one of its names."""
    names: tuple[frozenset[str], ...]
    """Each name as a set of words and numbers: a query that has all of one set names the family."""
    context: frozenset[str]
    """Words that say nothing more once the family is known: its own and its maker's."""
    members: "list[Entry]" = field(default_factory=list["Entry"])
    weight: int = 0
    """How much the catalogue says of it: versions and records."""


@dataclass(slots=True)
class Core:
    """One way to name an entry, sizes and variants left out; all its names with the same core are kept together."""

    words: frozenset[str]
    versions: frozenset[str]
    stamps: frozenset[str]
    long_stamps: frozenset[str]
    sides: set[frozenset[str]]
    """The sets of side words that stand beside the core in one name or another."""
    plain: bool
    """Whether one of the names has no size."""


@dataclass(slots=True, eq=False)
class Entry:
    """One version as the index knows it."""

    index: int
    slug: str
    label: str
    family: Family
    organisation: Organisation
    released: str
    cores: list[Core]
    sizes: frozenset[str]
    own_sizes: frozenset[str]
    """Sizes in its very name: the entry is for these alone."""
    versions: frozenset[str]
    """Of all its names."""
    name_versions: frozenset[str]
    name_words: frozenset[str]
    name_stamps: frozenset[str]
    context: frozenset[str]
    keys: dict[str, int]
    """Its names run together, each with what it is: 0 the name, 1 an alias, 2 a variant or a repository."""
    tails: set[str]
    """Its name and aliases run together from their second word on, from their third on, and so forth."""
    repositories: tuple[str, ...]
    records: int
    rank: int = 0
    """Place in the order of age of the whole catalogue; 0 is the newest."""

    @property
    def own_words(self) -> frozenset[str]:
        """Words of its names that are neither its family's nor its maker's."""
        return frozenset[str]().union(*(core.words for core in self.cores)) - self.context

    @property
    def is_numbered(self) -> bool:
        """Whether a number after the family's name, and no other word, tells it from the rest of its family."""
        return any(core.versions and core.words <= self.context for core in self.cores)

    @property
    def bears_family_name_only(self) -> bool:
        """Whether one of its names is the family's name and nothing else."""
        return any(not core.versions and not core.stamps and core.words <= self.family.context for core in self.cores)


class NamedThings:
    """All entries, families and organisations, with the tables of their names and of the words in them."""

    def __init__(
        self,
        models: Iterable[ModelDocument],
        families: Iterable[FamilyDocument],
        organisations: Iterable[OrganisationDocument],
    ) -> None:
        self.organisations: dict[str, Organisation] = {}
        self.organisation_by_name: dict[str, Organisation] = {}
        self.numbered_makers: dict[tuple[str, ...], Organisation] = {}
        """Names such as AI21, part by part: their numbers are no versions."""
        for document in organisations:
            self._add_organisation(document)
        models = list(models)
        self._lines = _line_words(models)
        self.families: dict[str, Family] = {}
        self.family_by_name: dict[str, Family] = {}
        for document in families:
            self._add_family(document)
        self.entries = [self._entry(index, model) for index, model in enumerate(models)]
        self._put_in_order()
        for family in self.families.values():
            _imply_first_version(family)
        self.by_slug = {entry.slug: entry for entry in self.entries}
        self.in_order = sorted(self.entries, key=lambda entry: entry.rank)
        """All entries, newest first: `in_order[entry.rank] is entry`."""
        self.by_name = self._exact_names()
        self.by_repository: defaultdict[str, list[Entry]] = defaultdict(list)
        self.by_word: defaultdict[str, set[int]] = defaultdict(set)
        self.by_version: defaultdict[str, set[int]] = defaultdict(set)
        self.by_size: defaultdict[str, set[int]] = defaultdict(set)
        self.versionless: set[int] = set()
        """Entries that one can name without a version number."""
        for entry in self.entries:
            self._enter_words(entry)
        self._families_by_token: defaultdict[str, list[tuple[frozenset[str], Family]]] = defaultdict(list)
        for family in self.families.values():
            for name in family.names:
                self._families_by_token[min(name)].append((name, family))
        self._organisations_by_token: defaultdict[str, list[tuple[frozenset[str], Organisation]]] = defaultdict(list)
        for organisation in self.organisations.values():
            for name in organisation.names:
                self._organisations_by_token[min(name)].append((name, organisation))

    def families_named(self, tokens: frozenset[str]) -> tuple[Family, ...]:
        """Return the families that have a name among the tokens; `gpt oss` names gpt-oss and no longer GPT."""
        found = [
            (name, family)
            for token in tokens
            for name, family in self._families_by_token.get(token, ())
            if name <= tokens
        ]
        return tuple(dict.fromkeys(family for name, family in found if not any(name < other for other, _ in found)))

    def organisation_named(self, tokens: frozenset[str]) -> tuple[Organisation, int] | None:
        """Return the organisation whose name the tokens hold, with the number of words and numbers of that name."""
        found = [
            (len(name), organisation)
            for token in tokens
            for name, organisation in self._organisations_by_token.get(token, ())
            if name <= tokens and organisation.members
        ]
        if not found:
            return None
        length, organisation = max(found, key=lambda pair: (pair[0], pair[1].slug))
        return organisation, length

    def _add_organisation(self, document: OrganisationDocument) -> None:
        names, words = _tokens((document.slug, document.name, *document.aliases))
        organisation = Organisation(document.slug, words, names)
        self.organisations[document.slug] = organisation
        for name in (document.slug, document.name, *document.aliases):
            read = parts(name)
            self.organisation_by_name.setdefault(run_together(read), organisation)
            if any(part.kind is Kind.VERSION for part in read):
                self.numbered_makers[tuple(part.text for part in read)] = organisation

    def _add_family(self, document: FamilyDocument) -> None:
        if document.organisation not in self.organisations:
            self._add_organisation(OrganisationDocument(slug=document.organisation, name=document.organisation))
        organisation = self.organisations[document.organisation]
        _, own = _tokens((document.slug, document.name))
        lines = self._lines.get(document.slug, frozenset[str]()) - own
        # `Claude Opus` among a family's aliases names a line of it: a word that some of its versions bear and some not.
        aliases = [alias for alias in document.aliases if not any(part.text in lines for part in parts(alias))]
        names, words = _tokens((document.slug, document.name, *aliases))
        versions = frozenset(part.text for part in parts(document.name) if part.kind is Kind.VERSION)
        family = Family(
            slug=document.slug,
            organisation=organisation,
            words=words,
            versions=versions,
            first_words=own,
            pairs=_pairs((document.slug, document.name, *aliases)),
            names=names,
            context=words | organisation.words,
        )
        self.families[document.slug] = family
        for name in (document.slug, document.name, *aliases):
            read = parts(name)
            for key in (run_together(read), as_typed(normalised(name))):
                self.family_by_name.setdefault(key, family)

    def _entry(self, index: int, model: ModelDocument) -> Entry:
        if model.family not in self.families:
            self._add_family(FamilyDocument(slug=model.family, name=model.family, organisation=model.organisation))
        if model.organisation not in self.organisations:
            self._add_organisation(OrganisationDocument(slug=model.organisation, name=model.organisation))
        family, organisation = self.families[model.family], self.organisations[model.organisation]
        names = _Names(family.context | organisation.words)
        names.add(model.name, _NAME)
        own_sizes = frozenset(names.sizes)
        names.add(model.slug, _NAME)
        for alias in model.aliases:
            names.add(alias, _ALIAS)
        for variant in model.variants:
            names.add(variant, _OTHER)
        for repository in model.repositories:
            names.add(repository.partition("/")[2], _OTHER)
        cores = list(names.cores.values())
        return Entry(
            index=index,
            slug=model.slug,
            label=model.name if len(model.name) <= LABEL_LENGTH else model.name[: LABEL_LENGTH - 1] + "…",
            family=family,
            organisation=organisation,
            released=model.released or "",
            cores=cores,
            sizes=frozenset(names.sizes),
            own_sizes=own_sizes,
            versions=frozenset[str]().union(*(core.versions for core in cores)),
            name_versions=cores[0].versions if cores else frozenset(),
            name_words=cores[0].words if cores else frozenset(),
            name_stamps=cores[0].stamps | cores[0].long_stamps if cores else frozenset(),
            context=names.context,
            keys=names.keys,
            tails=names.tails,
            repositories=tuple(repository.casefold() for repository in model.repositories),
            records=len(model.records),
        )

    def _put_in_order(self) -> None:
        def age(entry: Entry) -> tuple[str, float]:
            # A year or a month alone counts as its middle, so that it neither leads nor trails all exact days.
            middle = {4: "-07-01", 7: "-15"}.get(len(entry.released), "")
            return (
                entry.released + middle,
                max((amount(version) for version in entry.name_versions), default=0.0),
            )

        # Of one day, the shorter name leads: a release before its variants.
        in_order = sorted(sorted(self.entries, key=lambda entry: entry.slug), key=age, reverse=True)
        for rank, entry in enumerate(in_order):
            entry.rank = rank
            entry.family.members.append(entry)
            entry.family.weight += 1 + entry.records
        seen: set[tuple[str, str]] = set()
        later: list[Entry] = []
        for entry in in_order:
            key = (entry.organisation.slug, entry.family.slug)
            if key in seen:
                later.append(entry)
            else:
                seen.add(key)
                entry.organisation.members.append(entry)
        for entry in later:
            entry.organisation.members.append(entry)

    def _exact_names(self) -> dict[str, tuple[Entry, ...]]:
        """Map each name run together to the entries that bear it: a name before an alias, that before a variant."""
        bearers: dict[str, tuple[Entry, ...]] = {}
        tiers: dict[str, int] = {}
        for entry in self.entries:
            for key, tier in entry.keys.items():
                best = tiers.get(key)
                if best is None or tier < best:
                    bearers[key] = (entry,)
                    tiers[key] = tier
                elif tier == best:
                    bearers[key] += (entry,)
        return bearers

    def _enter_words(self, entry: Entry) -> None:
        for repository in entry.repositories:
            self.by_repository[repository].append(entry)
        for size in entry.sizes:
            self.by_size[size].add(entry.index)
        for word in entry.context:
            self.by_word[word].add(entry.index)
        for core in entry.cores:
            for word in core.words:
                self.by_word[word].add(entry.index)
            for version in core.versions:
                self.by_version[version].add(entry.index)
            if not core.versions:
                self.versionless.add(entry.index)


class _Names:
    """Gathers the names of one entry."""

    def __init__(self, context: frozenset[str]) -> None:
        self.context = context
        self.cores: dict[tuple[frozenset[str], frozenset[str], frozenset[str]], Core] = {}
        self.keys: dict[str, int] = {}
        self.tails: set[str] = set()
        self.sizes: set[str] = set()
        self._seen: set[str] = set()

    def add(self, name: str, tier: int) -> None:
        """Take one name apart. A variant or repository that says only the family's name is left out."""
        normal = normalised(name)
        typed = as_typed(normal)
        if typed in self._seen:
            return
        self._seen.add(typed)
        read = parts_of_normalised(normal)
        if not read:
            return
        words: set[str] = set()
        versions: set[str] = set()
        stamps: set[str] = set()
        sizes: set[str] = set()
        sides: set[str] = set()
        held = (words, versions, sizes, stamps, sides)
        for part in read:
            held[part.kind].add(part.text)
        self.sizes |= sizes
        says_nothing_new = tier == _OTHER and self.cores and not versions and not stamps and words <= self.context
        if says_nothing_new and next(iter(self.cores.values())).versions:
            return
        self._add_core(words, versions, stamps, sides, not sizes)
        self._add_key(run_together(read), tier)
        self._add_key(typed, tier)
        joined = with_numbers_joined(read)
        if joined != read:
            self._add_key(run_together(joined), tier)
            versions = {part.text for part in joined if part.kind is Kind.VERSION}
            self._add_core(words, versions, stamps, sides, not sizes)
        if tier != _OTHER:
            for start in range(1, len(read)):
                if not read[start].joined or read[start].kind is Kind.WORD:
                    self.tails.add(run_together(read[start:]))

    def _add_key(self, key: str, tier: int) -> None:
        self.keys[key] = min(tier, self.keys.get(key, tier))

    def _add_core(self, words: set[str], versions: set[str], stamps: set[str], sides: set[str], plain: bool) -> None:
        key = (frozenset(words), frozenset(versions), frozenset(stamps))
        core = self.cores.get(key)
        if core is None:
            short = frozenset(stamp for stamp in stamps if len(stamp) == 4)
            self.cores[key] = Core(key[0], key[1], short, key[2] - short, {frozenset(sides)}, plain)
        else:
            core.sides.add(frozenset(sides))
            core.plain = core.plain or plain


def _line_words(models: Iterable[ModelDocument]) -> dict[str, frozenset[str]]:
    """For each family the words that stand in the names of some of its versions and not of all."""
    names: defaultdict[str, list[frozenset[str]]] = defaultdict(list)
    for model in models:
        names[model.family].append(frozenset(part.text for part in parts(model.name) if part.kind is Kind.WORD))
    return {
        family: frozenset[str]().union(*of_versions) - of_versions[0].intersection(*of_versions)
        for family, of_versions in names.items()
    }


def _tokens(names: Iterable[str]) -> tuple[tuple[frozenset[str], ...], frozenset[str]]:
    """Return each name as a set of its words and version numbers, and the words of all names that are no side words."""
    sets: dict[frozenset[str], None] = {}
    words: set[str] = set()
    for name in names:
        read = parts(name)
        words.update(part.text for part in read if part.kind is Kind.WORD)
        tokens = frozenset(part.text for part in read if part.kind not in (Kind.SIZE, Kind.STAMP))
        if tokens:
            sets[tokens] = None
    return tuple(sets), frozenset(words)


def _pairs(names: Iterable[str]) -> frozenset[tuple[str, str]]:
    """Return the words that follow each other in a name."""
    texts = [[part.text for part in parts(name)] for name in names]
    return frozenset(pair for words in texts for pair in pairwise(words))


def _imply_first_version(family: Family) -> None:
    """Let `llama 1` find the one that is called just LLaMA, where the family later took to numbers."""
    if not family.members:
        return
    oldest = family.members[-1]
    bare = next((core for core in oldest.cores if not core.versions and core.words <= family.context), None)
    if bare is None or bare.stamps or oldest.own_sizes or any("1" in entry.versions for entry in family.members):
        return
    if any(entry.is_numbered for entry in family.members if entry is not oldest):
        first = frozenset("1")
        oldest.cores.append(Core(bare.words, first, bare.stamps, bare.long_stamps, bare.sides, bare.plain))
        oldest.versions |= first
