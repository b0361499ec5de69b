"""Who may do what: every command and every button, against everybody, generated from what the bot registers.

A new command or button makes `test_nothing_was_forgotten` fail until it stands in permission_table.py.
"""

import re
import shutil
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import discord
import pytest
import simcord
from discord import app_commands
from sqlalchemy import func, select

from bot.core.editing.policy import Actor
from bot.i18n import words
from bot.storage.database import Database
from bot.storage.tables import drafts
from cogs.shared.layout import CardView
from tests.cogs.discord_world import seen
from tests.cogs.moderation_world import Server, server_on, small_data, with_moderation
from tests.cogs.permission_table import (
    BUTTONS,
    COMMANDS,
    FILE,
    MENU_COMMANDS,
    MODERATES,
    May,
    Seen,
    Who,
    expected,
    expected_of,
    item_of,
    page,
    sent,
)

TEXT = words("en")
REFUSALS = tuple(
    TEXT(key, name="\0").rpartition("\0")[2]
    for key in (
        "moderation.not_allowed", "moderation.server_only", "settings.not_allowed", "settings.server_only",
        "exchange.not_allowed", "exchange.server_only", "quiz.server_only", "quiz.moderators_only", "quiz.not_yours",
        "error.not_allowed", "privacy.no_server",
    )
)  # fmt: skip
"""The sentences that refuse, from behind the last name in them on."""
BROKEN = TEXT("error.ours", incident="\0").partition("\0")[0]


@dataclass
class People:
    """Everybody, each with where they press."""

    server: Server
    where: Mapping[Who, tuple[Any, Any]]
    starter: simcord.MemberActor
    post: Any
    """A message that somebody wrote."""

    async def game(self) -> int:
        """A game that goes on in the channel; somebody of no other role started it."""
        quizzes, channel = self.server.bot.quizzes, self.server.world.channel
        live = quizzes.in_channel(channel.id)
        if live is not None and live.game.starter != self.starter.id:
            await self.server.mona.slash(channel, "quiz stop")
            live = None
        if live is None:
            await self.starter.slash(channel, "quiz start", questions=5, untimed=True)
        live = quizzes.in_channel(channel.id)
        assert live is not None
        return live.id

    async def message(self, who: Who, name: str) -> Any:
        """A message that this person can press, with that button alone."""
        identifier = BUTTONS[name][1]
        if "{game}" in identifier:
            identifier = identifier.replace("{game}", str(await self.game()))
        world = self.server.world
        channel = world.ann.user.dm_channel if who is Who.DIRECT else world.channel
        view = CardView([discord.ui.TextDisplay("x")], [[_control(name, identifier)]])
        message = await self.server.bot.get_partial_messageable(channel.id).send(view=view)
        await world.env.settle()
        view.stop()
        return next(each for each in channel.history() if each.id == message.id)


VALUES = {
    "moderation.panel.PartMenu": "component.training_code",
    "settings.views.ValueMenu": "en",
    "learn.views.TermMenu": "weights",
    "learn.views.GroupMenu": "1",
    "models.lists.CardChoice": "bloom",
    "models.views.VersionChoice": "bloom",
    "models.ranking.Under": "osaid",
    "models.ranking.Among": "all",
    "models.fit.KindMenu": "any",
    "models.find.Menu": "commercial",
    "models.find.Values": "any",
    "models.compare.Add": "llama-3.1",
}


def _is_menu(name: str) -> bool:
    return name in VALUES or name.endswith(("Menu", "OrderPick"))


def _control(name: str, identifier: str) -> discord.ui.Item[Any]:
    match name:
        case "settings.views.RolesMenu":
            return discord.ui.RoleSelect(custom_id=identifier, min_values=0)
        case "settings.views.ChannelMenu":
            return discord.ui.ChannelSelect(custom_id=identifier, min_values=0)
        case _ if _is_menu(name):
            option = discord.SelectOption(label="x", value=VALUES.get(name, "1"))
            return discord.ui.Select(custom_id=identifier, options=[option])
        case _:
            return discord.ui.Button(custom_id=identifier, label="x")


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_data(tmp_path_factory.mktemp("few") / "data")


