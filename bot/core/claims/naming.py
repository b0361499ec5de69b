"""Which models are named in running text: an automaton over all names, then what stands around each decides.

What a name means is the name index's to say (`bot.core.catalogue.names`), so that a message and a question are
understood alike.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.core.catalogue.documents import FamilyDocument, LicenceDocument, ModelDocument
from bot.core.catalogue.names import FindingKind, NameIndex
from bot.core.claims.common_words import (
    CAPITALISED,
    LIKENESS,
    NEEDS_COMPANY,
    NEVER_ALONE,
    NO_MODEL_AFTER,
    OTHER_THINGS,
    VARIANTS,
)
from bot.core.claims.scanning import Hit, Scanner, longest
from bot.core.claims.tokens import Token, pattern, tokens

_FAMILY_LIMIT = 200
_JOINING = frozenset(("", " ", "-", "_", "\N{NON-BREAKING HYPHEN}", "\N{EN DASH}", "·", " ·"))
_MARKUP = str.maketrans("", "", "*`|")
_SIZES = frozenset("bmtx")


@dataclass(frozen=True, slots=True)
class Named:
    """What a name in a text means: a version, a family named bare, or a version that the catalogue lacks."""

    name: str
    """A version's or family's own name; for a lacking version, what was written."""
    slug: str | None = None
    """Of the version."""
    family: str | None = None
    """Of the family named bare, or that the lacking version belongs to."""
    versions: tuple[str, ...] = ()
    """For a family: the versions that are meant, newest first."""
    alias: str | None = None
    """For a part of a family that has a name of its own (`ChatGPT`, `Claude Opus`): that name, as the family has it."""

    @property
    def is_lacking(self) -> bool:
        """Whether the catalogue has no such version."""
        return self.slug is None and not self.versions

    @property
    def key(self) -> str:
        """Slug of the version, else of the family, with its part where only one is meant: `gpt/chatgpt`."""
        if self.alias is not None:
            return f"{self.family}/{slug_of(self.alias)}"
        return self.slug or self.family or ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text: its first token, the one after its last, and what it means."""

    first: int
    after: int
    named: Named
    needs: str | None
    """What must stand beside it to make it a model: `company` words of the field or claims that are made of nothing
    else, `claim` any claim; None where nothing need."""


