"""From a message to what it claims of which model. Whether that holds is not asked here.

What counts as a claim, a denial or a wish stands in tables (`kinds`, `speech.py`, `common_words.py`); here is how they
are put together: which name a claim is about, and what around it denies it or takes it back.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from bot.core.catalogue.documents import FamilyDocument, LicenceDocument, ModelDocument
from bot.core.catalogue.names import NameIndex
from bot.core.claims.common_words import FIELD
from bot.core.claims.kinds import KINDS
from bot.core.claims.kinds.kind import ClaimKind
from bot.core.claims.naming import Mention, Named, NameFinder, licence_scanner
from bot.core.claims.scanning import Hit, Scanner, longest
from bot.core.claims.speech import SARCASTIC_SIGNS, Mark, marked_phrases
from bot.core.claims.stretches import Stretch, stretches
from bot.core.claims.tokens import Token, spelled_out, tokens

_REACH = 16
"""Tokens between a name and what is said of it, at most; Chinese characters count singly."""
_PAIR_REACH = 12
_NEAR_IN_CHINESE = 3
"""Characters between a name and what is said of it that need no `是`."""
_ENDS = re.compile(r"[!?！？。；;…]|\.(?=\s)|\n")
_ASKING_STARTS = frozenset(
    ("is", "are", "was", "were", "does", "do", "did", "can", "could", "isn", "aren", "has", "have", "doesn")
)
_RUNS_ON = re.compile(r"[\s\-:：(（\"“'‘*_`《「]*")
"""What may stand between an attribute and the name behind it."""
_BARE = frozenset(("open", "closed"))
"""Words that say something of a model only where nothing follows them: `is open`, not `open the door`."""
_QUOTE_SIGNS = frozenset("\"'“”‘’„«»「」『』《》")
_LICENCE_WORDS = (
    "licen(ce|se|ced|sed|ces|ses|cing|sing)",
    "under",
    "协议",
    "许可",
    "许可证",
    "授权",
)
_MANY_LETTERS = 6


@dataclass(frozen=True, slots=True)
class Claim:
    """What a message says of one model: the kind, denied or not, as a statement or a question."""

    kind: str
    named: Named
    denied: bool = False
    question: bool = False
    quoted: bool = False
    """Whether the message quotes it as somebody else's words."""
    licence: str | None = None
    """Slug of the licence that is claimed, for the kind that names one."""

    @property
    def key(self) -> tuple[str, str, str | None, bool]:
        """Two claims with the same key say the same."""
        return self.named.key, self.kind, self.licence, self.denied


@dataclass(frozen=True, slots=True)
class Reading:
    """What a message names and claims."""

    named: tuple[Named, ...]
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class _Phrase:
    """What a phrase of a claim kind stands for: the whole claim, or one side of a pair."""

    kind: str
    role: str
    pairs: tuple[int, ...] = ()
    """For a left side: the numbers of its pairs, since `weights` may stand in several."""


_Sign: TypeAlias = Mention | _Phrase | frozenset[Mark] | str
"""A name, a claim's phrase, what a word of speech does, or a licence's slug."""


@dataclass(frozen=True, slots=True)
class _Said:
    """A claim found in a sentence, not yet with its subject."""

    kind: ClaimKind
    first: int
    after: int
    denied: bool = False
    licence: str | None = None


class ClaimReader:
    """Built once from the catalogue and never changed; reads any message."""

    def __init__(
        self,
        models: Mapping[str, ModelDocument],
        families: Mapping[str, FamilyDocument],
        licences: Mapping[str, LicenceDocument],
        names: NameIndex,
    ) -> None:
        self.finder = NameFinder(models, families, names)
        self._licences = licence_scanner(licences.values())

    def read(self, message: str) -> Reading:
        """Find the models that a message names and what it claims of them. Never raises."""
        named: dict[Named, None] = {}
        claims: dict[tuple[str, str, str | None, bool], Claim] = {}
        for stretch in stretches(message):
            page = _Page(stretch, self.finder, self._licences)
            named.update(dict.fromkeys(page.named))
            for claim in page.claims():
                claims.setdefault(claim.key, claim)
        return Reading(tuple(named), tuple(claims.values()))


