"""What the makers make of the real data: one right answer each, by an oracle of its own, in good words."""

import random
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

import pytest

from bot.core.debate.record import DebateRecord
from bot.core.quiz.makers import MAKERS
from bot.core.quiz.makers.maker import Seed
from bot.core.quiz.makers.material import KNOWN, Material
from bot.core.quiz.pool import QuestionPool, Wish
from bot.core.quiz.questions import Question
from bot.i18n import LANGUAGES, words
from bot.resources import data_folder
from bot.services.answers import catalogue_of
from bot.services.quiz_wording import say
from bot.storage.datafiles import DataSet, read_folder
from tests.data.question_oracle import check

LEAST_IN_ALL, LEAST_OF_A_MAKER, CHANCES = 5000, 200, 4
LONGEST_PROMPT, LONGEST_OPTION, LONGEST_EXPLANATION = 300, 100, 600
_TWICE = re.compile(r"\b([\w.-]{3,}) \1\b", re.IGNORECASE)


@cache
def data() -> DataSet:
    documents, _ = read_folder(data_folder())
    return documents


@cache
def material() -> Material:
    documents = data()
    record = DebateRecord(
        documents.quotes, documents.people, documents.topics, documents.events, documents.organisations
    )
    return Material(catalogue_of(documents), record, documents.terms, documents.questions)


@cache
def seeds(maker: str) -> tuple[Seed, ...]:
    return tuple(MAKERS[maker].subjects(material()))


@cache
def names() -> tuple[str, ...]:
    """What may begin a sentence in small letters, since it is called so."""
    return tuple(document.name for document in (*data().models.values(), *data().organisations.values()))


def chances(maker: str) -> int:
    """How often each seed is made: so that even a maker with few seeds shows many of its options."""
    count = len(seeds(maker))
    return max(CHANCES, -(-LEAST_OF_A_MAKER // count)) if count else 0


def made(maker: str) -> Iterator[Question]:
    for turn in range(chances(maker)):
        for seed in seeds(maker):
            question = MAKERS[maker].make(material(), seed, random.Random(f"{turn} {seed.id}"))
            if question is not None:
                assert question.id == seed.id
                assert question.maker == maker
                yield question.shuffled(random.Random(turn))


@pytest.mark.parametrize("maker", MAKERS)
def test_every_question_has_one_right_answer_by_the_documents_themselves(maker: str):
    count = 0
    for question in made(maker):
        count += 1
        try:
            check(question, data())
        except (AssertionError, ValueError, KeyError) as problem:
            said = [say(option.said, words("en")) for option in question.options]
            raise AssertionError(f"{question.id}: {said}, answer {question.answer}") from problem
    assert count >= 0.95 * chances(maker) * len(seeds(maker)), "a seed is there to be made into a question"


@pytest.mark.parametrize("maker", MAKERS)
def test_the_oracle_notices_when_another_option_is_marked_as_right(maker: str):
    for seed in seeds(maker)[:40]:
        question = MAKERS[maker].make(material(), seed, random.Random(seed.id))
        if question is None:
            continue
        answer = question.answer[::-1] if question.form == "order" else (question.answer[0] + 1,)
        with pytest.raises((AssertionError, ValueError, KeyError)):
            check(question.model_copy(update={"answer": answer}), data())


@pytest.mark.parametrize("maker", MAKERS)
def test_every_question_reads_as_a_sentence_in_every_language_and_names_its_source(maker: str):
    for question in made(maker):
        for language in LANGUAGES:
            _reads_well(question, language)
        assert 1 <= len(question.sources) <= 3
        assert all(source.link.startswith("http") for source in question.sources)
        assert len({source.link for source in question.sources}) == len(question.sources)


def _reads_well(question: Question, language: str) -> None:
    text = words(language)
    prompt, explanation = say(question.prompt, text), say(question.explanation, text)
    detail = say(question.detail, text) if question.detail else ""
    options = [say(option.said, text) for option in question.options]
    where = f"{question.id} in {language}: {prompt} / {options} / {explanation}"
    assert prompt.endswith(("?", ":", ".", "？", "：", "。")), where
    assert 0 < len(prompt) <= LONGEST_PROMPT, where
    assert 0 < len(explanation) <= LONGEST_EXPLANATION, where
    assert all(0 < len(option.strip()) <= LONGEST_OPTION for option in options), where
    assert len({option.casefold() for option in options}) == len(options), where
    for said in (prompt, explanation, detail, *options):
        if question.maker not in ("written", "who_said", "side", "meaning", "term_for"):
            assert "None" not in said.split(), where
            assert not re.search(r"[{}]", said), where
            assert not _TWICE.search(said), where
    if question.maker != "written":
        assert not prompt[0].islower() or prompt.startswith(names()), where


def test_thousands_of_questions_are_looked_at():
    counts = {maker: len(seeds(maker)) for maker in MAKERS}
    levels = Counter(seed.level for maker in MAKERS for seed in seeds(maker))
    looked_at = sum(chances(maker) * count for maker, count in counts.items())
    print(f"\nseeds by maker: {counts}\nby level: {dict(sorted(levels.items()))}\nlooked at: {looked_at}")
    assert looked_at >= LEAST_IN_ALL


def test_every_generated_kind_has_enough_to_ask():
    for maker in MAKERS:
        needs = {"written": data().questions, "meaning": data().terms, "term_for": data().terms}.get(maker)
        if needs is None or len(needs) >= 10:
            assert len(seeds(maker)) >= 10, maker


def test_no_version_that_few_have_heard_of_is_asked_about_or_offered_at_level_one():
    renown = material().renown
    for maker in MAKERS:
        if maker == "written":
            continue
        for seed in seeds(maker):
            question = MAKERS[maker].make(material(), seed, random.Random(seed.id)) if seed.level == 1 else None
            for option in question.options if question else ():
                kind, _, slug = (option.entry or "").partition("/")
                if kind == "model" and maker != "model_released":
                    assert renown[slug] > KNOWN, f"{seed.id}: {slug}"


def test_ids_are_unique_across_makers():
    ids = [seed.id for maker in MAKERS for seed in seeds(maker)]
    assert len(set(ids)) == len(ids)


def test_games_treat_both_camps_alike():
    pool = QuestionPool(material())
    camps: Counter[str] = Counter()
    for turn in range(400):
        for question in pool.choose(Wish(None, None, 10), (), {}, random.Random(turn)):
            for entry in question.entries:
                if entry.startswith("quote/") and question.maker in ("side", "who_said"):
                    camps[data().quotes[entry.partition("/")[2]].camp.value] += 1
    assert camps["open"] >= 30
    assert 0.75 <= camps["open"] / camps["limits"] <= 1.33


def test_a_mixed_game_is_mixed():
    pool = QuestionPool(material())
    for turn in range(20):
        game = pool.choose(Wish(None, None, 12), (), {}, random.Random(turn))
        assert len(game) == 12
        makers = Counter(question.maker for question in game)
        assert all(count <= (6 if maker == "written" else 4) for maker, count in makers.items())
        assert len({question.subject for question in game}) >= 4