class NameFinder:
    """Built once from the catalogue and never changed; finds names in any text."""

    def __init__(
        self, models: Mapping[str, ModelDocument], families: Mapping[str, FamilyDocument], names: NameIndex
    ) -> None:
        self._models, self._families, self._names = models, families, names
        self._scanner: Scanner[str] = Scanner((spelling, name) for name, spelling in self._spellings())
        self._meaning = lru_cache(maxsize=4096)(self._means)

    def family(self, key: str) -> Named | None:
        """The family, or the part of one, that a key stands for; None where the catalogue lacks it."""
        slug, _, part = key.partition("/")
        family = self._families.get(slug)
        if family is None:
            return None
        name = next((alias for alias in family.aliases if slug_of(alias) == part), None) if part else family.name
        named = self._meaning(name) if name else None
        if named is not None and named.key == key:
            return named
        versions = tuple(model.slug for model in self._models.values() if model.family == slug)
        return Named(family.name, family=slug, versions=versions) if versions and not part else None

    def _spellings(self) -> Iterator[tuple[str, str]]:
        """Every name with the ways it is written; `DeepSeek V3` is also written `DeepSeekV3`."""
        for model in self._models.values():
            tails = (repository.partition("/")[2] for repository in model.repositories)
            for name in (model.name, *model.aliases, *model.variants, *tails, *model.repositories):
                yield from ((name, spelling) for spelling in _ways(name))
        for family in self._families.values():
            for name in (family.name, *family.aliases):
                yield from ((name, spelling) for spelling in _ways(name))

    def mentions(self, text: str, read: Sequence[Token]) -> list[Mention]:
        """The names in a text, in their order. The longest one wins where names overlap."""
        found: list[Mention] = []
        for hit in longest(self._scanner.hits(read)):
            if found and hit.first < found[-1].after:
                continue
            mention = self._mention(text, read, hit)
            if mention is not None:
                found.append(mention)
        return found

    def _mention(self, text: str, read: Sequence[Token], hit: Hit[str]) -> Mention | None:
        after = hit.after
        gap, following = _next(text, read, after)
        if following in LIKENESS and gap in _JOINING:
            return None
        if gap == "." and following.isalpha():
            # An address or a file: llama.cpp, claude.ai.
            return None
        named = self._meaning(hit.value)
        if named is None:
            return None
        if named.slug is None:
            if following in NO_MODEL_AFTER and gap in _JOINING:
                return None
            longer, after = self._with_number(text, read, hit, named)
        else:
            longer, after = self._with_variant(text, read, hit, named)
        if longer is None:
            return None
        words = [token.text for token in read[hit.first : after]]
        spelled = text[read[hit.first].start : read[after - 1].end]
        needs = self._needs(words, spelled, hit.first, read)
        if longer.is_lacking and words[0] in NEEDS_COMPANY:
            needs = needs or "company"
        return (
            None
            if needs == "nothing helps" or " ".join(words) in OTHER_THINGS
            else Mention(hit.first, after, longer, needs)
        )

    def _with_number(self, text: str, read: Sequence[Token], hit: Hit[str], named: Named) -> tuple[Named | None, int]:
        """A family's name with a number behind it is a version, and where nobody knows that one, none of the others."""
        place = hit.after
        gap, following = _next(text, read, place)
        if following == "v" and gap in _JOINING and _next(text, read, place + 1)[0] == "":
            place += 1
            gap, following = "", _next(text, read, place)[1]
        if gap not in _JOINING or not following[:1].isdigit() or len(following.partition(".")[0]) > 2:
            return named, hit.after
        end = place + 1
        joined, letters = _next(text, read, end)
        is_size = letters in _SIZES and joined == ""
        if letters.isalpha() and joined == "" and len(letters) == 1:
            end += 1
        written = text[read[hit.first].start : read[end - 1].end]
        meaning = self._meaning(written)
        if meaning is not None and (meaning.slug or meaning.is_lacking):
            return (meaning, end) if not (is_size and meaning.is_lacking) else (named, end)
        return (named, end) if is_size else (Named(written, family=named.family), end)

    def _with_variant(self, text: str, read: Sequence[Token], hit: Hit[str], named: Named) -> tuple[Named | None, int]:
        """A version's name with another word behind it may be another version, on which this one says nothing."""
        gap, following = _next(text, read, hit.after)
        if gap not in _JOINING or following not in VARIANTS:
            return named, hit.after
        written = text[read[hit.first].start : read[hit.after].end]
        meaning = self._meaning(written)
        if meaning is not None and meaning.slug is not None:
            return meaning, hit.after + 1
        if following in ("chat", "preview", "large", "small", "max", "pro", "air", "next", "research", "plus", "image"):
            # Common words, which may just stand there.
            return (named, hit.after) if gap == " " else (Named(written, family=named.family), hit.after + 1)
        return Named(written, family=self._models[named.key].family), hit.after + 1

    def _needs(self, words: list[str], spelled: str, first: int, read: Sequence[Token]) -> str | None:
        key = " ".join(words)
        letters = [word for word in words if word.isalpha()]
        short = all(len(word) < 2 for word in letters) and key.isascii()
        if short and " " in spelled:
            return "nothing helps"
        if words[0] in NEVER_ALONE and not any(len(word) > 2 for word in words[1:]):
            has_own_capitals = any(sign.isupper() for sign in spelled[1:])
            if not has_own_capitals and ("-" not in spelled and len(words) > 1 and " " in spelled):
                return "nothing helps"
            if len(words) == 1 and not has_own_capitals:
                return "nothing helps"
            return "company"
        if short:
            return "company"
        if key in NEEDS_COMPANY:
            inside = first > 0 and spelled[:1].isupper()
            return "claim" if key in CAPITALISED and inside and read else "company"
        return None

    def _means(self, name: str) -> Named | None:
        finding = self._names.find(name, _FAMILY_LIMIT)
        match finding.kind:
            case FindingKind.MODEL if finding.slug:
                return Named(self._models[finding.slug].name, slug=finding.slug, family=finding.family)
            case FindingKind.FAMILY if finding.family and finding.candidates:
                slugs = tuple(candidate.slug for candidate in finding.candidates)
                return self._part_of_family(name, finding.family, slugs)
            case FindingKind.MISSING_VERSION if finding.family:
                return Named(name, family=finding.family)
            case _:
                return None

    def _part_of_family(self, name: str, family: str, slugs: tuple[str, ...]) -> Named:
        """A family's alias that only some versions carry means those: `ChatGPT`, `Claude Opus`."""
        document, key = self._families[family], pattern(name)
        alias = next((alias for alias in document.aliases if pattern(alias) == key), None)
        if alias is None or key == pattern(document.name):
            return Named(document.name, None, family, slugs)
        carrying = tuple(slug for slug in slugs if self._carries(slug, key)) or slugs
        if len(carrying) == sum(model.family == family for model in self._models.values()):
            return Named(document.name, None, family, carrying)
        return Named(
            _CASED.get(alias.lower(), alias.title() if alias.islower() else alias), None, family, carrying, alias
        )

    def _carries(self, slug: str, key: str) -> bool:
        model = self._models[slug]
        return any(pattern(name).startswith(key) for name in (model.name, *model.aliases))


_CASED = {"chatgpt": "ChatGPT", "chat gpt": "ChatGPT"}


def slug_of(alias: str) -> str:
    """A family's alias as it stands in identifiers."""
    return "-".join(token.text for token in tokens(alias))


def licence_scanner(licences: Iterable[LicenceDocument]) -> Scanner[str]:
    """Finds licences by name; the value is the licence's slug."""
    entries: list[tuple[str, str]] = []
    for licence in licences:
        if licence.category == "unnamed" or licence.slug in ("none", "proprietary"):
            continue
        for name in (licence.name, licence.short, licence.spdx or "", licence.slug, *licence.aliases):
            if name and (len(tokens(name)) > 1 or licence.slug in _BARE):
                entries.append((name, licence.slug))
    known = {licence.slug for licence in licences}
    entries += [(name, slug) for name, slug in _BARE_NAMES if slug in known]
    return Scanner(entries)


_BARE_NAMES = (("apache", "apache-2.0"), ("mit", "mit"), ("apache 2", "apache-2.0"), ("apache2", "apache-2.0"))
"""Short names that people use for a licence, which mean it beside a word for licences."""
_BARE = frozenset(slug for _, slug in _BARE_NAMES)


def _ways(name: str) -> Iterator[str]:
    yield name
    words = [token.text for token in tokens(name)]
    for place in range(1, len(words) - 1):
        if words[place] == "v" and words[place + 1][0].isdigit():
            yield " ".join((*words[: place - 1], words[place - 1] + "v", *words[place + 1 :]))
            yield " ".join((*words[:place], *words[place + 1 :]))


def _next(text: str, read: Sequence[Token], place: int) -> tuple[str, str]:
    """What stands between a token and the one before it, and its text; two empty texts behind the last."""
    if place >= len(read):
        return "\n", ""
    # Bold and the like join as if they were not there: `Llama **3.1**`.
    return text[read[place - 1].end : read[place].start].translate(_MARKUP), read[place].text
