"""Questions and the pool on made-up entries: what may be asked at all, and what a game never gets."""

import random
from collections import Counter
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.catalogue.catalogue import Catalogue
from bot.core.catalogue.components import Access, Component, Status
from bot.core.catalogue.documents import FamilyDocument, ModelDocument, OrganisationDocument, Record
from bot.core.debate.documents import QuoteDocument
from bot.core.debate.record import DebateRecord
from bot.core.learn.documents import TermDocument
from bot.core.quiz.documents import QuestionDocument
from bot.core.quiz.makers import MAKERS
from bot.core.quiz.makers.material import Material
from bot.core.quiz.makers.moments import days_between
from bot.core.quiz.pool import QuestionPool, Wish
from bot.core.quiz.questions import Level, Question, Subject
from bot.i18n import words
from bot.services.quiz_wording import say
from tests.core.catalogues import LICENCES, SOURCES, assessment, record

LEVELS: tuple[Level, ...] = (1, 2, 3)
LINKS = ["https://example.org/page"]
WEIGHTS = Component.FINAL_WEIGHTS
GIVEN = assessment(Status.OPEN, Access.PUBLIC, "apache-2.0", "open").model_copy(update={"links": tuple(LINKS)})
DOUBTED = GIVEN.model_copy(update={"doubt": "its link leads elsewhere"})
KEPT = assessment(Status.CLOSED, Access.NOT_AVAILABLE, None, "closed").model_copy(update={"links": tuple(LINKS)})


def version(slug: str, *records: Record, family: str | None = None) -> ModelDocument:
    return ModelDocument(slug=slug, name=slug.title(), family=family or slug, organisation="maker", records=records)


def says(source: str, word: object, *, verified: bool = True) -> Record:
    return record(source, verified=verified, assessments={WEIGHTS: word}, links=LINKS)


def catalogue(*models: ModelDocument) -> Catalogue:
    families = {model.family for model in models}
    return Catalogue(
        {model.slug: model for model in models},
        {slug: FamilyDocument(slug=slug, name=slug, organisation="maker") for slug in families},
        {"maker": OrganisationDocument(slug="maker", name="Maker")},
        LICENCES,
        SOURCES,
    )


CLOSED = tuple(version(f"closed-{number}", says("epoch", KEPT), says("os-ai-map", KEPT)) for number in range(4))


def material(
    *models: ModelDocument,
    quotes: tuple[QuoteDocument, ...] = (),
    terms: tuple[TermDocument, ...] = (),
    written: tuple[QuestionDocument, ...] = (),
) -> Material:
    return Material(
        catalogue(*models),
        DebateRecord({quote.slug: quote for quote in quotes}, {}, {}, {}, {}),
        {term.slug: term for term in terms},
        {question.slug: question for question in written},
    )


def asked(maker: str, about: Material) -> set[str]:
    return {seed.id for seed in MAKERS[maker].subjects(about)}


READ = [{"title": "A page", "link": "https://example.org/", "read": "2026-11-22"}]


def both(text: str) -> dict[str, str]:
    return {"en": text, "zh-CN": f"{text}。"}


def written_question(number: int, level: Level, subject: Subject, about: tuple[str, ...] = ()) -> QuestionDocument:
    return QuestionDocument.model_validate(
        {
            "slug": f"question-{number}",
            "subject": subject,
            "level": level,
            "prompt": both(f"Question {number}?"),
            "right": both("right"),
            "wrong": [both("wrong"), both("worse"), both("worst")],
            "explanation": both("Because."),
            "sources": READ,
            "about": about,
        }
    )


def term(number: int) -> TermDocument:
    return TermDocument.model_validate(
        {
            "slug": f"term-{number}",
            "name": both(f"Term {number}"),
            "group": "parts",
            "level": LEVELS[number % 3],
            "short": both(f"what number {number} stands for"),
            "meaning": both(f"It stands for number {number}."),
            "sources": READ,
        }
    )


def quote(number: int, camp: str) -> QuoteDocument:
    return QuoteDocument.model_validate(
        {
            "slug": f"quote-{number}",
            "speaker": "somebody",
            "role": "speaker",
            "date": "2024-01-01",
            "venue": "a page",
            "link": "https://example.org/",
            "language": "en",
            "words": f"Words number {number} on the matter.",
            "translations": {"zh-CN": "话。"},
            "camp": camp,
            "topics": ["safety-and-misuse"],
            "context": both("On a page."),
            "provenance": "primary",
            "check": {
                "how": "read_at_source",
                "pages": [{"link": "https://example.org/", "outlet": "A page", "own": True}],
                "read": "2026-11-22",
            },
        }
    )


