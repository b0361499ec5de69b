"""The pictures of a stance and of a timeline: always drawn, always the same, nothing out of its place."""

from io import BytesIO
from itertools import combinations, pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from cogs.shared.pictures.gallery import stance_samples, timeline_samples
from cogs.shared.pictures.lettering import Style, fit, wrap
from cogs.shared.pictures.places import MOST_POINTS, Column, Spot, in_columns
from cogs.shared.pictures.render import png
from cogs.shared.pictures.stance import (
    LANE_HEIGHT,
    LANES,
    PLOT_LEFT,
    PLOT_RIGHT,
    REACH,
    Camp,
    StancePicture,
    StancePoint,
    camp_colour,
    draw_camp,
    draw_stance,
    lane_colour,
    stance_strips,
)
from cogs.shared.pictures.svg import document, written
from cogs.shared.pictures.timeline import (
    MOST_ENTRIES,
    Kind,
    TimelineEntry,
    TimelinePicture,
    draw_kind,
    draw_timeline,
    kind_colour,
    timeline_strips,
)
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


SVG = "{http://www.w3.org/2000/svg}"
SETTING = Style(size=30, smallest=28, weight=500)
LEFT, RIGHT = PLOT_LEFT + 12.0, PLOT_RIGHT - 12.0
words_of_any_kind = st.text(
    st.sampled_from("abcdefgMW -.,/“”()中间检查点预训练数据权重，。！éñ"), min_size=1, max_size=160
) | st.text(max_size=160)
spots = st.lists(
    st.tuples(st.floats(LEFT, RIGHT) | st.floats(400, 430), st.integers(0, 2)), min_size=1, max_size=MOST_POINTS
).map(lambda places: [Spot(number, x, lane) for number, (x, lane) in enumerate(sorted(places))])


def placed(shown: list[Spot]) -> tuple[Column, ...]:
    return in_columns(shown, LEFT, RIGHT, LANE_HEIGHT)


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
    assert opened(draw_stance(stance([StancePoint(2020, "open", name, True)], name, "zh-CN"))).width == 1000
    assert opened(draw_timeline(timeline(titles, "zh-CN"))).width == 1000


def test_the_same_picture_has_the_same_bytes():
    one = stance([StancePoint(2020.5, "limits", "", False)])
    assert draw_stance(one) == draw_stance(one)
    assert draw_timeline(timeline(["a"])) == draw_timeline(timeline(["a"]))
    assert draw_timeline(timeline(["a"])) != draw_timeline(timeline(["b"]))


def test_a_longer_timeline_is_taller():
    short, long = (opened(draw_timeline(timeline(["Something happened"] * count))) for count in (1, MOST_ENTRIES))
    assert long.height > short.height


def test_camps_differ_in_shape_and_not_in_colour_alone():
    drawn = {written(draw_camp(camp, 0, 0, 10, "#ffffff")) for camp in LANES}
    assert len(drawn) == len(LANES)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_words_and_marks_stand_out_from_what_is_behind_them(theme: Theme):
    for camp in LANES:
        lane = lane_colour(camp, theme)
        assert _contrast(camp_colour(camp, theme.camps), lane) >= 4.5
        assert _contrast(theme.words, lane) >= 4.5
        assert _contrast(theme.quiet_words, lane) >= 4.5
    kinds: tuple[Kind, ...] = ("event", "quote")
    for colour in (theme.words, theme.quiet_words, *(kind_colour(kind, theme) for kind in kinds)):
        assert _contrast(colour, theme.panel) >= 4.5


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_no_camp_is_brighter_than_another(theme: Theme):
    amounts = [_luminance(camp_colour(camp, theme.camps)) + 0.05 for camp in LANES]
    assert max(amounts) / min(amounts) < 1.05


def test_the_marks_of_the_camps_take_equal_room_and_have_different_outlines():
    def shown(camp: Camp) -> Image.Image:
        return opened(png(written(document(200, 200, draw_camp(camp, 100, 100, 60, "#ffffff"))))).getchannel("A")

    areas = [sum(shown(camp).histogram()[128:]) for camp in LANES]
    assert max(areas) / min(areas) < 1.02
    assert len({shown(camp).getbbox() for camp in LANES}) == len(LANES)


@pytest.mark.parametrize("camp", LANES)
def test_a_mark_that_nobody_checked_is_as_large_as_any_and_hollow(camp: Camp):
    whole, hollow = (
        opened(png(written(document(100, 100, draw_camp(camp, 50, 50, 30, "#ffffff", ground)))))
        for ground in (None, "#000000")
    )
    assert whole.getpixel((50, 50)) != hollow.getpixel((50, 50))
    boxes = zip(whole.getchannel("A").getbbox() or (), hollow.getchannel("A").getbbox() or (), strict=True)
    assert max(abs(one - other) for one, other in boxes) <= 1


