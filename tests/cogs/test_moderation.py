"""Moderation in chat: from a press on a card to a log entry, and back again."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import discord
import pytest

from bot.services.editing import EntryKind
from tests.cogs.discord_world import labels, options, seen
from tests.cogs.moderation_world import SOURCE, Server, controls, menu, send, server_on, small_data, with_moderation


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_data(tmp_path_factory.mktemp("few") / "data")


@pytest.fixture
async def server(
    small_database: Path, few: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Server]:
    database = tmp_path / "ajar.sqlite3"
    shutil.copy(small_database, database)
    with_moderation(monkeypatch)
    async with server_on(database, few) as made:
        yield made


async def test_from_the_card_to_the_log_entry_in_four_presses_and_one_form(server: Server):
    world, mona = server.world, server.mona
    presses = forms = 0
    card = (await mona.slash(world.channel, "model profile", name="bloom")).response
    before = seen(card)

    choice = (await mona.click(card, label="Report a problem")).response
    presses += 1
    panel = (await mona.click(choice, label="Correct it yourself")).response
    presses += 1
    form = await mona.select(panel, ["component.training_code"], custom_id=menu(panel, "ajar:e:pick"))
    presses += 1
    diff = (
        await send(mona, form, status=["closed"], access=["not_available"], licence="", link=SOURCE, reason="Gone")
    ).response
    forms += 1
    text = seen(diff)
    assert "training code" in text
    assert "→" in text
    assert diff.ephemeral
    done = (await mona.click(diff, label="Confirm")).response
    presses += 1

    assert presses <= 5
    assert forms == 1
    assert "Done" in seen(done)
    post = (await server.posted())[-1]
    assert f"<@{mona.id}>" in post
    assert "training code" in post
    assert "Gone" in post
    assert SOURCE in post
    after = seen((await mona.slash(world.channel, "model profile", name="bloom")).response)
    assert after != before
    state = await server.bot.editing.find(server.guild_id, EntryKind.MODEL, "bloom")
    assert state.overlaid


async def _corrected(server: Server, member, slug: str = "bloom", **typed) -> object:
    """The diff of a correction of a version's training code, from the command on."""
    panel = (await member.slash(server.world.channel, "entry edit", kind="model", name=slug)).response
    form = await member.select(panel, ["component.training_code"], custom_id=menu(panel, "ajar:e:pick"))
    values = {"status": ["closed"], "access": ["not_available"], "licence": "", "link": SOURCE, "reason": "Gone"}
    return (await send(member, form, **{**values, **typed})).response


async def test_a_moderator_by_role_corrects_and_takes_it_back_with_a_reason(server: Server):
    rolf, channel = server.rolf, server.world.channel
    diff = await _corrected(server, rolf)
    await rolf.click(diff, label="Confirm")
    history = (await rolf.slash(channel, "entry history", kind="model", name="bloom")).response
    assert "Gone" in seen(history)
    assert f"<@{rolf.id}>" in seen(history)
    form = await rolf.select(history, [options(history)[0]], custom_id=menu(history, "ajar:e:revert"))
    done = (await send(rolf, form, reason="It was there after all")).response
    assert "Done" in seen(done)
    state = await server.bot.editing.find(server.guild_id, EntryKind.MODEL, "bloom")
    assert state.document == state.base
    assert "It was there after all" in (await server.posted())[-1]


async def test_an_older_change_is_taken_back_after_a_look_at_what_that_would_change(server: Server):
    mona, channel = server.mona, server.world.channel
    for status in ("closed", "partial"):
        diff = await _corrected(server, mona, status=[status])
        await mona.click(diff, label="Confirm")
    history = (await mona.slash(channel, "entry history", kind="model", name="bloom")).response
    form = await mona.select(history, [options(history)[1]], custom_id=menu(history, "ajar:e:revert"))
    look = (await send(mona, form, reason="Both were wrong")).response
    assert "What would change" in seen(look)
    done = (await mona.click(look, label="Confirm")).response
    assert "Done" in seen(done)
    state = await server.bot.editing.find(server.guild_id, EntryKind.MODEL, "bloom")
    assert state.document == state.base