@pytest.fixture
async def people(
    small_database: Path, few: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[People]:
    database = tmp_path / "ajar.sqlite3"
    shutil.copy(small_database, database)
    with_moderation(monkeypatch)
    async with server_on(database, few) as server:
        env, guild = server.world.env, server.world.channel.guild
        boss_role = guild.create_role("Bosses", permissions=discord.Permissions(administrator=True))
        boss = guild.add_member(env.create_user("boss"), roles=[boss_role])
        brought = guild.add_member(
            env.create_user("brought"),
            roles=[guild.create_role("Guests", permissions=discord.Permissions(manage_guild=True))],
        )
        quiet = guild.add_member(env.create_user("quiet"))
        other = env.create_guild("Elsewhere")
        keeper = other.create_role("Keepers", permissions=discord.Permissions(manage_guild=True))
        visitor = env.create_user("eve")
        other.add_member(visitor, roles=[keeper])
        eve = guild.add_member(visitor)
        starter = guild.add_member(env.create_user("starter"))
        await env.settle()
        await server.bot.preferences.change(
            Actor(1, other.id, administrator=True), other.id, {"moderator_roles": (keeper.id,)}, server.bot.clock()
        )
        await server.bot.suggestions.mute(Actor(server.mona.id, server.guild_id, manage_server=True), quiet.id)
        _install_for(env, brought.id)
        channel = server.world.channel
        where = {
            Who.MEMBER: (server.world.ann, channel),
            Who.BY_ROLE: (server.rolf, channel),
            Who.BY_PERMISSION: (server.mona, channel),
            Who.ADMINISTRATOR: (boss, channel),
            Who.ELSEWHERE: (eve, channel),
            Who.DIRECT: (server.world.ann.user, server.world.ann.user.dm_channel),
            Who.INSTALLED: (brought, channel),
            Who.MUTED: (quiet, channel),
        }
        post = await server.world.bob.send(channel, "BLOOM is open source.")
        yield People(server, where, starter, post)


def _install_for(env: simcord.Env, user_id: int) -> None:
    """Let one member's presses say that the bot is not in the server, but came along with them."""

    def told(event: str, payload: Any) -> None:
        if event == "INTERACTION_CREATE" and payload.get("member", {}).get("user", {}).get("id") == str(user_id):
            payload["authorizing_integration_owners"] = {"1": str(user_id)}

    env.backend.subscribers.insert(1, told)


def observed(result: simcord.InteractionResult) -> Seen:
    """What came of it: a refusal is one of the sentences that refuse."""
    said = [seen(message) for message in (result.response, *result.followups) if message is not None]
    assert not any(BROKEN in text for text in said), said
    if result.modal is None and any(refusal in text for refusal in REFUSALS for text in said):
        return Seen.REFUSED
    assert result.acknowledged, result
    return Seen.LET_THROUGH


@pytest.mark.parametrize("half", [0, 1])
async def test_every_command_lets_through_whom_it_is_for_and_nobody_else(people: People, half: int):
    wrong: list[str] = []
    for command, (may, options) in list(COMMANDS.items())[half::2]:
        for who, (actor, channel) in people.where.items():
            if may is May.STARTER:
                await people.game()
            try:
                found = await _called(people, actor, channel, command, options)
            except AssertionError as problem:
                wrong.append(f"{command} as {who}: {problem}")
                continue
            if who is Who.INSTALLED and not _comes_along(people, command):
                # Discord offers it nowhere where the bot only came along; whoever asks all the same is refused.
                assert found is Seen.REFUSED, command
                found = Seen.NOT_OFFERED
            if found is not expected_of(command, who):
                wrong.append(f"{command} as {who}: {found}, expected {expected_of(command, who)}")
    assert not wrong, "\n".join(wrong)


async def _called(people: People, actor: Any, channel: Any, command: str, options: Mapping[str, Any]) -> Seen:
    try:
        if command in MENU_COMMANDS:
            if isinstance(actor, simcord.UserHandle):
                # The bench has no menus in direct messages; that Discord offers this one there, its payload says.
                return Seen.LET_THROUGH if _comes_along(people, command) else Seen.NOT_OFFERED
            return observed(await actor.context_menu(channel, command, people.post))
        return observed(await _slash(actor, channel, command, options))
    except (simcord.SetupError, simcord.BackendError):
        return Seen.NOT_OFFERED


def _comes_along(people: People, command: str) -> bool:
    """Whether Discord offers a command where somebody brought the bot along."""
    kind = discord.AppCommandType.message if command in MENU_COMMANDS else discord.AppCommandType.chat_input
    top = people.server.bot.tree.get_command(command if command in MENU_COMMANDS else command.split()[0], type=kind)
    assert top is not None
    return 1 in top.to_dict(people.server.bot.tree)["integration_types"]


async def _slash(actor: Any, channel: Any, command: str, given: Mapping[str, Any]) -> simcord.InteractionResult:
    if isinstance(actor, simcord.UserHandle):
        return await actor.slash(command, **given)
    return await actor.slash(channel, command, **given)


async def _press_everything(people: People, mays: tuple[May, ...], part: slice = slice(None)) -> None:
    wrong: list[str] = []
    # The settings last: they could take a role its rights.
    rows = {name: may for wanted in mays for name, (may, _) in BUTTONS.items() if may is wanted}
    rows = dict(list(rows.items())[part])
    # Those who may come last, since what they press changes something.
    for last in (False, True):
        for name, may in rows.items():
            for who, (actor, _) in people.where.items():
                wanted = expected(may, who, command=False)
                if (wanted is Seen.LET_THROUGH) is last:
                    try:
                        found = await _pressed(people, actor, who, name)
                    except AssertionError as problem:
                        wrong.append(f"{name} as {who}: {problem}")
                        continue
                    if found is not wanted:
                        wrong.append(f"{name} as {who}: {found}, expected {wanted}")
    assert not wrong, "\n".join(wrong)


async def test_what_moderators_and_administrators_press_lets_nobody_else_through(people: People):
    await _press_everything(people, (May.MODERATORS, May.ADMINISTRATORS))


async def test_what_belongs_to_a_server_or_to_a_game_is_pressed_there_alone(people: People):
    await _press_everything(people, (May.MEMBERS, May.STARTER))


@pytest.mark.parametrize("third", [0, 1, 2])
async def test_what_is_for_everybody_refuses_nobody(people: People, third: int):
    await _press_everything(people, (May.EVERYBODY,), slice(third, None, 3))


async def _pressed(people: People, actor: Any, who: Who, name: str) -> Seen:
    message = await people.message(who, name)
    if name in ("settings.views.RolesMenu", "settings.views.ChannelMenu"):
        return observed(await actor.select(message, []))
    if _is_menu(name):
        return observed(await actor.select(message, [VALUES.get(name, "1")]))
    return observed(await actor.click(message, label="x"))


async def test_who_started_a_game_may_steer_it(people: People):
    for name in ("quiz.views.BeginPress", "quiz.views.CallPress"):
        assert await _pressed(people, people.starter, Who.MEMBER, name) is Seen.LET_THROUGH
    await people.game()
    channel = people.server.world.channel
    assert observed(await people.starter.slash(channel, "quiz stop")) is Seen.LET_THROUGH
    assert people.server.bot.quizzes.in_channel(channel.id) is None


async def test_a_muted_member_s_suggestion_is_refused_and_everybody_else_s_is_taken(people: People):
    for who, (actor, channel) in people.where.items():
        form = await _slash(actor, channel, "suggest", {"kind": "model", "name": "bloom"})
        inner = form.modal["components"][0]
        first = (inner.get("component") or inner["components"][0])["custom_id"]
        answer = seen((await actor.submit_modal(form, {first: f"wrong, says {who}"})).response)
        assert (TEXT("report.muted") in answer) is (sent(who) is Seen.REFUSED), who


async def test_what_was_refused_has_changed_nothing(people: People):
    server = people.server
    for who, (actor, _) in people.where.items():
        if who not in MODERATES:
            for name, (may, _) in BUTTONS.items():
                if may in (May.MODERATORS, May.ADMINISTRATORS):
                    await _pressed(people, actor, who, name)
    assert not server.bot.served.has_overlay(server.guild_id)
    page_of_acts = await server.bot.audit.page(server.guild_id)
    assert {act.what.value for act in page_of_acts.acts} <= {"mute", "preferences"}
    database = cast(Database, server.bot.database)
    async with database.reading() as connection:
        assert (await connection.execute(select(func.count()).select_from(drafts))).scalar_one() == 0


async def test_nothing_was_forgotten(people: People):
    bot = people.server.bot
    commands = [command for command in bot.tree.walk_commands() if not isinstance(command, app_commands.Group)]
    for kind in (discord.AppCommandType.message, discord.AppCommandType.user):
        commands += bot.tree.get_commands(type=kind)
    names = {command.qualified_name for command in commands}
    assert names == set(COMMANDS), f"say in permission_table.py whom these are for: {names ^ set(COMMANDS)}"
    items = {_named(item): item for item in _dynamic_items(bot)}
    rows = {item_of(name) for name in BUTTONS}
    assert set(items) == rows, f"say in permission_table.py whom these buttons are for: {set(items) ^ rows}"
    for name, (_, identifier) in BUTTONS.items():
        pattern: re.Pattern[str] = items[item_of(name)].__discord_ui_compiled_template__
        assert pattern.fullmatch(identifier.replace("{game}", "1")), f"{name} does not take up {identifier}"


def _dynamic_items(bot: Any) -> list[Any]:
    return list(bot._connection._view_store._dynamic_items.values())


def _named(item: Any) -> str:
    return f"{item.__module__.removeprefix('cogs.')}.{item.__name__}"


def test_the_published_table_is_the_present_one():
    written = FILE.read_text(encoding="utf-8")
    assert written == page(), "renew it: python -m tests.cogs.permission_table"


async def test_moderators_by_role_are_offered_the_commands(people: People):
    actor, channel = people.where[Who.BY_ROLE]
    assert {"entry edit", "entry review", "audit"} <= set(actor.available_commands(channel))
    for command in people.server.bot.tree.get_commands():
        if command.name in ("entry", "audit"):
            assert command.default_permissions is None
