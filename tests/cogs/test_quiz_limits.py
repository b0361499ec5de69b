"""All that a quiz shows fits what Discord allows, pings nobody, and shows names as they are, in every language."""

import random
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any, cast

import discord
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.preferences import Preferences
from bot.core.quiz.events import Pace, Press, Rules, Shown, Start, Tick, Why
from bot.core.quiz.game import Game, begin, step
from bot.core.quiz.makers.material import Material
from bot.core.quiz.pool import QuestionPool
from bot.core.quiz.questions import Question
from bot.i18n import LANGUAGES, Words, words
from bot.resources import data_folder
from bot.services.answers import catalogue_of
from bot.services.daily import DailyAnswer, DailyQuestion, DailyResult
from bot.services.debate import debate_of
from bot.services.practice import Outcome, Turn
from bot.services.quizzes import LiveGame
from bot.storage.datafiles import read_folder
from cogs.quiz import daily as daily_cog
from cogs.quiz import practice as practice_cog
from cogs.quiz import views
from cogs.settings.views import panel
from tests.cogs.quiz_play import RIGHT, WRONG, Quiz, choice, seen
from tests.core.quiz_samples import NOW

LONG_NAME = "W*_`~|<@1>@everyone" + "有" * 13
LARGEST_ID = 2**63 - 1


@cache
def pool() -> QuestionPool:
    documents, faults = read_folder(data_folder())
    assert not faults
    catalogue = catalogue_of(documents)
    record = debate_of(documents, catalogue).record
    return QuestionPool(Material(catalogue, record, documents.terms, documents.questions))


@cache
def ids() -> list[str]:
    return sorted(pool().seeds)


def assert_fits(view: discord.ui.LayoutView) -> None:
    """What Discord's documentation says of components, and no word is missing."""
    found = list(view.walk_children())
    texts = [part.content for part in found if isinstance(part, discord.ui.TextDisplay)]
    assert len(found) <= 40
    assert sum(map(len, texts)) <= 4000, sum(map(len, texts))
    assert all(text.strip() for text in texts)
    identifiers: list[str] = []
    for part in found:
        if isinstance(part, discord.ui.ActionRow):
            assert 1 <= len(part.children) <= 5
        if isinstance(part, discord.ui.Button):
            assert part.label is not None
            assert 0 < len(part.label) <= 80
        if isinstance(part, discord.ui.Select):
            assert 1 <= len(part.options) <= 25
            assert all(0 < len(option.label) <= 100 for option in part.options)
            assert len(part.placeholder or "") <= 150
        identifier = getattr(part, "custom_id", None)
        if isinstance(identifier, str):
            assert len(identifier) <= 100
            identifiers.append(identifier)
    assert len(identifiers) == len(set(identifiers))


def played(questions: tuple[Question, ...], rules: Rules, players: int, name: str) -> Game:
    """A game that was played to its end by so many, half of whom were right."""
    now = NOW
    game, _ = begin(Start(member=1, name=name, rules=rules, questions=questions), now)
    for number, question in enumerate(questions):
        while len(game.rounds) <= number:
            now += timedelta(seconds=400)
            game, _ = step(game, Tick(), now)
        size = len(question.options)
        for member in range(1, players + 1):
            turned = tuple((index + member) % size for index in range(size))
            given = (question.answer if member % 2 else turned) if question.form == "order" else (member % size,)
            press = Press(member=member, name=f"{name}{member}"[-32:], round=number, choice=given, at=now)
            game, _ = step(game, press, now)
        now += timedelta(seconds=700)
        game, _ = step(game, Tick(), now)
        game, _ = step(game, Shown(what="reveal"), now)
    now += timedelta(seconds=400)
    return step(game, Tick(), now)[0]


@pytest.mark.timeout(300)
@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10**9),
    language=st.sampled_from(sorted(LANGUAGES)),
    pace=st.sampled_from(list(Pace)),
    teams=st.sampled_from([0, 2, 4]),
    players=st.sampled_from([1, 2, 7, 40]),
)
def test_every_message_of_a_game_over_any_real_questions_fits(
    seed: int, language: str, pace: Pace, teams: int, players: int
):
    chance = random.Random(seed)
    made = [pool().get(key, chance) for key in chance.sample(ids(), 5)]
    questions = tuple(question for question in made if question is not None)
    text = words(language)
    game = played(questions, Rules(pace=pace, teams=teams), players, LONG_NAME)
    live = LiveGame(LARGEST_ID, LARGEST_ID, LARGEST_ID, language, game, ready=True)
    untimed = replace(live, game=replace(game, rules=game.rules.model_copy(update={"seconds": None})))
    assert_fits(views.finish_view(live, Why.STOPPED, text, b"").view)
    for number, question in enumerate(questions):
        assert_fits(views.question_view(live, number, text, note=text("quiz.asked_again")).view)
        assert_fits(views.question_view(untimed, number, text).view)
        assert_fits(views.reveal_view(live, number, text).view)
        assert_fits(views.withdrawn_view(live, number, text, skipped=True).view)
        for view in _alone(question, text):
            assert_fits(view)
    if teams:
        assert_fits(views.gathering_view(live, text).view)


