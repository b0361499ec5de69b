"""Leaderboards, statistics, hidden names, and that nothing of a member is left once it was erased."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.core.editing.policy import Actor
from bot.core.quiz.events import Call, Press, Rules, Shown, Stop
from bot.core.quiz.periods import Period
from bot.core.quiz.pool import Wish
from bot.core.quiz.questions import Level, Question, Subject
from bot.core.quiz.scoring import Result
from bot.services.daily import Daily
from bot.services.practice import Practice
from bot.services.preferences import PreferenceKeeper
from bot.services.quiz_counting import count_round
from bot.services.quiz_scores import LeaderboardRow, QuizScores
from bot.services.quizzes import Quizzes
from bot.storage import quiz_results, suggestions
from bot.storage.database import Database
from bot.storage.suggestions import Status
from bot.storage.tables import metadata
from tests.services.questions import NOW, RIGHT, WRONG, Clock, SmallPool, question

pytestmark = pytest.mark.both_databases

SERVER, OTHER_SERVER = 9, 10
ANNA, BEN, CLEO, DORA = 111_222_333, 444_555_666, 777_888_999, 123_123_123
NAMES = {ANNA: "Anna Anonyma", BEN: "Ben", CLEO: "Cleo", DORA: "Dora"}
HERON = question("heron")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def scores(database: Database, clock: Clock) -> QuizScores:
    return QuizScores(database, clock)


class Rounds:
    """Writes results as games do."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database, self.clock, self.number = database, clock, 0

    async def __call__(
        self,
        *answers: tuple[int, bool],
        asked: Question = HERON,
        guild_id: int = SERVER,
        at: datetime | None = None,
    ) -> None:
        self.number += 1
        at = at or self.clock()
        results = [
            Result(member, RIGHT if right else WRONG, at, right, asked.level if right else 0)
            for member, right in answers
        ]
        async with self.database.writing() as connection:
            await quiz_results.note_asked(connection, guild_id, asked.id, at)
            await count_round(connection, guild_id, "game:1", self.number, asked, results, NAMES)


@pytest.fixture
def rounds(database: Database, clock: Clock) -> Rounds:
    return Rounds(database, clock)


async def prefer(database: Database, **changes: object) -> None:
    actor = Actor(1, SERVER, manage_server=True)
    await PreferenceKeeper(database).change(actor, SERVER, changes, NOW)


# -- leaderboards


async def test_equal_points_share_a_rank_and_who_asks_sees_their_own_place_beyond_the_end(
    scores: QuizScores, rounds: Rounds
) -> None:
    await rounds((ANNA, True), (BEN, True), (CLEO, True), (DORA, False))
    await rounds((ANNA, True), (BEN, True), (CLEO, False), (DORA, True))
    board = await scores.leaderboard(SERVER, Period.ALL, limit=2, asking=DORA)
    assert [(row.rank, row.name, row.points, row.right, row.answered) for row in board.rows] == [
        (1, "Anna Anonyma", 2, 2, 2),
        (1, "Ben", 2, 2, 2),
    ]
    assert board.own == LeaderboardRow(3, DORA, "Dora", 1, 1, 2)
    assert board.players == 4
    assert (await scores.leaderboard(SERVER, Period.ALL, asking=5)).own is None


async def test_a_hidden_name_is_seen_by_its_owner_alone_and_keeps_its_place(scores: QuizScores, rounds: Rounds) -> None:
    await rounds((ANNA, True), (BEN, False))
    await scores.hide(SERVER, ANNA, True)

    async def names(asking: int | None) -> list[str | None]:
        return [row.name for row in (await scores.leaderboard(SERVER, Period.ALL, asking=asking)).rows]

    assert await names(None) == [None, "Ben"]
    assert await names(BEN) == [None, "Ben"]
    assert await names(ANNA) == ["Anna Anonyma", "Ben"]
    assert (await scores.stats(SERVER, ANNA)).hidden
    await rounds((ANNA, True))
    assert await names(BEN) == [None, "Ben"]
    await scores.hide(SERVER, ANNA, False)
    assert await names(BEN) == ["Anna Anonyma", "Ben"]


async def test_who_hides_before_the_first_answer_stays_hidden(scores: QuizScores, rounds: Rounds) -> None:
    await scores.hide(SERVER, ANNA, True)
    assert (await scores.leaderboard(SERVER, Period.ALL)).rows == ()
    await rounds((ANNA, True))
    assert [row.name for row in (await scores.leaderboard(SERVER, Period.ALL)).rows] == [None]
    assert [row.name for row in (await scores.leaderboard(SERVER, Period.ALL, asking=ANNA)).rows] == ["Anna Anonyma"]


