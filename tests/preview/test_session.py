"""What a person at the preview can count on, seen from the simulated Discord and without a browser."""

from pathlib import Path

import pytest
import simcord

from bot.preview.live import RestartFailed
from bot.preview.session import Session
from bot.preview.typed import LONGEST_SKIP
from tests.preview.clockwork import WORDS, Clockwork
from tests.preview.stage import START, Stage


async def test_it_greets_in_every_channel_as_the_bot_with_its_own_name_and_face(stage: Stage) -> None:
    for channel in stage.session.world.channels:
        first = channel.history()[0]
        assert first.content == WORDS.greeting
        assert first.author.name == "Clockwork"
        assert first.author.bot
        assert first.author.avatar is not None


async def test_there_are_a_moderator_and_two_members_and_only_the_moderator_has_rights(stage: Stage) -> None:
    rights = {
        person.actor.name: stage.session.env.backend.compute_permissions(
            stage.session.world.guild.id, person.actor.id, stage.general.id
        )
        for person in stage.session.world.people
    }
    manage_messages = 1 << 13
    assert {name for name, bits in rights.items() if bits & manage_messages} == {"mona"}
    assert len(rights) == 3


async def test_each_member_has_a_discord_in_their_own_language(stage: Stage) -> None:
    answers = {}
    for name in ("ann", "lin"):
        result = await stage.member(name).slash(stage.general, "language")
        assert result.response is not None
        answers[name] = result.response.content
    assert answers == {"ann": "en-US in en-US", "lin": "zh-CN in en-US"}


async def test_the_bots_timers_follow_the_wall_clock(stage: Stage) -> None:
    await stage.beat()
    before = stage.bot.seconds
    stage.wall[0] += 5
    await stage.beat()
    assert stage.bot.seconds == before + 5
    assert stage.session.env.now().timestamp() == START + 5


async def test_an_answer_changes_by_itself_when_its_time_has_come(stage: Stage) -> None:
    result = await stage.member("ann").slash(stage.general, "later")
    assert result.response is not None
    assert result.response.content == "wait for it"
    stage.wall[0] += 4
    await stage.beat()
    assert result.response.content == "here it is"


async def test_a_computer_that_slept_does_not_live_through_every_second_of_the_night(stage: Stage) -> None:
    before = stage.bot.seconds
    stage.wall[0] += 8 * 3600
    await stage.beat()
    assert stage.session.env.now().timestamp() == START + 8 * 3600
    assert stage.bot.seconds <= before + 2


async def test_a_skip_lets_the_bot_live_through_the_time_at_once_and_stays(stage: Stage) -> None:
    before = stage.bot.seconds
    await stage.type("ann", "//skip 2m")
    assert stage.bot.seconds >= before + 120
    assert stage.said()[-1] == f"{WORDS.skipped} <t:{int(START) + 120}:f>"
    stage.wall[0] += 1
    await stage.beat()
    assert stage.session.env.now().timestamp() == START + 121


async def test_the_longest_skip_comes_to_an_end(stage: Stage) -> None:
    await stage.type("ann", f"//skip {LONGEST_SKIP}")
    assert stage.session.env.now().timestamp() == START + LONGEST_SKIP


async def test_a_restart_keeps_the_channel_the_folder_and_the_buttons(stage: Stage) -> None:
    card = await stage.member("ann").slash(stage.general, "card")
    assert card.response is not None
    await stage.type("mona", "//restart")
    assert len(stage.bots) == 2
    assert stage.bots[0].closed
    assert not stage.bot.closed
    assert (stage.bot.folder / "starts").read_text() == "started\nstarted\n"
    assert stage.said()[0] == WORDS.greeting
    assert stage.said()[-1] == WORDS.restarted
    assert card.response.id in [message.id for message in stage.general.history()]
    pressed = await stage.member("lin").click(card.response, label="Press")
    assert pressed.response is not None
    assert pressed.response.content == "pressed by Lin (中文)"


async def test_time_goes_on_after_a_restart(stage: Stage) -> None:
    await stage.type("mona", "//restart")
    before = stage.bot.seconds
    stage.wall[0] += 3
    await stage.beat()
    assert stage.bot.seconds == before + 3


async def test_a_reply_with_its_name_uses_a_context_menu_on_a_message_or_its_author(stage: Stage) -> None:
    await stage.type("ann", "//length of message", reply_to=WORDS.greeting)
    assert stage.said()[-1] == f"{len(WORDS.greeting)} letters"
    await stage.member("lin").send(stage.general, "here I am")
    await stage.type("ann", "//Greet member", reply_to="here I am")
    assert stage.said()[-1] == "Hello, Lin (中文)"


async def test_a_wish_that_nobody_knows_is_answered_and_an_ordinary_message_is_left_alone(stage: Stage) -> None:
    await stage.type("ann", "//dance")
    assert stage.said()[-1] == WORDS.unknown
    await stage.type("ann", "just talking")
    assert stage.said()[-1] == "just talking"
    assert not [text for text in stage.said() if text.startswith("//")]


async def test_a_slow_answer_is_waited_for(stage: Stage) -> None:
    result = await stage.member("ann").slash(stage.general, "slow")
    assert result.response is not None
    assert result.response.content == "done at last"


async def test_a_command_that_fails_leaves_the_rest_as_it_was(stage: Stage) -> None:
    await stage.member("ann").slash(stage.general, "broken")
    result = await stage.member("ann").slash(stage.general, "language")
    assert result.response is not None
    assert stage.session.env.errors == []


async def test_a_long_life_does_not_fill_the_memory(stage: Stage) -> None:
    for _ in range(600):
        stage.session.env.backend.emit("TYPING_START", {"channel_id": str(stage.general.id)})
    await stage.beat()
    assert len(stage.session.env.backend.transcript) <= 500


async def test_the_bot_may_use_the_app_in_a_direct_message(stage: Stage) -> None:
    user: simcord.UserHandle = stage.member("ann").user
    result = await user.slash("card", title="Door")
    assert result.response is not None
    assert result.response.channel_id == user.dm_channel.id


class Stillborn(Clockwork):
    """Does not get through its start."""

    async def setup_hook(self) -> None:
        raise RuntimeError("no database today")


async def test_a_bot_that_does_not_start_is_closed_and_its_own_error_is_what_one_sees(tmp_path: Path) -> None:
    bots: list[Clockwork] = []
    session = Session(lambda folder: Stillborn(folder, bots), tmp_path, WORDS)
    with pytest.raises(RuntimeError, match="no database today"):
        await session.start("Clockwork", None)
    await session.end()
    assert bots[0].closed


async def test_a_restart_that_fails_ends_the_preview(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Clockwork, "setup_hook", Stillborn.setup_hook)
    with pytest.raises(RestartFailed):
        await stage.type("mona", "//restart")
    await stage.session.end()
    assert all(bot.closed for bot in stage.bots)
