"""The pictures of a podium and of bars: everybody is on them, in their place, and nothing is told by colour alone."""

from io import BytesIO
from itertools import accumulate
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from cogs.shared.pictures import Bar, BarsPicture, PodiumPicture, PodiumPlace, can_show, draw_bars, draw_podium
from cogs.shared.pictures.bars import MOST_BARS, bar_colour, bars_strips
from cogs.shared.pictures.gallery import bars_samples, podium_samples
from cogs.shared.pictures.podium import MOST_PLACES, MOST_STEPS, on_steps, podium_strips, step_colour
from cogs.shared.theme import DARK, LIGHT, Theme

SVG = "{http://www.w3.org/2000/svg}"
REPLACED = "\N{REPLACEMENT CHARACTER}"
words_of_any_kind = st.text(
    st.sampled_from("abcdefgMW -.,/“”()中间检查点权重，。！éñمحمد🎉𝓐"), min_size=1, max_size=80
) | st.text(max_size=80)


def ranked(sizes: list[int]) -> tuple[int, ...]:
    """Ranks of groups of so many players each: those who share a rank use up the next ones."""
    begins = accumulate(sizes, initial=1)
    return tuple(rank for rank, size in zip(begins, sizes, strict=False) for _ in range(size))


ranks_of_any_kind = st.lists(st.integers(1, 6), min_size=1, max_size=6).map(ranked).map(lambda all: all[:MOST_PLACES])


def places(*ranks: int) -> tuple[PodiumPlace, ...]:
    return tuple(
        PodiumPlace(rank, f"Player {number}", f"{90 - number} points", f"{number} of 20 right")
        for number, rank in enumerate(ranks)
    )


def podium(*ranks: int, language: str = "en-US") -> PodiumPicture:
    return PodiumPicture("Final standing", "Ten questions", places(*ranks), language)


def named(name: str) -> PodiumPicture:
    """A podium with the same name in every kind of place."""
    return PodiumPicture(
        name, name, tuple(PodiumPlace(rank, name, name, name) for rank in (1, 2, 3, 4, 5)), language="en-US"
    )


def bars(*shares: float | None) -> BarsPicture:
    rows = tuple(Bar(f"Subject {number}", share, f"word {number}") for number, share in enumerate(shares))
    return BarsPicture("Your answers", "By subject", rows, "en-US")


def opened(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png))


def words_in(strips: tuple[str, ...]) -> list[str]:
    groups = (group for strip in strips for group in ElementTree.fromstring(strip).iter(f"{SVG}g"))
    shown = ("".join(run.text or "" for run in group.findall(f"{SVG}text")) for group in groups)
    return [words for words in shown if words]


def bar_widths(picture: BarsPicture) -> list[float]:
    rects = (rect for strip in bars_strips(picture) for rect in ElementTree.fromstring(strip).iter(f"{SVG}rect"))
    return [float(rect.get("width", "0")) for rect in rects if rect.get("fill") == bar_colour(DARK)]


def edges_are_free(drawn: bytes) -> bool:
    """Whether nothing but the panel is seen at the left and the right edge, the round corners aside."""
    picture = opened(drawn).convert("RGBA")
    return all(
        len({picture.getpixel((x, y)) for x in columns for y in range(30, picture.height - 30)}) == 1
        for columns in (range(2, 22), range(978, 998))
    )


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.1 defines it."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@settings(max_examples=40, deadline=None)
@given(ranks_of_any_kind)
def test_everybody_is_on_the_picture_with_points_and_detail(ranks: tuple[int, ...]):
    shown = words_in(podium_strips(podium(*ranks)))
    for place in places(*ranks):
        assert [shown.count(words) for words in (place.name, place.points, place.detail)] == [1, 1, 1]


@settings(max_examples=300, deadline=None)
@given(ranks_of_any_kind)
def test_those_who_share_a_rank_stand_together(ranks: tuple[int, ...]):
    steps, rows = on_steps(places(*ranks))
    assert steps + rows == places(*ranks)
    assert not {place.rank for place in steps} & {place.rank for place in rows}
    assert all(place.rank > 1 for place in rows)
    assert len(steps) <= MOST_STEPS or {place.rank for place in steps} == {1}


@pytest.mark.parametrize(
    ("ranks", "standing"),
    [
        ((1,), 1),
        ((1, 2), 2),
        ((1, 2, 3, 4), 3),
        ((1, 1, 3, 4), 3),
        ((1, 1, 1, 4), 3),
        ((1, 2, 2, 4), 3),
        ((1, 2, 3, 3), 2),
        ((1, 1, 3, 3), 2),
        ((1, 2, 2, 2), 1),
        ((1, 1, 1, 1, 5), 4),
    ],
)
def test_as_many_stand_on_steps_as_can_without_parting_equals(ranks: tuple[int, ...], standing: int):
    steps, _ = on_steps(places(*ranks))
    assert len(steps) == standing


