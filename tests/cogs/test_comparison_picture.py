"""What the picture of a comparison shows, and that its words can be read."""

import re
from io import BytesIO
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from cogs.shared.pictures import Cell, Column, ComparisonPicture, Mark, draw_comparison
from cogs.shared.pictures.comparison import WIDTH, comparison_strips
from cogs.shared.pictures.gallery import comparison_samples
from cogs.shared.theme import DARK, LIGHT

SVG = "{http://www.w3.org/2000/svg}"
SMALLEST = 25
"""Units that are 9 points on a phone, which shows the picture 360 points wide."""


def picture(count: int, word: str = "partly public", language: str = "en-US") -> ComparisonPicture:
    columns = tuple(Column(f"Model {number}", number, "Open weights and code") for number in range(1, count + 1))
    row = ("Intermediate checkpoints", (Cell(Mark.PARTIAL, word),) * count)
    return ComparisonPicture(columns, ((row, row), (row,)), language)


def lines_in(strips: tuple[str, ...]) -> list[tuple[str, float]]:
    """Every line of words with its size."""
    groups = (group for strip in strips for group in ElementTree.fromstring(strip).iter(f"{SVG}g"))
    return [
        ("".join(run.text or "" for run in group.findall(f"{SVG}text")), float(group.attrib["font-size"]))
        for group in groups
        if "font-size" in group.attrib
    ]


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_every_version_has_its_door_name_step_and_cells(count: int):
    strips = comparison_strips(picture(count))
    words = " ".join(line for line, _ in lines_in(strips))
    for number in range(1, count + 1):
        assert f"Model {number}" in words
    assert words.count("partly") == 3 * count
    drawn = Image.open(BytesIO(draw_comparison(picture(count))))
    assert drawn.format == "PNG"
    assert drawn.width == WIDTH


@pytest.mark.parametrize("count", [0, 5])
def test_more_versions_than_can_be_read_are_refused(count: int):
    with pytest.raises(ValueError, match="1 to 4 columns"):
        draw_comparison(picture(count))


@pytest.mark.parametrize("name", sorted(comparison_samples()))
def test_no_words_are_smaller_than_a_phone_shows_legibly(name: str):
    assert all(size >= SMALLEST for _, size in lines_in(comparison_strips(comparison_samples()[name])))


@pytest.mark.parametrize(
    "word", ["unknown", "partly public", "not available", "described only", "on request", "disputed", "unverified"]
)
@pytest.mark.parametrize("count", [2, 3, 4])
def test_no_word_is_broken_or_cut_in_its_cell(count: int, word: str):
    lines = [line for line, _ in lines_in(comparison_strips(picture(count, word)))]
    assert not any("…" in line for line in lines)
    for piece in word.split():
        assert any(re.search(rf"\b{piece}\b", line) for line in lines)


def test_chinese_words_are_whole_in_the_narrowest_cell():
    for word in ("需同意条款", "部分公开", "有争议", "仅有描述"):
        lines = [line for line, _ in lines_in(comparison_strips(picture(4, word, "zh-CN")))]
        assert word in lines or any(one + other == word for one, other in pairwise(lines))


@settings(max_examples=40, deadline=None)
@given(
    st.integers(1, 4),
    st.text(max_size=80) | st.text(st.sampled_from("abcMW -.,中间检查点，。é&<>"), min_size=1, max_size=60),
    st.sampled_from(["en-US", "zh-CN"]),
)
def test_any_words_at_all_stay_in_their_place(count: int, words: str, language: str):
    columns = tuple(Column(words, number, words) for number in range(count))
    shown = ComparisonPicture(columns, (((words, (Cell(Mark.DISPUTED, words),) * count),),), language)
    for strip in comparison_strips(shown):
        root = ElementTree.fromstring(strip)
        for text in root.iter(f"{SVG}text"):
            assert 0 <= float(text.attrib["x"]) <= WIDTH


def test_it_is_drawn_on_a_dark_and_on_a_light_panel_and_kept():
    assert draw_comparison(picture(2), DARK) != draw_comparison(picture(2), LIGHT)
    assert draw_comparison(picture(2)) is draw_comparison(picture(2))
