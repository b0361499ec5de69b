"""`/data export` and `/data import` as moderators see them."""

import json
import re
import zipfile
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import simcord
from sqlalchemy import select, text

from bot.i18n import LANGUAGES, words
from bot.services.uploads import ImportFault
from bot.storage.datafiles import EntryKind
from bot.storage.tables import audit, pending_imports
from cogs.exchange.render import _WORDED, LONGEST, fault_line, faults_text
from tests.cogs.discord_world import labels, parts, seen
from tests.cogs.own_data import HERON_3, OwnData, own_data_on, wired, zipped


@pytest.fixture
async def own(small_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[OwnData]:
    wired(monkeypatch)
    async with own_data_on(small_database, tmp_path) as made:
        yield made


PROOF = "https://marsh.example/proof"


async def why(own: OwnData, member: simcord.MemberActor, shown: Any, label: str, reason: str, link: str = PROOF) -> Any:
    """Press Confirm and give the reason; gives what came of it."""
    form = await member.click(shown, label=label)
    assert form.modal is not None
    fields = [part["custom_id"] for part in parts(form.modal["components"]) if part["type"] == 4]
    values = {fields[0]: reason} | ({fields[1]: link} if link else {})
    return await member.submit_modal(form, values)


async def count(own: OwnData, table: Any) -> int:
    async with own.bot.database.reading() as connection:
        return len((await connection.execute(select(table))).all())


async def test_a_moderator_sees_what_a_file_would_do_confirms_with_a_reason_and_everybody_sees_it(own: OwnData):
    shown = await own.send("heron-3.yaml", HERON_3)
    assert shown.ephemeral
    assert "What this file would do" in seen(shown)
    assert "1 new entry" in seen(shown)
    assert "Heron 3" in seen(shown)
    assert own.bot.served.of(own.world.env.guild.id).dataset.models.get("heron-3") is None
    await why(own, own.mona, shown, "Confirm 1 change…", "It came out yesterday", "https://marsh.example/heron-3")
    assert "1 entry was stored" in seen(shown)
    assert labels(shown) == []
    assert own.bot.served.of(own.world.env.guild.id).dataset.models["heron-3"].name == "Heron 3"
    async with own.bot.database.reading() as connection:
        act = (await connection.execute(select(audit))).one()
    assert (act.what, act.reason, act.link) == ("import", "It came out yesterday", "https://marsh.example/heron-3")


async def test_a_dry_run_from_before_a_restart_can_be_confirmed_once(own: OwnData):
    shown = await own.send("heron-3.yaml", HERON_3)
    await own.world.restart()
    await why(own, own.mona, shown, "Confirm 1 change…", "It came out")
    assert own.bot.served.of(own.world.env.guild.id).dataset.models["heron-3"].name == "Heron 3"
    assert await count(own, pending_imports) == 0


async def test_what_changed_since_the_look_is_shown_anew_and_not_stored(own: OwnData):
    shown = await own.send("heron-2.yaml", "slug: heron-2\nname: Heron Two\nfamily: heron\norganisation: marsh\n")
    other = await own.send("x.yaml", HERON_3)  # drops the first one, which was waiting
    await why(own, own.mona, other, "Confirm 1 change…", "It came out")
    gone = await why(own, own.mona, shown, "Confirm 1 change…", "It came out")
    assert "no longer here" in gone.followups[0].content
    again = await own.send("heron-2.yaml", "slug: heron-2\nname: Heron Two\nfamily: heron\norganisation: marsh\n")
    guild, actor = own.world.env.guild.id, own.mona
    from bot.core.editing.policy import Actor

    moderator = Actor(member_id=actor.id, guild_id=guild, manage_server=True)
    changed = own.bot.served.of(guild).dataset.models["heron-2"].model_copy(update={"released": "2025"})
    proposal = await own.bot.editing.propose(moderator, guild, EntryKind.MODEL, "heron-2", changed)
    await own.bot.editing.confirm(moderator, guild, proposal, "meanwhile", "https://proof.example/")
    result = await why(own, own.mona, again, "Confirm 1 change…", "Two is its name")
    assert "Something changed since you looked" in result.followups[0].content
    assert "released: 2025 → nothing" in seen(again)
    assert own.bot.served.of(guild).dataset.models["heron-2"].name == "Heron 2"


async def test_members_can_neither_import_nor_export_nor_confirm_what_a_moderator_sent(own: OwnData):
    refused = await own.send("heron-3.yaml", HERON_3, own.world.ann)
    assert "Only this server's moderators" in refused.content
    export = (await own.world.ann.slash(own.channel, "data export")).response
    assert "Only this server's moderators" in export.content
    shown = await own.send("heron-3.yaml", HERON_3)
    form = await own.mona.click(shown, label="Confirm 1 change…")
    own.world.env.backend.remove_member_role(
        own.world.env.guild.id, own.mona.id, own.mona.guild.roles["Administrators"].id
    )
    fields = [part["custom_id"] for part in parts(form.modal["components"]) if part["type"] == 4]
    result = await own.mona.submit_modal(form, {fields[0]: "It came out", fields[1]: PROOF})
    assert "Only this server's moderators" in result.followups[0].content
    pressed = await own.mona.click(shown, label="Confirm 1 change…")
    assert pressed.modal is None
    assert "Only this server's moderators" in seen(pressed.response)
    assert await count(own, audit) == 0


async def test_discarding_says_so_and_leaves_nothing(own: OwnData):
    shown = await own.send("heron-3.yaml", HERON_3)
    await own.mona.click(shown, label="Discard")
    assert seen(shown) == "Discarded. Nothing was stored."
    assert await count(own, pending_imports) == 0


async def test_faults_are_told_by_file_line_and_field_in_both_languages(own: OwnData):
    bad = zipped({"data/models/heron-3.yaml": HERON_3 + "realeased: 2025\n", "data/models/heron-4.yaml": "x: [\n"})
    told = seen(await own.send("new.zip", bad))
    assert "cannot be imported" in told
    assert "heron-4.yaml, line" in told
    bad = zipped({"data/models/heron-3.yaml": HERON_3 + "released: tomorrow\nrealeased: 2025\n"})
    told = seen(await own.send("new.zip", bad))
    assert "heron-3.yaml, line 5" in told
    assert "released" in told
    assert "line 6" in told
    assert "did you mean" in told
    own.world.locales[own.mona.id] = "zh-CN"
    told = seen(await own.send("new.zip", bad))
    assert "无法导入该文件" in told
    assert "第 6 行" in told
    assert await count(own, pending_imports) == 0


async def test_an_export_comes_as_a_zip_and_can_be_taken_in_by_another_server(own: OwnData):
    empty = (await own.mona.slash(own.channel, "data export")).response
    assert "nothing to export" in empty.content
    shown = await own.send("heron-3.yaml", HERON_3)
    await why(own, own.mona, shown, "Confirm 1 change…", "Mona (<@" + str(own.mona.id) + ">) read it")
    answer = (await own.mona.slash(own.channel, "data export")).response
    assert answer.ephemeral
    assert "1 new entry" in seen(answer)
    (file,) = answer.attachments
    content = await file.read()
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert archive.namelist() == ["SUMMARY.md", "data/models/heron-3.yaml"]
        assert archive.read("data/models/heron-3.yaml").decode() == HERON_3
        assert str(own.mona.id) not in archive.read("SUMMARY.md").decode()
    again = await own.send("ajar-export.zip", content)
    assert "already sees all of it just so" in seen(again)


async def test_a_long_dry_run_has_pages_that_turn_after_a_restart_too(own: OwnData):
    files = {
        f"models/heron-{number}.yaml": f"slug: heron-{number}\nname: Heron {number}\nfamily: heron\n"
        f"organisation: marsh\nnote: {'a' * 500} {number}\n"
        for number in range(3, 60)
    }
    shown = await own.send("many.zip", zipped(files))
    assert "Page 1 of" in seen(shown)
    pages = int(re.search(r"Page 1 of (\d+)", seen(shown))[1])  # type: ignore[index]
    await own.world.restart()
    for _ in range(pages - 1):
        assert len(seen(shown)) < 4000
        await own.mona.click(shown, label="More")
    assert f"Page {pages} of {pages}" in seen(shown)
    assert "More" not in labels(shown)
    await why(own, own.mona, shown, "Confirm all 57 changes…", "All of them")
    assert len(own.bot.served.of(own.world.env.guild.id).dataset.models) == 59


async def test_verdicts_that_change_are_told_in_words(own: OwnData):
    changed = (own.world.base / "models" / "heron-1.5.yaml").read_text().replace("status: open", "status: closed")  # type: ignore[operator]
    changed = changed.replace("access: public", "access: not_available").replace("        licence: mit\n", "")
    told = seen(await own.send("heron-1.5.yaml", changed))
    assert "Verdicts that change" in told
    assert re.search(r"heron-1\.5 · .+: .+ → .+", told)


async def test_nothing_that_is_sent_can_ping_or_mark_up_and_no_file_is_too_strange_for_a_clear_answer(own: OwnData):
    for name, content in (
        ("<@1>@everyone.yaml", HERON_3),
        ("a.yaml", "slug: '@everyone'\nname: '**<@&1>**'\nfamily: '||x||'\norganisation: '[a](https://b.example)'\n"),
        ("b.zip", b"PK\x03\x04 <@1> **x**"),
        ("鹭.yaml", HERON_3),
    ):
        shown = await own.send(name, content)
        assert "cannot be imported" in seen(shown), name
        told = seen(shown).replace("\\<", "").replace("@\u200b", "")
        assert "<@" not in told
        assert "@everyone" not in told
        assert "||x||" not in told
    async with own.bot.database.reading() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM pending_imports"))).scalar() == 0


def test_every_fault_with_words_of_its_own_has_them_in_both_languages_and_long_lists_are_cut() -> None:
    for language in LANGUAGES:
        text_of = words(language)
        for code in _WORDED:
            line = fault_line(ImportFault("a.yaml", "said so", code, {}, 3, "records[0].x"), text_of)
            assert "exchange.fault" not in line
        many = [ImportFault("a" * 150, "b" * 400, "other", {}, 3, "c" * 90)] * 25
        assert len(faults_text(many, text_of)) < LONGEST + 300


async def test_commands_have_names_in_chinese(own: OwnData):
    command = own.world.env.backend.find_command("data", own.world.env.guild.id, type=1)
    assert "数据" in json.dumps(command, ensure_ascii=False, default=str)


async def test_a_file_without_links_needs_one_for_the_whole_and_the_moderator_reads_so(own: OwnData):
    shown = await own.send("heron-3.yaml", HERON_3)
    assert "need a link that shows them" in seen(shown)
    form = await own.mona.click(shown, label="Confirm 1 change…")
    fields = [part["custom_id"] for part in parts(form.modal["components"]) if part["type"] == 4]
    answer = await own.mona.submit_modal(form, {fields[0]: "It came out yesterday"})
    assert "it needs a link" in answer.followups[0].content
    assert own.bot.served.of(own.world.env.guild.id).dataset.models.get("heron-3") is None
    await why(own, own.mona, shown, "Confirm 1 change…", "It came out yesterday", "https://marsh.example/heron-3")
    assert "heron-3" in own.bot.served.of(own.world.env.guild.id).dataset.models