def test_a_lone_first_stands_between_the_second_and_the_third():
    def order(*ranks: int) -> list[str]:
        return [words for words in words_in(podium_strips(podium(*ranks))) if words.startswith("Player")]

    assert order(1, 2, 3) == ["Player 1", "Player 0", "Player 2"]
    assert order(1, 2, 2) == ["Player 1", "Player 0", "Player 2"]
    assert order(1, 1, 3) == ["Player 0", "Player 1", "Player 2"]
    assert order(1, 2) == ["Player 0", "Player 1"]


@pytest.mark.parametrize("ranks", [(1,), (1, 2), (1, 2, 3), (1, 1, 3), (1, 1, 1), (1, 2, 2)])
def test_a_better_rank_stands_higher_and_says_its_number(ranks: tuple[int, ...]):
    def height(number: int) -> float:
        groups = (g for strip in podium_strips(podium(*ranks)) for g in ElementTree.fromstring(strip).iter(f"{SVG}g"))
        texts = (list(group.findall(f"{SVG}text")) for group in groups)
        return next(
            float(text[0].get("y", "0")) for text in texts if "".join(t.text or "" for t in text) == f"Player {number}"
        )

    heights = [height(number) for number in range(len(ranks))]
    for (one, above), (other, below) in zip(
        zip(ranks, heights, strict=True), zip(ranks[1:], heights[1:], strict=True), strict=False
    ):
        assert above == below if one == other else above < below
    shown = words_in(podium_strips(podium(*ranks)))
    assert [shown.count(str(rank)) for rank in sorted(set(ranks))] == [ranks.count(rank) for rank in sorted(set(ranks))]


@pytest.mark.parametrize(
    ("ranks", "doors"), [((1,), 1), ((1, 2, 3), 1), ((1, 1, 3), 2), ((1, 1, 1), 3), ((1,) * 10, 1)]
)
def test_a_door_stands_open_for_every_first_place_or_for_all_together(ranks: tuple[int, ...], doors: int):
    def knobs(picture: PodiumPicture) -> int:
        return sum(len(list(ElementTree.fromstring(strip).iter(f"{SVG}ellipse"))) for strip in podium_strips(picture))

    assert knobs(podium(*ranks)) == doors


@settings(max_examples=20, deadline=None)
@given(words_of_any_kind)
def test_names_of_any_kind_leave_the_edges_free(name: str):
    assert edges_are_free(draw_podium(named(name)))
    assert edges_are_free(draw_bars(BarsPicture(name, name, (Bar(name, 0.5, name), Bar(name, None, name)), "zh-CN")))


@pytest.mark.parametrize("unit", ["word ", "unbroken", "很长的词", "🎉", "محمد "])
def test_names_that_go_on_and_on_leave_the_edges_free(unit: str):
    name = unit * 60
    assert edges_are_free(draw_podium(named(name)))
    shared = PodiumPicture(name, name, tuple(PodiumPlace(1, name, name, name) for _ in range(5)), "en-US")
    assert edges_are_free(draw_podium(shared))
    assert edges_are_free(draw_bars(BarsPicture(name, name, (Bar(name, 0.5, name), Bar(name, None, name)), "zh-CN")))


@pytest.mark.parametrize("width", [308, 440, 948])
def test_steps_are_never_left_by_their_words(width: int):
    ranks = {308: (1, 2, 3), 440: (1,), 948: (1,) * 7}[width]
    long = "Somebody whose name goes on 以及所有头衔 " * 3
    long_names = tuple(PodiumPlace(rank, long, long, long) for rank in ranks)
    words = PodiumPicture("", "", long_names, "en-US")
    picture = opened(draw_podium(words)).convert("RGBA")
    left = (1000 - len(ranks) * width - (len(ranks) - 1) * 12) // 2 if len(ranks) <= 3 else 26
    # A column just inside the outer edge of the outermost step shows that step alone, once below its round corner.
    column = [picture.getpixel((left + 4, y)) for y in range(400, picture.height - 60)]
    assert len(set(column)) == 1


def test_emojis_around_a_name_go_and_ornate_letters_become_plain():
    shown = words_in(podium_strips(named("🎉 𝓐𝓵𝓮𝔁 ❤️ 👩‍💻")))
    assert set(shown) - {"1", "2", "3", "4", "5"} >= {"Alex"}
    assert shown.count("Alex") == 5


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Alex", True),
        ("Zoë Ångström 🎉", True),
        ("小明同学", True),
        ("さくら", True),
        ("한지민", True),
        ("Дмитрий", True),
        ("𝓐𝓵𝓮𝔁 ❤️", True),
        ("★", True),
        ("محمد علي", False),
        ("דוד", False),
        ("Ali محمد", False),
        ("🦊🦊🦊", False),
        ("\u3164", False),
        ("\u200b", False),
        ("", False),
    ],
)
def test_a_caller_can_ask_whether_a_name_can_be_shown(name: str, shown: bool):
    assert can_show(name, "en-US") is shown