def _alone(question: Question, text: Words) -> list[discord.ui.LayoutView]:
    """The question in practice and as that of the day."""
    wish = "definitions-3"
    turn, number = Turn(999_999_999, question, 12, new=False), 999_999_999
    size = len(question.options)
    wrong = tuple(reversed(question.answer)) if question.form == "order" else ((question.answer[0] + 1) % size,)
    outcomes = [
        Outcome(question, question.answer, True, NOW, 12),
        Outcome(question, wrong, question.right(wrong), NOW, 0),
    ]
    asked = DailyQuestion(LARGEST_ID, date(2026, 9, 30), LARGEST_ID, text.language, question, LARGEST_ID)
    answers = tuple(DailyAnswer(n, f"{LONG_NAME}{n}"[-32:], question.answer, NOW, n % 2 == 0) for n in range(30))
    result = DailyResult(asked, answers)
    found: list[Any] = [
        practice_cog._turn_view(turn, wish, text),
        *(practice_cog._outcome_view(outcome, number, wish, text, graded=False) for outcome in outcomes),
        daily_cog.daily_view(question, asked.day, text, result),
        daily_cog.revealed_view(result, text),
    ]
    if question.form == "order":
        chosen = tuple(range(size - 2))
        found += [
            views.ordering_view(question, f"game:{LARGEST_ID}:29", chosen, text),
            views.ordering_view(question, f"practice:{number}:{wish}", chosen, text),
        ]
    return cast("list[discord.ui.LayoutView]", found)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_the_settings_fit(language: str):
    full = Preferences(
        moderator_roles=tuple(range(1, 26)),
        log_channel=LARGEST_ID,
        quiz_channel=LARGEST_ID,
        time_zone="America/Argentina/ComodRivadavia",
        time_factor=1.5,
        language=language,
        private=True,
    )
    assert_fits(panel(full, words(language)))
    assert_fits(panel(Preferences(), words(language)))


@pytest.mark.parametrize(
    "name", ["@everyone", "**bold**", "<@1>", "`code`", "||spoiler||", "# big", "[a](https://b.c)"]
)
async def test_a_name_is_shown_as_it_is_and_pings_nobody(quiz: Quiz, name: str):
    world = quiz.world
    member = world.env.guild.add_member(world.env.create_user("eve", global_name=name))
    strange = choice(1).model_copy(update={"prompt": choice(1).prompt})
    quiz.pool.questions[0] = strange
    said = (await member.slash(quiz.channel, "quiz start", questions=5, seconds=20)).response
    told = [said]
    refused = (await world.bob.slash(quiz.channel, "quiz stop")).response
    told.append(refused)
    for _ in range(5):
        told.append(await quiz.press(member, RIGHT))
        await quiz.press(world.bob, WRONG)
        told.append(await quiz.reveal())
        await quiz.to_next()
    told.append(quiz.newest())
    told.append((await member.slash(quiz.channel, "quiz leaderboard")).response)
    told.append((await member.slash(quiz.channel, "quiz leaderboard", private=True)).response)
    shown = [seen(message) for message in told]
    named = [text for text in shown if name.strip("*_`|#[]()@<> 1")[:4] in text]
    assert len(named) >= 7, "the name is there"
    for text in shown:
        assert name not in text.replace("\\" + name[0], "\0"), text
        assert "@everyone" not in text
        assert "<@1>" not in text.replace("\\<", "\0")
    for message in world.env.backend.messages[quiz.channel.id].values():
        assert not message.mention_everyone
        assert not message.ping_user_ids
        assert not message.ping_role_ids
    sent = [r.json for r in world.env.http_requests if r.method in ("POST", "PATCH") and isinstance(r.json, dict)]
    allowed = [body.get("allowed_mentions", body.get("data", {}).get("allowed_mentions")) for body in sent]
    assert {str(each) for each in allowed if each} <= {"{'parse': []}", "{'parse': [], 'replied_user': False}"}
