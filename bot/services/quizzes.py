"""Games that survive: each event is on disk before anybody hears of it. What Discord shows of them is elsewhere.

A game is stepped in memory at once, event after event, and the caller waits for the disk; so many members' answers
are under way together and share commits. Where a write fails, what was stepped on top of it fails too, and the
game is read again from the database.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.editing.policy import Actor, may_steer_game
from bot.core.quiz.events import (
    Begin,
    Call,
    Count,
    Effect,
    Event,
    Recount,
    Restart,
    Rules,
    Start,
    Stop,
    event_adapter,
)
from bot.core.quiz.game import Game, Phase, begin, replay, step
from bot.core.quiz.questions import Level, Question
from bot.core.quiz.scoring import results
from bot.services.preferences import NotAllowed, PreferenceKeeper
from bot.services.quiz_counting import count_round
from bot.storage import games, quiz_results
from bot.storage.database import Database
from bot.storage.games import StoredEvent, StoredGame
from bot.storage.group_commit import GroupCommit, Lane

if TYPE_CHECKING:  # What is only named here brings all makers of questions along.
    from bot.core.quiz.pool import QuestionPool, Wish

__all__ = ["ChannelBusy", "Gone", "LiveGame", "NotAllowed", "Quizzes", "TooFew"]

_log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(__name__)


class ChannelBusy(Exception):
    """A game is on in this channel."""


class TooFew(Exception):
    """There is no question left that this server has not had lately."""


class Gone(Exception):
    """There is no such game any more."""


@dataclass(slots=True, eq=False)
class LiveGame:
    """A game that is going on; always the same object for one game, as long as it lives."""

    id: int
    guild_id: int
    channel_id: int
    language: str
    game: Game
    """The newest state; its last events may still be on their way to the disk."""
    ready: bool
    """False while it is being read from the database, at a start or after a failure."""


@dataclass(slots=True, eq=False)
class _Seat:
    """A live game, and what it takes to write it."""

    live: LiveGame
    events: int
    """How many events were handed in; the number of the next."""
    lane: Lane = field(default_factory=Lane)
    reading: asyncio.Task[None] | None = None


@dataclass(slots=True, eq=False)
class _Claim:
    """A channel and questions that a game has which is not on disk yet."""

    guild_id: int
    channel_id: int
    questions: tuple[Question, ...] = ()


class Quizzes:
    """All games that are going on. `restore` them at the start, before anything is started."""

    def __init__(
        self,
        database: Database,
        pool: "Callable[[int], QuestionPool]",
        preferences: PreferenceKeeper,
        clock: Callable[[], datetime],
        writes: GroupCommit | None = None,
        chance: random.Random | None = None,
    ) -> None:
        """Play on this database.

        Args:
            database: where everything is kept.
            pool: the questions of a server.
            preferences: of the servers.
            clock: the time, with a time zone.
            writes: shared with others who write to the same database; its own by default.
            chance: draws the questions.
        """
        self._database = database
        self._pool = pool
        self._preferences = preferences
        self._clock = clock
        self._writes = writes or GroupCommit(database)
        self._chance = chance or random.Random()
        self._seats: dict[int, _Seat] = {}
        self._claims: set[_Claim] = set()
        self._known: list[Callable[[int], bool]] = []

    # -- which games there are

    def knows(self, guild_id: int) -> bool:
        """Whether a server's games of before the start were taken up; until then nobody knows all of them."""
        return any(serves(guild_id) for serves in self._known)

    def live(self, game_id: int) -> LiveGame | None:
        """A game by its number; None once nothing is left to do in it."""
        seat = self._seats.get(game_id)
        return seat.live if seat else None

    def in_channel(self, channel_id: int) -> LiveGame | None:
        """The game in a channel; one that is being played before one that only lacks its podium."""
        here = [seat.live for seat in self._seats.values() if seat.live.channel_id == channel_id]
        return min(here, key=lambda live: live.game.phase is Phase.ENDED, default=None)

    def all(self) -> Sequence[LiveGame]:
        """All games, the first first."""
        return [seat.live for seat in self._seats.values()]

    # -- what happens

    async def start(
        self,
        *,
        guild_id: int,
        channel_id: int,
        actor: Actor,
        name: str,
        language: str,
        wish: "Wish",
        rules: Rules,
    ) -> tuple[LiveGame, tuple[Effect, ...]]:
        """Start a game with questions that the server has not had lately, and as many as there are.

        Args:
            guild_id: the server.
            channel_id: the channel or thread.
            actor: who starts it.
            name: theirs, as it is shown.
            language: of all that the game says.
            wish: which questions, and how many.
            rules: with times for a server that has no factor of its own.

        Returns:
            The game and what is to be done, all of it on disk.

        Raises:
            NotAllowed: the actor is not in this server, or the bot is not.
            ChannelBusy: a game is being played in the channel, or is just being started.
            TooFew: no question is left.
        """
        if not actor.in_server or actor.guild_id != guild_id:
            raise NotAllowed
        claim = self._claim(guild_id, channel_id)
        try:
            claim.questions = await self._choose(claim, wish)
            event = Start(
                member=actor.member_id,
                name=name,
                rules=rules.model_copy(update={"factor": self._preferences.of(guild_id).time_factor}),
                questions=claim.questions,
            )
        except BaseException:
            self._claims.discard(claim)
            raise
        # Were the caller cancelled between commit and seat, a game would be on disk that nobody here knows.
        return await asyncio.shield(self._seated(claim, event, language))

    async def apply(self, game_id: int, event: Event, *, reached: datetime | None = None) -> tuple[Effect, ...]:
        """Let something happen in a game.

        Args:
            game_id: which.
            event: what happens.
            reached: a moment that was waited for to its end. It has come even where the clock, which somebody may
                have set back meanwhile, says that it has not.

        Returns:
            What is to be done, in this order; the event, and all that it rests on, is on disk by then.

        Raises:
            Gone: nothing is left to do in this game, or there never was such a one.
            Exception: the database failed. Nothing happened, and the game is as it was stored.
        """
        seat = await self._whole(game_id)
        # From here to where the write is handed in nothing is awaited: events are stepped and stored in one order.
        now, before, lane = self._clock(), seat.live.game, seat.lane
        now = now if reached is None else max(now, reached)
        game, effects = step(before, event, now)
        try:
            if game is before:
                # What is said of an answer from before must not be said before that answer is on disk.
                await self._writes.settled(lane)
            else:
                seat.live.game = game
                await self._store(seat, before, event, effects, now)
        except Exception as problem:
            if lane.failure is None:
                lane.failure = problem
            await self._give_up(seat, lane)
            raise
        if game.over:
            self._seats.pop(game_id, None)
        return effects

    async def steer(self, game_id: int, actor: Actor, event: Stop | Begin | Call) -> tuple[Effect, ...]:
        """Let somebody stop a game, begin it, or end its question, if they may; see `apply`.

        Raises:
            NotAllowed: the actor neither started this game nor moderates.
            Gone: as in `apply`.
        """
        live = self.live(game_id)
        if live is None:
            raise Gone
        if not may_steer_game(actor, live.guild_id, live.game.starter, self._preferences.of(live.guild_id)):
            raise NotAllowed
        return await self.apply(game_id, event)

    async def restore(
        self, serves: Callable[[int], bool] = lambda _: True
    ) -> list[tuple[LiveGame, tuple[Effect, ...]]]:
        """Take up the games that were going on when the bot ended, however it ended.

        Args:
            serves: whether this process serves a server; games of others are left alone.

        Returns:
            Each game with what is to be done now; games that are known already are not among them. A game that
            cannot be replayed is ended, and the log says why.
        """
        async with self._database.reading() as connection:
            found = [game for game in await games.open_games(connection) if serves(game.guild_id)]
            stored = await games.events_of(connection, [game.id for game in found])
        lives: list[LiveGame] = []
        for row in found:
            if row.id in self._seats or any(claim.channel_id == row.channel_id for claim in self._claims):
                continue
            try:
                game = _replayed(stored.get(row.id, []))
                step(game, Restart(), self._clock())
            except Exception:
                _log.exception("a game cannot be taken up and is ended", game=row.id, guild=row.guild_id)
                await self._end_unplayed(row)
                continue
            live = LiveGame(row.id, row.guild_id, row.channel_id, row.language, game, ready=False)
            self._seats[row.id] = _Seat(live, events=len(stored[row.id]))
            lives.append(live)
        taken_up = await asyncio.gather(*(self._restarted(live) for live in lives))
        self._known.append(serves)
        return [each for each in taken_up if each is not None]

    async def close(self) -> None:
        """Wait for what is being written; nothing more is taken."""
        await self._writes.close()

    # -- starting

    def _claim(self, guild_id: int, channel_id: int) -> _Claim:
        """Take a channel before anything is awaited, so that of two starts only one goes on."""
        there = self.in_channel(channel_id)
        playing = there is not None and there.game.phase is not Phase.ENDED
        if playing or any(claim.channel_id == channel_id for claim in self._claims):
            raise ChannelBusy
        claim = _Claim(guild_id, channel_id)
        self._claims.add(claim)
        return claim

    async def _choose(self, claim: _Claim, wish: "Wish") -> tuple[Question, ...]:
        async with self._database.reading() as connection:
            recent = await quiz_results.resting(connection, claim.guild_id, self._clock())
            levels: dict[str, Level] = await quiz_results.learned_levels(connection)
        # What other games here will ask is not noted as asked yet.
        coming = [seat.live.game.questions for seat in self._seats.values() if seat.live.guild_id == claim.guild_id]
        coming += [other.questions for other in self._claims if other.guild_id == claim.guild_id]
        recent.update(question.id for questions in coming for question in questions)
        questions = self._pool(claim.guild_id).choose(wish, recent, levels, self._chance)
        if not questions:
            raise TooFew
        return questions

    async def _seated(self, claim: _Claim, event: Start, language: str) -> tuple[LiveGame, tuple[Effect, ...]]:
        now = self._clock()
        game, effects = begin(event, now)

        async def work(connection: AsyncConnection) -> int:
            game_id = await games.add(connection, claim.guild_id, claim.channel_id, language, now)
            await games.append(connection, [games.event_row(game_id, 0, event, now)])
            if game.rounds:
                await quiz_results.note_asked(connection, claim.guild_id, game.questions[0].id, now)
            return game_id

        try:
            game_id = await self._writes.write(work)
            live = LiveGame(game_id, claim.guild_id, claim.channel_id, language, game, ready=True)
            self._seats[game_id] = _Seat(live, events=1)
        finally:
            self._claims.discard(claim)
        return live, effects

    # -- writing

    async def _store(self, seat: _Seat, before: Game, event: Event, effects: Sequence[Effect], now: datetime) -> None:
        """Hand in an event with all that follows from it, as one transaction."""
        row = games.event_row(seat.live.id, seat.events, event, now)
        seat.events += 1
        follows = _consequences(seat.live, before, effects, now)
        if not follows:
            await self._writes.insert(games.ADD_EVENT, row, seat.lane)
            return

        async def work(connection: AsyncConnection) -> None:
            await games.append(connection, [row])
            for follow in follows:
                await follow(connection)

        await self._writes.write(work, seat.lane)

    # -- failing

    async def _whole(self, game_id: int) -> _Seat:
        """A seat whose game is known; it is read again where its last write failed."""
        while True:
            seat = self._seats.get(game_id)
            if seat is None:
                raise Gone
            if seat.lane.failure is None:
                return seat
            await self._read_again(seat)

    async def _give_up(self, seat: _Seat, lane: Lane) -> None:
        if seat.lane is not lane:
            return
        try:
            await self._read_again(seat)
        except Exception as problem:
            # The caller hears of the first failure. Whatever happens next in this game will try again.
            _log.warning("a game could not be read again", game=seat.live.id, problem=repr(problem))

    async def _read_again(self, seat: _Seat) -> None:
        if seat.reading is None:
            seat.reading = asyncio.create_task(self._read(seat))
        await asyncio.shield(seat.reading)

    async def _read(self, seat: _Seat) -> None:
        seat.live.ready = False

        async def work(connection: AsyncConnection) -> list[StoredEvent]:
            return await games.events(connection, seat.live.id)

        try:
            # Asked for among the writes, so that all that was handed in before has been settled.
            stored = await self._writes.write(work)
            game = _replayed(stored) if stored else None
            if game is None or game.over:
                self._seats.pop(seat.live.id, None)
                return
            seat.live.game, seat.events, seat.lane = game, len(stored), Lane()
            seat.live.ready = True
        finally:
            seat.reading = None

    # -- taking up

    async def _restarted(self, live: LiveGame) -> tuple[LiveGame, tuple[Effect, ...]] | None:
        try:
            effects = await self.apply(live.id, Restart())
        except Exception:
            _log.exception("a game could not be taken up; the next start tries again", game=live.id)
            self._seats.pop(live.id, None)
            return None
        live.ready = True
        return live, effects

    async def _end_unplayed(self, row: StoredGame) -> None:
        now = self._clock()

        async def work(connection: AsyncConnection) -> None:
            await games.end(connection, row.id, now)

        try:
            await self._writes.write(work)
        except Exception:
            _log.exception("a game could not be ended", game=row.id)