async def test_a_week_and_a_month_begin_at_midnight_by_the_servers_clock(
    database: Database, scores: QuizScores, rounds: Rounds
) -> None:
    await prefer(database, time_zone="America/New_York")
    monday = datetime(2026, 3, 2, 5, tzinfo=UTC)
    first = datetime(2026, 3, 1, 5, tzinfo=UTC)
    for midnight, members in ((monday, (ANNA, BEN)), (first, (CLEO, DORA))):
        await rounds((members[0], True), at=midnight)
        await rounds((members[1], True), at=midnight - timedelta(seconds=1))

    async def players(period: Period) -> set[int]:
        return {row.member_id for row in (await scores.leaderboard(SERVER, period)).rows}

    assert await players(Period.WEEK) == {ANNA}
    assert await players(Period.MONTH) == {ANNA, BEN, CLEO}
    assert await players(Period.ALL) == {ANNA, BEN, CLEO, DORA}
    assert (await scores.leaderboard(SERVER, Period.WEEK)).since == monday


async def test_servers_do_not_see_each_others_scores(scores: QuizScores, rounds: Rounds) -> None:
    await rounds((ANNA, True), guild_id=OTHER_SERVER)
    assert (await scores.leaderboard(SERVER, Period.ALL)).rows == ()
    assert (await scores.stats(SERVER, ANNA)).answered == 0


# -- statistics


async def test_a_members_statistics_name_every_subject_and_each_of_the_last_days(
    database: Database, scores: QuizScores, rounds: Rounds
) -> None:
    await prefer(database, time_zone="Asia/Tokyo")
    await rounds((ANNA, True), (BEN, True))
    await rounds((ANNA, False), (BEN, True), asked=question("mit", Subject.LICENCES))
    # Three hours before midnight in Tokyo yesterday, and a day that is too long ago for the chart.
    await rounds((ANNA, True), at=NOW - timedelta(hours=24))
    await rounds((ANNA, True), at=NOW - timedelta(days=30))
    stats = await scores.stats(SERVER, ANNA)
    assert (stats.points, stats.right, stats.answered, stats.rank) == (3, 3, 4, 1)
    assert [(score.subject, score.right, score.answered) for score in stats.by_subject] == [
        (subject, *{Subject.MODELS: (3, 3), Subject.LICENCES: (0, 1)}.get(subject, (0, 0))) for subject in Subject
    ]
    assert len(stats.by_day) == 30
    assert [(score.day.isoformat(), score.right, score.answered) for score in stats.by_day[-2:]] == [
        ("2026-03-03", 1, 1),
        ("2026-03-04", 1, 2),
    ]
    assert sum(score.answered for score in stats.by_day) == 3
    assert (await scores.stats(SERVER, BEN)).rank == 2


async def test_who_never_played_has_empty_statistics(scores: QuizScores) -> None:
    stats = await scores.stats(SERVER, ANNA)
    assert (stats.points, stats.answered, stats.rank, stats.streak, stats.hidden) == (0, 0, None, 0, False)
    assert [score.answered for score in stats.by_subject] == [0] * len(Subject)


async def test_questions_that_are_too_easy_too_hard_or_worse_than_guessed_are_told(
    database: Database, clock: Clock, rounds: Rounds
) -> None:
    def asked(slug: str, level: Level = 1) -> Question:
        return question(slug, level=level, options=4)

    shares = {"easy": 20, "nearly": 19, "fair": 10, "guessed": 5, "unlucky": 4, "hard": 2}
    pool = SmallPool(*(asked(slug) for slug in shares))
    for slug, right in shares.items():
        for number in range(20):
            await rounds((ANNA, number < right), asked=asked(slug))
    for number in range(4):
        await rounds((ANNA, True), asked=asked(f"seldom-{number}"))
    scores = QuizScores(database, clock, lambda _: pool)
    found = await scores.question_statistics(SERVER)
    assert [count.question_id for count in found.too_easy] == ["easy"]
    assert [count.question_id for count in found.too_hard] == ["hard", "unlucky"]
    assert (found.too_hard[0].asked, found.too_hard[0].answers, found.too_hard[0].right) == (20, 20, 2)
    # Without the questions nobody knows what a guess is worth.
    unknowing = await QuizScores(database, clock).question_statistics(SERVER)
    assert [count.question_id for count in unknowing.too_hard] == ["hard"]
    assert len((await scores.question_statistics(SERVER, least=1)).too_easy) == 5
    nowhere = await scores.question_statistics(OTHER_SERVER)
    assert (nowhere.too_easy, nowhere.too_hard, nowhere.reported) == ((), (), ())


