"""`/healthz`, `/metrics` and backups of a real process, as its keeper sees them while Discord does what it does."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
from discord.gateway import KeepAliveHandler
from discord.shard import Shard, ShardInfo
from prometheus_client.parser import text_string_to_metric_families

from bot.ops.backup import restore
from bot.watching import unanswered
from tests.rig import Process, Rig
from tests.rig.faults import CALLBACK, Fault
from tests.rig.interactions import COMMAND, COMPONENT, component_data
from tests.storage.samples import write_catalogue

pytestmark = pytest.mark.timeout(180)
Sample = tuple[str, frozenset[tuple[str, str]]]


class Keeper:
    """Somebody who looks after the process, over its health port."""

    def __init__(self, process: Process) -> None:
        self._process = process

    async def _get(self, path: str) -> tuple[int, str]:
        await self._process.until_said('"health_listening"')
        port = self._process.events("health_listening")[0]["port"]
        async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}{path}") as answer:
            return answer.status, await answer.text()

    async def health(self) -> tuple[int, dict[str, Any]]:
        status, text = await self._get("/healthz")
        return status, json.loads(text)

    async def page(self) -> str:
        return (await self._get("/metrics"))[1]

    async def metrics(self) -> dict[Sample, float]:
        families = text_string_to_metric_families(await self.page())
        return {(one.name, frozenset(one.labels.items())): one.value for family in families for one in family.samples}


def sample(name: str, **labels: str) -> Sample:
    return name, frozenset(labels.items())


async def until(ask: Callable[[], Awaitable[bool]]) -> None:
    """Wait for what a process says of itself; it tells nobody when that changes."""
    async with asyncio.timeout(60):
        while not await ask():  # noqa: ASYNC110 - see above
            await asyncio.sleep(0.05)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_catalogue(tmp_path / "data")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where Ajar runs."""
    made = tmp_path / "ajar"
    made.mkdir()
    return made


async def test_healthz_follows_the_gateway_from_the_first_moment_to_the_last(place: Path, folder: Path) -> None:
    async with Rig(shards=2) as rig:
        rig.add_guild("One", shard=0)
        ajar = await rig.start_ajar(place, connected=False, data_folder=folder, health_port=0)
        keeper = Keeper(ajar)

        async def shards_are(first: str, second: str) -> bool:
            _, said = await keeper.health()
            return said["shards"] == {"0": first, "1": second}

        status, said = await keeper.health()
        assert (status, said["status"]) == (503, "unavailable")
        assert any("starting" in problem for problem in said["problems"])

        await until(lambda: shards_are("ready", "ready"))
        assert await keeper.health() == (200, {"status": "ok", "problems": [], "shards": {"0": "ready", "1": "ready"}})

        rig.gateway.refusing = True
        rig.gateway.cut(0)
        await until(lambda: shards_are("lost", "ready"))
        status, said = await keeper.health()
        assert (status, said["problems"]) == (503, ["shard 0 is lost"])

        rig.gateway.refusing = False
        await until(lambda: shards_are("ready", "ready"))
        metrics = await keeper.metrics()
        again = [metrics[sample("ajar_shard_reconnects_total", shard="0", how=how)] for how in ("resumed", "anew")]
        assert sum(again) == 1
        assert metrics[sample("ajar_shard_ready", shard="1")] == 1

        assert await ajar.stop() == 0
        with pytest.raises(aiohttp.ClientConnectionError):
            await keeper.health()


