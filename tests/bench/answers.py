"""How long it takes from a version's name to its card, and to its picture, new and kept."""

from statistics import median

from bot.i18n import words
from bot.resources import data_folder
from bot.services.answers import Answers, catalogue_of
from bot.storage.datafiles import read_folder
from cogs.models import render
from cogs.models.picture import picture_of
from cogs.shared.pictures import draw_card
from cogs.shared.signs import Signs
from tests.bench.timing import TODAY, milliseconds, share

PICTURES = 40


def run() -> dict[str, float]:
    """Milliseconds, over every version for the words and over forty for the pictures."""
    documents, _ = read_folder(data_folder())
    text, signs = words("en"), Signs.plain()
    answers = Answers(catalogue_of(documents))
    slugs = sorted(answers.catalogue.models)

    def card(slug: str) -> object:
        answer = answers.model(slug)
        assert answer is not None
        return render.card_body(answer, text, signs, TODAY, render.alt(picture_of(answer, text)))

    first = milliseconds(card, slugs)
    again = milliseconds(card, slugs)

    def picture(slug: str) -> object:
        answer = answers.model(slug)
        assert answer is not None
        return draw_card(picture_of(answer, text))

    some = slugs[:: len(slugs) // PICTURES][:PICTURES]
    picture(slugs[-1])  # fonts are loaded with the first picture
    drawn = milliseconds(picture, some)
    kept = milliseconds(picture, some)
    answer = answers.model(some[0])
    assert answer is not None
    size = len(draw_card(picture_of(answer, text)))
    return {
        "card_first_p50_ms": share(first, 0.5),
        "card_first_p99_ms": share(first, 0.99),
        "card_again_p50_ms": share(again, 0.5),
        "card_again_p99_ms": share(again, 0.99),
        "picture_first_p50_ms": share(drawn, 0.5),
        "picture_first_p99_ms": share(drawn, 0.99),
        "picture_kept_p50_ms": round(median(kept), 4),
        "picture_bytes": size,
        "one_picture_over_one_card": round(share(drawn, 0.5) / max(share(first, 0.5), 1e-6), 1),
    }