async def report(database: Database, kind: str, slug: str, guild_id: int = SERVER) -> int:
    async with database.writing() as connection:
        return await suggestions.add(
            connection, kind=kind, slug=slug, guild_id=guild_id, member_id=ANNA, wrong="It is wrong", right="So",
            link="", at=NOW, folded_into=None,
        )  # fmt: skip


@pytest.mark.parametrize("status", [Status.REJECTED, Status.APPROVED])
async def test_a_report_that_was_decided_counts_as_reported_no_more(
    database: Database, scores: QuizScores, status: Status
) -> None:
    decided, _ = await report(database, "question", "heron"), await report(database, "question", "crane")
    async with database.writing() as connection:
        await suggestions.decide(
            connection, decided, SERVER, status=status, decided_by=BEN, reason="It is right as it is", at=NOW
        )
    assert [each.question_id for each in (await scores.question_statistics(SERVER)).reported] == ["crane"]


async def test_reported_questions_are_told_in_their_own_server_the_most_reported_first(
    database: Database, scores: QuizScores
) -> None:
    for kind, slug, guild_id in (
        ("question", "heron", SERVER),
        ("question", "crane", SERVER),
        ("question", "crane", SERVER),
        ("model", "crane", SERVER),
        ("question", "crane", OTHER_SERVER),
        ("question", "stork", OTHER_SERVER),
    ):
        await report(database, kind, slug, guild_id)
    reported = (await scores.question_statistics(SERVER)).reported
    assert [(each.question_id, len(each.reports)) for each in reported] == [("crane", 2), ("heron", 1)]
    assert reported[0].reports[0].wrong == "It is wrong"


# -- erasing


async def everything_about(database: Database, *traces: object) -> dict[str, int]:
    """In how many rows of each table of quizzes and practice any of these stands, in whatever column."""
    found: dict[str, int] = {}
    async with database.reading() as connection:
        for table in metadata.sorted_tables:
            if not table.name.startswith(("quiz_", "practice_")):
                continue
            rows = (await connection.execute(select(table))).all()
            hits = sum(any(str(trace) in str(value) for trace in traces for value in row) for row in rows)
            if hits:
                found[table.name] = hits
    return found


class Life:
    """Members who do everything that there is to do."""

    def __init__(self, database: Database, clock: Clock) -> None:
        pool = SmallPool(*(question(f"question-{number}") for number in range(60)))
        preferences = PreferenceKeeper(database)
        chance = random.Random(1)
        self.database, self.clock, self.preferences = database, clock, preferences
        self.quizzes = Quizzes(database, lambda _: pool, preferences, clock, chance=chance)
        self.daily = Daily(database, lambda _: pool, preferences, clock, chance=chance)
        self.practice = Practice(database, lambda _: pool, clock, chance)

    async def start(self, guild_id: int, starter: int, *players: int) -> int:
        """A game with one question answered by everybody."""
        live, _ = await self.quizzes.start(
            guild_id=guild_id,
            channel_id=50 + guild_id,
            actor=Actor(starter, guild_id),
            name=NAMES[starter],
            language="en",
            wish=Wish(None, None, 5),
            rules=Rules(seconds=None),
        )
        for player in (starter, *players):
            self.clock.pass_by(seconds=1)
            press = Press(member=player, name=NAMES[player], round=0, choice=RIGHT, at=self.clock())
            await self.quizzes.apply(live.id, press)
        await self.quizzes.apply(live.id, Call(round=0))
        await self.quizzes.apply(live.id, Shown(what="reveal"))
        return live.id

    async def end(self, game_id: int) -> None:
        await self.quizzes.apply(game_id, Stop())
        await self.quizzes.apply(game_id, Shown(what="podium"))

    async def live_through(self, guild_id: int, *members: int) -> None:
        await self.end(await self.start(guild_id, *members))
        actor = Actor(1, guild_id, manage_server=True)
        await self.preferences.change(actor, guild_id, {"quiz_channel": 5, "daily_time": "00:00"}, self.clock())
        [asked] = await self.daily.claim_due([guild_id])
        await self.daily.posted(guild_id, asked.day, 1)
        for member in members:
            await self.daily.answer(guild_id, asked.day, member, NAMES[member], RIGHT, self.clock())
            for _ in range(2):
                turn = await self.practice.next(member, guild_id)
                await self.practice.answer(member, turn.number, WRONG)
            await self.practice.next(member, guild_id)
        await self.daily.revealed(guild_id, asked.day)