def _consequences(
    live: LiveGame, before: Game, effects: Sequence[Effect], now: datetime
) -> list[Callable[[AsyncConnection], Awaitable[None]]]:
    """What else is written with an event, beside itself."""
    game, guild_id = live.game, live.guild_id
    follows: list[Callable[[AsyncConnection], Awaitable[None]]] = []

    def count(number: int) -> Callable[[AsyncConnection], Awaitable[None]]:
        source, question, found = quiz_results.game_source(live.id), game.questions[number], results(game, number)
        return lambda connection: count_round(connection, guild_id, source, number, question, found, game.names)

    if len(game.rounds) > len(before.rounds):
        asked = game.questions[game.number].id
        follows.append(lambda connection: quiz_results.note_asked(connection, guild_id, asked, now))
    follows += [count(effect.round) for effect in effects if isinstance(effect, Count | Recount)]
    if game.over and not before.over:
        follows.append(lambda connection: games.end(connection, live.id, now))
    return follows


def _replayed(stored: Sequence[StoredEvent]) -> Game:
    """The game that events lead to; ValueError where they are none, or one is missing."""
    if [event.number for event in stored] != list(range(len(stored))):
        raise ValueError("an event is missing")
    game = replay((event_adapter.validate_json(event.text), event.at) for event in stored)
    if game is None:
        raise ValueError("there is no start")
    return game
