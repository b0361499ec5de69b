"""What the pictures show, and that words in them can be read; their colours are measured, not trusted."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops
from typer.testing import CliRunner

from cogs.shared.pictures import CardPicture, Mark, Tile, draw_card
from cogs.shared.pictures.__main__ import commands
from cogs.shared.pictures.card import TILE_WIDTH, WIDTH, card_strips
from cogs.shared.pictures.door import Leaf, draw_door
from cogs.shared.pictures.emblems import door_sign, mark_sign
from cogs.shared.pictures.gallery import card_samples
from cogs.shared.pictures.lettering import Style, fit
from cogs.shared.pictures.marks import colour_of, draw_mark, tile_colour
from cogs.shared.pictures.render import png
from cogs.shared.pictures.svg import document, shape, written
from cogs.shared.theme import DARK, EITHER, LIGHT, STEPS, Theme, accent

DISCORD_DARK, DISCORD_LIGHT = "#313338", "#ffffff"
AVATAR = Path(__file__).parents[2] / "docs" / "images" / "avatar.png"
SVG = "{http://www.w3.org/2000/svg}"
NAME = Style(size=31, smallest=27, weight=600)

words_of_any_kind = st.text(max_size=120) | st.text(
    st.sampled_from("abcdefgMW -.,中间检查点预训练数据权重，。éñ"), min_size=1, max_size=60
)


def card(step: int = 4, *, label: str = "Restricted weights", tile: Tile | None = None, language: str = "en-US"):
    tile = tile or Tile("Final", Mark.PARTIAL, "gated", "Llama 3.1 Community")
    return CardPicture(step, label, "Step 4 of 7", (("Weights", (tile, tile, tile)),), language)


def opened(picture: bytes) -> Image.Image:
    return Image.open(BytesIO(picture))


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.1 defines it."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def words_in(strips: tuple[str, ...]) -> list[str]:
    texts = (text for strip in strips for text in ElementTree.fromstring(strip).iter(f"{SVG}g"))
    return ["".join(run.text or "" for run in group.findall(f"{SVG}text")) for group in texts]


@pytest.mark.parametrize("step", STEPS)
def test_a_card_is_drawn_at_every_step(step: int):
    picture = opened(draw_card(card(step)))
    assert picture.format == "PNG"
    assert picture.width == WIDTH


def test_no_two_steps_have_the_same_door():
    assert len({ElementTree.tostring(draw_door(step)) for step in STEPS}) == len(STEPS)
    assert len({png(door_sign(step)) for step in STEPS}) == len(STEPS)


@pytest.mark.parametrize("step", [-1, 9])
def test_a_step_that_there_is_not_is_refused(step: int):
    for draw in (draw_door, door_sign, accent, lambda step: draw_card(card(step))):
        with pytest.raises(ValueError, match="0 to 8"):
            draw(step)


def test_the_door_shows_more_light_with_every_step():
    def lit(step: int) -> int:
        picture = opened(png(door_sign(step))).convert("RGBA")
        pixels = (picture.getpixel((x, y)) for x in range(picture.width) for y in range(picture.height))
        return sum(alpha == 255 and red > 240 and green > 150 for red, green, _, alpha in pixels)

    amounts = [lit(step) for step in STEPS[1:]]
    assert amounts == sorted(amounts)
    assert len(set(amounts)) == len(amounts)


def test_a_swinging_leaf_comes_nearer_and_turns_about_its_hinge():
    shut, open_wide = Leaf(0), Leaf(80)
    assert shut.point(0, 0) == open_wide.point(0, 0)
    assert open_wide.point(1, 0)[0] < shut.point(1, 0)[0]
    assert open_wide.point(1, 0)[1] < shut.point(1, 0)[1]
    assert open_wide.point(1, 1)[1] > shut.point(1, 1)[1]


def test_marks_differ_in_shape_and_not_only_in_colour():
    in_one_colour = {ElementTree.tostring(draw_mark(mark, "#888888", 0, 0, 10)) for mark in Mark}
    assert len(in_one_colour) == len(Mark)
    outlines = set()
    for mark in Mark:
        picture = document(64, 64, draw_mark(mark, "#888888", 32, 32, 30))
        outlines.add(opened(png(written(picture))).getchannel("A").tobytes())
    assert len(outlines) == len(Mark)


@pytest.mark.parametrize("mark", Mark)
def test_a_mark_stays_within_its_radius(mark: Mark):
    picture = document(100, 100, draw_mark(mark, "#888888", 50, 50, 40))
    left, top, right, bottom = opened(png(written(picture))).getchannel("A").getbbox() or (0, 0, 0, 0)
    assert left >= 9
    assert top >= 9
    assert right <= 91
    assert bottom <= 91
    assert right - left >= 64


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_words_stand_out_from_what_is_behind_them(theme: Theme):
    for words in (theme.words, theme.quiet_words):
        assert contrast(words, theme.panel) >= 4.5
    for mark in Mark:
        behind = tile_colour(mark, theme)
        for words in (theme.words, theme.quiet_words, colour_of(mark, theme.hues)):
            assert contrast(words, behind) >= 4.5, (mark, words)


@pytest.mark.parametrize("background", [DISCORD_DARK, DISCORD_LIGHT])
@pytest.mark.parametrize("mark", Mark)
def test_a_mark_in_running_text_stands_out_from_both_of_discords_backgrounds(mark: Mark, background: str):
    assert contrast(colour_of(mark, EITHER), background) >= 3


@settings(max_examples=150, deadline=None)
@given(words=words_of_any_kind, width=st.floats(60, 900), language=st.sampled_from(["en-US", "zh-CN", "zh-TW", "ja"]))
def test_fitted_words_are_never_wider_than_their_place(words: str, width: float, language: str):
    line = fit(words, width, NAME, language)
    assert line.width <= width
    assert line.size >= NAME.smallest


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("Intermediate checkpoints of every thousand steps", "en-US"),
        ("Llama 3.1 Community Licence Agreement", "en-US"),
        ("训练过程中每隔一千步保存的全部中间检查点", "zh-CN"),
        ("Llama 3.1 社区许可证协议全文", "zh-CN"),
        ("AVAToWyLT fiffl éñçø — “AVATAR”", "en-US"),
    ],
)
@pytest.mark.parametrize("width", [180, 276, 500, 900])
def test_words_are_drawn_as_wide_as_they_were_measured(words: str, language: str, width: int):
    line = fit(words, width, NAME, language)
    picture = document(1000, 60, line.draw(20, 40, "#ffffff"))
    left, _, right, _ = opened(png(written(picture))).getchannel("A").getbbox() or (0, 0, 0, 0)
    assert left >= 19
    assert right <= 20 + width + 1
    assert right - left == pytest.approx(line.width, abs=6)


def test_short_words_are_left_as_they_are():
    line = fit("Final", 270, NAME, "en-US")
    assert (line.text, line.size, line.stretch) == ("Final", NAME.size, 100.0)


def test_long_words_are_narrowed_before_they_are_cut():
    name = "Intermediate checkpoints"
    assert fit(name, 276, NAME, "en-US").text == name
    cut = fit(name * 3, 276, NAME, "en-US").text
    assert cut.endswith("…")
    assert name.startswith(cut[:-1])


def test_chinese_words_are_drawn_with_the_characters_of_their_region():
    families = {language: fit("直接", 500, NAME, language).runs[0].face.family for language in ("zh-CN", "zh-TW", "ja")}
    assert families == {"zh-CN": "Noto Sans CJK SC", "zh-TW": "Noto Sans CJK TC", "ja": "Noto Sans CJK JP"}
    assert fit("直接", 500, NAME, "en-US").runs[0].face.family == "Noto Sans CJK SC"


def test_what_cannot_be_shown_does_not_break_a_card():
    tile = Tile("a\x00b\ud800c\u202ed\n\te", Mark.CLOSED, "\U0001f600", "")
    assert "abcd e" in words_in(card_strips(card(tile=tile)))
    assert opened(draw_card(card(tile=tile))).width == WIDTH
    assert opened(draw_card(card(label=""))).width == WIDTH


def test_characters_that_mean_something_in_xml_are_shown_as_they_are():
    tricky = '<b>&amp; "R&D" \']]>'
    strips = card_strips(card(label=tricky, tile=Tile("Final", Mark.PUBLIC, "a<b", tricky)))
    shown = words_in(strips)
    assert tricky in shown
    assert "a<b" in shown
    assert not any(element.tag == f"{SVG}b" for strip in strips for element in ElementTree.fromstring(strip).iter())


@settings(max_examples=15, deadline=None)
@given(words=words_of_any_kind, mark=st.sampled_from(Mark))
def test_words_of_any_kind_leave_the_edge_of_their_tile_free(words: str, mark: Mark):
    picture = opened(draw_card(card(tile=Tile(words, mark, words, words)))).convert("RGBA")
    middle = picture.height - 90
    right = 26 + TILE_WIDTH
    for columns in (range(right - 8, right - 3), range(right + 1, right + 11)):
        colours = {picture.getpixel((x, y)) for x in columns for y in range(middle - 30, middle + 40)}
        assert len(colours) == 1


def test_the_same_picture_gives_the_same_bytes():
    assert draw_card(card()) == draw_card(card())
    assert draw_card(card(label="Open weights")) != draw_card(card())


def test_pictures_drawn_in_many_threads_come_out_as_in_one():
    cards = [card(step, label=f"drawn at once {step}") for step in STEPS]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(draw_card, cards * 2))
    assert together == [draw_card(each) for each in cards] * 2


def test_a_card_has_round_corners_and_nothing_behind_them():
    picture = opened(draw_card(card())).convert("RGBA")
    corners = [(0, 0), (picture.width - 1, 0), (0, picture.height - 1), (picture.width - 1, picture.height - 1)]
    assert {picture.getpixel(corner)[3] for corner in corners} == {0}
    middle = picture.getpixel((5, picture.height // 2))
    assert middle[3] == 255
    assert "#{:02x}{:02x}{:02x}".format(*middle) == DARK.panel


def test_a_row_with_more_than_three_tiles_goes_on_below():
    tile = Tile("Paper", Mark.PUBLIC, "public")
    rows = (("Documents", (tile,) * 3),), (("Documents", (tile,) * 4),)
    three, four = (opened(draw_card(CardPicture(7, "Fully open", "7", row, "en-US"))) for row in rows)
    assert four.height > three.height


def test_cards_are_small_files_however_much_they_say():
    samples = card_samples()
    assert len(draw_card(samples["card-en-US-4"])) < 60_000
    assert len(draw_card(samples["card-zh-CN-6"])) < 64_000
    assert len(draw_card(samples["card-long"])) < 128_000


def test_the_avatar_in_the_documents_is_the_one_that_the_command_draws(tmp_path: Path):
    assert CliRunner().invoke(commands, ["avatar", str(tmp_path / "avatar.png")]).exit_code == 0
    drawn, kept = (Image.open(path).convert("RGB") for path in (tmp_path / "avatar.png", AVATAR))
    assert drawn.size == kept.size == (512, 512)
    assert max(high for _, high in ImageChops.difference(drawn, kept).getextrema()) < 8


def test_the_gallery_shows_every_door_every_mark_and_the_cards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    one = {"card-en-US-4": card_samples()["card-en-US-4"]}
    monkeypatch.setattr("cogs.shared.pictures.gallery.card_samples", lambda: one)
    result = CliRunner().invoke(commands, ["gallery", str(tmp_path / "new" / "folder")])
    page = Path(result.stdout.strip())
    pictures = {path.stem for path in page.parent.glob("*.png")}
    assert {"avatar", "card-en-US-4-dark", "card-en-US-4-light", "door-0", "door-7", "mark-disputed"} <= pictures
    assert all(f"{name}.png" in page.read_text(encoding="utf-8") for name in pictures)


def test_signs_have_nothing_behind_them():
    for svg in [*map(door_sign, STEPS), *map(mark_sign, Mark)]:
        picture = opened(png(svg))
        assert picture.size == (128, 128)
        assert picture.getchannel("A").getpixel((0, 0)) == 0


def test_what_is_not_svg_is_refused():
    with pytest.raises(ValueError, match="unknown token"):
        png("not a drawing")
    assert written(shape("rect", stroke_width=2.0)) == '<rect stroke-width="2" />'
