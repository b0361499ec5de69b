"""Who may do what: every command and every button, against everybody, generated from what the bot registers.

A new command or button makes `test_nothing_was_forgotten` fail until it stands in a table below.
"""

import re
import shutil
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, cast

import discord
import pytest
import simcord
from discord import app_commands

from bot.core.editing.policy import Actor
from bot.i18n import words
from bot.services.editing import EntryKind
from bot.storage.database import Database
from tests.cogs.discord_world import seen
from tests.cogs.moderation_world import Server, server_on, small_data, with_moderation

TEXT = words("en")


class Who(StrEnum):
    """Everybody who may press."""

    MEMBER = "member"
    BY_ROLE = "moderator by role"
    BY_PERMISSION = "moderator by permission"
    ADMINISTRATOR = "administrator"
    ELSEWHERE = "moderator of another server"
    DIRECT = "direct message"
    INSTALLED = "user-installed elsewhere"
    MUTED = "muted suggester"


class May(StrEnum):
    """Whom something is for."""

    EVERYBODY = "everybody"
    MODERATORS = "moderators"
    ADMINISTRATORS = "administrators"


class Seen(StrEnum):
    """What came of it."""

    LET_THROUGH = "let through"
    REFUSED = "refused"
    NOT_OFFERED = "not offered"


MODERATES = {Who.BY_ROLE, Who.BY_PERMISSION, Who.ADMINISTRATOR}
ADMINISTERS = {Who.BY_PERMISSION, Who.ADMINISTRATOR}
REFUSALS = tuple(
    TEXT(key)
    for key in ("moderation.not_allowed", "moderation.server_only", "settings.not_allowed", "settings.server_only")
)
ENTRY = "mo:bloom"
OURS: Mapping[str, tuple[May, dict[str, Any]]] = {
    "entry edit": (May.MODERATORS, {"kind": "model", "name": "bloom"}),
    "entry add": (May.MODERATORS, {"kind": "term"}),
    "entry retract": (May.MODERATORS, {"kind": "model", "name": "bloom"}),
    "entry restore-base": (May.MODERATORS, {"kind": "model", "name": "bloom"}),
    "entry history": (May.MODERATORS, {"kind": "model", "name": "bloom"}),
    "entry review": (May.MODERATORS, {}),
    "audit": (May.MODERATORS, {}),
    "suggest": (May.EVERYBODY, {"kind": "model", "name": "bloom"}),
    "settings": (May.ADMINISTRATORS, {}),
}
"""Commands that somebody may be kept from, with options to call them with."""
FOR_EVERYBODY = (
    "about", "check", "claim", "compare", "data", "debate", "glossary", "learn", "model", "privacy", "quiz", "quote",
    "spectrum", "term", "timeline", "who", "explain", "Check claims", "Check the claims", "Check openness claims",
)  # fmt: skip
"""Commands, by their first word, that change no entry and no setting: what they need is tested with their features."""
BUTTONS: Mapping[str, tuple[May, str]] = {
    "PartMenu": (May.MODERATORS, f"ajar:e:pick:0:{ENTRY}"),
    "PanelPress": (May.MODERATORS, f"ajar:e:panel:0:{ENTRY}"),
    "ReviewPress": (May.MODERATORS, f"ajar:e:review:{ENTRY}"),
    "DropPress": (May.MODERATORS, f"ajar:e:drop:{ENTRY}"),
    "AgainPress": (May.MODERATORS, f"ajar:e:again:{ENTRY}"),
    "RedoPress": (May.MODERATORS, f"ajar:e:redo:{ENTRY}"),
    "ConfirmPress": (May.MODERATORS, f"ajar:e:confirm:{ENTRY}"),
    "AsideMenu": (May.MODERATORS, f"ajar:e:aside:6:{ENTRY}"),
    "ActPress": (May.MODERATORS, f"ajar:e:do:hide:{ENTRY}"),
    "HistoryPress": (May.MODERATORS, f"ajar:e:hist:0:{ENTRY}"),
    "RevertMenu": (May.MODERATORS, f"ajar:e:revert:{ENTRY}"),
    "StepPress": (May.MODERATORS, f"ajar:e:step:{ENTRY}"),
    "QueuePress": (May.MODERATORS, "ajar:m:queue:0"),
    "DecidePress": (May.MODERATORS, "ajar:m:approve:1"),
    "BehindPress": (May.MODERATORS, "ajar:m:behind:0"),
    "ChoosePress": (May.MODERATORS, f"ajar:m:ours:{ENTRY}"),
    "AuditPress": (May.MODERATORS, "ajar:m:audit:0:-:0:-:-:0"),
    "ExportPress": (May.MODERATORS, "ajar:m:audit-file"),
    "ReportPress": (May.EVERYBODY, "ajar:report:model:bloom"),
    "SuggestPress": (May.EVERYBODY, "ajar:suggest:model:bloom"),
    "OpenPress": (May.MODERATORS, "ajar:open:edit-model:private:bloom"),
    "RolesMenu": (May.ADMINISTRATORS, "ajar:settings:roles"),
    "ChannelMenu": (May.ADMINISTRATORS, "ajar:settings:channel:log_channel"),
    "ValueMenu": (May.ADMINISTRATORS, "ajar:settings:value:language"),
    "TogglePress": (May.ADMINISTRATORS, "ajar:settings:private:yes"),
    "TimePress": (May.ADMINISTRATORS, "ajar:settings:time"),
}
"""Buttons and menus that somebody may be kept from, with an identifier each. `OpenPress` as it opens the panel."""
MENUS = {"PartMenu", "AsideMenu", "RevertMenu", "RolesMenu", "ChannelMenu", "ValueMenu"}
OTHER_FEATURES = (
    "cogs.models", "cogs.debate", "cogs.quiz", "cogs.learn", "cogs.claims", "cogs.about", "cogs.exchange",
    "cogs.privacy",
)  # fmt: skip
"""Features whose buttons change no entry and no setting, or are tested with them."""