def test_what_two_independent_sources_agree_on_is_asked():
    about = material(version("open-one", says("osai", GIVEN), says("epoch", GIVEN)), *CLOSED)
    assert asked("publishes", about) == {"publishes.final-weights.open-one"}


@pytest.mark.parametrize(
    "records",
    [
        pytest.param((says("osai", GIVEN),), id="one source alone"),
        pytest.param((says("osai", GIVEN), says("opening-up", GIVEN)), id="an index and its predecessor"),
        pytest.param((says("osai", GIVEN), says("epoch", KEPT)), id="a dispute"),
        pytest.param(
            (says("osai", GIVEN), says("epoch", GIVEN), says("mot", KEPT, verified=False)),
            id="a withdrawn word against it",
        ),
        pytest.param((says("osai", GIVEN), says("epoch", GIVEN, verified=False)), id="a withdrawn word for it"),
        pytest.param((says("osai", GIVEN), says("epoch", DOUBTED)), id="a doubted word for it"),
    ],
)
def test_what_is_less_than_certain_is_never_asked(records: tuple[Record, ...]):
    assert not asked("publishes", material(version("open-one", *records), *CLOSED))


def test_what_was_read_first_hand_needs_no_second_source():
    assert asked("publishes", material(version("open-one", says("ajar", GIVEN)), *CLOSED))


def test_what_is_not_certainly_wrong_is_no_option():
    doubtful = assessment(Status.CLOSED, Access.NOT_AVAILABLE, None, "partial").model_copy(
        update={"links": tuple(LINKS)}
    )
    unclear = version("unclear", says("os-ai-map", doubtful))
    about = material(version("open-one", says("osai", GIVEN), says("epoch", GIVEN)), unclear, *CLOSED[:3])
    (seed,) = MAKERS["publishes"].subjects(about)
    for turn in range(50):
        question = MAKERS["publishes"].make(about, seed, random.Random(turn))
        assert question is not None
        assert "model/unclear" not in {option.entry for option in question.options}


def test_a_version_of_the_same_family_is_no_option():
    sibling = version("open-two", says("epoch", KEPT), says("os-ai-map", KEPT), family="open-one")
    about = material(version("open-one", says("osai", GIVEN), says("epoch", GIVEN)), sibling, *CLOSED[:3])
    (seed,) = MAKERS["publishes"].subjects(about)
    for turn in range(50):
        question = MAKERS["publishes"].make(about, seed, random.Random(turn))
        assert question is not None
        assert "model/open-two" not in {option.entry for option in question.options}


def test_nothing_to_ask_about_makes_no_questions():
    empty = material()
    assert not QuestionPool(empty).seeds
    assert QuestionPool(empty).choose(Wish(None, None, 10), (), {}, random.Random(1)) == ()
    assert QuestionPool(empty).get("anything", random.Random(1)) is None


@given(
    st.dates(date(2015, 1, 1), date(2026, 12, 31)),
    st.dates(date(2015, 1, 1), date(2026, 12, 31)),
    st.sampled_from([4, 7, 10]),
    st.sampled_from([4, 7, 10]),
)
def test_dates_are_in_order_only_where_they_are_so_at_their_stated_exactness(
    one: date, other: date, exact: int, other_exact: int
):
    earlier, later = one.isoformat()[:exact], other.isoformat()[:other_exact]
    if days_between(earlier, later) > 0:
        assert one < other
        assert days_between(later, earlier) < 0


@pytest.fixture(scope="module")
def pool() -> QuestionPool:
    subjects = tuple(Subject)
    questions = tuple(
        written_question(n, LEVELS[n % 3], subjects[n % len(subjects)], (f"term/term-{n % 7}",) if n % 4 == 0 else ())
        for n in range(40)
    )
    quotes = tuple(quote(n, "open" if n % 4 else "limits") for n in range(24))
    return QuestionPool(material(quotes=quotes, terms=tuple(term(n) for n in range(15)), written=questions))


wishes = st.builds(
    Wish,
    st.none() | st.sampled_from(Subject),
    st.none() | st.sampled_from(LEVELS),
    st.integers(min_value=1, max_value=60),
)


def available(pool: QuestionPool, wish: Wish, recent: frozenset[str]) -> set[str]:
    return {
        key
        for key, (_, subject, _) in pool.seeds.items()
        if key not in recent and (wish.subject is None or subject is wish.subject)
    }


