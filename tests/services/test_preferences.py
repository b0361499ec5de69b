"""Servers' preferences: at hand, changed by administrators only, and never one over the other."""

import asyncio

import pytest
from pydantic import ValidationError

from bot.core.editing.policy import Actor
from bot.core.preferences import Preferences
from bot.services.preferences import NotAllowed, PreferenceKeeper
from bot.storage.database import Database
from tests.services.questions import NOW

pytestmark = pytest.mark.both_databases

SERVER, OTHER = 10, 20
ADMINISTRATOR = Actor(member_id=1, guild_id=SERVER, manage_server=True)


async def test_a_server_that_set_nothing_has_the_defaults(database: Database) -> None:
    keeper = PreferenceKeeper(database)
    await keeper.load()
    assert keeper.of(SERVER) == Preferences()


async def test_a_change_is_at_hand_at_once_and_after_a_restart_and_leaves_the_rest(database: Database) -> None:
    keeper = PreferenceKeeper(database)
    await keeper.change(ADMINISTRATOR, SERVER, {"time_zone": "Europe/Berlin"}, NOW)
    changed = await keeper.change(ADMINISTRATOR, SERVER, {"time_factor": 2, "moderator_roles": [5, 6]}, NOW)
    assert changed == Preferences(time_zone="Europe/Berlin", time_factor=2, moderator_roles=(5, 6))
    assert keeper.of(SERVER) == changed
    assert keeper.of(OTHER) == Preferences()
    again = PreferenceKeeper(database)
    await again.load()
    assert again.of(SERVER) == changed


@pytest.mark.parametrize(
    "actor",
    [
        Actor(member_id=1, guild_id=SERVER),
        Actor(member_id=1, guild_id=SERVER, roles=frozenset({7})),
        Actor(member_id=1, guild_id=OTHER, administrator=True),
        Actor(member_id=1, guild_id=None, administrator=True),
        Actor(member_id=1, guild_id=SERVER, administrator=True, installed=False),
    ],
)
async def test_only_administrators_of_the_server_change_anything(database: Database, actor: Actor) -> None:
    keeper = PreferenceKeeper(database)
    await keeper.change(ADMINISTRATOR, SERVER, {"moderator_roles": (7,)}, NOW)
    with pytest.raises(NotAllowed):
        await keeper.change(actor, SERVER, {"time_factor": 5}, NOW)
    assert keeper.of(SERVER) == Preferences(moderator_roles=(7,))


@pytest.mark.parametrize("changes", [{"time_factor": 50}, {"time_zone": "Mars/Olympus"}, {"mood": "sunny"}])
async def test_a_value_that_cannot_be_changes_nothing(database: Database, changes: dict[str, object]) -> None:
    keeper = PreferenceKeeper(database)
    with pytest.raises(ValidationError):
        await keeper.change(ADMINISTRATOR, SERVER, {"language": "en", **changes}, NOW)
    await keeper.load()
    assert keeper.of(SERVER) == Preferences()


async def test_changes_at_the_same_moment_all_stand(database: Database) -> None:
    mine, theirs = PreferenceKeeper(database), PreferenceKeeper(database)
    await asyncio.gather(
        mine.change(ADMINISTRATOR, SERVER, {"time_factor": 2}, NOW),
        theirs.change(ADMINISTRATOR, SERVER, {"language": "zh-CN"}, NOW),
        mine.change(ADMINISTRATOR, SERVER, {"private": True}, NOW),
    )
    await mine.load()
    assert mine.of(SERVER) == Preferences(time_factor=2, language="zh-CN", private=True)
