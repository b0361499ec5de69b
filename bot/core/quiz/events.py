"""What happens to a game, as it is stored, and what a game wants done. A game is the fold of its events."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, TypeAdapter

from bot.core.catalogue.documents import Document, Level
from bot.core.quiz.questions import Question, Subject


class Pace(StrEnum):
    """Who scores."""

    EVERYONE = "everyone"
    """Everybody who is right at the deadline; an answer may be changed until then."""
    FIRST = "first"
    """Whoever is right first; the first answer stands."""


class Why(StrEnum):
    """Why a game ended."""

    FINISHED = "finished"
    STOPPED = "stopped"
    IDLE = "idle"
    """Nobody answered three times."""
    LOST = "lost"
    """The channel or the permission to write there is gone."""
    STALE = "stale"
    """The bot was away for too long to go on."""


class Rules(Document):
    """How a game is played. Times are as they were asked for; `factor` is what they are multiplied by."""

    subject: Subject | None = None
    level: Level | None = None
    seconds: Annotated[int, Field(ge=10, le=120)] | None = 30
    """From asking to the deadline; None for a game without deadlines."""
    pace: Pace = Pace.EVERYONE
    teams: Annotated[int, Field(ge=0, le=4)] = 0
    """How many teams; 0 for everybody alone."""
    pause: Annotated[int, Field(ge=1, le=60)] = 8
    """Seconds between a reveal and the next question."""
    gathering: Annotated[int, Field(ge=5, le=300)] = 60
    """Seconds for joining teams."""
    factor: Annotated[float, Field(ge=0.5, le=5)] = 1.0
    """The server's, for those who read slowly."""

    def span(self, seconds: int) -> timedelta:
        """How long so many seconds are in this game."""
        return timedelta(seconds=round(seconds * self.factor))


class Start(Document):
    """The first event of every game."""

    kind: Literal["start"] = "start"
    member: int
    name: str
    rules: Rules
    questions: Annotated[tuple[Question, ...], Field(min_length=1)]


class Join(Document):
    """A member joins a team, or changes it."""

    kind: Literal["join"] = "join"
    member: int
    name: str
    team: int


class Begin(Document):
    """Whoever may, ends the gathering."""

    kind: Literal["begin"] = "begin"


class Press(Document):
    """A member answers. `at` is when Discord made the interaction, by its snowflake."""

    kind: Literal["press"] = "press"
    member: int
    name: str
    round: int
    choice: tuple[int, ...]
    at: datetime


class Vote(Document):
    """A member wants to skip the question."""

    kind: Literal["vote"] = "vote"
    member: int


class Call(Document):
    """Whoever may, ends a round that has no deadline."""

    kind: Literal["call"] = "call"
    round: int


class Tick(Document):
    """Time passed."""

    kind: Literal["tick"] = "tick"


class Posted(Document):
    """A question stands in the channel."""

    kind: Literal["posted"] = "posted"
    round: int
    message: int


class Shown(Document):
    """A reveal, or at the end the podium, was shown."""

    kind: Literal["shown"] = "shown"
    what: Literal["reveal", "podium"]


class Gone(Document):
    """A question's message is gone: somebody deleted it."""

    kind: Literal["gone"] = "gone"
    round: int


class Stop(Document):
    """Whoever may, ends the game."""

    kind: Literal["stop"] = "stop"


class Lost(Document):
    """The channel, or the right to write in it, is gone."""

    kind: Literal["lost"] = "lost"


class Restart(Document):
    """The bot runs again after it did not."""

    kind: Literal["restart"] = "restart"


Event: TypeAlias = Annotated[
    Start | Join | Begin | Press | Vote | Call | Tick | Posted | Shown | Gone | Stop | Lost | Restart,
    Field(discriminator="kind"),
]
event_adapter: TypeAdapter[Event] = TypeAdapter(Event)
"""Reads a stored event: `event_adapter.validate_json(text)`; `event.model_dump_json()` writes one."""


class Refusal(StrEnum):
    """Why something was not done."""

    TOO_LATE = "too_late"
    NOT_YET = "not_yet"
    ANSWERED = "answered"
    """In a race the first answer stands."""
    NO_SUCH_ANSWER = "no_such_answer"
    NOT_PLAYING = "not_playing"
    """Only players vote."""
    OVER = "over"
    NO_TEAMS = "no_teams"
    HAS_DEADLINE = "has_deadline"


@dataclass(frozen=True, slots=True)
class Gather:
    """Show the teams and let members join."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Post a question. `again` where it stood there before and was deleted."""

    round: int
    again: bool = False


@dataclass(frozen=True, slots=True)
class Reopen:
    """The bot was away: say in one line that the question is open again, and show its new deadline."""

    round: int


@dataclass(frozen=True, slots=True)
class Reveal:
    """Show who was right and why, in the question's place; `anew` where its message is gone."""

    round: int
    anew: bool = False


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Close a question that will not count, and say what the answer was."""

    round: int
    skipped: bool


@dataclass(frozen=True, slots=True)
class Count:
    """A round counts from now on: its results are to be kept."""

    round: int


@dataclass(frozen=True, slots=True)
class Recount:
    """An answer that was given in time came after the reveal: the round's results have changed."""

    round: int


@dataclass(frozen=True, slots=True)
class Finish:
    """Show the podium, or why there is none."""

    why: Why


@dataclass(frozen=True, slots=True)
class Accepted:
    """To be told to the member alone, once the event is stored."""

    choice: tuple[int, ...]
    changed: bool
    """Whether another answer stood before."""


@dataclass(frozen=True, slots=True)
class JoinedTeam:
    """To be told to the member alone, once the event is stored."""

    team: int


@dataclass(frozen=True, slots=True)
class Voted:
    """How many want to skip, and how many it takes."""

    votes: int
    needed: int


@dataclass(frozen=True, slots=True)
class Refused:
    """To be told to the member alone. Nothing changed."""

    why: Refusal


Effect: TypeAlias = (
    Gather | Ask | Reopen | Reveal | Withdraw | Count | Recount | Finish | Accepted | JoinedTeam | Voted | Refused
)

GRACE = timedelta(seconds=2)
"""How long after a deadline answers that were given in time may still be on their way."""
UNTIMED = timedelta(minutes=30)
"""How long a question without a deadline stays open if nobody ends it."""
STALE = timedelta(hours=6)
"""A game that was interrupted for longer is not resumed."""
MOST_SILENT = 3
"""Questions in a row that nobody answers before a game ends itself."""