class _Page:
    """One stretch of a message, taken apart."""

    def __init__(self, stretch: Stretch, finder: NameFinder, licences: Scanner[str]) -> None:
        self.text = stretch.text
        self.quoted = stretch.quoted
        self.read = tokens(stretch.text)
        code = [self._in_code(token, stretch.code) for token in self.read]
        mentions = finder.mentions(self.text, self.read)
        signs: list[Hit[_Sign]] = [Hit(m.first, m.after, m) for m in mentions]
        for first, after, slug in licences.hits(self.read):
            # `Llama 2 license` names the model first of all.
            if not any(mention.first < after and first < mention.after for mention in mentions):
                signs.append(Hit(first, after, slug))
        for first, after, phrase in _phrases().hits(self.read):
            if not code[first]:
                signs.append(Hit(first, after, phrase))
        for first, after, marks in _marks().hits(self.read):
            if not code[first]:
                signs.append(Hit(first, after, marks))
        self.signs: list[Hit[_Sign]] = longest(signs)
        self.sentences = self._split()
        field = {place for hit in _field().hits(self.read) for place in range(hit.first, hit.after)}
        self._kept = self._with_company(field)
        self.named = tuple(dict.fromkeys(mention.named for mention in self._kept))

    @staticmethod
    def _in_code(token: Token, code: Sequence[tuple[int, int]]) -> bool:
        return any(start <= token.start < end for start, end in code)

    def gap(self, place: int) -> str:
        """What stands before a token; behind the last one, the rest of the text."""
        start = self.read[place - 1].end if place else 0
        end = self.read[place].start if place < len(self.read) else len(self.text)
        return self.text[start:end]

    def _split(self) -> list[tuple[int, int]]:
        sentences: list[tuple[int, int]] = []
        start = 0
        for place in range(1, len(self.read) + 1):
            short = place > 1 and self.read[place - 1].text in ("g", "e", "vs") and self.gap(place).startswith(". ")
            if place == len(self.read) or (_ENDS.search(self.gap(place)) and not short):
                sentences.append((start, place))
                start = place
        return sentences

    def _with_company(self, field: set[int]) -> list[Mention]:
        """The mentions that are models: common words need words of the field, or claims, beside them."""
        kept: list[Mention] = []
        for first, after in self.sentences:
            inside = [hit for hit in self.signs if first <= hit.first < after]
            mentions = [hit.value for hit in inside if isinstance(hit.value, Mention)]
            own = {place for mention in mentions for place in range(mention.first, mention.after)}
            claiming = [hit for hit in inside if isinstance(hit.value, _Phrase)]
            strong = any(
                KINDS[hit.value.kind].strong or hit.after - hit.first > 1
                for hit in claiming
                if isinstance(hit.value, _Phrase) and hit.value.role != "right"
            )
            # `open source is good` claims nothing, and yet shows what is spoken of.
            near = any(isinstance(hit.value, frozenset) and Mark.NOT_A_CLAIM in hit.value for hit in inside)
            spoken = any(first <= place < after and place not in own for place in field)
            company = spoken or strong or any(mention.needs is None for mention in mentions)
            helped = {None: True, "company": company, "claim": company or bool(claiming) or near}
            kept += [mention for mention in mentions if helped[mention.needs]]
        return kept

    def claims(self) -> Iterable[Claim]:
        """What the stretch claims, sentence by sentence."""
        before: list[Mention] = []
        for first, after in self.sentences:
            sentence = _Sentence(self, first, after, [m for m in self._kept if first <= m.first < after])
            yield from sentence.claims(before)
            before = sentence.subjects() or before

    def is_scare_quoted(self, first: int, after: int) -> bool:
        """Whether quotation marks stand around these tokens alone: the writer keeps away from the word."""
        start, end = self.read[first].start, self.read[after - 1].end
        behind = self.text[end : end + 2].lstrip(".,!?，。！？")[:1]
        return start > 0 and self.text[start - 1] in _QUOTE_SIGNS and behind != "" and behind in _QUOTE_SIGNS


