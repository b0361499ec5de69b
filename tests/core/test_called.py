"""What a maker calls its model, held against the definitions, and how long ago its pages were read."""

from datetime import date

import pytest

from bot.core.called import own_names
from bot.core.catalogue.documents import Called, Flagship, FlagshipsDocument, SelfDescription
from bot.core.catalogue.freshness import last_checked, stale
from bot.core.definitions.verdicts import Citation, Outcome, Verdict
from tests.core.catalogues import OPEN, SOURCES, model, record

NOWHERE = Citation("A rule", "https://example.org/rule")
READ = date(2026, 11, 22)


def verdict(name: str, outcome: Outcome, high: float | None = None) -> Verdict:
    return Verdict(name, outcome, "any", {}, None, None, high, citation=NOWHERE)


def called(as_what: SelfDescription) -> Called:
    return Called(as_what=as_what, words="open source", link="https://example.org/card", read=READ)


def verdicts(osaid: Outcome, mof: Outcome, everyday: Outcome, high: float = 4) -> dict[str, Verdict]:
    return {
        "osaid": verdict("osaid", osaid),
        "mof": verdict("mof", mof),
        "everyday": verdict("everyday", everyday, high),
    }


def held(as_what: SelfDescription, given: dict[str, Verdict]) -> tuple[tuple[str, ...], ...]:
    version = model(record("ajar", assessments={"final_weights": OPEN})).model_copy(
        update={"called": (called(as_what),)}
    )
    (own,) = own_names(version, given)
    return own.meets, own.fails, own.open


def test_a_name_is_held_against_every_definition_of_what_it_says():
    given = verdicts(Outcome.NOT_MET, Outcome.NOT_MET, Outcome.PARTLY)
    assert held(SelfDescription.OPEN_SOURCE, given) == ((), ("osaid", "mof", "everyday"), ())
    given = verdicts(Outcome.MET, Outcome.MET, Outcome.MET)
    assert held(SelfDescription.FULLY_OPEN, given) == (("osaid", "mof", "everyday"), (), ())


def test_what_is_not_settled_is_neither_met_nor_missed():
    given = verdicts(Outcome.CANNOT_TELL, Outcome.NOT_MET, Outcome.DEPENDS)
    assert held(SelfDescription.OPEN_SOURCE, given) == ((), ("mof",), ("osaid", "everyday"))


def test_four_questions_are_missed_where_even_the_best_that_is_possible_falls_short():
    given = verdicts(Outcome.NOT_MET, Outcome.NOT_MET, Outcome.CANNOT_TELL, high=3)
    assert held(SelfDescription.OPEN_SOURCE, given) == ((), ("osaid", "mof", "everyday"), ())


def test_one_class_of_the_framework_is_enough_to_meet_it():
    given = verdicts(Outcome.NOT_MET, Outcome.PARTLY, Outcome.NOT_MET)
    assert held(SelfDescription.OPEN_MODEL, given) == (("mof",), (), ())


@pytest.mark.parametrize("as_what", [SelfDescription.OPEN_WEIGHTS, SelfDescription.CLOSED])
def test_a_name_that_the_first_line_answers_is_held_against_nothing(as_what: SelfDescription):
    assert held(as_what, verdicts(Outcome.MET, Outcome.MET, Outcome.MET)) == ((), (), ())


def test_only_our_own_reading_counts_as_checked():
    assert SOURCES["ajar"].first_hand
    assert last_checked(model(record("osai", assessments={"final_weights": OPEN}))) is None
    both = model(
        record("osai", assessments={"final_weights": OPEN}),
        record("ajar", day=date(2026, 5, 1), assessments={"final_weights": OPEN}),
    )
    assert last_checked(both) == date(2026, 5, 1)


def test_a_single_word_that_was_read_again_makes_the_version_newer_and_the_rest_stay_stale():
    again = OPEN.model_copy(update={"read": date(2026, 9, 1)})
    version = model(record("ajar", day=date(2026, 5, 1), assessments={"final_weights": again, "training_code": OPEN}))
    assert last_checked(version) == date(2026, 9, 1)
    listed = FlagshipsDocument(flagships=(Flagship(model=version.slug, asked=2, why="often named"),))
    (found,) = stale(listed, {version.slug: version}, date(2026, 11, 22))
    assert (found.checked, found.months) == (date(2026, 5, 1), 6)


def test_what_is_asked_for_more_is_read_again_sooner_and_what_nobody_read_first_of_all():
    def version(slug: str, day: date | None):
        words = {"assessments": {"final_weights": OPEN}}
        return model(record("ajar" if day else "osai", day=day or READ, **words)).model_copy(update={"slug": slug})

    models = {
        "old": version("old", date(2026, 1, 1)),
        "loved": version("loved", date(2026, 5, 1)),
        "fresh": version("fresh", date(2026, 11, 1)),
        "unread": version("unread", None),
    }
    asked = {"old": 1, "loved": 3, "fresh": 3, "unread": 1}
    listed = FlagshipsDocument.model_validate(
        {"flagships": [{"model": slug, "asked": number, "why": "often named"} for slug, number in asked.items()]}
    )
    order = [each.slug for each in stale(listed, models, date(2026, 11, 22))]
    assert order == ["unread", "loved", "old", "fresh"]