@pytest.fixture
def life(database: Database, clock: Clock) -> Life:
    return Life(database, clock)


TABLES_ABOUT_MEMBERS = {
    "quiz_events",
    "quiz_results",
    "quiz_members",
    "quiz_daily_answers",
    "practice_cards",
    "practice_turns",
}


async def test_every_table_that_can_name_a_member_is_known() -> None:
    """A new table with a member in it must be erased from, too."""
    naming = {
        table.name
        for table in metadata.sorted_tables
        if "member_id" in table.columns and table.name.startswith(("quiz_", "practice_"))
    }
    assert naming | {"quiz_events"} == TABLES_ABOUT_MEMBERS


async def test_after_erasing_no_row_of_quizzes_or_practice_names_the_member_and_others_keep_everything(
    database: Database, scores: QuizScores, life: Life
) -> None:
    for guild_id in (SERVER, OTHER_SERVER):
        await life.live_through(guild_id, ANNA, BEN)
    await life.end(await life.start(SERVER, BEN, CLEO))
    assert set(await everything_about(database, ANNA, NAMES[ANNA])) == TABLES_ABOUT_MEMBERS
    untouched = await everything_about(database, CLEO)
    bens = {name: rows for name, rows in (await everything_about(database, BEN)).items() if name != "quiz_events"}

    erased = await scores.erase(ANNA, None)

    assert await everything_about(database, ANNA, NAMES[ANNA]) == {}
    assert (erased.results, erased.daily_answers, erased.memberships) == (4, 2, 2)
    assert (erased.cards, erased.turns, erased.games, erased.open_games) == (4, 1, 2, 0)
    assert await everything_about(database, CLEO) == untouched
    after = await everything_about(database, BEN)
    assert {name: after[name] for name in bens} == bens
    assert not (await scores.erase(ANNA, None)).anything


async def test_erasing_in_one_server_leaves_the_others_and_practice(
    database: Database, scores: QuizScores, life: Life
) -> None:
    for guild_id in (SERVER, OTHER_SERVER):
        await life.live_through(guild_id, ANNA, BEN)
    erased = await scores.erase(ANNA, SERVER)
    assert (erased.results, erased.daily_answers, erased.memberships, erased.games) == (2, 1, 1, 1)
    assert (erased.cards, erased.turns) == (0, 0)
    assert (await scores.stats(SERVER, ANNA)).answered == 0
    assert (await scores.stats(OTHER_SERVER, ANNA)).answered == 2
    assert (await life.practice.counts(ANNA)).total == 4
    assert [row.name for row in (await scores.leaderboard(SERVER, Period.ALL)).rows] == ["Ben"]


async def test_an_open_game_goes_on_and_is_forgotten_when_it_has_ended(
    database: Database, scores: QuizScores, life: Life, clock: Clock
) -> None:
    game_id = await life.start(SERVER, ANNA, BEN)
    erased = await scores.erase(ANNA, None)
    assert (erased.results, erased.games, erased.open_games) == (1, 0, 1)
    assert set(await everything_about(database, ANNA)) == {"quiz_events"}
    assert await scores.forget_ended_games() == 0
    # It survives a restart, since it still has its events.
    after = Life(database, clock)
    assert [live.id for live, _ in await after.quizzes.restore()] == [game_id]
    await after.end(game_id)
    clock.pass_by(seconds=1)
    assert await scores.forget_ended_games() == 1
    assert await everything_about(database, ANNA, NAMES[ANNA]) == {}


async def test_a_number_that_only_begins_alike_is_another_members(
    database: Database, scores: QuizScores, life: Life
) -> None:
    await life.end(await life.start(SERVER, ANNA, BEN))
    before = await everything_about(database, ANNA)
    erased = await scores.erase(ANNA // 10, None)
    assert not erased.anything
    assert await everything_about(database, ANNA) == before


async def test_ended_games_are_forgotten_after_as_long_as_is_wanted(
    database: Database, scores: QuizScores, life: Life, clock: Clock
) -> None:
    await life.end(await life.start(SERVER, ANNA))
    clock.pass_by(hours=23)
    assert await scores.forget_ended_games(timedelta(days=1)) == 0
    clock.pass_by(hours=2)
    assert await scores.forget_ended_games(timedelta(days=1)) == 1
    assert await scores.forget_ended_games(timedelta(days=1)) == 0
    # The results stay.
    assert (await scores.stats(SERVER, ANNA)).answered == 1
