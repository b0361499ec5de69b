"""Red's trivia on the rig, from its published package: many games, members who answer by messages, what it takes.

Red is installed in an environment of its own, since it pins other versions of what Ajar uses too.
"""

import asyncio
import os
import subprocess
import sys
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

from tests.bench.wire import load, thousand
from tests.bench.wire.bots import PLAYERS
from tests.bench.wire.load import Figures
from tests.rig import Channel, Member, Process, Rig

VERSION = "3.5.24"
HOME = Path(__file__).parents[3] / ".bench" / "red"
LAUNCHER = Path(__file__).with_name("red_launcher.py")
QUESTIONS = 100
"""More than any game here comes to; Red checks the whole list whenever a game starts."""
RIGHT, WRONG = "weights", "licence"
"""What members write. Every question has the same answer, so that none has to be read."""
_LISTENING = 0.01
_STARTING_SECONDS = 240.0
_LIST = (
    "CONFIG:\n  max_score: 100000\n  delay: 300\n  timeout: 3600\n"
    + "".join(f'"Which part of a model is number {number}?": ["{RIGHT}"]\n' for number in range(QUESTIONS))
)  # fmt: skip


class NotThere(Exception):
    """Red cannot be run here; the message says why."""


def python() -> Path:
    """The Python that Red is installed in: of the environment that AJAR_BENCH_RED names, else made where it is missing.

    Raises:
        NotThere: this Python is too new for Red, or it could not be installed.
    """
    named = os.environ.get("AJAR_BENCH_RED")
    home = Path(named) if named else HOME
    found = home / "bin" / "python"
    if (home / "bin" / "redbot-setup").exists():
        return found
    if named:
        raise NotThere(f"Red is not installed in what AJAR_BENCH_RED names: {named}")
    if sys.version_info >= (3, 12):
        raise NotThere("Red-DiscordBot needs Python 3.11 or older: name an environment with it in AJAR_BENCH_RED")
    try:
        subprocess.run([sys.executable, "-m", "venv", home], check=True, capture_output=True, text=True)
        install = [
            found,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            f"Red-DiscordBot=={VERSION}",
        ]
        subprocess.run(install, check=True, capture_output=True, text=True)
    except subprocess.CalledProcessError as problem:
        raise NotThere(f"Red could not be installed: {problem.stderr[-500:]}") from problem
    return found


@dataclass
class Trivia:
    """Games of Red's trivia that go on, and what Red posts in them."""

    rig: Rig
    process: Process
    tables: Sequence[tuple[Channel, Sequence[Member]]]
    waiting: deque[int] = field(default_factory=deque[int])
    """Channels whose question waits for an answer, the one that waits longest first."""
    right: dict[int, float] = field(default_factory=dict[int, float])
    """When the right answer was given, by channels that Red has not told of it yet."""
    said: dict[int, int] = field(default_factory=dict[int, int])
    """How many answered the open question, by channels."""
    started: int = 0
    taken: list[float] = field(default_factory=list[float])
    """Milliseconds from the right answer to Red's word about it."""

    async def listen(self) -> None:
        """Follow what Red posts, without end."""
        while True:
            asked = self.rig.rest.asked
            while asked:
                line, body, at = asked.popleft()
                if line.startswith("POST") and line.endswith("/messages"):
                    self._note(int(line.split("/")[2]), body["content"], at)
            await asyncio.sleep(_LISTENING)

    def _note(self, channel: int, said: str, at: float) -> None:
        if said.startswith("**Question number"):
            self.said[channel] = 0
            self.waiting.append(channel)
        elif said.startswith("Starting Trivia"):
            self.started += 1
        elif said.startswith("You got it") and channel in self.right:
            self.taken.append((at - self.right.pop(channel)) * 1000)
            # Nobody reads what was said, and a rig that keeps it all would measure its own memory.
            self.rig.rest.channels[channel].messages.clear()

    async def begin(self) -> None:
        """Start a game at every table, and wait until each has asked a question."""
        async with asyncio.timeout(_STARTING_SECONDS):
            for number, (channel, players) in enumerate(self.tables):
                await self.rig.say(channel, players[0], "!trivia bench")
                while self.started < number - 10:  # noqa: ASYNC110 - the rig tells nobody of single messages
                    await asyncio.sleep(_LISTENING)
            while len(self.waiting) < len(self.tables):  # noqa: ASYNC110 - the rig tells nobody of single messages
                await asyncio.sleep(0.1)
        # As if they had been going on for a while: questions that have one, two, three answers already.
        for number, (channel, _) in enumerate(self.tables):
            self.said[channel.id] = number % PLAYERS

    async def answer(self, *, rate: float, seconds: float) -> Figures:
        """Members answer so often a second, over all games: at each question all five once, and the last is right.

        Returns:
            The time that the right answers took; CPU by all answers. `lost` are right answers without a word.
        """
        players = {channel.id: (channel, members) for channel, members in self.tables}
        self.taken = []
        used, begun, sent, rights = load.processor_seconds(self.process), perf_counter(), 0, 0
        for number in range(int(rate * seconds)):
            ahead = begun + number / rate - perf_counter()
            if ahead > 0.001:
                await asyncio.sleep(ahead)
            if not self.waiting:
                continue
            channel, members = players[self.waiting.popleft()]
            place = self.said[channel.id]
            self.said[channel.id] += 1
            sent += 1
            if place < len(members) - 1:
                self.waiting.append(channel.id)
                await self.rig.say(channel, members[place], WRONG)
            else:
                rights += 1
                self.right[channel.id] = perf_counter()
                await self.rig.say(channel, members[place], RIGHT)
        sending = perf_counter() - begun
        patience = perf_counter() + load.PATIENCE
        while self.right and perf_counter() < patience:  # noqa: ASYNC110 - the rig tells nobody of single messages
            await asyncio.sleep(0.05)
        # What was still to be done at the end of the sending is part of what the answers took.
        lasted, spent = perf_counter() - begun, load.processor_seconds(self.process) - used
        lost = len(self.right)
        self.right.clear()
        found = Figures(sending, sent, lost, sorted(self.taken), spent * 1000 / max(1, sent), spent / lasted)
        assert rights == lost + len(found.taken)
        return found


