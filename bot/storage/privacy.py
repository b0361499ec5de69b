"""What every table keeps about one member: showing it, and erasing it. Who may ask for it is for the services.

`COLUMNS` says of every column of every table whether it can name a member, and what erasing does there; `unlisted`
compares that with the tables themselves, so that no new column is forgotten.

Audit and revisions stay, since a server must be able to say what was changed and why. Erasing puts a mark in the
member's place: twelve random letters, drawn once a server and erasing and kept nowhere else. So what one member did
before stays recognisable as one hand's, and nothing leads from the mark back to the member: neither a table nor a
key, which whoever runs the bot could have asked with every member's number.
"""

import json
import re
import secrets
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any, TypeAlias, cast

from sqlalchemy import ColumnElement, CursorResult, String, Table, and_, delete, or_, select, update
from sqlalchemy import cast as as_type
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import quiz_privacy
from bot.storage.tables import metadata, quiz_events

Shown: TypeAlias = "str | int | float | bool | list[Shown] | dict[str, Shown] | None"

MARK = "anonymous:"
"""What every anonymous mark begins with; no member's id does."""
TAKEN_OUT = "(erased)"
"""What stands in a text where the member's id stood."""
NOBODY = 0
"""In place of a member's id where a number has to stand."""
SOMEBODY_ELSE = "somebody else"
"""In what a member is shown, in place of any other member."""
SHORTEST_ID = 10
"""Digits. A shorter number in a text could be anything; Discord's ids have 17 or more."""


class Erasing(Enum):
    """What erasing does with a column that names the member."""

    ROW = "row"
    """The row goes."""
    NOBODY = "nobody"
    """The row stays without the member: 0, or nothing where that may be."""
    MARK = "mark"
    """The row stays, with an anonymous mark in place of the member."""
    WORDS = "words"
    """A text, where somebody may have written the member's id; it is taken out. Not for the mark: a mute that stays
    would then lead from the mark to the member."""
    QUIZ = "quiz"
    """The row goes, by the rules of quizzes (`quiz_privacy`)."""
    KEPT = "kept"
    """Nothing: the server needs it against the member."""
    BESIDE = "beside"
    """Says something about the member that another column of the row names; goes or stays with that."""
    NAMES_NOBODY = "names nobody"


_OF_NOBODY = Erasing.NAMES_NOBODY


def _columns(naming: Mapping[str, Erasing], *others: str) -> dict[str, Erasing]:
    return {**dict.fromkeys(others, _OF_NOBODY), **naming}


COLUMNS: Mapping[str, Mapping[str, Erasing]] = {
    # Documents cannot hold mentions (`bot.core.editing.fitness`), and whom they name is in public life.
    "entries": _columns(
        {}, "kind", "slug", "guild_id", "document", "version", "content_hash", "retracted", "updated_at", "base_hash",
        "follows_base",
    ),
    "revisions": _columns(
        {"actor": Erasing.MARK, "reason": Erasing.WORDS, "evidence_link": Erasing.WORDS},
        "id", "kind", "slug", "guild_id", "version", "before", "after", "origin", "at", "effect", "base_hash",
    ),
    "meta": _columns({}, "key", "value", "updated_at"),
    "reports": _columns(
        {
            "member_id": Erasing.NOBODY,
            "decided_by": Erasing.NOBODY,
            "wrong": Erasing.WORDS,
            "right": Erasing.WORDS,
            "link": Erasing.WORDS,
            "reason": Erasing.WORDS,
        },
        "id", "kind", "slug", "guild_id", "at", "status", "decided_at", "folded_into", "told",
    ),
    # Whoever could lift a mute by having themselves erased was never muted.
    "mutes": _columns({"member_id": Erasing.KEPT, "muted_by": Erasing.NOBODY}, "guild_id", "at"),
    "drafts": _columns(
        {"member_id": Erasing.ROW, "document": Erasing.BESIDE},
        "id", "guild_id", "kind", "slug", "version", "base_hash", "at",
    ),
    "audit": _columns(
        {
            "actor": Erasing.MARK,
            "slug": Erasing.WORDS,
            "before": Erasing.WORDS,
            "after": Erasing.WORDS,
            "reason": Erasing.WORDS,
            "link": Erasing.WORDS,
        },
        "id", "guild_id", "what", "kind", "at",
    ),
    "preferences": _columns({}, "guild_id", "document", "version", "updated_at"),
    "quiz_games": _columns({}, "id", "guild_id", "channel_id", "language", "started_at", "ended_at"),
    "quiz_events": _columns({"event": Erasing.QUIZ}, "game_id", "number", "at"),
    "quiz_results": _columns(
        {"member_id": Erasing.QUIZ},
        "guild_id", "source", "round", "question_id", "maker", "subject", "level", "choice", "right", "points", "at",
    ),
    "quiz_asked": _columns({}, "guild_id", "number", "question_id", "at"),
    "quiz_ratings": _columns({}, "question_id", "rating", "answers", "right"),
    "quiz_members": _columns(
        {"member_id": Erasing.QUIZ, "name": Erasing.BESIDE},
        "guild_id", "hidden", "rating", "streak", "best_streak", "last_daily",
    ),
    "quiz_daily": _columns(
        {}, "guild_id", "day", "channel_id", "question", "language", "claimed_at", "message_id", "revealed_at"
    ),
    "quiz_daily_answers": _columns(
        {"member_id": Erasing.QUIZ, "name": Erasing.BESIDE}, "guild_id", "day", "choice", "at"
    ),
    "practice_cards": _columns({"member_id": Erasing.QUIZ}, "question_id", "card", "due"),
    "practice_turns": _columns({"member_id": Erasing.QUIZ}, "number", "question", "choice", "at"),
    "departures": _columns({}, "guild_id", "left_at"),
    "pending_imports": _columns(
        {"member_id": Erasing.ROW, "name": Erasing.BESIDE, "content": Erasing.BESIDE},
        "id", "guild_id", "kind", "model", "day", "at",
    ),
}  # fmt: skip
"""What erasing a member does with every column of every table."""