async def test_a_draft_of_two_changes_survives_a_restart(server: Server):
    mona, channel = server.mona, server.world.channel
    diff = await _corrected(server, mona)
    panel = (await mona.click(diff, label="Change more")).response
    await server.world.restart()
    panel = (await mona.slash(channel, "entry edit", kind="model", name="bloom")).response
    assert "You have begun" in seen(panel)
    more = (await mona.click(panel, label="More parts")).response
    form = await mona.select(more, ["aliases"], custom_id=menu(more, "ajar:e:pick"))
    diff = (await send(mona, form, value="BLOOM the big\nBLOOM-OLD")).response
    assert "training code" in seen(diff)
    assert "BLOOM the big" in seen(diff)
    done = (await mona.click(diff, label="Confirm")).response
    assert "Done" in seen(done)


async def test_a_second_moderator_sees_what_changed_meanwhile_and_redoes_theirs_on_top(server: Server):
    mona, rolf = server.mona, server.rolf
    hers = await _corrected(server, mona)
    panel = (await rolf.slash(server.world.channel, "entry edit", kind="model", name="bloom")).response
    form = await rolf.select(panel, ["component.paper"], custom_id=menu(panel, "ajar:e:pick"))
    his = (
        await send(rolf, form, status=["closed"], access=["not_available"], licence="", link=SOURCE, reason="No paper")
    ).response
    await mona.click(hers, label="Confirm")
    late = (await rolf.click(his, label="Confirm")).response
    text = seen(late)
    assert "Changed meanwhile" in text
    assert "training code" in text
    assert "research paper" in text
    again = (await rolf.click(late, label="Make mine on top of it")).response
    assert "training code" not in seen(again)
    done = (await rolf.click(again, label="Confirm")).response
    assert "Done" in seen(done)
    state = await server.bot.editing.find(server.guild_id, EntryKind.MODEL, "bloom")
    own = next(record for record in state.document.records if record.source == "server")
    assert {"training_code", "paper"} <= set(own.assessments)


async def test_what_is_wrong_is_named_and_what_was_typed_is_kept(server: Server):
    mona = server.mona
    wrong = await _corrected(server, mona, licence="No Such Licence")
    text = seen(wrong)
    assert "cannot be stored" in text
    assert "Confirm" not in labels(wrong)
    form = await mona.click(wrong, label="Put it right")
    diff = (await send(mona, form, licence="apache 2.0")).response
    assert "apache-2.0" in seen(diff)


async def test_a_word_of_another_source_is_set_aside_and_stays_visible(server: Server):
    mona, channel = server.mona, server.world.channel
    diff = await _corrected(server, mona)
    aside = menu(diff, "ajar:e:aside")
    diff = (await mona.select(diff, options(diff), custom_id=aside)).response
    await mona.click(diff, label="Confirm")
    evidence = (
        await mona.click((await mona.slash(channel, "model profile", name="bloom")).response, label="Evidence")
    ).response
    part = server.bot.served.of(server.guild_id).answers.catalogue.profile("bloom").part("training_code")
    assert len(part.sides) == 1
    assert len(part.voices) > 1
    assert seen(evidence)


async def test_hiding_showing_again_and_going_back_to_the_base(server: Server):
    mona, channel = server.mona, server.world.channel
    form = await mona.slash(channel, "entry retract", kind="model", name="bloom")
    done = (await send(mona, form, reason="Off topic here")).response
    assert "hidden" in seen(done)
    gone = (await mona.slash(channel, "model profile", name="bloom")).response
    assert "BigScience" not in seen(gone) or "know" in seen(gone)
    panel = (await mona.slash(channel, "entry edit", kind="model", name="bloom")).response
    assert "Hidden in this server" in seen(panel)
    form = await mona.click(panel, label="Show again")
    assert "Done" in seen((await send(mona, form, reason="On topic after all")).response)
    await mona.click(await _corrected(server, mona), label="Confirm")
    form = await mona.slash(channel, "entry restore-base", kind="model", name="bloom")
    assert "Done" in seen((await send(mona, form, reason="The base is right")).response)
    state = await server.bot.editing.find(server.guild_id, EntryKind.MODEL, "bloom")
    assert state.document == state.base
    assert not state.overlaid


