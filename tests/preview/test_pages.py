"""The pages as a browser gets them over HTTP: who may, what is on them, and that they never go stale."""

import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from itertools import count
from typing import Any

import aiohttp
import pytest

from bot.preview import NoFreePort
from bot.preview.pages import Pages
from tests.preview.clockwork import WORDS
from tests.preview.stage import Stage

KEY = "a-key-for-tests"


class Tab:
    """What a browser tab knows and sends, without the browser."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self._http = http
        self._address = url.partition("#")[0]
        self._numbers = count(1)
        self.state: dict[str, Any] = {}

    async def open(self) -> "Tab":
        self.state = await self._call("POST", "api/pages", {})
        return self

    async def look(self) -> dict[str, Any]:
        """The present state, as the page asks for it twice a second."""
        return await self._call("GET", "api/state")

    async def commands(self) -> dict[str, Any]:
        return await self._call("GET", "api/commands")

    async def act(self, kind: str, **fields: Any) -> dict[str, Any]:
        """Do something in the belief that the state is still what it was when last looked at."""
        number = next(self._numbers)
        envelope = {
            "protocol_version": 3,
            "sequence": number,
            "request_id": f"request-{number}",
            "generation": self.state["context"]["generation"],
            "bot_generation": self.state["botGeneration"],
            "published_revision": self.state["publishedRevision"],
            "kind": kind,
        }
        return await self._call("POST", "api/action", envelope | fields)

    async def become(self, name: str) -> None:
        viewer = next(v["id"] for v in self.state["viewers"] if v["username"] == name)
        await self.act("viewer", viewer_id=viewer)
        self.state = await self.look()

    async def _call(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        headers = {"X-Simcord-Capability": KEY}
        if self.state:
            headers["X-Simcord-Context"] = self.state["context"]["id"]
        async with self._http.request(method, self._address + path, json=body, headers=headers) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as opened:
        yield opened


@pytest.fixture
async def pages(stage: Stage, stack: AsyncExitStack) -> Pages:
    found = Pages(stage.session.env, first_port=0, capability=KEY, timezone="UTC")
    members = [person.actor for person in stage.session.world.people]
    for channel in stage.session.world.channels:
        await found.add(stack, f"#{channel.name}", channel, members, stage.session.live.prepare)
    return found


@pytest.fixture
async def http(stack: AsyncExitStack) -> aiohttp.ClientSession:
    return await stack.enter_async_context(aiohttp.ClientSession())


@pytest.fixture
async def tab(pages: Pages, http: aiohttp.ClientSession) -> Tab:
    return await Tab(http, pages.open[0].url).open()


def _message(state: dict[str, Any], text: str) -> dict[str, Any]:
    return next(message for message in state["messages"].values() if text in str(message))


def _control(message: dict[str, Any]) -> str:
    """The key of the one button on the card."""
    return message["components"][0]["components"][2]["components"][0]["control_key"]


async def test_each_page_names_its_channel_and_links_to_the_others(pages: Pages, http: aiohttp.ClientSession) -> None:
    html = await (await http.get(pages.open[0].url)).text()
    assert "<title>#general · Ajar preview</title>" in html
    assert html.count(f'href="{pages.open[1].url}"') == 2
    assert "Open or not?" in html
    style = await http.get(pages.open[0].url.partition("#")[0] + "ajar.css")
    assert style.status == 200
    assert ".ajar-channels" in await style.text()


async def test_the_page_is_for_who_has_the_key_and_for_this_computer_only(
    pages: Pages, http: aiohttp.ClientSession
) -> None:
    address = pages.open[0].url.partition("#")[0]
    assert address.startswith("http://127.0.0.1:")
    async with http.post(address + "api/pages", json={}) as answer:
        assert answer.status == 401
    async with http.get(address, headers={"Host": "ajar.example"}) as answer:
        assert answer.status == 403
    async with http.post(
        address + "api/pages",
        json={},
        headers={"X-Simcord-Capability": KEY, "Origin": "http://elsewhere.example"},
    ) as answer:
        assert answer.status == 401


async def test_a_click_counts_although_the_page_was_drawn_anew_and_the_bot_restarted(stage: Stage, tab: Tab) -> None:
    await stage.member("mona").slash(stage.general, "card")
    await stage.beat()
    tab.state = await tab.look()
    card = _message(tab.state, "A card")
    await stage.type("ann", "something in between")
    await stage.type("ann", "//restart")
    result = await tab.act("click", target_id=card["id"], control_key=_control(card))
    assert (result["settlement"], result["acknowledgement"]) == ("settled", "acknowledged")
    assert _message(await tab.look(), "pressed by Mona")


async def test_a_request_that_is_sent_twice_is_done_once(stage: Stage, tab: Tab) -> None:
    fields = {"content": "only once", "sequence": 1, "request_id": "the same"}
    first = await tab.act("send_message", **fields)
    await stage.type("ann", "something in between")
    again = await tab.act("send_message", **fields)
    assert first["settlement"] == again["settlement"] == "settled"
    assert stage.said().count("only once") == 1


async def test_a_slow_answer_does_not_leave_the_page_in_doubt(tab: Tab) -> None:
    command = next(entry for entry in (await tab.commands())["entries"] if entry["path"] == ["slow"])
    result = await tab.act(
        "run_command",
        command_id=command["commandId"],
        path=command["path"],
        schema_fingerprint=command["schemaFingerprint"],
        options={},
    )
    assert result["settlement"] == "settled"
    assert not result["uncertain"]
    assert _message(await tab.look(), "done at last")


async def test_what_happens_in_the_background_is_on_the_page_without_asking(stage: Stage, tab: Tab) -> None:
    await stage.member("mona").slash(stage.general, "later")
    await stage.beat()
    assert _message(await tab.look(), "wait for it")
    stage.wall[0] += 4
    await stage.beat()
    assert _message(await tab.look(), "here it is")


async def test_a_time_that_is_told_in_seconds_is_drawn_anew_and_an_idle_page_is_not(stage: Stage, tab: Tab) -> None:
    await stage.beat()
    idle = (await tab.look())["publishedRevision"]
    stage.wall[0] += 1
    await stage.beat()
    assert (await tab.look())["publishedRevision"] == idle
    await stage.member("mona").send(stage.general, f"starts <t:{int(stage.wall[0]) + 20}:R>")
    await stage.beat()
    seen = [await tab.look()]
    stage.wall[0] += 1
    await stage.beat()
    seen.append(await tab.look())
    first, second = (_message(state, "starts") for state in seen)
    assert first != second
    assert seen[0]["profile"]["presentationTime"] != seen[1]["profile"]["presentationTime"]


async def test_a_chinese_member_sees_chinese_dates_and_the_commands_chinese_names(tab: Tab) -> None:
    def card(catalogue: dict[str, Any]) -> tuple[str, str]:
        entry = next(entry for entry in catalogue["entries"] if entry["path"] == ["card"])
        return entry["invocation"], entry["description"]

    assert card(await tab.commands()) == ("card", "Show a card")
    await tab.become("lin")
    assert card(await tab.commands()) == ("卡片", "显示卡片")
    assert tab.state["profile"]["locale"] == "zh-CN"


async def test_attached_pictures_emojis_and_avatars_are_there_to_be_shown(stage: Stage, tab: Tab) -> None:
    await stage.member("mona").slash(stage.general, "card")
    await stage.type("ann", "hello")
    state = await tab.look()
    names = {asset["filename"].rpartition(".")[0] for asset in state["assets"].values() if asset["available"]}
    assert stage.bot.door is not None
    people = {f"avatar-{stage.member('ann').id}", f"avatar-{stage.session.env.backend.bot_user.id}"}
    assert {"card", str(stage.bot.door.id), *people} <= names


async def test_a_taken_port_is_passed_over(stage: Stage, stack: AsyncExitStack) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        pages = Pages(stage.session.env, first_port=taken, capability=KEY, timezone="UTC")
        page = await pages.add(stack, "#general", stage.general, [stage.member("ann")], stage.session.live.prepare)
    assert pages.taken_ports[0] == taken
    assert f":{taken}/" not in page.url


async def test_ports_that_are_all_taken_are_named_with_a_way_out(
    stage: Stage, stack: AsyncExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.preview.pages._TRIES", 1)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        pages = Pages(stage.session.env, first_port=taken, capability=KEY, timezone="UTC")
        with pytest.raises(NoFreePort, match=f"{taken}.*--port"):
            await pages.add(stack, "#general", stage.general, [stage.member("ann")], stage.session.live.prepare)


async def test_a_form_that_a_context_menu_brings_up_is_opened_for_who_asked_for_it(stage: Stage, tab: Tab) -> None:
    await stage.type("mona", "//report message", reply_to=WORDS.greeting)
    assert "What is wrong with it?" in str((await tab.look())["modal"])
    await stage.type("ann", "//report message", reply_to=WORDS.greeting)
    await tab.become("lin")
    assert tab.state["modal"] is None


async def test_the_page_is_left_alone_while_somebody_types_and_is_offered_names(stage: Stage, tab: Tab) -> None:
    await stage.beat()
    before = (await tab.look())["publishedRevision"]
    offered = await stage.member("ann").autocomplete(stage.general, "card", "title", "d")
    await stage.beat()
    assert [offer["name"] for offer in offered] == ["Door"]
    assert (await tab.look())["publishedRevision"] == before


async def test_the_greeting_is_on_the_page(tab: Tab) -> None:
    assert _message(tab.state, WORDS.greeting)
