"""What is kept about a member is shown whole, to that member alone, and erased where it can be."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, insert, select, update

from bot.i18n import LANGUAGES, words
from bot.services import departures, overlay_import
from bot.services.editing import DRAFT_DAYS
from bot.services.privacy import MOST_BYTES, TooMuch
from bot.storage import privacy
from bot.storage.database import Database
from bot.storage.datafiles import EntryKind
from bot.storage.privacy import COLUMNS, MARK, Erasing, naming_tables, unlisted
from bot.storage.tables import (
    audit,
    drafts,
    metadata,
    mutes,
    pending_imports,
    practice_cards,
    practice_turns,
    quiz_daily_answers,
    quiz_events,
    quiz_games,
    quiz_members,
    quiz_results,
    reports,
    revisions,
)
from tests.services.overlays import ANN, BOB, MODERATOR, NOW, OTHER, SERVER, Desk, desk_on, small_base

pytestmark = pytest.mark.both_databases


@pytest.fixture
async def desk(database: Database, tmp_path: Path) -> Desk:
    return await desk_on(database, small_base(tmp_path / "data"))


def rows_about(member: int, other: int, guild: int) -> list[tuple[Table, dict[str, Any]]]:
    """Rows in every table that can name a member, by which a member is named."""
    game = guild % 1000 + member % 10 * 1000
    here = {"guild_id": guild, "member_id": member}
    entry = {"guild_id": guild, "kind": "model", "slug": "heron-2"}
    said = {**entry, "wrong": "a", "right": f"ask <@{member}>", "link": "", "at": NOW}
    asked = {"question_id": "q", "maker": "m", "subject": "models", "level": 1}
    answered = {"choice": "1", "right": True, "points": 1, "at": NOW}
    vote = json.dumps({"kind": "vote", "member": member}, separators=(",", ":"))
    played = {"channel_id": 1, "language": "en", "started_at": NOW, "ended_at": NOW}
    return [
        (quiz_games, {"id": game, "guild_id": guild, **played}),
        (quiz_events, {"game_id": game, "number": 0, "event": vote, "at": NOW}),
        (quiz_results, {**here, "source": f"game:{game}", "round": 0, **asked, **answered}),
        (quiz_members, {**here, "name": f"N{member}", "rating": 1000.0, "streak": 1, "best_streak": 1}),
        (quiz_daily_answers, {**here, "day": date(2026, 1, 1), "name": "N", "choice": "1", "at": NOW}),
        (practice_cards, {"member_id": member, "question_id": f"q{guild}", "card": "{}", "due": NOW}),
        (reports, {**said, "member_id": member}),
        (reports, {**said, "member_id": other, "decided_by": member}),
        (mutes, {**here, "muted_by": other, "at": NOW}),
        (drafts, {**here, "kind": "model", "slug": "x", "document": "{}", "version": 0, "at": NOW}),
        (audit, {**entry, "actor": str(member), "what": "edit", "reason": f"<@!{member}>, {member}", "at": NOW}),
        (audit, {"guild_id": guild, "actor": str(other), "what": "mute", "after": str(member), "at": NOW}),
        (revisions, {**entry, "version": 50 + member % 10, "actor": str(member), "origin": "edit", "at": NOW}),
        (pending_imports, {**here, "name": "n", "content": b"x", "day": NOW.date(), "at": NOW}),
    ]


async def fill(database: Database, member: int, other: int, guild: int) -> None:
    async with database.writing() as connection:
        for table, values in rows_about(member, other, guild):
            await connection.execute(insert(table).values(**values))


async def snapshot(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    async with database.reading() as connection:
        return {
            table.name: [tuple(row) for row in await connection.execute(select(table))]
            for table in metadata.sorted_tables
        }


def test_every_column_of_every_table_is_known_to_name_a_member_or_not() -> None:
    assert list(unlisted()) == [], "say in bot/storage/privacy.py what erasing does with these columns"


def test_a_column_that_nobody_listed_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    fewer = {**COLUMNS, "drafts": {name: how for name, how in COLUMNS["drafts"].items() if name != "member_id"}}
    monkeypatch.setattr(privacy, "COLUMNS", fewer)
    assert list(unlisted()) == ["drafts.member_id"]


def test_columns_whose_names_speak_of_members_are_not_listed_as_naming_nobody() -> None:
    speaking = ("member", "actor", "_by", "author", "user", "owner")
    for table, columns in COLUMNS.items():
        for name, how in columns.items():
            if any(word in name for word in speaking):
                assert how is not Erasing.NAMES_NOBODY, f"{table}.{name}"


def test_every_table_that_can_name_a_member_is_described_in_both_languages() -> None:
    for language in LANGUAGES:
        for table in naming_tables():
            assert words(language)(f"privacy.table.{table}")


def test_the_tests_fill_every_table_that_can_name_a_member() -> None:
    filled = {table.name for table, _ in rows_about(ANN, BOB, SERVER)} | {practice_turns.name}
    assert set(naming_tables()) <= filled


async def test_a_member_sees_every_row_that_names_them_and_nobody_else_in_it(desk: Desk) -> None:
    await fill(desk.database, ANN, BOB, SERVER)
    await fill(desk.database, BOB, ANN, OTHER)
    dossier = await desk.privacy.everything(ANN, lambda table: f"about {table}")
    told = json.loads(dossier.content)
    assert told["member"] == str(ANN)
    assert {part["table"] for part in told["kept"]} >= set(naming_tables()) - {"practice_turns"}
    assert dossier.rows["reports"] == 3, (
        "two that she sent or decided on in one server, one that she decided on in the other"
    )
    assert dossier.rows["audit"] == 3
    assert dossier.rows["mutes"] == 2
    assert str(BOB) not in dossier.content.decode()
    assert "somebody else" in dossier.content.decode()


async def test_erasing_everywhere_leaves_the_mute_and_nothing_else_that_names_the_member(desk: Desk) -> None:
    for guild in (SERVER, OTHER):
        await fill(desk.database, ANN, BOB, guild)
    erasure = await desk.privacy.erase(ANN, None)
    assert erasure.anything
    assert erasure.kept == {"mutes": 2}
    left = await snapshot(desk.database)
    assert len(left.pop("mutes")) == 2
    assert str(ANN) not in json.dumps(left, default=str)
    again = await desk.privacy.erase(ANN, None)
    assert not again.anything
    kept = json.loads((await desk.privacy.everything(ANN)).content)["kept"]
    assert [part["table"] for part in kept] == ["mutes"]


async def test_erasing_in_one_server_leaves_the_other_and_practice_as_they_were(desk: Desk) -> None:
    for guild in (SERVER, OTHER):
        await fill(desk.database, ANN, BOB, guild)
    before = await snapshot(desk.database)
    await desk.privacy.erase(ANN, SERVER)
    after = await snapshot(desk.database)
    for table in metadata.sorted_tables:
        if "guild_id" in table.c:
            place = list(table.c.keys()).index("guild_id")
            there = [[row for row in rows[table.name] if row[place] == OTHER] for rows in (before, after)]
            assert there[0] == there[1], table.name
    assert before["practice_cards"] == after["practice_cards"]


async def test_nobody_elses_rows_change(desk: Desk) -> None:
    await fill(desk.database, BOB, 810000000000000003, SERVER)
    before = await snapshot(desk.database)
    await desk.privacy.erase(ANN, None)
    assert await snapshot(desk.database) == before


async def test_the_mark_is_one_hands_within_a_server_and_differs_between_servers_and_members(desk: Desk) -> None:
    for member, other, guild in ((ANN, BOB, SERVER), (ANN, BOB, OTHER), (BOB, ANN, SERVER)):
        async with desk.database.writing() as connection:
            for what in ("edit", "retract"):
                values = {"guild_id": guild, "actor": str(member), "what": what, "at": NOW}
                await connection.execute(insert(audit).values(**values))
            await connection.execute(
                insert(revisions).values(
                    kind="model", slug=str(other), guild_id=guild, version=1, actor=str(member), origin="edit", at=NOW
                )
            )
    for member in (ANN, BOB):
        await desk.privacy.erase(member, None)
    async with desk.database.reading() as connection:
        acts = (await connection.execute(select(audit.c.guild_id, audit.c.actor))).all()
        made = (
            await connection.execute(select(revisions.c.guild_id, revisions.c.actor).where(revisions.c.guild_id != 0))
        ).all()
    assert len(set(acts)) == 3
    assert set(acts) == set(made), "audit and revisions bear the same marks"
    assert all(actor.startswith(MARK) for _, actor in acts)
    assert len({actor for _, actor in acts}) == 3


async def test_marks_are_drawn_and_not_worked_out_so_nothing_leads_back(database: Database, tmp_path: Path) -> None:
    found: set[str] = set()
    desk = await desk_on(database, small_base(tmp_path / "data"))
    for _ in range(3):
        async with database.writing() as connection:
            values = {"guild_id": SERVER, "actor": str(ANN), "what": "edit", "at": NOW}
            await connection.execute(insert(audit).values(**values))
        await desk.privacy.erase(ANN, SERVER)
    async with database.reading() as connection:
        found.update((await connection.execute(select(audit.c.actor))).scalars())
    assert len(found) == 3


async def test_history_can_still_be_read_and_undone_after_its_author_was_erased(desk: Desk) -> None:
    document = desk.served.base.dataset.models["heron-2"].model_copy(update={"released": "2025"})
    proposal = await desk.editing.propose(MODERATOR, SERVER, EntryKind.MODEL, "heron-2", document)
    made = await desk.editing.confirm(MODERATOR, SERVER, proposal, f"as <@{ANN}> read", "https://proof.example/")
    await desk.privacy.erase(ANN, None)
    newest = (await desk.editing.history(SERVER, EntryKind.MODEL, "heron-2"))[0]
    assert newest.actor.startswith(MARK)
    assert newest.reason == "as (erased) read"
    await desk.editing.revert(MODERATOR, SERVER, made.id, "back")
    assert desk.served.of(SERVER).dataset.models["heron-2"].released is None
    assert len((await desk.editing.audit.page(SERVER)).acts) == 2


async def test_a_game_that_is_not_over_keeps_its_events_and_is_told(desk: Desk) -> None:
    await fill(desk.database, ANN, BOB, SERVER)
    async with desk.database.writing() as connection:
        await connection.execute(update(quiz_games).values(ended_at=None))
    erasure = await desk.privacy.erase(ANN, SERVER)
    assert erasure.quiz.open_games == 1
    async with desk.database.writing() as connection:
        await connection.execute(update(quiz_games).values(ended_at=NOW))
    assert (await desk.privacy.erase(ANN, SERVER)).quiz.games == 1


async def test_much_comes_zipped_and_too_much_is_said_to_be(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async with desk.database.writing() as connection:
        _, values = rows_about(ANN, BOB, SERVER)[2]
        rows = [{**values, "round": number} for number in range(5000)]
        await connection.execute(insert(quiz_results), rows)
    dossier = await desk.privacy.everything(ANN)
    assert dossier.name.endswith(".zip")
    assert len(dossier.content) < MOST_BYTES
    monkeypatch.setattr("bot.services.privacy.MOST_ZIPPED", 10)
    with pytest.raises(TooMuch):
        await desk.privacy.everything(ANN)


async def test_short_numbers_in_texts_are_left_alone(desk: Desk) -> None:
    async with desk.database.writing() as connection:
        values = {"guild_id": SERVER, "actor": "1", "what": "edit", "reason": "since 2021, 1 of 10", "at": NOW}
        await connection.execute(insert(audit).values(**values))
    await desk.privacy.erase(10, None)
    async with desk.database.reading() as connection:
        assert (await connection.execute(select(audit.c.reason))).scalar() == "since 2021, 1 of 10"


def test_the_published_policy_gives_the_periods_that_the_program_keeps() -> None:
    root = Path(__file__).parents[2]
    policy = (root / "docs" / "privacy.md").read_text(encoding="utf-8")
    assert f"kept for {departures.KEPT.days} days" in policy
    assert f"| {DRAFT_DAYS} days |" in policy
    assert f"| {overlay_import.KEPT.days} day, or until you decide |" in policy
    assert f"{departures.KEPT.days} days later" in (root / "docs" / "terms.md").read_text(encoding="utf-8")
    for command in ("/privacy show", "/privacy erase"):
        assert command in policy