async def run(folder: Path, filled: Path, *, games: Sequence[int], seconds: float) -> dict[str, Any]:
    """Red's games beside Ajar's at the pace of people, one answer in four seconds to a game; then Red's limit.

    Red's time is from a right answer to its word about it, which is the only answer that it answers; Ajar's is from
    every answer to its acknowledgement. CPU is by all answers, with all that the games do besides.
    """
    found: dict[str, Any] = {}
    for count in games:
        row: dict[str, Any] = {}
        async with trivia(folder / f"red-{count}", count) as red:
            await red.answer(rate=count / 4, seconds=5)
            row["red"] = (await red.answer(rate=count / 4, seconds=seconds)).plain()
            row["red"]["memory_mb"] = round(load.megabytes(red.process), 1)
            if count == games[-1]:
                found["limit"] = await _limit(red)
        row["ajar"] = await thousand.play(folder / f"ajar-{count}", filled, games=count, seconds=seconds)
        row["ratio by CPU"] = round(row["red"]["cpu_ms"] / row["ajar"]["cpu_ms"], 2)
        found[f"{count} games"] = row
    return found


async def _limit(red: Trivia) -> list[dict[str, float]]:
    """Raise the rate of answers until p99 passes what Discord's members would wait."""
    rows: list[dict[str, float]] = []
    rate = 100.0
    while True:
        figures = await red.answer(rate=rate, seconds=10)
        rows.append({"asked": rate, **figures.plain()})
        print(rows[-1], flush=True)
        if figures.within(0.99) > thousand.SLOW_MS or figures.lost or figures.rate < rate * 0.8:
            return rows
        rate = round(rate * 1.4)


@asynccontextmanager
async def trivia(folder: Path, games: int) -> AsyncIterator[Trivia]:
    """Red with its cog of trivia and nothing else, and a game at each of so many tables of five players."""
    interpreter = await asyncio.to_thread(python)
    environment = await asyncio.to_thread(_instance, interpreter, folder)
    async with Rig() as rig:
        rig.rest.kept, rig.rest.keep_files = 5_000, False
        # A server of one member, so that Red, which has the intent for members, need not ask who they are.
        guilds = [rig.add_guild(f"Server {number}", size=1) for number in range(games)]
        owner = rig.add_member(guilds[0], "Owner", administrator=True)
        tables = [
            (
                rig.add_channel(guild, "trivia"),
                [rig.add_member(guild, f"Player {number}.{n}") for n in range(PLAYERS)],
            )
            for number, guild in enumerate(guilds)
        ]
        command = [str(interpreter), str(LAUNCHER), "bench", "--no-prompt", "--token", rig.token, "--prefix", "!"]
        command += ["--owner", str(owner.id)]
        process = await rig.start(command, folder, {**environment, "RED_API": rig.api}, name="red")
        await rig.identified(process, 1)
        await process.until_said("Invite URL")
        await rig.say(guilds[0].channel, owner, "!load trivia")
        async with asyncio.timeout(30):
            # As everywhere here: the rig tells nobody of single messages.
            while not any("Loaded" in message.text for message in guilds[0].channel.posted):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        running = Trivia(rig, process, tables)
        listening = asyncio.create_task(running.listen())
        try:
            await running.begin()
            yield running
        finally:
            listening.cancel()


def _instance(interpreter: Path, folder: Path) -> dict[str, str]:
    """Make an instance by Red's own program, with a list of questions; the environment in which it is found."""
    environment = {f"XDG_{name.upper()}_HOME": str(folder / name) for name in ("config", "data", "cache")}
    data = folder / "instance"
    lists = data / "cogs" / "Trivia"
    lists.mkdir(parents=True, exist_ok=True)
    setup = [interpreter.with_name("redbot-setup"), "--no-prompt", "--instance-name", "bench", "--data-path", data]
    made = subprocess.run(setup, env={**os.environ, **environment}, capture_output=True, text=True)
    if made.returncode:
        raise NotThere(f"Red's setup failed: {made.stderr[-500:]}")
    (lists / "bench.yaml").write_text(_LIST, encoding="utf-8")
    return environment