class _Sentence:
    """One sentence of a page, with its names and its words of speech."""

    def __init__(self, page: _Page, first: int, after: int, mentions: list[Mention]) -> None:
        self.page, self.first, self.after = page, first, after
        self.signs = [hit for hit in page.signs if first <= hit.first < after]
        self.marks = [(hit.first, hit.after, hit.value) for hit in self.signs if isinstance(hit.value, frozenset)]
        self.mentions = mentions
        self.apart = {mention for mention in mentions if self._is_set_apart(mention)}
        self.groups = self._grouped()
        end = page.gap(after)
        self.is_chinese = any("\u3400" <= token.text <= "\u9fff" for token in page.read[first:after])
        self.is_question = "?" in end or "？" in end or self.has(Mark.ASKS, first, after) or self._starts_as_question()

    def has(self, mark: Mark, first: int, after: int) -> bool:
        """Whether a word that does this stands between two places."""
        return any(mark in value and first <= start and end <= after for start, end, value in self.marks)

    def subjects(self) -> list[Mention]:
        """The names that `it` in the next sentence may mean."""
        return self.groups[-1] if self.groups else []

    def claims(self, before: list[Mention]) -> Iterable[Claim]:
        """The claims of the sentence; `before` is what the one before it was about."""
        said = self._said()
        if not said or self._is_unreal():
            return
        found: dict[tuple[Named, str, str | None], Claim] = {}
        previous: _Said | None = None
        for one in said:
            if self.page.is_scare_quoted(one.first, one.after) or self._is_cut_off(one):
                continue
            subjects, start = self._subjects(one, previous, before)
            if not subjects or self._is_left_alone(one, start):
                continue
            denied = one.denied != (not self.is_question and self._is_denied(one, start, previous))
            for mention in subjects:
                # Of one sentence the first word on a matter counts: `you cannot download it, run it at home ...`.
                claim = Claim(one.kind.name, mention.named, denied, self.is_question, self.page.quoted, one.licence)
                found.setdefault((claim.named, claim.kind, claim.licence), claim)
            previous = one
        yield from found.values()

    def _said(self) -> list[_Said]:
        """The claims of the sentence, without their subjects, in their order."""
        said: list[_Said] = []
        halves: list[tuple[int, int, _Phrase]] = []
        for hit in self.signs:
            match hit.value:
                case _Phrase(role="says" | "denies") as phrase:
                    said.append(_Said(KINDS[phrase.kind], hit.first, hit.after, phrase.role == "denies"))
                case _Phrase() as phrase:
                    halves.append((hit.first, hit.after, phrase))
                case str() as licence:
                    if self._speaks_of_licences(hit.first, hit.after):
                        said.append(_Said(KINDS["licence"], hit.first, hit.after, licence=licence))
                case _:
                    pass
        said += self._paired(halves, said)
        return sorted(said, key=lambda one: (one.first, one.after))

    def _paired(self, halves: Sequence[tuple[int, int, _Phrase]], said: list[_Said]) -> Iterable[_Said]:
        """Put left and right sides of pairs together, the nearest with the nearest; whole claims may be right sides."""
        rights = [(start, end, words) for start, end in self._spans() for words in [self._words(start, end)]]
        for first, after, phrase in halves:
            if phrase.role != "left":
                continue
            for number in phrase.pairs:
                pair = _pairs()[number]
                fitting = [
                    (start, end, words in pair.denying)
                    for start, end, words in rights
                    if (words in pair.right or words in pair.denying)
                    and (after <= start <= after + _PAIR_REACH or (pair.either_way and 0 <= first - end <= 2))
                    and not self.has(Mark.TURNS, min(after, end), max(first, start))
                ]
                if fitting:
                    start, end, denied = min(fitting, key=lambda one: (one[0] < first, abs(one[0] - after)))
                    for other in [one for one in said if start <= one.first and one.after <= end]:
                        # `the weights are open source` says nothing more than that of the model.
                        said.remove(other)
                    yield _Said(KINDS[pair.kind], min(first, start), max(after, end), denied)
                    break

    def _spans(self) -> Iterable[tuple[int, int]]:
        return [(hit.first, hit.after) for hit in self.signs if isinstance(hit.value, _Phrase)] + [
            (start, end) for start, end, value in self.marks if Mark.LINKS in value or Mark.DENIES in value
        ]

    def _words(self, first: int, after: int) -> str:
        return " ".join(token.text for token in self.page.read[first:after])

    def _speaks_of_licences(self, first: int, after: int) -> bool:
        if after - first > 1 and any(self.page.read[place].text[0].isdigit() for place in range(first, after)):
            # `Apache 2.0` is nothing else.
            return True
        near = range(max(self.first, first - 4), min(self.after, after + 3))
        return any(hit.first in near or hit.after - 1 in near for hit in _licence_words().hits(self.page.read))

    def _is_unreal(self) -> bool:
        """Whether the sentence is a condition, a wish or sarcasm as a whole."""
        if self.has(Mark.UNREAL, self.first, self.after):
            return True
        text = self.page.text
        start = text.rfind("\n", 0, self.page.read[self.first].start) + 1
        end = text.find("\n", self.page.read[self.after - 1].end)
        line = text[start : end if end >= 0 else len(text)]
        return any(sign in line for sign in SARCASTIC_SIGNS) or line.rstrip().endswith("/s")

    def _starts_as_question(self) -> bool:
        return self.page.read[self.first].text in _ASKING_STARTS and any(
            mention.first <= self.first + 4 for mention in self.mentions
        )

    def _is_set_apart(self, mention: Mention) -> bool:
        place = mention.first
        while place > self.first:
            behind = next(((start, value) for start, end, value in self.marks if end == place), None)
            if behind is None:
                return False
            if Mark.SETS_APART in behind[1]:
                return True
            if Mark.EXAMPLES not in behind[1]:
                return False
            place = behind[0]
        return False

    def _grouped(self) -> list[list[Mention]]:
        """Names joined by `and` or commas are one subject."""
        groups: list[list[Mention]] = []
        for place, mention in enumerate(self.mentions):
            after = self.mentions[place + 1] if place + 1 < len(self.mentions) else None
            if mention in self.apart or (after is not None and self._introduces(mention, after)):
                continue
            last = groups[-1][-1] if groups else None
            if last is not None and self._joins(last.after, mention.first):
                groups[-1].append(mention)
            else:
                groups.append([mention])
        return groups

    @staticmethod
    def _introduces(mention: Mention, after: Mention) -> bool:
        """Whether a family's name only says whose version stands right behind it."""
        same = mention.named.family == after.named.family and mention.named.slug is None
        return same and after.named.slug is not None and after.first - mention.after <= 1

    def _joins(self, first: int, after: int) -> bool:
        if first == after:
            return any(sign in self.page.gap(after) for sign in ",，、/&+")
        covered = {
            place
            for start, end, value in self.marks
            if value & {Mark.AND, Mark.OR} or value == frozenset({Mark.EXAMPLES})
            for place in range(start, end)
        }
        return all(place in covered for place in range(first, after)) and after - first <= 4

    def _is_cut_off(self, one: _Said) -> bool:
        """Whether a bare `open` is followed by more, so that it says something else."""
        if one.after - one.first != 1 or self.page.read[one.first].text not in _BARE or one.after >= self.after:
            return False
        if any(sign in self.page.gap(one.after) for sign in ",，()（）:："):
            return False
        return not any(start == one.after and value & {Mark.TURNS, Mark.AND, Mark.OR} for start, _, value in self.marks)

    def _subjects(self, one: _Said, previous: _Said | None, before: list[Mention]) -> tuple[list[Mention], int]:
        """The names that a claim is about, and where the words begin that may deny it."""
        clause = self._clause_start(one.first, previous)
        inside = [g for g in self.groups if g[0].first >= one.first and g[-1].after <= one.after]
        if inside:
            return inside[0], clause
        preceding = [g for g in self.groups if g[-1].after <= one.first]
        following = [g for g in self.groups if g[0].first >= one.after]
        ahead = following[0] if following and self._leads_to(one, following[0]) else None
        if ahead is not None and self._stands_before(one, ahead):
            return ahead, clause
        if preceding and self._is_said_of(preceding[-1], one):
            return preceding[-1], max(preceding[-1][-1].after, self._last(Mark.TURNS, one.first))
        if ahead is not None:
            return ahead, clause
        if not self.groups and before and self._takes_up(one):
            return before, clause
        return [], clause

    def _clause_start(self, place: int, previous: _Said | None) -> int:
        start = max(self.first, self._last(Mark.TURNS, place))
        return max(start, previous.after) if previous is not None and previous.after <= place else start

    def _last(self, mark: Mark, place: int) -> int:
        return max((end for _, end, value in self.marks if mark in value and end <= place), default=self.first)

    def _is_said_of(self, group: list[Mention], one: _Said) -> bool:
        """Whether the words between a name and a claim join them."""
        start, end = group[-1].after, one.first
        if end - start > _REACH * (2 if self.is_chinese else 1):
            return False
        if self.has(Mark.OTHER, start, end) or self.has(Mark.NOT_A_CLAIM, start, end):
            return False
        apart = [mention for mention in self.apart if start <= mention.first < end]
        if self.has(Mark.SETS_APART, start, end) and not apart:
            return False
        if self.has(Mark.NEITHER, start, end):
            return False
        if start == end or not one.kind.adjective:
            return True
        if self.is_chinese:
            gaps = [self.page.gap(place) for place in range(start, end + 1)]
            near = end - start <= _NEAR_IN_CHINESE
            linked = near or self.has(Mark.LINKS, start, end) or self.has(Mark.DENIES, start, end)
            return linked and (near or not any("，" in gap or "," in gap for gap in gaps))
        linked = (Mark.LINKS, Mark.DENIES, Mark.TURNS)
        return any(self.has(mark, start, end) for mark in linked) or any(
            isinstance(hit.value, _Phrase) and start <= hit.first and hit.after <= end for hit in self.signs
        )

    def _leads_to(self, one: _Said, group: list[Mention]) -> bool:
        """Whether a claim stands before the names that it is about: `open models like ...`."""
        first, after = one.after, group[0].first
        if after - first > _MANY_LETTERS:
            return False
        if first == after:
            return _RUNS_ON.fullmatch(self.page.gap(after)) is not None
        covered = {
            place
            for start, end, value in self.marks
            if value & {Mark.EXAMPLES, Mark.AND}
            for place in range(start, end)
        } | {hit.first for hit in self.signs if isinstance(hit.value, _Phrase) and hit.value.role == "left"}
        return all(place in covered for place in range(first, after)) and not any(
            sign in self.page.gap(first) for sign in ",，;；"
        )

    def _stands_before(self, one: _Said, group: list[Mention]) -> bool:
        """Whether a claim is an attribute of the name behind it, whatever stands before: `the open-source Llama`."""
        if not one.kind.adjective:
            return False
        if self.is_chinese:
            return group[0].first > one.after and self.page.read[one.after].text in ("的", "模")
        return group[0].first == one.after and not self._is_linked(one.first)

    def _is_linked(self, place: int) -> bool:
        return any(end == place and value & {Mark.LINKS, Mark.DENIES} for _, end, value in self.marks)

    def _takes_up(self, one: _Said) -> bool:
        return self.has(Mark.IT, self.first, one.after) or one.first - self.first <= 1

    def _is_left_alone(self, one: _Said, start: int) -> bool:
        """Whether the claim is a plan, a duty, a guess or a matter of degree, or about what somebody can do."""
        clause = min(start, max(self.first, self._last(Mark.TURNS, one.first)))
        return (
            self.has(Mark.FUTURE, clause, one.after)
            or self.has(Mark.UNABLE, clause, one.after)
            or any(
                first == one.after and self._words(first, after) in ("enough", "than", "soon")
                for first, after, _ in self.marks
            )
        )

    def _is_denied(self, one: _Said, start: int, previous: _Said | None) -> bool:
        denied = self.has(Mark.DENIES, start, one.after)
        if previous is not None and start < previous.after <= one.first:
            # Behind another claim of the same name a denial counts only where `or` carries it on.
            denied = self.has(Mark.DENIES, previous.after, one.after) or (
                self.has(Mark.OR, previous.after, one.first) and self.has(Mark.DENIES, start, previous.first)
            )
        denied = denied or self._is_denied_before(start) or self._is_withheld(one, start)
        return denied != self.has(Mark.DENIES_ALL, self.first, one.first)

    def _is_withheld(self, one: _Said, start: int) -> bool:
        """Whether somebody does not hand out what is the name's: `they have not released Claude's weights`."""
        group = next((g for g in self.groups if g[-1].after == start), None)
        if (
            group is None
            or (one.kind.adjective and one.first - start > 2)
            or self.page.read[start].text not in ("s", "的")
        ):
            return False
        first = max(self.first, group[0].first - 4, self._last(Mark.TURNS, group[0].first))
        commas = any("," in self.page.gap(place) or "，" in self.page.gap(place) for place in range(first + 1, start))
        return not commas and self.has(Mark.DENIES, first, group[0].first)

    def _is_denied_before(self, start: int) -> bool:
        """Whether a denial stands right before the names: `neither GPT-4 nor Claude`, and not `no, GPT-4`."""
        group = next((g for g in self.groups if g[-1].after == start), None)
        if group is None or "," in self.page.gap(group[0].first) or "，" in self.page.gap(group[0].first):
            return False
        return any(end == group[0].first and Mark.DENIES in value for _, end, value in self.marks)


