"""What a server's moderators change is seen everywhere in that server, and nowhere in another one or outside."""

import json
import shutil
import zipfile
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import discord
import pytest
import simcord
from discord import app_commands

from bot.core.catalogue.plain import plain
from bot.core.editing.policy import Actor
from bot.core.quiz.pool import QuestionPool
from bot.services.editing import EntryKind
from tests.cogs.discord_world import labels, parts, seen
from tests.cogs.moderation_world import SOURCE, Server, menu, send, server_on, small_data

MARK = "Xylophone"
PLANTED = "planted"


@dataclass
class Apart:
    """Two servers with one bot, and a moderator in each."""

    server: Server
    other: simcord.ChannelHandle
    vera: simcord.MemberActor
    """Moderates the other server."""
    slugs: Mapping[EntryKind, str]
    """The entry of each kind that bears the mark."""


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_data(tmp_path_factory.mktemp("few") / "data")


@pytest.fixture
async def apart(
    small_database: Path, few: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Apart]:
    database = tmp_path / "ajar.sqlite3"
    shutil.copy(small_database, database)
    async with server_on(database, few) as server:
        env = server.world.env
        guild = env.create_guild("Elsewhere")
        role = guild.create_role("Managers", permissions=discord.Permissions(manage_guild=True))
        vera = guild.add_member(env.create_user("vera", global_name="Vera"), roles=[role])
        channel = guild.create_text_channel("general")
        await env.settle()
        await server.prefer(quiz_channel=server.world.channel.id, daily_time="00:00")
        actor = Actor(1, guild.id, administrator=True)
        wanted = {"quiz_channel": channel.id, "daily_time": "00:00"}
        await server.bot.preferences.change(actor, guild.id, wanted, server.bot.clock())
        dataset = server.bot.served.base.dataset
        quote = next(q for q in dataset.quotes.values() if q.speaker in dataset.people and q.topics)
        slugs = {
            EntryKind.MODEL: "bloom",
            EntryKind.QUOTE: quote.slug,
            EntryKind.PERSON: quote.speaker,
            EntryKind.TOPIC: quote.topics[0],
            EntryKind.TERM: "weights",
            EntryKind.QUESTION: next(iter(dataset.questions)),
            EntryKind.EVENT: next(iter(dataset.events)),
            EntryKind.ORGANISATION: "bigscience",
        }
        # What is drawn must be what was planted, wherever the server has it.
        choose = QuestionPool.choose

        def chosen(self: QuestionPool, wish: Any, *given: Any) -> Any:
            found = choose(self, wish, *given)
            ours = self.get(slugs[EntryKind.QUESTION], given[-1])
            assert ours is not None
            return (ours, *(q for q in found if q.id != ours.id))[: max(1, wish.count)]

        monkeypatch.setattr(QuestionPool, "choose", chosen)
        yield Apart(server, channel, vera, slugs)


def _values(apart: Apart, kind: EntryKind) -> dict[str, Any]:
    return dict(plain(apart.server.bot.served.of(apart.server.guild_id).dataset.of(kind)[apart.slugs[kind]]))


