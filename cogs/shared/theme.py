"""The colours of Ajar: for pictures, for signs in running text and for a card's accent. No drawing here."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Hues:
    """The colours of the five marks, each as `#rrggbb`."""

    public: str
    partial: str
    closed: str
    unknown: str
    disputed: str


@dataclass(frozen=True)
class Camps:
    """The colours of the debate's camps, each as `#rrggbb`. None of them is brighter, warns or approves."""

    open: str
    between: str
    limits: str


@dataclass(frozen=True)
class Theme:
    """The colours of a picture, each as `#rrggbb`. Words of any colour reach 4.5 to 1 on `panel` and on tiles."""

    panel: str
    tile: str
    empty: str
    """What has not been reached on a scale."""
    words: str
    quiet_words: str
    hues: Hues
    camps: Camps
    event: str
    """What happened, beside what was said."""
    quote: str


DARK = Theme(
    panel="#24262c",
    tile="#1a1b20",
    empty="#3b3f4a",
    words="#f2f3f5",
    quiet_words="#b4b8c4",
    hues=Hues(public="#59d6a0", partial="#f0b429", closed="#f0708a", unknown="#9ba1b2", disputed="#a5a3ff"),
    camps=Camps(open="#4bc3d5", between="#bdacd1", limits="#eba45c"),
    event="#f2f3f5",
    quote="#8fb4ff",
)
"""For a dark panel, which stands well on Discord's dark and on its light background."""

LIGHT = Theme(
    panel="#f2f3f5",
    tile="#ffffff",
    empty="#c4c8d2",
    words="#1e1f24",
    quiet_words="#545966",
    hues=Hues(public="#0b6e46", partial="#8a5a00", closed="#b3214a", unknown="#5c6272", disputed="#5147c4"),
    camps=Camps(open="#1d6e7b", between="#76579a", limits="#965513"),
    event="#1e1f24",
    quote="#2757b8",
)
"""For a light panel, as on a printed or a light page: the same hues, dark enough to be read on white."""

EITHER = Hues(public="#24a06d", partial="#bf8410", closed="#e0526f", unknown="#8289a0", disputed="#807cf0")
"""For shapes with nothing behind them, as in emojis: at least 3 to 1 on Discord's dark and light background."""

_ACCENTS = (0x8C92A4, 0xF0708A, 0xF18176, 0xF2925F, 0xF1A344, 0xF0B429, 0xC2C74E, 0x8ED077, 0x59D6A0)
STEPS = range(len(_ACCENTS))
"""The steps of the gradient of release as pictures know them: 0 is "cannot tell", 1 closed, 8 fully open."""


def accent(step: int) -> int:
    """The colour of a card's edge for a step of `STEPS`, as 0xRRGGBB; ValueError for any other number."""
    if step not in STEPS:
        raise ValueError(f"a step is one of 0 to {STEPS[-1]}, not {step}")
    return _ACCENTS[step]


def mix(colour: str, ground: str, share: float) -> str:
    """The colour seen where `share` (0 to 1) of one lies over a ground; all `#rrggbb`."""
    pairs = ((int(colour[at : at + 2], 16), int(ground[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(over * share + under * (1 - share)):02x}" for over, under in pairs)
