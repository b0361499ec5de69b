"""Games through the database: restarts at every step, failing disks, shared commits, many at once."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Table, event, func, insert, select
from sqlalchemy.exc import IntegrityError

from bot.core.editing.policy import Actor
from bot.core.quiz.events import (
    Accepted,
    Ask,
    Call,
    Count,
    Effect,
    Event,
    Finish,
    Gather,
    Join,
    Lost,
    Posted,
    Press,
    Recount,
    Reopen,
    Restart,
    Reveal,
    Rules,
    Shown,
    Stop,
    Tick,
    Vote,
    Why,
    event_adapter,
)
from bot.core.quiz.game import Game, Phase
from bot.core.quiz.pool import Wish
from bot.core.quiz.rating import Rated
from bot.core.quiz.scoring import standing
from bot.services.preferences import PreferenceKeeper
from bot.services.quizzes import ChannelBusy, Gone, LiveGame, NotAllowed, Quizzes, TooFew
from bot.storage import games, quiz_results
from bot.storage.database import Database
from bot.storage.tables import quiz_asked, quiz_events, quiz_games
from bot.storage.tables import quiz_results as results_table
from tests.core.quiz_samples import question
from tests.services.questions import Clock, SmallPool

pytestmark = pytest.mark.both_databases

SERVER, CHANNEL = 10, 100
STARTER = Actor(member_id=1, guild_id=SERVER)


class Place:
    """A database with the service on it, which can be restarted."""

    def __init__(self, database: Database, questions: int = 60) -> None:
        self.database = database
        self.clock = Clock()
        self.pool: Any = SmallPool(*(question(number) for number in range(questions)))
        self.quizzes = self.opened()

    def opened(self) -> Quizzes:
        self.preferences = PreferenceKeeper(self.database)
        return Quizzes(self.database, lambda _: self.pool, self.preferences, self.clock)

    async def restarted(self) -> list[tuple[LiveGame, tuple[Effect, ...]]]:
        """A new process: what was in memory is gone."""
        self.quizzes = self.opened()
        await self.preferences.load()
        return await self.quizzes.restore()

    async def start(self, channel: int = CHANNEL, questions: int = 3, guild: int = SERVER, **rules: Any) -> LiveGame:
        live, self.effects = await self.quizzes.start(
            guild_id=guild,
            channel_id=channel,
            actor=Actor(member_id=1, guild_id=guild),
            name="Ann",
            language="en",
            wish=Wish(None, None, questions),
            rules=Rules(**rules),
        )
        return live

    def press(self, member: int, choice: int, number: int = 0, ago: float = 0) -> Press:
        made = self.clock() - timedelta(seconds=ago)
        return Press(member=member, name=f"M{member}", round=number, choice=(choice,), at=made)

    async def comes_to(self, live: LiveGame, phase: Phase) -> tuple[Effect, ...]:
        effects: tuple[Effect, ...] = ()
        while live.game.phase is not phase:
            if live.game.due:
                self.clock.now = live.game.due
                effects = await self.quizzes.apply(live.id, Tick())
            else:
                effects = await self.quizzes.apply(live.id, Shown(what="reveal"))
        return effects

    async def stored(self, game: int) -> list[Event]:
        async with self.database.reading() as connection:
            return [event_adapter.validate_json(each.text) for each in await games.events(connection, game)]

    async def count(self, table: Table) -> int:
        async with self.database.reading() as connection:
            return (await connection.execute(select(func.count()).select_from(table))).scalar_one()


@pytest.fixture
def place(database: Database) -> Place:
    return Place(database)


class Disk:
    """Makes commits fail, and counts those that were tried."""

    def __init__(self) -> None:
        self.full = False
        self.commits = 0

    def __call__(self, _connection: Any) -> None:
        self.commits += 1
        if self.full:
            raise OSError("the disk is full")


@pytest.fixture
def disk(database: Database) -> Iterator[Disk]:
    made = Disk()
    event.listen(database.engine.sync_engine, "commit", made)
    yield made
    event.remove(database.engine.sync_engine, "commit", made)


# -- starting


async def test_a_game_starts_with_its_first_question_noted_as_asked(place: Place) -> None:
    live = await place.start()
    assert place.effects == (Ask(0),)
    assert (live.guild_id, live.channel_id, live.language, live.ready) == (SERVER, CHANNEL, "en", True)
    assert place.quizzes.live(live.id) is place.quizzes.in_channel(CHANNEL) is live
    async with place.database.reading() as connection:
        assert await quiz_results.resting(connection, SERVER, place.clock()) == {live.game.questions[0].id}
    await place.comes_to(live, Phase.PAUSING)
    await place.comes_to(live, Phase.ASKING)
    await place.quizzes.apply(live.id, Restart())
    assert await place.count(quiz_asked) == 2


async def test_of_two_starts_in_one_channel_only_one_goes_on(place: Place) -> None:
    found = await asyncio.gather(place.start(), place.start(), return_exceptions=True)
    assert [type(each) for each in found] == [LiveGame, ChannelBusy]
    with pytest.raises(ChannelBusy):
        await place.start()
    assert await place.count(quiz_games) == 1
    await place.quizzes.apply(place.quizzes.all()[0].id, Stop())
    await place.start()


async def test_twenty_channels_play_at_once_and_no_question_is_asked_twice_in_the_server(place: Place) -> None:
    lives = await asyncio.gather(*(place.start(channel) for channel in range(20)))
    asked = [question.id for live in lives for question in live.game.questions]
    assert len(set(asked)) == len(asked) == 60
    with pytest.raises(TooFew):
        await place.start(99)
    await place.start(98, guild=SERVER + 1)


async def test_a_start_that_failed_leaves_the_channel_free(place: Place, disk: Disk) -> None:
    disk.full = True
    with pytest.raises(OSError, match="full"):
        await place.start()
    disk.full = False
    assert place.quizzes.in_channel(CHANNEL) is None
    assert (await place.start()).id == 1


async def test_nobody_starts_a_game_in_a_server_from_outside(place: Place) -> None:
    for actor in (Actor(1, None), Actor(1, SERVER + 1), Actor(1, SERVER, installed=False)):
        with pytest.raises(NotAllowed):
            await place.quizzes.start(
                guild_id=SERVER,
                channel_id=CHANNEL,
                actor=actor,
                name="Ann",
                language="en",
                wish=Wish(None, None, 3),
                rules=Rules(),
            )
    assert place.quizzes.all() == []


async def test_a_server_for_slow_readers_multiplies_all_times(place: Place) -> None:
    administrator = Actor(1, SERVER, manage_server=True)
    await place.preferences.change(administrator, SERVER, {"time_factor": 2.5}, place.clock())
    live = await place.start(seconds=30, pause=8, gathering=60, teams=2)
    assert live.game.due == place.clock() + timedelta(seconds=150)
    await place.comes_to(live, Phase.ASKING)
    assert live.game.rounds[0].deadline == place.clock() + timedelta(seconds=75)
    await place.comes_to(live, Phase.PAUSING)
    assert live.game.due == place.clock() + timedelta(seconds=20)
    assert (await place.start(CHANNEL + 1, seconds=None)).game.rounds[0].deadline is None


# -- playing


async def test_a_game_is_played_to_its_end_and_its_results_are_kept(place: Place) -> None:
    live = await place.start()
    await place.quizzes.apply(live.id, place.press(1, 1))
    await place.quizzes.apply(live.id, place.press(2, 0))
    for number in (1, 2):
        await place.comes_to(live, Phase.PAUSING)
        await place.comes_to(live, Phase.ASKING)
        await place.quizzes.apply(live.id, place.press(2, 1, number))
    assert await place.comes_to(live, Phase.ENDED) == (Finish(Why.FINISHED),)
    await place.quizzes.apply(live.id, Shown(what="podium"))
    assert place.quizzes.live(live.id) is None
    with pytest.raises(Gone):
        await place.quizzes.apply(live.id, Tick())
    async with place.database.reading() as connection:
        board = await quiz_results.leaderboard(connection, SERVER, None)
        assert await games.open_games(connection) == []
    assert [(row.member_id, row.name, row.points, row.right, row.answered) for row in board] == [
        (2, "M2", 4, 2, 3),
        (1, "M1", 2, 1, 1),
    ]
    assert [(score.member, score.points) for score in standing(live.game)] == [(2, 4), (1, 2)]


async def test_answers_move_the_ratings_once_and_late_ones_correct_the_results(place: Place) -> None:
    live = await place.start()
    asked = live.game.questions[0]
    await place.quizzes.apply(live.id, place.press(1, 1))
    await place.comes_to(live, Phase.PAUSING)
    late = place.press(2, 0, ago=(place.clock() - live.game.rounds[0].asked).total_seconds() - 29)
    assert await place.quizzes.apply(live.id, late) == (Accepted((0,), changed=False), Recount(0))
    async with place.database.reading() as connection:
        kept = (await quiz_results.ratings(connection, [asked.id]))[asked.id]
        players = await quiz_results.members(connection, SERVER, [1, 2])
    assert (kept.rated.answers, kept.right) == (2, 1)
    assert players[1].rated.rating > Rated().rating > players[2].rated.rating
    assert await place.count(results_table) == 2
    again = late.model_copy(update={"choice": (1,), "at": late.at + timedelta(milliseconds=1)})
    assert Recount(0) in await place.quizzes.apply(live.id, again)
    async with place.database.reading() as connection:
        corrected = (await quiz_results.ratings(connection, [asked.id]))[asked.id]
        assert await quiz_results.results_of(connection, SERVER, f"game:{live.id}", 0) == {1: True, 2: True}
    assert (corrected.rated, corrected.right) == (kept.rated, 2)


async def test_what_changes_nothing_is_not_stored(place: Place) -> None:
    live = await place.start()
    press = place.press(2, 1)
    await place.quizzes.apply(live.id, press)
    before = await place.stored(live.id)
    assert await place.quizzes.apply(live.id, press) == (Accepted((1,), changed=False),)
    await place.quizzes.apply(live.id, place.press(2, 9))
    await place.quizzes.apply(live.id, Tick())
    assert await place.stored(live.id) == before


async def test_only_the_starter_and_moderators_steer(place: Place) -> None:
    live = await place.start(seconds=None)
    for actor in (Actor(2, SERVER), Actor(1, SERVER + 1), Actor(1, None), Actor(2, SERVER + 1, administrator=True)):
        with pytest.raises(NotAllowed):
            await place.quizzes.steer(live.id, actor, Stop())
    assert await place.quizzes.steer(live.id, STARTER, Call(round=0)) == (Reveal(0, anew=True),)
    assert Finish(Why.STOPPED) in await place.quizzes.steer(live.id, Actor(9, SERVER, manage_server=True), Stop())
    with pytest.raises(Gone):
        await place.quizzes.steer(99, STARTER, Stop())


# -- on disk before it is said


async def test_answers_that_arrive_together_share_a_commit(place: Place, disk: Disk) -> None:
    live = await place.start()
    before = disk.commits
    found = await asyncio.gather(
        *(place.quizzes.apply(live.id, place.press(member, 1)) for member in range(2, 22)),
        place.quizzes.apply(live.id, place.press(2, 3)),
    )
    assert disk.commits == before + 1
    assert found[0] == (Accepted((1,), changed=False),)
    assert found[-1] == (Accepted((3,), changed=True),)
    assert len(await place.stored(live.id)) == 22


async def test_when_the_disk_fails_nothing_is_acknowledged_and_the_game_is_as_it_was(place: Place, disk: Disk) -> None:
    live = await place.start()
    await place.quizzes.apply(live.id, place.press(2, 0))
    before = live.game
    disk.full = True
    found = await asyncio.gather(
        *(place.quizzes.apply(live.id, place.press(member, 1)) for member in (2, 3, 4)), return_exceptions=True
    )
    assert all(isinstance(each, OSError) for each in found)
    disk.full = False
    assert await place.quizzes.apply(live.id, place.press(5, 1)) == (Accepted((1,), changed=False),)
    assert set(live.game.rounds[0].answers) == {2, 5}
    assert live.game.rounds[0].answers[2] == before.rounds[0].answers[2]
    assert live.ready
    assert len(await place.stored(live.id)) == 3
    assert await place.quizzes.apply(live.id, place.press(3, 1)) == (Accepted((1,), changed=False),)


async def test_an_answer_given_twice_is_not_acknowledged_before_the_first_is_stored(place: Place, disk: Disk) -> None:
    live = await place.start()
    disk.full = True
    press = place.press(2, 1)
    found = await asyncio.gather(*(place.quizzes.apply(live.id, press) for _ in range(2)), return_exceptions=True)
    assert all(isinstance(each, Exception) for each in found)
    disk.full = False
    assert await place.quizzes.apply(live.id, Tick()) == ()
    assert not live.game.rounds[0].answers


async def test_a_failed_reveal_is_tried_again_and_counts_once(place: Place, disk: Disk) -> None:
    live = await place.start()
    await place.quizzes.apply(live.id, place.press(2, 1))
    await place.comes_to(live, Phase.REVEALING)
    disk.full = True
    with pytest.raises(OSError, match="full"):
        await place.quizzes.apply(live.id, Shown(what="reveal"))
    disk.full = False
    assert await place.count(results_table) == 0
    assert await place.quizzes.apply(live.id, Shown(what="reveal")) == (Count(0),)
    assert await place.count(results_table) == 1


async def test_a_game_that_another_writer_went_on_with_is_read_again(place: Place) -> None:
    live = await place.start()
    async with place.database.writing() as connection:
        await games.append(connection, [games.event_row(live.id, 1, place.press(3, 1), place.clock())])
    with pytest.raises(IntegrityError):
        await place.quizzes.apply(live.id, place.press(2, 1))
    assert set(live.game.rounds[0].answers) == {3}
    await place.quizzes.apply(live.id, place.press(2, 1))
    assert set(live.game.rounds[0].answers) == {2, 3}


async def test_a_member_who_does_not_wait_for_the_answer_has_answered_all_the_same(place: Place) -> None:
    live = await place.start()
    press = asyncio.create_task(place.quizzes.apply(live.id, place.press(2, 1)))
    await asyncio.sleep(0)
    press.cancel()
    await place.quizzes.apply(live.id, place.press(3, 1))
    assert len(await place.stored(live.id)) == 3
    await place.restarted()
    restored = place.quizzes.live(live.id)
    assert restored is not None
    assert set(restored.game.rounds[0].answers) == {2, 3}


async def test_after_closing_nothing_is_acknowledged(place: Place) -> None:
    live = await place.start()
    waiting = asyncio.create_task(place.quizzes.apply(live.id, place.press(2, 1)))
    await asyncio.sleep(0)
    await place.quizzes.close()
    assert await waiting == (Accepted((1,), changed=False),)
    for _ in range(2):
        with pytest.raises(Exception, match="closed"):
            await place.quizzes.apply(live.id, place.press(3, 1))
    assert len(await place.stored(live.id)) == 2


# -- restarts


def told(game: Game) -> object:
    """What must survive a restart, whatever becomes of times."""
    return (
        [(round_.answers, round_.outcome, round_.message) for round_ in game.rounds],
        game.teams,
        game.votes,
        game.names,
        standing(game),
    )


async def test_a_restart_at_every_step_loses_nothing_and_doubles_nothing(place: Place) -> None:
    live = await place.start(questions=2, teams=2)

    async def happens(event: Event, *, after: float = 0) -> tuple[Effect, ...]:
        """One step, then a restart."""
        nonlocal live
        place.clock.pass_by(seconds=after)
        effects = await place.quizzes.apply(live.id, event)
        if live.game.over:
            assert await place.restarted() == []
            return effects
        before = told(live.game)
        phase = live.game.phase
        ((restored, again),) = await place.restarted()
        assert restored is not live
        assert restored.ready
        assert restored.game.phase is phase
        assert told(restored.game) == before
        expected: dict[Phase, tuple[type, ...]] = {
            Phase.GATHERING: (Gather,),
            Phase.ASKING: (Ask, Reopen),
            Phase.REVEALING: (Reveal,),
            Phase.PAUSING: (),
            Phase.ENDED: (Finish,),
        }
        assert bool(again) == bool(expected[phase])
        assert all(isinstance(effect, expected[phase]) for effect in again)
        live = restored
        return effects

    await happens(Join(member=2, name="Bob", team=1))
    await happens(Tick(), after=60)
    await happens(Posted(round=0, message=7))
    await happens(place.press(2, 0))
    await happens(place.press(3, 1))
    await happens(place.press(2, 1))
    await happens(place.press(4, 0))
    await happens(Vote(member=2))
    await happens(Tick(), after=32)
    await happens(Posted(round=0, message=8))
    assert await happens(Shown(what="reveal")) == (Count(0),)
    await happens(Tick(), after=8)
    await happens(Posted(round=1, message=9))
    await happens(place.press(3, 1, 1))
    await happens(Tick(), after=32)
    assert await happens(Shown(what="reveal")) == (Count(1),)
    assert await happens(Tick(), after=8) == (Finish(Why.FINISHED),)
    await happens(Shown(what="podium"))
    async with place.database.reading() as connection:
        board = await quiz_results.leaderboard(connection, SERVER, None)
        counted = await quiz_results.question_counts(connection, SERVER)
        rated = await quiz_results.ratings(connection, [row.question_id for row in counted])
    assert [(row.member_id, row.points, row.answered) for row in board] == [(3, 4, 2), (2, 2, 1), (4, 0, 1)]
    assert [(row.asked, row.answers, row.right) for row in counted] == [(1, 3, 2), (1, 1, 1)]
    assert [rated[row.question_id].rated.answers for row in counted] == [3, 1]


async def test_a_game_that_cannot_be_replayed_is_ended_and_the_others_go_on(place: Place) -> None:
    broken = [await place.start(channel) for channel in (1, 2, 3)]
    sound = await place.start(4)
    async with place.database.writing() as connection:
        row = {"at": place.clock()}
        await connection.execute(quiz_events.update().where(quiz_events.c.game_id == broken[0].id).values(event="{}"))
        await connection.execute(quiz_events.delete().where(quiz_events.c.game_id == broken[1].id))
        strange = {"game_id": broken[2].id, "number": 2, "event": Tick().model_dump_json(), **row}
        await connection.execute(insert(quiz_events).values(strange))
    assert [live.id for live, _ in await place.restarted()] == [sound.id]
    assert [live.id for live in place.quizzes.all()] == [sound.id]
    async with place.database.reading() as connection:
        assert [game.id for game in await games.open_games(connection)] == [sound.id]
    await place.start(1)


async def test_games_are_taken_up_once_and_only_those_of_servers_that_are_served(place: Place) -> None:
    mine, theirs = await place.start(1), await place.start(2, guild=SERVER + 1)
    place.quizzes = place.opened()
    assert [live.id for live, _ in await place.quizzes.restore(lambda guild: guild == SERVER)] == [mine.id]
    assert [live.id for live, _ in await place.quizzes.restore()] == [theirs.id]
    assert await place.quizzes.restore() == []


async def test_a_game_that_was_away_for_too_long_ends_with_its_scores(place: Place) -> None:
    live = await place.start()
    await place.quizzes.apply(live.id, place.press(2, 1))
    await place.comes_to(live, Phase.PAUSING)
    place.clock.pass_by(hours=7)
    assert [effects for _, effects in await place.restarted()] == [(Finish(Why.STALE),)]
    assert await place.count(results_table) == 1


async def test_a_lost_channel_ends_the_game_at_once_and_for_good(place: Place) -> None:
    live = await place.start()
    await place.quizzes.apply(live.id, place.press(2, 1))
    await place.comes_to(live, Phase.REVEALING)
    assert await place.quizzes.apply(live.id, Lost()) == (Count(0),)
    assert place.quizzes.in_channel(CHANNEL) is None
    assert await place.count(results_table) == 1
    assert await place.restarted() == []


async def test_many_games_at_once_keep_every_answer(place: Place) -> None:
    lives = await asyncio.gather(*(place.start(channel, 1, guild=channel) for channel in range(1, 41)))

    async def play(live: LiveGame, member: int) -> None:
        for choice in (0, 2, 1):
            await place.quizzes.apply(live.id, place.press(member, choice))

    await asyncio.gather(*(play(live, member) for live in lives for member in range(5)))
    before = [told(live.game) for live in lives]
    restored = await place.restarted()
    assert [told(live.game) for live, _ in restored] == before
    assert all(len(live.game.rounds[0].answers) == 5 for live, _ in restored)
    assert await place.count(quiz_events) == 40 * (1 + 15 + 1)
