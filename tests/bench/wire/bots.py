"""The bots that are measured, each on a rig of its own, with what members ask of them."""

import asyncio
import itertools
import random
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.wire.load import Ask
from tests.rig import Guild, Member, Message, Process, Rig
from tests.rig.databases import folder_with
from tests.rig.interactions import AUTOCOMPLETE, COMMAND, COMPONENT, command_data, component_data

PLAYERS = 5
BARE = Path(__file__).with_name("bare.py")
_KEYS = "abcdefghijklmnopqrstuvwxyz0123456789"


@dataclass
class Bench:
    """A bot that runs, its Discord, and who asks there."""

    rig: Rig
    process: Process
    guild: Guild
    members: list[Member]

    def ask_command(self, path: str, options: Sequence[dict[str, Any]], kind: int = COMMAND, focused: str = "") -> Ask:
        """Members in turn use a command, with one set of options after another."""
        data = [command_data(self.rig.rest.commands, path, given, focused or None) for given in options]
        turn = zip(itertools.cycle(data), itertools.cycle(self.members), strict=False)
        (channel, *_) = self.guild.channels.values()

        def ask():
            given, member = next(turn)
            return self.rig.send(kind, channel, member, given)

        return ask

    def ask_fresh(self, path: str, option: str, typed: Iterator[str]) -> Ask:
        """Members in turn type what nobody has typed before."""
        members = itertools.cycle(self.members)
        (channel, *_) = self.guild.channels.values()

        def ask():
            given = command_data(self.rig.rest.commands, path, {option: next(typed)}, option)
            return self.rig.send(AUTOCOMPLETE, channel, next(members), given)

        return ask

    def ask_presses(self, presses: Sequence[tuple[Message, str, Member]]) -> Ask:
        """These presses, one after another, from the beginning again at the end."""
        made = [(message, component_data(message, custom_id, None), member) for message, custom_id, member in presses]
        turn = itertools.cycle(made)

        def ask():
            message, data, member = next(turn)
            return self.rig.send(COMPONENT, self.rig.rest.channels[message.channel_id], member, data, message)

        return ask


@asynccontextmanager
async def bare(folder: Path, picture: bytes, *, servers: int = 0, **environment: str) -> AsyncIterator[Bench]:
    """The bare bot, ready; on uvloop as Ajar is, unless its environment says otherwise."""
    file = await asyncio.to_thread(_written, folder, picture)
    async with Rig() as rig:
        _trimmed(rig)
        guild, members = _people(rig, servers)
        given = {
            "BARE_API": rig.api,
            "BARE_TOKEN": rig.token,
            "BARE_PICTURE": str(file),
            "BARE_UVLOOP": "1",
            **environment,
        }
        process = await rig.start([sys.executable, str(BARE)], folder, given, name="bare")
        await rig.identified(process, 1)
        await rig.gateway.until(lambda: bool(rig.rest.commands))
        yield Bench(rig, process, guild, members)


@asynccontextmanager
async def ajar(folder: Path, filled: Path, *, servers: int = 0, **settings: Any) -> AsyncIterator[Bench]:
    """Ajar with the base catalogue, ready."""
    async with Rig() as rig:
        _trimmed(rig)
        guild, members = _people(rig, servers)
        process = await rig.start_ajar(folder_with(filled, folder), **settings)
        await process.until_said('"ready"', seconds=180)
        yield Bench(rig, process, guild, members)


def _written(folder: Path, picture: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "picture.png"
    file.write_bytes(picture)
    return file


def _trimmed(rig: Rig) -> None:
    rig.rest.kept = 5_000
    rig.rest.keep_files = False


def _people(rig: Rig, servers: int) -> tuple[Guild, list[Member]]:
    guild = rig.add_guild("Bench")
    for number in range(servers):
        rig.add_guild(f"Server {number}")
    return guild, [rig.add_member(guild, f"Member {number}") for number in range(200)]


def fresh_typing(names: Sequence[str], seed: int = 7) -> Iterator[str]:
    """Beginnings of names with a slip at the end, each once: nothing that could be remembered."""
    chance = random.Random(seed)
    known: set[str] = set()
    while True:
        name = chance.choice(names)
        typed = name[: chance.randint(min(3, len(name)), len(name))] + chance.choice(f"{_KEYS} -.")
        typed += chance.choice(_KEYS) * chance.randint(0, 2)
        if typed not in known:
            known.add(typed)
            yield typed