async def plant(apart: Apart) -> None:
    """Put the mark into entries of one server: a version's status by presses, the rest as the panel does it."""
    server, mona = apart.server, apart.server.mona
    panel = (await mona.slash(server.world.channel, "entry edit", kind="model", name="bloom")).response
    form = await mona.select(panel, ["component.training_code"], custom_id=menu(panel, "ajar:e:pick"))
    typed = {"status": ["open"], "access": ["public"], "licence": "mit", "link": f"{SOURCE}/{MARK}", "reason": MARK}
    diff = (await send(mona, form, **typed)).response
    assert "Done" in seen((await mona.click(diff, label="Confirm")).response)

    changed: dict[EntryKind, dict[str, Any]] = {kind: _values(apart, kind) for kind in apart.slugs}
    model, quote = changed[EntryKind.MODEL], changed[EntryKind.QUOTE]
    model["name"] = f"BLOOM {MARK}"
    model["aliases"] = [*model.get("aliases", []), f"{MARK} bloom"]
    quote["words"] = f"{MARK} is what openness means to me."
    quote.pop("shortened", None)
    quote["translations"] = {"zh-CN": f"{MARK} 就是开放。"}
    person, term = changed[EntryKind.PERSON], changed[EntryKind.TERM]
    person["name"] = f"{person['name']} {MARK}"
    for value in (term["meaning"], term["short"], changed[EntryKind.QUESTION]["prompt"],
                  changed[EntryKind.EVENT]["title"], changed[EntryKind.TOPIC]["at_issue"]):  # fmt: skip
        value.update({"en": f"{MARK} it is", "zh-CN": f"{MARK} 是也"})
    changed[EntryKind.QUESTION]["prompt"]["en"] = f"{MARK}, is it?"
    organisation = changed[EntryKind.ORGANISATION]
    organisation["name"] = f"{organisation['name']} {MARK}"
    new = {
        "slug": PLANTED, "name": f"{MARK} 1", "family": "bloom", "organisation": "bigscience",
        "released": model["released"], "records": model["records"],
    }  # fmt: skip
    word = {"slug": PLANTED, "name": {"en": f"{MARK} term", "zh-CN": f"{MARK} 词"},
            **{key: term[key] for key in ("group", "level", "short", "meaning", "sources")}}  # fmt: skip
    actor = server.actor(mona, manage_server=True)
    changes = [(kind, apart.slugs[kind], values) for kind, values in changed.items()]
    changes += [(EntryKind.MODEL, PLANTED, new), (EntryKind.TERM, PLANTED, word)]
    proposals = await server.bot.editing.propose_all(actor, server.guild_id, changes)
    await server.bot.editing.confirm_all(actor, server.guild_id, proposals, f"Because of {MARK}", f"{SOURCE}/{MARK}")
    hide = await mona.slash(server.world.channel, "entry retract", kind="model", name="olmo-2")
    assert "hidden" in seen((await send(mona, hide, reason=f"{MARK} instead")).response)
    form = await server.world.ann.slash(server.world.channel, "suggest", kind="model", name="llama-3.1")
    control = form.modal["components"][0]
    first = (control.get("component") or control["components"][0])["custom_id"]
    await server.world.ann.submit_modal(form, {first: f"{MARK} is missing"})
    await server.posted()


async def _told(result: simcord.InteractionResult) -> str:
    """All of an answer: its text, its buttons and menus, what describes its pictures, its files and its form."""
    said: list[str] = [json.dumps(result.modal, ensure_ascii=False)] if result.modal else []
    for message in filter(None, (result.response, *result.followups)):
        said += [seen(message), json.dumps(list(parts(message.components)), ensure_ascii=False, default=str)]
        for file in message.attachments:
            raw = await file.read()
            if file.filename.endswith(".zip"):
                with zipfile.ZipFile(BytesIO(raw)) as archive:
                    said += [archive.read(name).decode() for name in archive.namelist()]
            elif not file.filename.endswith(".png"):
                said.append(raw.decode())
    return "\n".join(said)


def _asked(apart: Apart) -> dict[str, Mapping[str, Any]]:
    """Every command that shows something of entries, by what it is asked, on entries that bear the mark."""
    base = apart.server.bot.served.base.dataset
    topic, person = base.topics[apart.slugs[EntryKind.TOPIC]], base.people[apart.slugs[EntryKind.PERSON]]
    return {
        "model profile": {"name": "bloom"},
        "model compare": {"first": "bloom", "second": "llama-3.1"},
        "model find": {"maker": "bigscience"},
        "model ranking": {"definition": "osaid"},
        "model history": {"name": "bloom"},
        "claim": {"text": f"BLOOM has open training code. {_CLAIMED}."},
        "quote about": {"subject": person.name},
        "quote search": {"words": _SEARCHED},
        "quote random": {},
        "learn spectrum": {},
        "debate topic": {"topic": topic.name.en},
        "who": {"name": person.name},
        "timeline": {},
        "learn term": {"word": "weights"},
        "learn terms": {},
        "quiz practice": {},
        "quiz start": {"questions": 5, "untimed": True},
        "quiz daily": {},
        "data export": {},
        "entry history": {"kind": "model", "name": "bloom"},
        "entry edit": {"kind": "quote", "name": apart.slugs[EntryKind.QUOTE]},
        "entry review": {},
        "audit": {},
    }