@settings(deadline=None, max_examples=60)
@given(wishes, st.randoms(use_true_random=False), st.data())
def test_a_game_keeps_its_promises(pool: QuestionPool, wish: Wish, chance: random.Random, data: st.DataObject):
    keys = sorted(pool.seeds)
    recent = frozenset(data.draw(st.lists(st.sampled_from(keys), max_size=60)))
    levels = data.draw(st.dictionaries(st.sampled_from(keys), st.sampled_from(LEVELS), max_size=20))
    game = pool.choose(wish, recent, levels, chance)
    ids = [question.id for question in game]
    assert len(ids) <= wish.count
    assert len(set(ids)) == len(ids)
    assert set(ids) <= available(pool, wish, recent)
    entries = [entry for question in game for entry in question.entries]
    assert len(set(entries)) == len(entries)
    for question in game:
        assert question.level == levels.get(question.id, pool.seeds[question.id][2])
    if len(game) < wish.count:
        left = available(pool, wish, recent) - set(ids)
        taken = set(entries)
        for key in left:
            again = pool.get(key, random.Random(1))
            assert again is None or taken & set(again.entries), f"{key} could have been asked"


@settings(deadline=None, max_examples=40)
@given(wishes, st.randoms(use_true_random=False))
def test_neighbouring_levels_fill_in_only_where_the_wished_one_runs_out(
    pool: QuestionPool, wish: Wish, chance: random.Random
):
    game = pool.choose(wish, (), {}, chance)
    if wish.level is None or all(question.level == wish.level for question in game):
        return
    taken = {entry for question in game for entry in question.entries}
    asked_ids = {question.id for question in game}
    for key in available(pool, wish, frozenset(asked_ids)):
        if pool.seeds[key][2] == wish.level:
            question = pool.get(key, random.Random(1))
            assert question is None or taken & set(question.entries)


def test_half_of_a_mixed_game_is_written_by_hand_and_no_maker_has_more_than_a_third(pool: QuestionPool):
    for turn in range(30):
        makers = Counter(q.maker for q in pool.choose(Wish(None, None, 9), (), {}, random.Random(turn)))
        assert makers["written"] in (4, 5)
        assert all(count <= 3 for maker, count in makers.items() if maker != "written")


def test_both_camps_come_up_alike_however_many_quotes_each_has(pool: QuestionPool):
    camps: Counter[str] = Counter()
    for turn in range(200):
        for question in pool.choose(Wish(Subject.DEBATE, None, 6), (), {}, random.Random(turn)):
            if question.maker == "side":
                camps[pool.material.record.quotes[question.entries[0].removeprefix("quote/")].camp.value] += 1
    assert 0.9 <= camps["open"] / camps["limits"] <= 1.1


def test_the_right_answer_stands_at_every_place_equally_often(pool: QuestionPool):
    places: Counter[int] = Counter()
    for turn in range(1200):
        question = pool.get("question-1", random.Random(turn))
        assert question is not None
        places[question.answer[0]] += 1
        assert say(question.options[question.answer[0]].said, words("en")) == "right"
    assert set(places) == {0, 1, 2, 3}
    assert all(240 <= count <= 360 for count in places.values())


def test_the_same_chance_gives_the_same_game(pool: QuestionPool):
    wish = Wish(None, 2, 10)
    games = [pool.choose(wish, (), {}, random.Random(7)) for _ in range(2)]
    assert games[0] == games[1]


def test_a_question_survives_being_stored(pool: QuestionPool):
    questions = [question for key in pool.seeds if (question := pool.get(key, random.Random(3)))]
    assert {"written", "meaning", "term_for", "side"} <= {question.maker for question in questions}
    for question in questions:
        assert Question.model_validate_json(question.model_dump_json()) == question


def test_exact_words_stand_in_marks_with_the_translation_for_those_who_read_another_language(pool: QuestionPool):
    question = pool.get("side.quote-1", random.Random(1))
    assert question is not None
    assert question.detail is not None
    assert say(question.detail, words("en")) == "“Words number 1 on the matter.”"
    assert "话。" in say(question.detail, words("zh-CN"))


def test_what_is_shown_as_it_is_goes_through_the_given_escape(pool: QuestionPool):
    question = pool.get("term-for.term-1", random.Random(1))
    assert question is not None
    assert say(question.options[question.answer[0]].said, words("en"), str.upper) == "TERM 1"