def test_what_happened_and_what_was_said_differ_in_shape():
    outlines = {written(draw_kind(kind, 0, 0, 10, "#ffffff")) for kind in ("event", "quote")}
    assert len(outlines) == 2


def test_quotes_that_nobody_checked_are_hollow_in_the_picture():
    def rings(certain: bool) -> int:
        shown = [StancePoint(2018, "open", "", certain), StancePoint(2022, "limits", "", True)]
        lanes = ElementTree.fromstring(stance_strips(stance(shown))[1])
        return sum(circle.get("stroke") == DARK.camps.open for circle in lanes.iter(f"{SVG}circle"))

    assert (rings(certain=True), rings(certain=False)) == (0, 1)


@settings(max_examples=200, deadline=None)
@given(spots)
def test_marks_never_hide_each_other_and_stay_in_their_lane(shown: list[Spot]):
    columns = placed(shown)
    assert sorted(number for column in columns for number in column.points) == [spot.number for spot in shown]
    marks = [(column, row) for column in columns for row in column.rows]
    for column, row in marks:
        assert LEFT - 0.01 <= column.x <= RIGHT + 0.01
        assert abs(row) + REACH * column.size <= LANE_HEIGHT / 2
    for (one, above), (other, below) in combinations(marks, 2):
        if one.lane == other.lane:
            assert max(abs(one.x - other.x), abs(above - below)) >= 2 * REACH * one.size


@settings(max_examples=200, deadline=None)
@given(spots)
def test_steps_between_lanes_keep_their_order_and_pass_beside_marks(shown: list[Spot]):
    columns = placed(shown)
    for before, after in pairwise(columns):
        assert max(before.points) < min(after.points)
        assert before.x < after.x
        if abs(before.lane - after.lane) == 2:
            step = (before.x + after.x) / 2
            crossed = (column for column in columns if column.lane == 1)
            assert all(abs(column.x - step) > REACH * column.size for column in crossed)


@pytest.mark.parametrize("count", [1, 2, 3, 7, 12, 20, 33, 40])
@pytest.mark.parametrize("camps", [LANES, LANES[:1]], ids=["a camp after another", "one camp"])
@pytest.mark.parametrize("span", [0.0, 0.2, 11.0], ids=["one day", "a season", "all years"])
def test_every_quote_has_a_mark(count: int, camps: tuple[Camp, ...], span: float):
    shown = [StancePoint(2015.5 + span * place / count, camps[place % len(camps)], "", True) for place in range(count)]
    strips = stance_strips(stance(shown))
    signs = {SVG + "circle": "open", SVG + "path": "between", SVG + "rect": "limits"}
    colours = {camp_colour(camp, DARK.camps): camp for camp in LANES}
    drawn = [
        (signs[element.tag], colours[element.get("fill", "")])
        for element in ElementTree.fromstring(strips[1]).iter()
        if element.get("fill") in colours
    ]
    assert all(sign == camp for sign, camp in drawn)
    # The lanes' titles have a sign each.
    assert len(drawn) == count + len(LANES)
    assert opened(draw_stance(stance(shown))).width == 1000


def test_a_few_quotes_stand_where_their_day_is():
    shown = [Spot(number, LEFT + 60 * number, number % 3) for number in range(12)]
    assert [column.x for column in placed(shown)] == pytest.approx([spot.x for spot in shown])


def test_a_step_that_rests_on_an_unchecked_quote_is_broken():
    def dashes(certain: bool) -> bool:
        shown = [StancePoint(2018, "open", "", True), StancePoint(2022, "limits", "", certain)]
        return "stroke-dasharray" in "".join(stance_strips(stance(shown)))

    assert dashes(certain=False)
    assert not dashes(certain=True)


def test_the_word_for_a_step_is_shown_only_where_there_is_one():
    steady, turned = (
        [StancePoint(2018, "open", "", True), StancePoint(2022, camp, "", True)] for camp in ("open", "limits")
    )
    assert "A step is a change" in _words(stance_strips(stance(turned)))
    assert "A step is a change" not in _words(stance_strips(stance(steady)))


def test_labels_are_shown_where_there_is_room():
    far = [StancePoint(year, "open", f"in {year}", True) for year in (2016, 2019, 2024)]
    assert {"in 2016", "in 2019", "in 2024"} <= _words(stance_strips(stance(far)))
    crowd = [StancePoint(2019 + number / 40, "open", f"number {number}", True) for number in range(40)]
    assert len([word for word in _words(stance_strips(stance(crowd))) if word.startswith("number")]) < 10