def expected(may: May, who: Who, *, command: bool) -> Seen:
    """What should come of it."""
    if may is May.EVERYBODY:
        return Seen.LET_THROUGH
    if command and who is Who.DIRECT:
        return Seen.NOT_OFFERED
    allowed = MODERATES if may is May.MODERATORS else ADMINISTERS
    if command and may is May.ADMINISTRATORS and who not in allowed and who is not Who.INSTALLED:
        # Discord itself keeps `/settings` from those without Manage Server.
        return Seen.NOT_OFFERED
    return Seen.LET_THROUGH if who in allowed else Seen.REFUSED


@dataclass
class People:
    """Everybody, each with where they press."""

    server: Server
    where: Mapping[Who, tuple[Any, Any]]
    messages: Mapping[str, Mapping[str, Any]]
    """By place (`here`, `direct`) and button: a message with that button alone."""

    def message(self, who: Who, name: str) -> Any:
        """The message that this person would press."""
        place = "direct" if who is Who.DIRECT else "here"
        return self.messages[place][name]


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
        places = {"here": channel, "direct": server.world.ann.user.dm_channel}
        messages: dict[str, dict[str, Any]] = {}
        for place, target in places.items():
            messages[place] = {name: await _message(server, target, name) for name in BUTTONS}
        yield People(server, where, messages)


def _install_for(env: simcord.Env, user_id: int) -> None:
    """Let one member's presses say that the bot is not in the server, but came along with them."""

    def told(event: str, payload: Any) -> None:
        if event == "INTERACTION_CREATE" and payload.get("member", {}).get("user", {}).get("id") == str(user_id):
            payload["authorizing_integration_owners"] = {"1": str(user_id)}

    env.backend.subscribers.insert(1, told)


async def _message(server: Server, channel: Any, name: str) -> Any:
    """A message of the bot with one of its buttons."""
    identifier = BUTTONS[name][1]
    view = discord.ui.View(timeout=None)
    match name:
        case "RolesMenu":
            view.add_item(discord.ui.RoleSelect(custom_id=identifier, min_values=0))
        case "ChannelMenu":
            view.add_item(discord.ui.ChannelSelect(custom_id=identifier, min_values=0))
        case _ if name in MENUS:
            value = {"PartMenu": "component.training_code", "ValueMenu": "en"}.get(name, "1")
            view.add_item(
                discord.ui.Select(custom_id=identifier, options=[discord.SelectOption(label="x", value=value)])
            )
        case _:
            view.add_item(discord.ui.Button(custom_id=identifier, label="x"))
    target = server.bot.get_partial_messageable(channel.id)
    sent = await target.send("x", view=view)
    await server.world.env.settle()
    view.stop()
    return next(m for m in channel.history() if m.id == sent.id)


def observed(result: simcord.InteractionResult) -> Seen:
    """What came of it: a refusal is one of the sentences that refuse."""
    said = [message for message in (result.response, *result.followups) if message is not None]
    if result.modal is None and any(any(refusal in seen(message) for refusal in REFUSALS) for message in said):
        return Seen.REFUSED
    assert result.acknowledged
    return Seen.LET_THROUGH


async def test_every_command_lets_through_whom_it_is_for_and_nobody_else(people: People):
    wrong: list[str] = []
    for command, (may, options) in OURS.items():
        for who, (actor, channel) in people.where.items():
            given = dict(options)
            try:
                found = observed(await _slash(actor, channel, command, given))
            except (simcord.SetupError, simcord.BackendError):
                found = Seen.NOT_OFFERED
            if found is not expected(may, who, command=True):
                wrong.append(f"/{command} as {who}: {found}, expected {expected(may, who, command=True)}")
    assert not wrong, "\n".join(wrong)