async def test_interactions_are_counted_by_our_own_names_and_by_what_became_of_them(place: Path, folder: Path) -> None:
    async with Rig() as rig:
        guild = rig.add_guild("The Marsh")
        ann = rig.add_member(guild, "Ann")
        ajar = await rig.start_ajar(place, data_folder=folder, health_port=0)
        keeper = Keeper(ajar)
        card = (await rig.slash(guild, ann, "model profile", name="Heron 1.5")).message
        assert card is not None
        await rig.press(card, "Why?", ann)
        await rig.autocomplete(guild, ann, "model profile", "name", name="what Ann typed")
        await rig.slash(guild, ann, "quiz stop")
        rig.fault(Fault(CALLBACK, 400, times=1))
        await rig.slash(guild, ann, "about")
        # A button of a version that is no more: nobody answers it.
        gone = {**component_data(card, card.buttons["Why?"], None), "custom_id": "ajar:gone:what Ann pressed"}
        await rig.send(COMPONENT, guild.channel, ann, gone, card)
        # Discord says that it has waited too long.
        rig.rest.patience = 0.0
        await rig.send(COMMAND, guild.channel, ann, rig.command("learn spectrum"))

        async def all_is_counted() -> bool:
            metrics = await keeper.metrics()
            return sum(value for (name, _), value in metrics.items() if name == "ajar_interactions_total") == 7

        await until(all_is_counted)
        metrics = await keeper.metrics()
        found = {
            tuple(dict(labels)[label] for label in ("kind", "command", "outcome"))
            for (name, labels) in metrics
            if name == "ajar_interactions_total"
        }
        assert found == {
            ("command", "model profile", "ok"),
            ("component", "leaf", "ok"),
            ("autocomplete", "model profile", "ok"),
            ("command", "quiz stop", "refused"),
            ("command", "about", "failed"),
            ("component", "unknown", "expired"),
            ("command", "learn spectrum", "expired"),
        }
        assert metrics[sample("ajar_incidents_total")] == 1
        assert metrics[sample("ajar_acknowledge_seconds_count", kind="command")] == 3
        assert metrics[sample("ajar_interactions_open")] == 0
        assert metrics[sample("ajar_guilds")] == 1
        assert metrics[sample("ajar_database_seconds_count", kind="write")] >= 1

        page = await keeper.page()
        for word in ("Ann", "Heron", "Marsh", "gone", *re.findall(r"\d{17,20}", json.dumps([guild.id, ann.id]))):
            assert word not in page


async def test_backups_are_made_and_shown_and_can_be_put_back(place: Path, folder: Path, tmp_path: Path) -> None:
    backups = tmp_path / "backups"
    async with Rig() as rig:
        guild = rig.add_guild()
        ann = rig.add_member(guild, "Ann")
        ajar = await rig.start_ajar(place, data_folder=folder, health_port=0, backup_folder=backups)
        keeper = Keeper(ajar)
        await ajar.until_said('"backup_made"')
        metrics = await keeper.metrics()
        assert metrics[sample("ajar_backups_total", outcome="ok")] == 1
        assert metrics[sample("ajar_backups_total", outcome="failed")] == 0
        assert sample("ajar_backup_age_seconds") in metrics
        assert await ajar.stop() == 0

        (made,) = ajar.events("backup_made")
        elsewhere = tmp_path / "elsewhere"
        restore(f"sqlite:///{elsewhere / 'ajar.sqlite3'}", backups / made["file"], datetime.now(UTC))
        again = await rig.start_ajar(elsewhere, data_folder=folder)
        answer = await rig.slash(guild, ann, "model profile", name="Heron 1.5")
        assert "Heron 1.5" in answer.text
        assert not again.events("base_taken_in"), "the restored database knows the base already"


def test_discord_py_still_keeps_the_times_of_heartbeats_where_we_look_for_them() -> None:
    socket: Any = SimpleNamespace(thread_id=0, _max_heartbeat_timeout=60.0, shard_id=0, HEARTBEAT=1, sequence=None)
    heart = socket._keep_alive = KeepAliveHandler(ws=socket, interval=41.25, shard_id=0)
    client: Any = SimpleNamespace(dispatch=None, _reconnect=True)
    shard = ShardInfo(Shard(socket, client, lambda _: None), 1)
    heart.ack()
    assert unanswered(shard) == 0
    heart.beat()
    assert unanswered(shard) > 0
    heart.ack()
    assert unanswered(shard) == 0
