"""How long comparisons, searches and rankings take to answer, beside a card; the first one of a catalogue apart."""

from random import Random
from typing import Any, cast

from bot.core.catalogue.components import Component
from bot.core.catalogue.finding import Commerce, Sort, Wanted
from bot.i18n import words
from bot.resources import data_folder
from bot.services.answers import Answers, catalogue_of
from bot.services.comparing import compare
from bot.services.finding import LEVELS, Search, find
from bot.services.ranking import Asked, ranking
from bot.storage.datafiles import read_folder
from cogs.models import compare as compare_views
from cogs.models import compare_render, render
from cogs.models import find as find_views
from cogs.models import ranking as ranking_views
from cogs.models.picture import picture_of
from cogs.shared.client import AjarClient
from cogs.shared.pictures import draw_comparison
from cogs.shared.signs import Signs
from tests.bench.timing import TODAY, milliseconds, share

COMPARISONS, PICTURES = 200, 20
_SEARCHES = (
    Search(Wanted(downloadable=True)),
    Search(Wanted(parts=(Component.TRAINING_CODE, Component.PRETRAINING_DATA)), Sort.FURTHEST),
    Search(Wanted(commerce=Commerce.EVERYBODY, at_least=LEVELS["e3"], since="2024"), Sort.NAME),
    Search(Wanted(country="CN", at_least=LEVELS["g6"]), Sort.FURTHEST, maybe=True),
)


class _Client:
    """What the views ask of the bot."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.signs = Signs.plain()


def run() -> dict[str, float]:
    """Milliseconds from the question to the whole message without its picture, and for the picture of four versions."""
    documents, _ = read_folder(data_folder())
    text = words("en")
    answers = Answers(catalogue_of(documents))
    client = cast(AjarClient, _Client(answers))
    slugs = sorted(answers.catalogue.models)
    chance = Random(1)
    fours = {str(number): chance.sample(slugs, 4) for number in range(COMPARISONS)}

    def search(number: str) -> object:
        asked = _SEARCHES[int(number)]
        return find_views.find_view(client, asked, find(answers, asked), 0, "", text, private=True)

    def ranked(definition: str) -> object:
        asked = Asked(definition)
        found = ranking(answers, asked)
        return ranking_views.ranking_view(client, asked, found, 0, ranking_views.RANKED, text, private=True)

    def compared(number: str) -> object:
        comparison = compare(answers, fours[number])
        assert comparison is not None
        return compare_views.comparison_view(client, comparison, text, private=True)

    def drawn(number: str) -> object:
        comparison: Any = compare(answers, fours[number])
        return draw_comparison(compare_render.picture_of(comparison, text))

    def card(slug: str) -> object:
        answer: Any = answers.model(slug)
        return render.card_body(answer, text, client.signs, TODAY, render.alt(picture_of(answer, text)))

    first = milliseconds(search, ["2"])
    searches = milliseconds(search, [str(number) for number in range(len(_SEARCHES))] * 10)
    rankings = milliseconds(ranked, [*render.SHOWN] * 10)
    cards = milliseconds(card, slugs)
    comparisons = milliseconds(compared, fours)
    drawn("0")  # fonts are loaded with the first picture
    pictures = milliseconds(drawn, [str(number) for number in range(1, PICTURES + 1)])
    return {
        "card_p50_ms": share(cards, 0.5),
        "card_p99_ms": share(cards, 0.99),
        "comparison_of_four_p50_ms": share(comparisons, 0.5),
        "comparison_of_four_p99_ms": share(comparisons, 0.99),
        "search_first_ms": round(first[0], 1),
        "search_p50_ms": share(searches, 0.5),
        "search_p99_ms": share(searches, 0.99),
        "ranking_p50_ms": share(rankings, 0.5),
        "ranking_p99_ms": share(rankings, 0.99),
        "picture_of_four_p50_ms": share(pictures, 0.5),
        "picture_of_four_p99_ms": share(pictures, 0.99),
        "comparison_over_card_p50": round(share(comparisons, 0.5) / share(cards, 0.5), 1),
    }