async def _slash(actor: Any, channel: Any, command: str, given: Mapping[str, Any]) -> simcord.InteractionResult:
    if isinstance(actor, simcord.UserHandle):
        return await actor.slash(command, **given)
    return await actor.slash(channel, command, **given)


async def test_every_button_lets_through_whom_it_is_for_and_nobody_else(people: People):
    wrong: list[str] = []
    for name, (may, _) in BUTTONS.items():
        for who, (actor, _channel) in people.where.items():
            if who not in (MODERATES if may is May.MODERATORS else ADMINISTERS) or may is May.EVERYBODY:
                found = await _pressed(people, actor, who, name)
                if found is not expected(may, who, command=False):
                    wrong.append(f"{name} as {who}: {found}, expected {expected(may, who, command=False)}")
    # Those who may come last, since what they press changes something.
    for name, (may, _) in BUTTONS.items():
        for who in MODERATES if may is May.MODERATORS else ADMINISTERS:
            if may is not May.EVERYBODY:
                found = await _pressed(people, people.where[who][0], who, name)
                if found is not Seen.LET_THROUGH:
                    wrong.append(f"{name} as {who}: {found}, expected {Seen.LET_THROUGH}")
    assert not wrong, "\n".join(wrong)


async def _pressed(people: People, actor: Any, who: Who, name: str) -> Seen:
    message = people.message(who, name)
    if name in ("RolesMenu", "ChannelMenu"):
        return observed(await actor.select(message, []))
    if name in MENUS:
        value = {"PartMenu": "component.training_code", "ValueMenu": "en"}.get(name, "1")
        return observed(await actor.select(message, [value]))
    return observed(await actor.click(message, label="x"))


async def test_a_muted_member_s_suggestion_is_refused_and_everybody_else_s_is_taken(people: People):
    for who, (actor, channel) in people.where.items():
        form = await _slash(actor, channel, "suggest", {"kind": "model", "name": "bloom"})
        inner = form.modal["components"][0]
        first = (inner.get("component") or inner["components"][0])["custom_id"]
        answer = seen((await actor.submit_modal(form, {first: f"wrong, says {who}"})).response)
        assert (TEXT("report.muted") in answer) is (who is Who.MUTED), who


async def test_what_was_refused_has_changed_nothing(people: People):
    server = people.server
    for who, (actor, _) in people.where.items():
        if who not in MODERATES:
            for name in ("ConfirmPress", "DecidePress", "ChoosePress", "ActPress", "RevertMenu"):
                await _pressed(people, actor, who, name)
    assert not server.bot.served.has_overlay(server.guild_id)
    page = await server.bot.audit.page(server.guild_id)
    assert {act.what.value for act in page.acts} <= {"mute", "preferences"}
    database = cast(Database, server.bot.database)
    async with database.reading() as connection:
        from sqlalchemy import func, select

        from bot.storage.tables import drafts

        assert (await connection.execute(select(func.count()).select_from(drafts))).scalar_one() == 0


async def test_nothing_was_forgotten(people: People):
    bot = people.server.bot
    commands = [command for command in bot.tree.walk_commands() if not isinstance(command, app_commands.Group)]
    commands += [*bot.tree.get_commands(type=discord.AppCommandType.message)]
    names = {command.qualified_name for command in commands}
    known = {name for name in names if name in OURS or name.split()[0] in FOR_EVERYBODY or name in FOR_EVERYBODY}
    assert names == known, f"say in this file whom these commands are for: {sorted(names - known)}"
    assert set(OURS) <= names
    items = _dynamic_items(bot)
    forgotten = [
        f"{item.__module__}.{item.__name__}"
        for item in items
        if item.__name__ not in BUTTONS and not item.__module__.startswith(OTHER_FEATURES)
    ]
    assert not forgotten, f"say in this file whom these buttons are for: {forgotten}"
    for name, (_, identifier) in BUTTONS.items():
        matching = [item for item in items if item.__name__ == name and not item.__module__.startswith(OTHER_FEATURES)]
        assert matching, f"{name} is not registered"
        pattern: re.Pattern[str] = matching[0].__discord_ui_compiled_template__
        assert pattern.fullmatch(identifier), f"{name} does not take up {identifier}"


def _dynamic_items(bot: Any) -> list[Any]:
    return list(bot._connection._view_store._dynamic_items.values())


async def test_moderators_by_role_are_offered_the_commands(people: People):
    actor, channel = people.where[Who.BY_ROLE]
    assert {"entry edit", "entry review", "audit"} <= set(actor.available_commands(channel))
    for command in people.server.bot.tree.get_commands():
        if command.name in ("entry", "audit"):
            assert command.default_permissions is None
    assert EntryKind.MODEL