async def test_a_suggestion_is_sent_reviewed_and_answered(server: Server):
    ann, mona, channel = server.world.ann, server.mona, server.world.channel
    card = (await ann.slash(channel, "model profile", name="bloom")).response
    form = await ann.click(card, label="Report a problem")
    fields = [c["custom_id"] for c in controls(form)]
    thanks = (
        await ann.submit_modal(form, dict(zip(fields, ["code is **gone** @everyone", "closed", SOURCE], strict=True)))
    ).response
    assert "number 1" in seen(thanks)
    queue = (await mona.slash(channel, "entry review")).response
    text = seen(queue)
    assert "\\*\\*gone" in text
    assert "@everyone" not in text
    panel = (await mona.click(queue, label="Edit and approve")).response
    form = await mona.select(panel, ["component.training_code"], custom_id=menu(panel, "ajar:e:pick"))
    diff = (await send(mona, form, status=["closed"], access=["not_available"], licence="")).response
    assert "Done" in seen((await mona.click(diff, label="Confirm")).response)
    assert "No suggestion waits" in seen((await mona.slash(channel, "entry review")).response)
    told = [seen(message) for message in ann.user.dm_channel.history()]
    assert any("agree" in message for message in told)
    found = await server.bot.suggestions.find(server.guild_id, 1)
    assert found is not None
    assert found.told is True


async def test_a_suggestion_is_rejected_with_a_reason_and_its_member_muted(server: Server):
    ann, mona, channel = server.world.ann, server.mona, server.world.channel
    form = await ann.slash(channel, "suggest", kind="model", name="bloom")
    await _suggested(ann, form, "it is bad")
    queue = (await mona.slash(channel, "entry review")).response
    form = await mona.click(queue, label="Reject")
    queue = (await send(mona, form, reason="That is an opinion")).response
    assert "rejected" in seen(queue)
    assert any("That is an opinion" in seen(message) for message in ann.user.dm_channel.history())
    await _suggested(ann, await ann.slash(channel, "suggest", kind="model", name="bloom"), "it is very bad")
    queue = (await mona.slash(channel, "entry review")).response
    await mona.click(queue, label="Mute")
    refused = await _suggested(ann, await ann.slash(channel, "suggest", kind="model", name="bloom"), "again")
    assert "no more suggestions" in seen(refused)


async def _suggested(member, form, wrong: str):
    first = next(controls(form))["custom_id"]
    return (await member.submit_modal(form, {first: wrong})).response


async def test_the_audit_is_paged_filtered_and_exported(server: Server):
    mona, channel = server.mona, server.world.channel
    await mona.click(await _corrected(server, mona), label="Confirm")
    form = await mona.slash(channel, "entry retract", kind="model", name="olmo-2")
    await send(mona, form, reason="Hidden for a test")
    everything = seen((await mona.slash(channel, "audit")).response)
    assert "Gone" in everything
    assert "Hidden for a test" in everything
    only = seen((await mona.slash(channel, "audit", what="retract")).response)
    assert "Gone" not in only
    assert "Hidden for a test" in only
    entry = seen((await mona.slash(channel, "audit", kind="model", name="bloom")).response)
    assert "Hidden for a test" not in entry
    page = (await mona.slash(channel, "audit")).response
    file = await mona.click(page, label="Everything as a file")
    attached = [a for m in [file.response, *file.followups] if m for a in m.attachments]
    assert [a.filename for a in attached] == ["ajar-audit.jsonl"]


async def test_a_change_stands_where_the_log_channel_cannot_be_written(server: Server):
    await server.prefer(log_channel=1)
    done = (await server.mona.click(await _corrected(server, server.mona), label="Confirm")).response
    assert "Done" in seen(done)
    assert not any("training code" in post for post in await server.posted())
    page = await server.bot.audit.page(server.guild_id)
    assert page.total >= 1


async def test_a_new_term_takes_two_forms_and_one_look(server: Server):
    mona, channel = server.mona, server.world.channel
    form = await mona.slash(channel, "entry add", kind="term")
    values = {
        "name": "Weight tying\n权重绑定", "short": "sharing one table of numbers for two jobs\n两处共用一组权重",
        "meaning": "Two layers use the same numbers.\n两层使用同一组数。", "group": ["making"], "level": ["3"],
    }  # fmt: skip
    step = (await send(mona, form, **values)).response
    form = await mona.click(step, label="Go on")
    diff = (await send(mona, form, source="A page about it", link=SOURCE)).response
    assert "What would be added" in seen(diff), seen(diff)
    form = await mona.click(diff, label="Confirm")
    done = (await send(mona, form, reason="It was missing")).response
    assert "Done" in seen(done)
    assert "weight-tying" in server.bot.served.of(server.guild_id).dataset.terms
    assert "weight-tying" not in server.bot.served.base.dataset.terms


async def test_a_moderator_whose_discord_is_chinese_reads_chinese(server: Server):
    server.world.locales[server.mona.id] = "zh-CN"
    panel = (await server.mona.slash(server.world.channel, "entry edit", kind="model", name="bloom")).response
    form = await server.mona.select(panel, ["component.training_code"], custom_id=menu(panel, "ajar:e:pick"))
    values = {"status": ["closed"], "access": ["not_available"], "licence": "", "link": SOURCE, "reason": "已删除"}
    diff = (await send(server.mona, form, **values)).response
    assert "将有的改动" in seen(diff)
    done = (await server.mona.click(diff, label="确认")).response
    assert "已完成" in seen(done)