@settings(max_examples=150, deadline=None)
@given(words_of_any_kind.filter(lambda name: can_show(name, "zh-CN")))
def test_a_name_that_can_be_shown_has_no_sign_for_what_cannot(name: str):
    picture = PodiumPicture("Title", "Caption", (PodiumPlace(1, name, "1", "1"),), "zh-CN")
    assert REPLACED not in "".join(words_in(podium_strips(picture))).replace(REPLACED if REPLACED in name else "", "")


def test_a_long_name_on_a_step_goes_on_in_a_second_line():
    shown = words_in(podium_strips(named("Somebody whose name goes on")))
    assert {"Somebody", "whose name goes on"} <= set(shown) or {"Somebody whose", "name goes on"} <= set(shown)


def test_players_who_are_alike_in_all_they_show_keep_their_rows():
    alike = tuple(PodiumPlace(rank, "Alex", "5 points", "") for rank in (1, 2, 3, 4, 4, 4, 4, 4, 9))
    other = PodiumPlace(10, "Kim", "1 point", "")
    shown = words_in(podium_strips(PodiumPicture("", "", (*alike, other), "en-US")))
    assert (shown.count("Alex"), shown.count("5 points"), shown.count("4"), shown[-1]) == (9, 9, 5, "1 point")


def test_what_means_something_in_xml_is_shown_as_it_is():
    tricky = '<b>&amp; "R&D"'
    assert tricky in words_in(podium_strips(named(tricky)))
    assert tricky in words_in(bars_strips(BarsPicture(tricky, "", (Bar("a", 0.5, "b"),), "en-US")))


@pytest.mark.parametrize("ranks", [(), (1,) * 11])
def test_nobody_at_all_or_too_many_make_no_podium(ranks: tuple[int, ...]):
    with pytest.raises(ValueError, match="1 to 10"):
        draw_podium(podium(*ranks))


@pytest.mark.parametrize("ranks", [(2,), (1, 3, 2), (0, 1)])
def test_ranks_out_of_order_are_refused(ranks: tuple[int, ...]):
    with pytest.raises(ValueError, match="begin with 1"):
        draw_podium(podium(*ranks))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.none() | st.floats(0, 1), min_size=1, max_size=MOST_BARS))
def test_a_bar_is_as_long_as_its_share(shares: list[float | None]):
    whole = bar_widths(bars(*[1.0 if share is not None else None for share in shares]))
    expected = [width * share for width, share in zip(whole, [s for s in shares if s is not None], strict=True)]
    assert bar_widths(bars(*shares)) == pytest.approx([width for width in expected if width], abs=0.01)


def test_no_answers_look_unlike_no_right_answer():
    nothing, none_right = (opened(draw_bars(bars(share))).convert("RGBA") for share in (None, 0.0))
    assert nothing.tobytes() != none_right.tobytes()
    dashed = ["stroke-dasharray" in "".join(bars_strips(bars(share))) for share in (None, 0.0)]
    assert dashed == [True, False]


def test_every_bar_has_its_label_and_its_word():
    shown = words_in(bars_strips(bars(0.1, None, 0.0, 1.0, 0.5, None, 0.3, 0.9)))
    assert {f"Subject {number}" for number in range(8)} | {f"word {number}" for number in range(8)} <= set(shown)


@pytest.mark.parametrize("count", [0, 9])
def test_no_bars_or_too_many_are_refused(count: int):
    with pytest.raises(ValueError, match="1 to 8"):
        draw_bars(bars(*[0.5] * count))


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_a_share_below_nothing_or_above_all_is_refused(share: float):
    with pytest.raises(ValueError, match="0 to 1"):
        draw_bars(bars(share))


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_words_and_bars_stand_out_from_what_is_behind_them(theme: Theme):
    for behind in (theme.panel, theme.tile, step_colour(theme, first=True), step_colour(theme, first=False)):
        assert contrast(theme.words, behind) >= 4.5
        assert contrast(theme.quiet_words, behind) >= 4.5
    assert contrast(bar_colour(theme), theme.tile) >= 3
    assert contrast(theme.hues.unknown, theme.panel) >= 3


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_every_sample_is_a_small_picture_of_the_same_width_and_the_same_each_time(theme: Theme):
    for name, picture in podium_samples().items():
        drawn = draw_podium(picture, theme)
        assert opened(drawn).size[0] == 1000
        assert len(drawn) < 90_000, name
        assert draw_podium(picture, theme) is drawn
    for name, picture in bars_samples().items():
        drawn = draw_bars(picture, theme)
        assert opened(drawn).size[0] == 1000
        assert len(drawn) < 50_000, name
