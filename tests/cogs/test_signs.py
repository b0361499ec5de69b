"""The signs in running text: their names and images, and what becomes of them when Discord keeps no emojis."""

import logging
import re
from dataclasses import dataclass, field
from io import BytesIO

import aiohttp
import discord
import pytest
from PIL import Image

from cogs.shared.pictures import Mark
from cogs.shared.signs import Signs, drawings, upload_missing
from cogs.shared.theme import STEPS


@dataclass(frozen=True)
class Emoji:
    name: str
    id: int

    def __str__(self) -> str:
        return f"<:{self.name}:{self.id}>"


@dataclass
class Application:
    """Keeps emojis as Discord does; `trouble` is raised by every creation after the first `works`."""

    emojis: list[Emoji] = field(default_factory=list)
    created: dict[str, bytes] = field(default_factory=dict)
    trouble: Exception | None = None
    works: int = 0

    async def fetch_application_emojis(self) -> list[Emoji]:
        return list(self.emojis)

    async def create_application_emoji(self, *, name: str, image: bytes) -> Emoji:
        if self.trouble and len(self.created) >= self.works:
            raise self.trouble
        self.created[name] = image
        self.emojis.append(Emoji(name, 1000 + len(self.emojis)))
        return self.emojis[-1]


class Refusal:
    status = 403
    reason = "Forbidden"


def test_every_step_and_mark_has_a_drawing_with_a_name_that_discord_takes():
    assert set(drawings()) == {f"door_{step}" for step in STEPS} | {mark.value for mark in Mark}
    names = [drawing.name for drawing in drawings().values()]
    assert len(set(names)) == len(names)
    for plain, drawing in drawings().items():
        assert re.fullmatch(r"[a-z0-9_]{2,32}", drawing.name)
        assert drawing.name.startswith(f"{plain}_")


def test_every_image_is_a_small_square_png():
    for drawing in drawings().values():
        image = Image.open(BytesIO(drawing.image()))
        assert (image.format, image.size) == ("PNG", (128, 128))
        assert len(drawing.image()) < 32 * 1024


def test_plain_signs_differ_from_one_another():
    signs = Signs.plain()
    shown = [signs.sign(mark) for mark in Mark] + [signs.door(step) for step in STEPS]
    assert len(set(shown)) == len(shown)
    assert signs.sign(Mark.PUBLIC) == "●"
    assert signs.door(4) == "🚪4"
    assert signs.door(0) == "🚪?"


@pytest.mark.parametrize("step", [-1, 9])
def test_a_door_at_a_step_that_there_is_not_is_refused(step: int):
    with pytest.raises(ValueError, match="0 to 8"):
        Signs.plain().door(step)


async def test_an_application_without_emojis_is_given_all_of_them():
    application = Application()
    signs = await upload_missing(application)
    assert set(application.created) == {drawing.name for drawing in drawings().values()}
    assert re.fullmatch(r"<:door_4_[0-9a-f]{8}:\d+>", signs.door(4))
    assert re.fullmatch(r"<:public_[0-9a-f]{8}:\d+>", signs.sign(Mark.PUBLIC))


async def test_emojis_that_are_there_are_not_uploaded_again():
    application = Application()
    first = await upload_missing(application)
    application.created.clear()
    assert await upload_missing(application) == first
    assert application.created == {}


async def test_a_changed_drawing_gets_an_emoji_of_its_own_and_the_old_one_stays():
    old = Emoji("door_4_00000000", 1)
    application = Application([old])
    signs = await upload_missing(application)
    assert drawings()["door_4"].name in application.created
    assert signs.door(4) != str(old)
    assert old in application.emojis


@pytest.mark.parametrize(
    "trouble",
    [
        discord.HTTPException(Refusal(), "no"),  # pyright: ignore[reportArgumentType]
        discord.MissingApplicationID(),
        aiohttp.ClientConnectionError("unreachable"),
        TimeoutError("too slow"),
    ],
)
async def test_signs_are_all_plain_where_discord_does_not_take_the_emojis(
    trouble: Exception, caplog: pytest.LogCaptureFixture
):
    with caplog.at_level(logging.WARNING):
        signs = await upload_missing(Application(trouble=trouble, works=3))
    assert signs == Signs.plain()
    assert "emojis could not be had" in caplog.text


def test_a_sign_without_an_emoji_is_plain():
    name = drawings()["public"].name
    signs = Signs.from_emojis({name: f"<:{name}:7>"})
    assert signs.sign(Mark.PUBLIC) == f"<:{name}:7>"
    assert signs.sign(Mark.CLOSED) == "⊘"
    assert signs.door(7) == "🚪7"
