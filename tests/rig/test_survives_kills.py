"""SIGKILL at random under mixed load: what was acknowledged over the wire is in the database, once, however often."""

import asyncio
import contextlib
import json
import os
import random
import sqlite3
import sys
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.i18n import words
from tests.rig import Exchange, Guild, Member, Message, Process, Rig
from tests.rig.databases import folder_with
from tests.rig.interactions import MODAL_SUBMIT, Unoffered, submit_data
from tests.rig.world import EPOCH

KILLS = int(os.environ.get("AJAR_TEST_KILLS", "6"))
"""How often the process is killed, in both lanes together."""
LANES = 2
SERVERS, PLAYERS = 3, 4
SLUGS = ("bloom", "olmo-2", "llama-3.1")
LOCKED = words("en")("quiz.locked", choice="\0").split("\0")[1]
CHANGED = words("en")("quiz.changed", choice="\0").split("\0")[-1]
DONE = words("en")("done.title", entry="\0").split("\0")[0]
SOURCE = "https://example.org/source"

Press = tuple[int, int, int]
"""Game, member, and the millisecond in which Discord made the interaction."""


@dataclass(eq=False)
class Lane:
    """One Discord and one database, and all that members did and heard there."""

    rig: Rig
    folder: Path
    base: Path
    chance: random.Random
    players: dict[Guild, list[Member]] = field(default_factory=dict[Guild, list[Member]])
    tried_answers: set[Press] = field(default_factory=set[Press])
    answers: set[Press] = field(default_factory=set[Press])
    """Those whose acknowledgement came."""
    tried_edits: set[str] = field(default_factory=set[str])
    edits: set[str] = field(default_factory=set[str])
    """The reasons of those whose "done" came."""
    counted: asyncio.Event = field(default_factory=asyncio.Event)
    places: Counter[str] = field(default_factory=Counter[str])
    number: int = 0

    def people(self) -> None:
        """Servers with players and a moderator, who is the first."""
        for _ in range(SERVERS):
            guild = self.rig.add_guild()
            mod = self.rig.add_member(guild, "Mod", manage_guild=True)
            self.players[guild] = [mod, *(self.rig.add_member(guild, f"Player {n}") for n in range(PLAYERS))]

    @property
    def acknowledged(self) -> int:
        """How many acknowledgements of all kinds came."""
        return len(self.answers) + len(self.edits)

    async def brought(self, exchange: Exchange, *, finished: bool = False) -> bool:
        """Whether an interaction was answered, in a time in which a process that lives would have."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(4):
                await asyncio.shield(exchange.finished if finished else exchange.acknowledged)
            return True
        return False

    # -- what members do

    async def play(self, guild: Guild) -> None:
        """Games one after another, in which everybody answers over and over."""
        mod, *players = self.players[guild]
        while True:
            question = next((m for m in reversed(guild.channel.posted) if _open(m)), None)
            if question is None:
                await self._begin(guild, mod)
                await asyncio.sleep(0.3)
                continue
            answering = [name for name in question.custom_ids if name.startswith("ajar:quiz:")]
            if answering and self.chance.random() > 0.04:
                await asyncio.gather(*(self._answer(question, self.chance.choice(answering), m) for m in players))
            else:
                call = next(name for name in question.custom_ids if name.startswith("ajar:quiz-call:"))
                await self.brought(await self.rig.use(question, call, mod))
                await asyncio.sleep(0.3)

    async def _begin(self, guild: Guild, mod: Member) -> None:
        if any(name.startswith("ajar:quiz") for m in guild.channel.posted[-1:] for name in m.custom_ids):
            return
        command = self.rig.command("quiz start", questions=30, untimed=True)
        await self.brought(await self.rig.send(2, guild.channel, mod, command))

    async def _answer(self, question: Message, name: str, member: Member) -> None:
        with contextlib.suppress(LookupError):
            exchange = await self.rig.use(question, name, member)
            press = (int(name.split(":")[2]), member.id, (exchange.id >> 22) + EPOCH)
            self.tried_answers.add(press)
            if await self.brought(exchange) and exchange.text.endswith((LOCKED, CHANGED)):
                self.answers.add(press)
                self.counted.set()

    async def edit(self, guild: Guild, slug: str) -> None:
        """A moderator who changes an entry again and again; what was not confirmed to them they try once more."""
        mod = self.players[guild][0]
        review: Exchange | None = None
        reason = ""
        while True:
            await asyncio.sleep(self.chance.uniform(0, 0.3))
            if review is None:
                self.number += 1
                reason = f"Correction {self.number}"
                review = await self._reviewed(guild, mod, slug, reason)
                continue
            confirm = next((i for i in review.message.custom_ids if "confirm" in i), "") if review.message else ""
            if not confirm:
                review = None
                continue
            self.tried_edits.add(reason)
            done = await self.rig.use(_copy(review.message), confirm, mod)
            if await self.brought(done, finished=True):
                if DONE in done.text:
                    self.edits.add(reason)
                    self.counted.set()
                review = None

    async def _reviewed(self, guild: Guild, mod: Member, slug: str, reason: str) -> Exchange | None:
        """Go from the command to the look at what would change; None where nothing came of it."""
        rig, state = self.rig, self.number % 2
        command = rig.command("entry edit", kind="model", name=slug)
        panel = await rig.send(2, guild.channel, mod, command)
        if not await self.brought(panel, finished=True) or panel.message is None:
            return None
        pick = next((name for name in panel.message.custom_ids if name.startswith("ajar:e:pick")), None)
        if pick is None:
            return None
        form = await rig.use(panel.message, pick, mod, ["component.training_code"])
        if not await self.brought(form) or form.callback != 9:
            return None
        filled = {
            "status": [("closed", "partial")[state]],
            "access": [("not_available", "part_public")[state]],
            "licence": "",
            "link": SOURCE,
            "reason": reason,
        }
        with contextlib.suppress(Unoffered):
            data = submit_data(form.data, filled)
            sent = await rig.send(MODAL_SUBMIT, guild.channel, mod, data, panel.message)
            if await self.brought(sent, finished=True):
                return sent
        return None

    # -- the kills

    async def run(self, kills: int) -> None:
        """Let the process be killed so often, then let it end in good order."""
        for number in range(kills + 1):
            ajar = await self.rig.start_ajar(self.folder, connected=False, data_folder=self.base)
            before = self.rig.gateway.count("identify")
            if number < kills and self.chance.random() < 0.12:
                self.places["in its start"] += 1
                await asyncio.sleep(self.chance.uniform(0, 2.5))
                await ajar.kill()
                continue
            await self.rig.identified(ajar, before + 1)
            load = [asyncio.create_task(self.play(guild)) for guild in self.players]
            load += [asyncio.create_task(self.edit(*each)) for each in zip(self.players, SLUGS, strict=True)]
            try:
                place = await self._until_due(ajar, load, last=number == kills)
                if number < kills:
                    await ajar.kill()
                    self.places[place] += 1
                else:
                    assert await ajar.stop() == 0
            finally:
                for task in load:
                    task.cancel()
                for problem in await asyncio.gather(*load, return_exceptions=True):
                    if isinstance(problem, Exception):
                        raise problem
            failed = [record["event"] for record in ajar.records if record.get("level") == "error"]
            assert not failed, ajar.said[-4000:]

    async def _until_due(self, ajar: Process, load: list[asyncio.Task[None]], *, last: bool) -> str:
        """Wait for the moment of the next kill: right at an acknowledgement, or shortly after one."""
        wanted = self.acknowledged + self.chance.randint(1, 40)
        async with asyncio.timeout(90):
            while self.acknowledged < wanted or (last and not self.edits):
                self.counted.clear()
                assert ajar.ended is None, ajar.said
                failed = [task for task in load if task.done()]
                assert not failed, failed[0].exception()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self.counted.wait(), 1)
        if self.chance.random() < 0.5:
            return "at an acknowledgement"
        await asyncio.sleep(self.chance.uniform(0, 0.08))
        return "between"

    # -- what is left

    def check(self) -> None:
        """All that was acknowledged is there once, and nothing that nobody did."""
        with closing(sqlite3.connect(self.folder / "ajar.sqlite3")) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            events = connection.execute("SELECT game_id, number, event FROM quiz_events ORDER BY 1, 2").fetchall()
            reasons = Counter(row[0] for row in connection.execute("SELECT reason FROM revisions WHERE guild_id <> 0"))
        stored: Counter[Press] = Counter()
        numbers: dict[int, list[int]] = {}
        for game, number, text in events:
            numbers.setdefault(game, []).append(number)
            press = _press(game, text)
            if press is not None:
                stored[press] += 1
        for found in numbers.values():
            assert found == list(range(len(found))), "no event is missing, none is doubled"
        assert self.answers <= set(stored), "an acknowledged answer is lost"
        assert set(stored.values()) <= {1}, "an answer is there twice"
        assert set(stored) <= self.tried_answers, "an answer is there that nobody gave"
        assert self.edits <= set(reasons), "an acknowledged edit is lost"
        assert set(reasons.values()) <= {1}, "an edit is there twice"
        assert set(reasons) <= self.tried_edits, "an edit is there that nobody made"
        for guild in self.players:
            asked = Counter(
                str(message.payload["nonce"]).rsplit("-", 1)[0]
                for message in guild.channel.posted
                if "-ask-" in str(message.payload.get("nonce"))
            )
            assert set(asked.values()) <= {1}, "a question was posted twice"


def _open(message: Message) -> bool:
    return any(name.startswith("ajar:quiz-call:") for name in message.custom_ids)


def _copy(message: Message | None) -> Message:
    """A message that can be pressed once more, whatever it turns into."""
    assert message is not None
    return Message(dict(message.payload), message.guild, message.interaction)


def _press(game: int, text: str) -> Press | None:
    event: dict[str, Any] = json.loads(text)
    if event["kind"] != "press":
        return None
    return game, event["member"], round(datetime.fromisoformat(event["at"]).timestamp() * 1000)


@pytest.mark.timeout(120 + 30 * KILLS)
@pytest.mark.skipif(sys.platform == "win32", reason="nothing there kills as SIGKILL does")
async def test_what_was_acknowledged_is_there_once_however_often_the_process_is_killed(
    few: Path, few_database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    async def lane(number: int) -> Lane:
        async with Rig() as rig:
            folder = folder_with(few_database, tmp_path / f"{number}")
            made = Lane(rig, folder, few, random.Random(1_000 * KILLS + number))
            made.people()
            await made.run((KILLS + number) // LANES)
            made.check()
            return made

    lanes = await asyncio.gather(*(lane(number) for number in range(LANES)))
    answers, edits = sum(len(each.answers) for each in lanes), sum(len(each.edits) for each in lanes)
    places: Counter[str] = Counter()
    for each in lanes:
        places.update(each.places)
    with capsys.disabled():
        print(
            f"\n{KILLS} kills ({', '.join(f'{count} {place}' for place, count in sorted(places.items()))}): "
            f"{answers} answers and {edits} edits acknowledged, each stored once; "
            f"tried {sum(len(each.tried_answers) for each in lanes)} and {sum(len(e.tried_edits) for e in lanes)}"
        )
    assert answers >= KILLS, "there was something to lose"
    assert edits, "moderators had something to lose too"