_NAMING = (Erasing.ROW, Erasing.NOBODY, Erasing.MARK, Erasing.QUIZ, Erasing.KEPT)


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was done for a member who wanted to be erased."""

    quiz: quiz_privacy.Erased
    rows: Mapping[str, int] = field(default_factory=dict[str, int])
    """By table: rows that are gone, or name the member no more."""
    kept: Mapping[str, int] = field(default_factory=dict[str, int])
    """By table: rows that still name the member."""

    @property
    def anything(self) -> bool:
        """Whether there was anything to erase."""
        return self.quiz.anything or any(self.rows.values())


def unlisted() -> Iterator[str]:
    """Columns of the tables that `COLUMNS` does not know, and what it knows though there is no such column."""
    real = {f"{table.name}.{column.name}" for table in metadata.sorted_tables for column in table.columns}
    listed = {f"{table}.{column}" for table, columns in COLUMNS.items() for column in columns}
    yield from sorted(real ^ listed)


def naming_tables() -> list[str]:
    """The tables that can name a member, in the order in which they are shown."""
    return [table for table, columns in COLUMNS.items() if any(how in _NAMING for how in columns.values())]


async def everything(connection: AsyncConnection, member_id: int) -> dict[str, list[dict[str, Shown]]]:
    """All that is kept about a member, by table; tables with nothing are left out, and other members are not named.

    Of a game's events only the member's own are given.
    """
    found: dict[str, list[dict[str, Shown]]] = {}
    for name, columns in COLUMNS.items():
        table = metadata.tables[name]
        where = list(_where(table, columns, member_id))
        if not where:
            continue
        query = select(table).where(or_(*where)).order_by(*table.primary_key.columns)
        rows = [_told(row, columns, member_id) for row in (await connection.execute(query)).mappings()]
        if rows:
            found[name] = rows
    return found


async def erase(connection: AsyncConnection, member_id: int, guild_id: int | None) -> Erasure:
    """Erase a member in one server, or everywhere; all of it in the caller's transaction."""
    quiz = await quiz_privacy.erase(connection, member_id, guild_id)
    rows: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    marks: dict[int, str] = {}
    for name, columns in COLUMNS.items():
        table = metadata.tables[name]
        if "guild_id" not in table.c:
            continue
        here: list[ColumnElement[bool]] = [] if guild_id is None else [table.c.guild_id == guild_id]
        rows[name] += await _remove(connection, table, columns, member_id, here)
        rows[name] += await _unname(connection, table, columns, member_id, here)
        rows[name] += await _mark(connection, table, columns, member_id, here, marks)
        kept[name] += await _count(connection, table, columns, member_id, here)
    return Erasure(quiz, +rows, +kept)


def new_mark() -> str:
    """A mark that nobody has and nothing leads back from."""
    return MARK + "".join(secrets.choice("abcdefghijkmnpqrstuvwxyz23456789") for _ in range(12))


def _of(columns: Mapping[str, Erasing], *how: Erasing) -> list[str]:
    return [name for name, wanted in columns.items() if wanted in how]


def _where(table: Table, columns: Mapping[str, Erasing], member_id: int) -> Iterator[ColumnElement[bool]]:
    if table is quiz_events:
        yield quiz_privacy.names_member(member_id)
        return
    for name in _of(columns, *_NAMING):
        yield _is(table.c[name], member_id)
    for name in _of(columns, Erasing.WORDS):
        if _is_long(member_id):
            yield table.c[name].contains(str(member_id))