@cache
def _phrases() -> Scanner[_Phrase]:
    """All phrases of all kinds; where two have the same one as a whole claim, the first kind means it."""
    wholes: list[tuple[str, _Phrase]] = []
    lefts: dict[str, list[int]] = {}
    rights: list[tuple[str, _Phrase]] = []
    number = 0
    for kind in KINDS.values():
        for phrases in kind.phrases.values():
            for role, listed in (("says", phrases.says), ("denies", phrases.denies)):
                wholes += [(s, _Phrase(kind.name, role)) for phrase in listed for s in spelled_out(phrase)]
            for pair in phrases.pairs:
                for phrase in pair.left:
                    for spelling in spelled_out(phrase):
                        lefts.setdefault(spelling, []).append(number)
                both = (*pair.right, *pair.denying)
                rights += [(s, _Phrase(kind.name, "right")) for phrase in both for s in spelled_out(phrase)]
                number += 1
    halves = [(s, _Phrase(_pairs()[numbers[0]].kind, "left", tuple(numbers))) for s, numbers in lefts.items()]
    return Scanner([*wholes, *halves, *rights])


@dataclass(frozen=True, slots=True)
class _Pair:
    kind: str
    right: frozenset[str]
    denying: frozenset[str]
    either_way: bool


@cache
def _pairs() -> tuple[_Pair, ...]:
    """The pairs of all kinds by number, their right sides as sequences of tokens."""
    return tuple(
        _Pair(kind.name, _sequences(pair.right), _sequences(pair.denying), pair.either_way)
        for kind in KINDS.values()
        for phrases in kind.phrases.values()
        for pair in phrases.pairs
    )


def _sequences(listed: Iterable[str]) -> frozenset[str]:
    return frozenset(
        " ".join(token.text for token in tokens(spelling)) for phrase in listed for spelling in spelled_out(phrase)
    )


@cache
def _marks() -> Scanner[frozenset[Mark]]:
    return Scanner(marked_phrases().items())


@cache
def _field() -> Scanner[bool]:
    return Scanner((spelling, True) for phrase in FIELD for spelling in spelled_out(phrase))


@cache
def _licence_words() -> Scanner[bool]:
    return Scanner((spelling, True) for phrase in _LICENCE_WORDS for spelling in spelled_out(phrase))
