"""The picture of the gradient of release: always drawn, always the same, every word in its place."""

from io import BytesIO
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.i18n import LANGUAGES, words
from bot.resources import data_folder
from bot.services.answers import catalogue_of
from bot.services.debate import debate_of
from bot.services.learn import learning_from
from bot.storage.datafiles import read_folder
from cogs.learn.render import spectrum_picture
from cogs.shared.pictures.gallery import spectrum_samples
from cogs.shared.pictures.spectrum import WIDTH, SpectrumPicture, SpectrumStep, draw_spectrum, spectrum_strips
from cogs.shared.theme import DARK, LIGHT, Theme
from tests.cogs.test_pictures import contrast, words_in, words_of_any_kind


def picture(*steps: SpectrumStep, title: str = "The gradient of release") -> SpectrumPicture:
    return SpectrumPicture(title, "Eight steps", steps, "en-US")


def words_of(shown: SpectrumPicture) -> list[str]:
    return words_in(spectrum_strips(shown))


@pytest.mark.parametrize("name", sorted(spectrum_samples()))
@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_every_sample_is_drawn_at_full_width_and_small_enough_to_send(name: str, theme: Theme):
    drawn = draw_spectrum(spectrum_samples()[name], theme)
    opened = Image.open(BytesIO(drawn))
    assert opened.format == "PNG"
    assert opened.width == WIDTH
    assert len(drawn) < 150_000


def test_an_equal_picture_is_the_same_to_the_byte():
    sample = spectrum_samples()["spectrum-en-US"]
    assert draw_spectrum(sample) == draw_spectrum(sample)


@pytest.mark.parametrize("count", [0, 7, 9])
def test_any_other_number_of_steps_is_refused(count: int):
    with pytest.raises(ValueError, match="8 steps"):
        draw_spectrum(picture(*[SpectrumStep("Open weights", "Frame 2")] * count))


@settings(max_examples=60, deadline=None)
@given(words_of_any_kind, words_of_any_kind, st.none() | words_of_any_kind)
def test_any_words_can_be_drawn(name: str, examples: str, note: str | None):
    for strip in spectrum_strips(picture(*[SpectrumStep(name, examples, note)] * 8, title=name)):
        ElementTree.fromstring(strip)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_the_real_picture_shows_every_name_uncut(language: str):
    documents, _ = read_folder(data_folder())
    catalogue = catalogue_of(documents)
    learning = learning_from(documents, catalogue, debate_of(documents, catalogue).record)
    shown = spectrum_picture(learning, words(language))
    drawn = words_of(shown)
    for number, step in enumerate(shown.steps, 1):
        assert str(number) in drawn
        assert step.name in drawn
        assert step.examples in drawn
        assert step.note is None or step.note in drawn
    assert shown.title in drawn


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_words_stand_out_from_the_rows(theme: Theme):
    for colour in (theme.words, theme.quiet_words):
        assert contrast(colour, theme.tile) >= 4.5
        assert contrast(colour, theme.panel) >= 4.5