def _is(column: Any, member_id: int) -> ColumnElement[bool]:
    return column == (str(member_id) if isinstance(column.type, String) else member_id)


def _is_long(member_id: int) -> bool:
    return len(str(member_id)) >= SHORTEST_ID


async def _remove(
    connection: AsyncConnection,
    table: Table,
    columns: Mapping[str, Erasing],
    member_id: int,
    here: Sequence[ColumnElement[bool]],
) -> int:
    count = 0
    for name in _of(columns, Erasing.ROW):
        done = await connection.execute(delete(table).where(_is(table.c[name], member_id), *here))
        count += cast("CursorResult[Any]", done).rowcount
    return count


async def _unname(
    connection: AsyncConnection,
    table: Table,
    columns: Mapping[str, Erasing],
    member_id: int,
    here: Sequence[ColumnElement[bool]],
) -> int:
    count = 0
    for name in _of(columns, Erasing.NOBODY):
        column = table.c[name]
        # An absent decider would read as "not decided yet", so it is nobody there too.
        done = await connection.execute(update(table).where(_is(column, member_id), *here).values({name: NOBODY}))
        count += cast("CursorResult[Any]", done).rowcount
    return count


async def _mark(
    connection: AsyncConnection,
    table: Table,
    columns: Mapping[str, Erasing],
    member_id: int,
    here: Sequence[ColumnElement[bool]],
    marks: dict[int, str],
) -> int:
    marked, words = _of(columns, Erasing.MARK), _of(columns, Erasing.WORDS)
    named = [_is(table.c[name], member_id) for name in marked]
    if _is_long(member_id):
        named += [table.c[name].contains(str(member_id)) for name in words]
    if not named:
        return 0
    keys = list(table.primary_key.columns)
    wanted = [*keys, table.c.guild_id.label("_guild"), *(table.c[name] for name in (*marked, *words))]
    rows = (await connection.execute(select(*wanted).where(or_(*named), *here))).mappings().all()
    number = re.compile(rf"<@!?{member_id}>|(?<!\d){member_id}(?!\d)")
    changed = 0
    for row in rows:
        values: dict[str, str] = {}
        for name in marked:
            if row[name] == str(member_id):
                values[name] = marks.setdefault(row["_guild"], new_mark())
        if _is_long(member_id):
            said = {name: row[name] for name in words if row[name] is not None and number.search(row[name])}
            values |= {name: number.sub(TAKEN_OUT, text) for name, text in said.items()}
        if values:
            this = and_(*(key == row[key.name] for key in keys))
            await connection.execute(update(table).where(this).values(values))
            changed += 1
    return changed


async def _count(
    connection: AsyncConnection,
    table: Table,
    columns: Mapping[str, Erasing],
    member_id: int,
    here: Sequence[ColumnElement[bool]],
) -> int:
    count = 0
    for name in _of(columns, Erasing.KEPT):
        query = select(as_type(table.c[name], String)).where(_is(table.c[name], member_id), *here)
        count += len((await connection.execute(query)).all())
    return count


_IDS = re.compile(rf"<@!?(\d+)>|\A(\d{{{SHORTEST_ID},}})\Z")
"""How a text names a member: by a mention, or by being nothing but the id."""


def _told(row: Mapping[Any, Any], columns: Mapping[str, Erasing], member_id: int) -> dict[str, Shown]:
    told: dict[str, Shown] = {}
    for name, value in row.items():
        how = columns[str(name)]
        if how in _NAMING and how is not Erasing.QUIZ and value not in (None, NOBODY, member_id, str(member_id)):
            told[str(name)] = SOMEBODY_ELSE
        elif how is Erasing.WORDS and isinstance(value, str):
            told[str(name)] = _plain(_IDS.sub(lambda found: _other(found, member_id), value))
        else:
            told[str(name)] = _plain(value)
    return told


def _other(found: re.Match[str], member_id: int) -> str:
    return found[0] if (found[1] or found[2]) == str(member_id) else SOMEBODY_ELSE


_LARGEST = 2**53
"""A greater number would lose digits in many readers of JSON."""


def _plain(value: object) -> Shown:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    if isinstance(value, bool) or value is None or isinstance(value, float):
        return value
    if isinstance(value, int):
        return value if abs(value) < _LARGEST else str(value)
    text = str(value)
    if text.startswith(("{", "[")):
        try:
            return cast("Shown", json.loads(text, parse_int=lambda digits: _plain(int(digits))))
        except ValueError:
            return text
    return text
