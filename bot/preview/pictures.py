"""The pictures the simulated Discord lacks: avatars and the bot's own emojis; not the bot's cards."""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import simcord
from PIL import Image, ImageDraw

from bot.preview import internals

_SIDE = 128


def initial(letter: str, colour: str) -> bytes:
    """A round-cornered avatar as PNG: one letter on a colour."""
    picture = Image.new("RGB", (_SIDE, _SIDE), colour)
    ImageDraw.Draw(picture).text((_SIDE / 2, _SIDE / 2), letter, fill="white", font_size=72, anchor="mm")
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def give_avatar(env: simcord.Env, user_id: int, picture: bytes) -> None:
    """Give a user of the simulated Discord an avatar (PNG)."""
    name = hashlib.sha256(picture).hexdigest()[:32]
    env.backend.get_user(user_id).avatar = name
    internals.keep_picture(env, f"avatars/{user_id}/{name}.png", picture)


def keep_emojis(env: simcord.Env) -> None:
    """From now on, show the application emojis that the bot uploads (PNG)."""

    def uploaded(emoji_id: int, request: Mapping[str, Any]) -> None:
        _, _, encoded = str(request.get("image", "")).partition(";base64,")
        try:
            picture = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            return
        if picture:
            internals.keep_picture(env, f"emojis/{emoji_id}.png", picture)

    internals.watch_emoji_uploads(env, uploaded)