@settings(max_examples=150, deadline=None)
@given(words_of_any_kind, st.floats(80, 700), st.sampled_from(["en-US", "zh-CN", "ja"]), st.integers(1, 3))
def test_wrapped_words_are_never_wider_than_their_place_nor_more_than_their_lines(
    shown: str, width: float, language: str, most: int
):
    lines = wrap(shown, width, SETTING, language, most)
    assert len(lines) <= most
    assert all(line.width <= width and line.size >= SETTING.smallest for line in lines)
    if lines and not lines[-1].text.endswith("…"):
        whole = fit(shown, 100_000, SETTING, language).text
        assert "".join("".join(line.text for line in lines).split()) == "".join(whole.split())


def test_words_are_broken_between_words_and_evenly():
    lines = [line.text for line in wrap("Frame 3.1 comes under a licence of its own", 380, SETTING, "en-US")]
    assert len(lines) == 2
    assert " ".join(lines) == "Frame 3.1 comes under a licence of its own"
    assert min(map(len, lines)) > 15


def test_no_line_of_chinese_begins_with_a_mark_that_closes():
    said = "张三说：“权重一旦公开，就再也收不回来了。”（听证会，2023年）"
    for width in range(120, 600, 7):
        lines = [line.text for line in wrap(said, width, SETTING, "zh-CN", 9)]
        assert not any(line[0] in "，。：”）" for line in lines)
        assert not any(line[-1] in "“（" for line in lines)


def test_words_that_do_not_fit_end_in_an_ellipsis_on_the_last_line():
    first, last = (line.text for line in wrap("Checkpoints of every thousand steps " * 6, 400, SETTING, "en-US"))
    assert not first.endswith("…")
    assert last.endswith("…")


@settings(max_examples=20, deadline=None)
@given(words_of_any_kind)
def test_words_of_any_kind_leave_the_edges_of_both_pictures_free(said: str):
    marks = tuple(StancePoint(2015 + 2 * number, LANES[number % 3], said, True) for number in range(6))
    shown = StancePicture(said, said, (said, said, said), marks, (2015, 2026), "zh-CN", said)
    lines = TimelinePicture(said, said, (TimelineEntry(said, said, "quote"),) * 2, "en-US")
    for drawn in (draw_stance(shown), draw_timeline(lines)):
        assert _edges_are_free(drawn)


@pytest.mark.parametrize("unit", ["word ", "unbroken", "很长的词"])
def test_words_that_go_on_and_on_leave_the_edges_of_both_pictures_free(unit: str):
    said = unit * 60
    marks = tuple(StancePoint(year, "open", said, True) for year in (2015, 2026.9))
    shown = StancePicture(said, said, (said, said, said), marks, (2015, 2026), "zh-CN", said)
    lines = TimelinePicture(said, said, (TimelineEntry(said, said, "quote"),) * 2, "zh-CN")
    for drawn in (draw_stance(shown), draw_timeline(lines)):
        assert _edges_are_free(drawn)


def test_what_means_something_in_xml_is_shown_as_it_is():
    tricky = '<b>&amp; "R&D"'
    assert tricky in _words(stance_strips(stance([StancePoint(2020, "open", "", True)], tricky)))
    assert tricky in _words(timeline_strips(timeline([tricky])))


@pytest.mark.parametrize("count", [0, 41])
def test_no_quote_at_all_or_too_many_make_no_picture(count: int):
    with pytest.raises(ValueError, match="1 to 40"):
        draw_stance(stance([StancePoint(2020, "open", "", True)] * count))


@pytest.mark.parametrize("year", [2014.9, 2027.0])
def test_a_quote_outside_the_years_is_refused(year: float):
    with pytest.raises(ValueError, match="2015 to 2026"):
        draw_stance(stance([StancePoint(year, "open", "", True)]))


@pytest.mark.parametrize("count", [0, 9])
def test_a_timeline_of_nothing_or_too_much_is_refused(count: int):
    with pytest.raises(ValueError, match="1 to 8"):
        draw_timeline(timeline(["a"] * count))


def test_the_pictures_are_small_files():
    for name, shown in stance_samples().items():
        assert len(draw_stance(shown)) < 40_000, name
    for name, lines in timeline_samples().items():
        assert len(draw_timeline(lines)) < 110_000, name


def _edges_are_free(drawn: bytes) -> bool:
    """Whether nothing but the panel is seen at the left and the right edge, the round corners aside."""
    picture = opened(drawn).convert("RGBA")
    return all(
        len({picture.getpixel((x, y)) for x in columns for y in range(30, picture.height - 30)}) == 1
        for columns in (range(2, 22), range(978, 998))
    )


def _words(strips: tuple[str, ...]) -> set[str]:
    groups = (group for strip in strips for group in ElementTree.fromstring(strip).iter(f"{SVG}g"))
    return {"".join(run.text or "" for run in group.findall(f"{SVG}text")) for group in groups}


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.1."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