async def test_an_upgrade_under_an_overlay_is_told_once_and_settled(server: Server, few: Path, tmp_path: Path):
    mona, channel = server.mona, server.world.channel
    await mona.click(await _corrected(server, mona), label="Confirm")
    upgraded = shutil.copytree(few, tmp_path / "upgraded")
    file = upgraded / "models" / "bloom.yaml"
    file.write_text(file.read_text().replace("name: BLOOM\n", "name: BLOOM\nnote: Renewed by the base.\n", 1))
    server.world.base = upgraded
    await server.world.restart()
    posts = await server.posted()
    assert sum("base has changed" in post for post in posts) == 1
    await server.world.restart()
    assert sum("base has changed" in post for post in await server.posted()) == 1
    queue = (await mona.slash(channel, "entry review")).response
    behind = (await mona.click(queue, label="See them")).response
    assert "Renewed by the base" in seen(behind)
    assert {"Keep ours", "Take the base", "Correct"} <= set(labels(behind))
    form = await mona.click(behind, label="Take the base")
    await send(mona, form, reason="The base knows better")
    state = await server.bot.editing.find(server.guild_id, EntryKind.MODEL, "bloom")
    assert state.document == state.base
    assert not state.behind


async def test_keeping_ours_after_an_upgrade_settles_it(server: Server, few: Path, tmp_path: Path):
    mona, channel = server.mona, server.world.channel
    await mona.click(await _corrected(server, mona), label="Confirm")
    ours = (await server.bot.editing.find(server.guild_id, EntryKind.MODEL, "bloom")).document
    upgraded = shutil.copytree(few, tmp_path / "upgraded")
    file = upgraded / "models" / "bloom.yaml"
    file.write_text(file.read_text().replace("name: BLOOM\n", "name: BLOOM\nnote: Renewed by the base.\n", 1))
    server.world.base = upgraded
    await server.world.restart()
    history = seen((await server.world.ann.slash(channel, "model history", name="bloom")).response)
    assert "Renewed by the base" in history
    assert "Gone" in history
    assert f"<@{mona.id}>" not in history
    queue = (await mona.slash(channel, "entry review")).response
    behind = (await mona.click(queue, label="See them")).response
    form = await mona.click(behind, label="Keep ours")
    await send(mona, form, reason="We know better")
    state = await server.bot.editing.find(server.guild_id, EntryKind.MODEL, "bloom")
    assert state.document == ours
    assert not state.behind
    assert "We know better" in (await server.posted())[-1]


async def test_a_member_reads_the_history_of_a_version_with_its_reason_and_link(server: Server):
    before = seen((await server.world.ann.slash(server.world.channel, "model history", name="bloom")).response)
    assert "Gone" not in before
    await server.mona.click(await _corrected(server, server.mona), label="Confirm")
    after = seen((await server.world.ann.slash(server.world.channel, "model history", name="bloom")).response)
    assert "Gone" in after
    assert SOURCE in after
    assert "training code" in after


async def test_agreeing_without_an_edit_changes_nothing_and_is_told(server: Server):
    ann, mona, channel = server.world.ann, server.mona, server.world.channel
    await _suggested(ann, await ann.slash(channel, "suggest", kind="model", name="bloom"), "it says so already")
    queue = (await mona.slash(channel, "entry review")).response
    after = (await mona.click(queue, label="Approve")).response
    assert "No suggestion waits" in seen(after)
    assert not (await server.bot.editing.find(server.guild_id, EntryKind.MODEL, "bloom")).overlaid
    found = await server.bot.suggestions.find(server.guild_id, 1)
    assert found is not None
    assert (found.status.value, found.told) == ("approved", True)
    assert any("agree" in seen(message) for message in ann.user.dm_channel.history())


async def test_a_member_who_was_muted_in_error_is_heard_again(server: Server):
    ann, mona, channel = server.world.ann, server.mona, server.world.channel
    await _suggested(ann, await ann.slash(channel, "suggest", kind="model", name="bloom"), "first")
    queue = (await mona.slash(channel, "entry review")).response
    muted = (await mona.click(queue, label="Mute")).response
    form = await ann.slash(channel, "suggest", kind="model", name="bloom")
    assert "no more suggestions" in seen(await _suggested(ann, form, "again"))
    await mona.click(muted, label="Unmute")
    form = await ann.slash(channel, "suggest", kind="model", name="bloom")
    assert "number 2" in seen(await _suggested(ann, form, "again"))
    audit = seen((await mona.slash(channel, "audit", what="unmute")).response)
    assert f"<@{ann.id}>" in audit


