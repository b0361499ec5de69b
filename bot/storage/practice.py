"""Practice in the database: each member's cards, and the one question that lies before the member.

What a card holds is for `bot.core.quiz.review`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.on_conflict import insert_into
from bot.storage.tables import practice_cards, practice_turns


@dataclass(frozen=True, slots=True)
class StoredCard:
    """A row of `practice_cards`."""

    question_id: str
    card: str
    due: datetime


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """A row of `practice_turns`; `question` is JSON, `choice` empty until it is answered."""

    number: int
    question: str
    choice: str | None
    at: datetime


async def turn(connection: AsyncConnection, member_id: int) -> StoredTurn | None:
    """The question that a member was asked last; None before the first."""
    query = select(practice_turns).where(practice_turns.c.member_id == member_id)
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else StoredTurn(row.number, row.question, row.choice, row.at)


async def ask(connection: AsyncConnection, member_id: int, before: StoredTurn | None, new: StoredTurn) -> bool:
    """Put a new turn in the place of the one that was read before; False where that one is there no more."""
    values = {"number": new.number, "question": new.question, "choice": new.choice, "at": new.at}
    if before is None:
        first = insert_into(connection, practice_turns).values(member_id=member_id, **values)
        return (await connection.execute(first.on_conflict_do_nothing())).rowcount == 1
    here = (practice_turns.c.member_id == member_id, practice_turns.c.number == before.number)
    return (await connection.execute(update(practice_turns).where(*here).values(values))).rowcount == 1


async def settle(connection: AsyncConnection, member_id: int, number: int, choice: str) -> bool:
    """Keep the answer to a turn; False where it has one already, or is there no more."""
    here = (
        practice_turns.c.member_id == member_id,
        practice_turns.c.number == number,
        practice_turns.c.choice.is_(None),
    )
    return (await connection.execute(update(practice_turns).where(*here).values(choice=choice))).rowcount == 1


async def cards(connection: AsyncConnection, member_id: int) -> list[StoredCard]:
    """A member's cards, the one due first first."""
    query = (
        select(practice_cards)
        .where(practice_cards.c.member_id == member_id)
        .order_by(practice_cards.c.due, practice_cards.c.question_id)
    )
    return [_card(row) for row in await connection.execute(query)]


async def card(connection: AsyncConnection, member_id: int, question_id: str) -> StoredCard | None:
    """A member's card for one question; None where there is none."""
    here = (practice_cards.c.member_id == member_id, practice_cards.c.question_id == question_id)
    row = (await connection.execute(select(practice_cards).where(*here))).one_or_none()
    return None if row is None else _card(row)


async def count_due(connection: AsyncConnection, member_id: int, now: datetime) -> int:
    """How many of a member's cards are due."""
    here = (practice_cards.c.member_id == member_id, practice_cards.c.due <= now)
    return int((await connection.execute(select(func.count()).select_from(practice_cards).where(*here))).scalar_one())


async def keep(connection: AsyncConnection, member_id: int, before: StoredCard | None, new: StoredCard) -> bool:
    """Put a card in the place of the one that was read before; False where that one is there no more."""
    values = {"card": new.card, "due": new.due}
    if before is None:
        await connection.execute(
            insert(practice_cards).values(member_id=member_id, question_id=new.question_id, **values)
        )
        return True
    here = (
        practice_cards.c.member_id == member_id,
        practice_cards.c.question_id == new.question_id,
        practice_cards.c.card == before.card,
    )
    return (await connection.execute(update(practice_cards).where(*here).values(values))).rowcount == 1


async def drop(connection: AsyncConnection, member_id: int, question_ids: Collection[str]) -> None:
    """Take some of a member's cards away."""
    if question_ids:
        here = (practice_cards.c.member_id == member_id, practice_cards.c.question_id.in_(list(question_ids)))
        await connection.execute(delete(practice_cards).where(*here))


def _card(row: Row[Any]) -> StoredCard:
    return StoredCard(row.question_id, row.card, row.due)
