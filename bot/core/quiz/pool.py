"""Every question that can be asked, and choosing a game's from them. Making one is the makers' part."""

import random
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.core.quiz.makers import MAKERS
from bot.core.quiz.makers.maker import Seed
from bot.core.quiz.makers.material import Material
from bot.core.quiz.makers.written import WRITTEN
from bot.core.quiz.questions import Level, Question, Subject

_LARGEST_SHARE = 3
"""One maker serves at most a third of a game, rounded up, as long as others can serve."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a game asks for; None leaves it open."""

    subject: Subject | None
    level: Level | None
    count: int


@dataclass(frozen=True, slots=True)
class _Asked:
    """A seed with what choosing looks at."""

    seed: Seed
    maker: str
    subject: Subject
    camp: str | None
    """Of the quote that it is about, if it is about one."""


class QuestionPool:
    """All seeds of all makers on one state of the material. Built at the first use; immutable then."""

    def __init__(self, material: Material) -> None:
        self.material = material

    @cached_property
    def _asked(self) -> dict[str, _Asked]:
        found: dict[str, _Asked] = {}
        for maker in MAKERS.values():
            for seed in maker.subjects(self.material):
                # A written question on a quote is about what happened; it does not let a camp speak.
                camp = self._camp(seed) if maker.name != WRITTEN else None
                found.setdefault(seed.id, _Asked(seed, maker.name, seed.subject or maker.subject, camp))
        return found

    @property
    def seeds(self) -> Mapping[str, tuple[str, Subject, Level]]:
        """Everything that can be asked: id to its maker, its subject and its own level."""
        return {key: (asked.maker, asked.subject, asked.seed.level) for key, asked in self._asked.items()}

    def get(self, id: str, chance: random.Random) -> Question | None:
        """A question by its id, its options shuffled; None where it cannot be asked (any more)."""
        asked = self._asked.get(id)
        return self.made(asked, asked.seed.level, chance) if asked else None

    def choose(
        self, wish: Wish, recent: Collection[str], levels: Mapping[str, Level], chance: random.Random
    ) -> tuple[Question, ...]:
        """Draw the questions of a game, in the order in which they are to be asked.

        Never an id of `recent`, never an id or an entry twice. `levels` are learned from answers and stand in for the
        seeds' own. Questions of the wished level come first, then those of the neighbouring levels. On one level,
        half of the questions are written ones, no maker has more than a third, and the subjects, and the camps of
        quotes, take turns, each as far as there are questions. Fewer than `wish.count` come back where there are
        not enough.
        """
        return _Draw(self, wish, frozenset(recent), levels, chance).drawn()

    def _camp(self, seed: Seed) -> str | None:
        slugs = (entry.partition("/")[2] for entry in seed.entries if entry.startswith("quote/"))
        quote = self.material.record.quotes.get(next(slugs, ""))
        return quote.camp.value if quote else None

    def made(self, asked: "_Asked", level: Level, chance: random.Random) -> Question | None:
        """The question of a seed at a level, its options shuffled."""
        question = MAKERS[asked.maker].make(self.material, asked.seed, chance)
        if question is None:
            return None
        return question.model_copy(update={"level": level}).shuffled(chance)

    def candidates(self, wish: Wish, recent: Collection[str]) -> Iterable["_Asked"]:
        """The seeds of the wished subject that were not asked lately."""
        return (
            asked
            for key, asked in self._asked.items()
            if key not in recent and (wish.subject is None or asked.subject is wish.subject)
        )


class _Draw:
    """One game's questions being drawn."""

    def __init__(
        self,
        pool: QuestionPool,
        wish: Wish,
        recent: Collection[str],
        levels: Mapping[str, Level],
        chance: random.Random,
    ) -> None:
        self.pool, self.wish, self.levels, self.chance = pool, wish, levels, chance
        self.questions: list[Question] = []
        self.entries: set[str] = set()
        self.makers: Counter[str] = Counter()
        self.subjects: Counter[Subject] = Counter()
        self.camps: Counter[str | None] = Counter()
        self.waiting: defaultdict[int, defaultdict[str, list[_Asked]]] = defaultdict(lambda: defaultdict(list))
        for asked in pool.candidates(wish, recent):
            level = levels.get(asked.seed.id, asked.seed.level)
            self.waiting[abs(level - wish.level) if wish.level else 0][asked.maker].append(asked)

    def drawn(self) -> tuple[Question, ...]:
        for away in sorted(self.waiting):
            makers = self.waiting[away]
            for group in makers.values():
                self.chance.shuffle(group)
            for strict in (True, False):
                while len(self.questions) < self.wish.count and self._one(makers, strict):
                    pass
        self.chance.shuffle(self.questions)
        return tuple(self.questions)

    def _one(self, makers: dict[str, list[_Asked]], strict: bool) -> bool:
        """Draw one more question from those that wait; false where there is none to be had."""
        share = -(-self.wish.count // _LARGEST_SHARE)
        half = self.wish.count / 2
        while True:
            open_makers = [
                maker
                for maker, group in makers.items()
                if group and (not strict or self.makers[maker] < (half if maker == WRITTEN else share))
            ]
            if not open_makers:
                return False
            asked = self._next(makers, open_makers)
            if asked is None:
                continue
            level = self.levels.get(asked.seed.id, asked.seed.level)
            question = self.pool.made(asked, level, self.chance)
            if question is None:
                continue
            self.questions.append(question)
            self.entries.update(asked.seed.entries)
            self.makers[asked.maker] += 1
            self.subjects[asked.subject] += 1
            self.camps[asked.camp] += 1
            return True

    def _next(self, makers: dict[str, list[_Asked]], open_makers: list[str]) -> _Asked | None:
        """Take out the next seed: a written one in turn, else of the subject and the maker that had fewest turns.

        None where nothing is left of that maker that shares no entry with the game so far.
        """
        if WRITTEN in open_makers and (len(open_makers) == 1 or self.makers[WRITTEN] <= len(self.questions) / 2):
            maker = WRITTEN
        else:
            others = [maker for maker in open_makers if maker != WRITTEN] or open_makers
            maker = min(
                others, key=lambda m: (self.subjects[makers[m][-1].subject], self.makers[m], self.chance.random())
            )
        # What clashes goes before a camp is drawn: else the one whose speakers come up elsewhere would get fewer turns.
        group = makers[maker]
        group[:] = [asked for asked in group if self.entries.isdisjoint(asked.seed.entries)]
        if not group:
            return None
        camps = {asked.camp for asked in group} if group[-1].camp else {None}
        if len(camps) > 1:
            # However many quotes each camp has: the one that had fewer turns is next.
            camp = min(sorted(filter(None, camps)), key=lambda c: (self.camps[c], self.chance.random()))
            place = next(place for place, asked in enumerate(group) if asked.camp == camp)
            return group.pop(place)
        return group.pop()