async def test_who_takes_no_direct_messages_is_marked_as_not_told_and_the_decision_stands(
    server: Server, monkeypatch: pytest.MonkeyPatch
):
    ann, mona, channel = server.world.ann, server.mona, server.world.channel
    await _suggested(ann, await ann.slash(channel, "suggest", kind="model", name="bloom"), "it is bad")

    async def closed(*_given: object, **_named: object) -> None:
        response = type("Response", (), {"status": 403, "reason": "Forbidden"})()
        raise discord.Forbidden(response, {"code": 50007, "message": "Cannot send messages to this user"})

    monkeypatch.setattr(discord.User, "send", closed)
    queue = (await mona.slash(channel, "entry review")).response
    form = await mona.click(queue, label="Reject")
    after = seen((await send(mona, form, reason="That is an opinion")).response)
    assert "rejected" in after
    found = await server.bot.suggestions.find(server.guild_id, 1)
    assert found is not None
    assert (found.status.value, found.told) == ("rejected", False)


async def test_a_changed_preference_stands_in_the_audit_and_the_log_and_takes_effect(server: Server):
    mona, world = server.mona, server.world
    card = (await world.ann.slash(world.channel, "model profile", name="bloom")).response
    assert not card.ephemeral
    before = seen(card)
    assert before.index("OSAID") < before.index("Everyday")
    actor = server.actor(mona, manage_server=True)
    wanted = {"private": True, "definitions": ("everyday",)}
    await server.bot.preferences.change(actor, server.guild_id, wanted, server.bot.clock())
    assert any(f"<@{mona.id}>" in post for post in (await server.posted())[-1:])
    assert f"<@{mona.id}>" in seen((await mona.slash(world.channel, "audit", what="preferences")).response)
    card = (await world.ann.slash(world.channel, "model profile", name="bloom")).response
    assert card.ephemeral
    assert seen(card).index("Everyday") < seen(card).index("OSAID")
    wanted = {"private": False, "language": "zh-CN"}
    await server.bot.preferences.change(actor, server.guild_id, wanted, server.bot.clock())
    card = (await world.ann.slash(world.channel, "model profile", name="bloom")).response
    assert not card.ephemeral
    assert "许可证" in seen(card)


async def test_a_word_that_was_set_aside_says_why_under_evidence(server: Server):
    mona, channel = server.mona, server.world.channel
    diff = await _corrected(server, mona, reason="The repository is empty")
    diff = (await mona.select(diff, options(diff), custom_id=menu(diff, "ajar:e:aside"))).response
    await mona.click(diff, label="Confirm")
    card = (await mona.slash(channel, "model profile", name="bloom")).response
    shown = (await mona.click(card, label="Evidence")).response
    pages = [seen(shown)]
    while "Next" in labels(shown):
        shown = (await mona.click(shown, label="Next")).response
        pages.append(seen(shown))
    assert "set aside, does not count: The repository is empty" in "\n".join(pages)


async def test_a_family_that_was_asked_for_before_shows_a_correction_at_once(server: Server):
    """Lists of families are remembered; a changed catalogue is another one."""
    mona, world = server.mona, server.world
    # The small catalogue has one version of each; a second one makes it a list.
    document = server.bot.served.of(server.guild_id).dataset.models["llama-3.1"]
    moderator = server.actor(mona, manage_server=True)

    async def change(slug: str, **changes: object) -> None:
        changed = document.model_copy(update={"slug": slug, **changes})
        proposal = await server.bot.editing.propose(moderator, server.guild_id, EntryKind.MODEL, slug, changed)
        await server.bot.editing.confirm(moderator, server.guild_id, proposal, "For a test", SOURCE)

    async def listed() -> str:
        answer = (await world.ann.slash(world.channel, "model profile", name="Llama")).response
        assert "llama-3.1" in options(answer)
        return seen(answer)

    await change("llama-9", name="Llama 9", aliases=(), repositories=())
    before = await listed()
    assert "Llama 9" in before
    assert await listed() == before
    await change("llama-9", name="Llama Nine", aliases=(), repositories=())
    assert "Llama Nine" in await listed()
