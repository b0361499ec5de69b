"""The pictures of a stance and of a timeline: always drawn, always the same, nothing out of its place."""

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from cogs.shared.pictures.stance import LANES, StancePicture, StancePoint, draw_camp, draw_stance
from cogs.shared.pictures.svg import written
from cogs.shared.pictures.timeline import MOST_ENTRIES, TimelineEntry, TimelinePicture, draw_timeline
from cogs.shared.theme import DARK, LIGHT, Theme

words = st.text(min_size=1, max_size=120).filter(str.strip)
points = st.lists(
    st.builds(StancePoint, st.floats(2015, 2026.99), st.sampled_from(LANES), st.just(""), st.booleans()),
    min_size=1,
    max_size=40,
)


def stance(shown: list[StancePoint], name: str = "Somebody", language: str = "en") -> StancePicture:
    camps = ("For release", "In between", "For limits")
    return StancePicture(name, "What was said", camps, tuple(shown), (2015, 2026), language, "A step is a change")


def timeline(titles: list[str], language: str = "en") -> TimelinePicture:
    entries = tuple(TimelineEntry("23 July 2024", title, "event") for title in titles)
    return TimelinePicture("Timeline", "2024", entries, language)


def opened(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png))


@settings(max_examples=25, deadline=None)
@given(points)
def test_any_number_of_quotes_makes_a_picture(shown: list[StancePoint]):
    picture = opened(draw_stance(stance(shown)))
    assert picture.format == "PNG"
    assert picture.width == 1000


@settings(max_examples=25, deadline=None)
@given(words, st.lists(words, min_size=1, max_size=MOST_ENTRIES))
def test_any_words_make_a_picture_of_the_same_width(name: str, titles: list[str]):
    assert opened(draw_stance(stance([StancePoint(2020, "open", name, True)], name))).width == 1000
    assert opened(draw_timeline(timeline(titles, "zh-CN"))).width == 1000


def test_the_same_picture_has_the_same_bytes():
    one = stance([StancePoint(2020.5, "limits", "", False)])
    assert draw_stance(one) == draw_stance(one)
    assert draw_timeline(timeline(["a"])) == draw_timeline(timeline(["a"]))


def test_a_longer_timeline_is_taller():
    short, long = (opened(draw_timeline(timeline(["Something happened"] * count))) for count in (1, MOST_ENTRIES))
    assert long.height > short.height


def test_camps_differ_in_shape_and_not_in_colour_alone():
    drawn = {written(draw_camp(camp, 0, 0, 10, "#ffffff")) for camp in LANES}
    assert len(drawn) == len(LANES)


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_both_camps_stand_out_alike(theme: Theme):
    """Neither camp's colour is the louder one: their contrasts with the panel differ by less than a third."""
    one, other = (_contrast(colour, theme.panel) for colour in (theme.camps.open, theme.camps.limits))
    assert max(one, other) / min(one, other) < 4 / 3


def test_no_quote_at_all_makes_no_picture():
    with pytest.raises(ValueError, match=r".+"):
        draw_stance(stance([]))


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.1."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
