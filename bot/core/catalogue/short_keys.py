"""Short names of slugs, for places with little room such as a button's identifier. What is stored there is elsewhere.

A key depends on its slug alone: the same after a restart, in every server, and whatever else a catalogue holds.
It is looked up by trying the slugs of the catalogue that is asked, so an overlay's own entries are found too.
"""

import base64
import hashlib
from collections.abc import Iterable
from functools import lru_cache

LENGTH = 10
"""Fifty bits: among ten thousand slugs two alike are to be expected once in some twenty million catalogues."""


@lru_cache(maxsize=1 << 15)
def short_key(slug: str) -> str:
    """Ten lower-case letters and digits that stand for a slug."""
    digest = hashlib.sha256(slug.encode()).digest()
    return base64.b32encode(digest).decode("ascii")[:LENGTH].lower()


def slugs_of(keys: Iterable[str], slugs: Iterable[str]) -> tuple[str | None, ...]:
    """The slug behind each key, in the keys' order; None where none of the slugs has it."""
    wanted = dict.fromkeys(keys)
    found = {key: slug for slug in slugs if (key := short_key(slug)) in wanted}
    return tuple(found.get(key) for key in wanted)