PRESSED = {"model profile": ("Why?", "Evidence", "Other versions", "Quotes"), "audit": ("Everything as a file",)}


async def everything(apart: Apart, member: simcord.MemberActor, channel: simcord.ChannelHandle) -> dict[str, str]:
    """All that a moderator of a server gets to see there, by where."""
    found: dict[str, str] = {}
    await cast(Any, apart.server.bot.get_cog("QuizCog")).post_daily()
    for command, given in _asked(apart).items():
        result = await member.slash(channel, command, **given)
        found[command] = await _told(result)
        for label in PRESSED.get(command, ()):
            if label in labels(result.response):
                found[f"{command}: {label}"] = await _told(await member.click(result.response, label=label))
    await apart.server.world.env.settle()
    found["the channel"] = "\n".join(
        seen(message) + json.dumps(list(parts(message.components)), default=str, ensure_ascii=False)
        for message in channel.history()
    )
    await member.slash(channel, "quiz stop")
    return found | await completions(apart, member, channel)


async def completions(apart: Apart, member: simcord.MemberActor, channel: simcord.ChannelHandle) -> dict[str, str]:
    """What is offered while one types, for every option of every command that offers something."""
    found: dict[str, str] = {}
    commands = [c for c in apart.server.bot.tree.walk_commands() if isinstance(c, app_commands.Command)]
    for command in commands:
        for option in (p for p in command.parameters if p.autocomplete):
            kinds = (
                [kind.value for kind in EntryKind]
                if command.qualified_name.startswith(("entry", "suggest", "audit"))
                else [None]
            )
            offered: list[Any] = []
            for kind in kinds:
                for typed in ("", MARK[:4], "bloom"):
                    offered += await member.autocomplete(
                        channel, command.qualified_name, option.display_name, typed, **({"kind": kind} if kind else {})
                    )
            found[f"typing {option.display_name} of /{command.qualified_name}"] = json.dumps(
                offered, ensure_ascii=False
            )
    return found


_SEARCHED, _CLAIMED = f"{MARK} openness", f"{MARK} 1 is open source"
"""What is asked with the mark in it, which an answer may repeat."""


def _bearing(found: Mapping[str, str]) -> Sequence[str]:
    def unasked(text: str) -> str:
        return text.lower().replace(_SEARCHED.lower(), "").replace(_CLAIMED.lower(), "")

    return [where for where, text in found.items() if MARK.lower() in unasked(text)]


OFFERED = {
    f"typing {option} of /{command}"
    for option, command in (
        ("name", "model profile"), ("first", "model compare"), ("name", "model history"), ("subject", "quote about"),
        ("name", "who"), ("person", "timeline"), ("model", "timeline"), ("word", "learn term"), ("name", "entry edit"),
        ("name", "suggest"), ("name", "audit"), ("model", "data import"), ("maker", "model find"),
    )
}  # fmt: skip
"""What is offered with the mark where it stands; the rest offers nothing that bears it, such as countries."""


async def test_what_one_server_changes_is_seen_in_it_and_nowhere_in_another(apart: Apart):
    there = await everything(apart, apart.vera, apart.other)
    await plant(apart)
    server = apart.server
    after = await everything(apart, apart.vera, apart.other)
    own = await everything(apart, server.mona, server.world.channel)
    assert not _bearing(there)
    assert not _bearing(after), {where: after[where][:600] for where in _bearing(after)}
    assert not [where for where, text in after.items() if PLANTED in text]
    # A game's word to everybody names no question; the question stands in the channel. The day's question may not be
    # due yet, and any quote or example may be drawn.
    assert f"{MARK}, is it?" in own["the channel"]
    silent = {
        where
        for where in set(own) - set(_bearing(own)) - {"quiz start", "quiz daily", "quote random", "learn spectrum"}
        if not where.startswith("typing ")
    }
    assert not silent, sorted(silent)
    offered = {where for where in _bearing(own) if where.startswith("typing ")}
    assert offered >= OFFERED, sorted(OFFERED - offered)
    # What was hidden is gone here, and is still there.
    assert "olmo-2" not in own["typing name of /model profile"]
    assert "OLMo 2" in seen((await apart.vera.slash(apart.other, "model profile", name="olmo-2")).response)
