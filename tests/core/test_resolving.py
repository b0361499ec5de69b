"""What sources say, resolved: agreement, dispute, and that unknown stays unknown."""

from datetime import date

from hypothesis import given

from bot.core.catalogue.components import Access, Channel, Component, Status
from bot.core.catalogue.documents import Difference, InBoth, ModelDocument, Reach
from bot.core.catalogue.resolve import Agreement, Standing, resolve
from tests.core.catalogues import (
    LICENCES,
    OPEN,
    SHUT,
    SOURCES,
    anything_said,
    assessment,
    model,
    models_of,
    record,
)

WEIGHTS = Component.FINAL_WEIGHTS


def part_of(*words: tuple[str, object], **traits: object):
    records = [record(source, assessments={WEIGHTS: word}, **traits) for source, word in words]
    return resolve(model(*records), LICENCES, SOURCES).part(WEIGHTS)


def test_two_sources_that_say_the_same_agree():
    part = part_of(("osai", OPEN), ("mot", OPEN))
    assert part.agreement is Agreement.AGREED
    assert part.status is Status.OPEN
    assert part.sources == ("mot", "osai")


def test_gated_against_available_is_another_grade_of_the_same_fact():
    gated = assessment(Status.PARTIAL, Access.GATED, "llama-3.1")
    somehow = assessment(Status.OPEN, Access.OBTAINABLE, "llama-3.1")
    part = part_of(("osai", gated), ("os-ai-map", somehow))
    assert part.agreement is Agreement.GRADED_DIFFERENTLY
    assert part.access is Access.GATED, "the more exact word on how to get it stands"


def test_public_against_not_available_is_a_dispute_that_shows_both_sides():
    part = part_of(("osai", SHUT), ("os-ai-map", OPEN))
    assert part.agreement is Agreement.DISPUTED
    assert {side.access for side in part.sides} == {Access.PUBLIC, Access.NOT_AVAILABLE}
    assert {source for side in part.sides for source in side.sources} == {"osai", "os-ai-map"}


def test_two_licences_for_one_component_are_a_dispute():
    mit = assessment(Status.OPEN, Access.PUBLIC, "mit")
    assert part_of(("osai", OPEN), ("mot", mit)).agreement is Agreement.DISPUTED


def test_unnamed_terms_yield_to_the_named_licence_that_fits_them_and_dispute_one_that_does_not():
    strings = assessment(Status.PARTIAL, Access.OBTAINABLE, "unnamed-restricted")
    llama = assessment(Status.PARTIAL, Access.OBTAINABLE, "llama-3.1")
    fitting = part_of(("epoch", strings), ("mot", llama))
    assert (fitting.agreement, fitting.licence) == (Agreement.AGREED, "llama-3.1")
    assert part_of(("epoch", strings), ("mot", OPEN)).agreement is Agreement.DISPUTED


def test_what_was_read_first_hand_leads_even_when_outnumbered_and_the_dispute_still_shows():
    part = part_of(("osai", OPEN), ("mot", OPEN), ("ajar", SHUT))
    assert part.status is Status.CLOSED
    assert part.disputed


def test_a_withdrawn_record_alone_decides_nothing_and_is_still_shown():
    part = part_of(("mot", OPEN), verified=False)
    assert part.agreement is Agreement.UNKNOWN
    assert part.status is Status.UNKNOWN
    assert part.unverified_only
    assert [voice.record.source for voice in part.voices] == ["mot"]


def test_a_withdrawn_record_makes_no_dispute_with_one_that_counts():
    records = (
        record("osai", assessments={WEIGHTS: SHUT}),
        record("mot", verified=False, assessments={WEIGHTS: OPEN}),
    )
    part = resolve(model(*records), LICENCES, SOURCES).part(WEIGHTS)
    assert (part.agreement, part.status) == (Agreement.AGREED, Status.CLOSED)


def test_a_word_that_the_index_itself_has_renewed_is_shown_and_does_not_count():
    part = part_of(("opening-up", SHUT), ("osai", OPEN))
    assert part.agreement is Agreement.AGREED
    assert [voice.standing for voice in part.voices] == [Standing.SUPERSEDED, Standing.COUNTS]
    assert part_of(("opening-up", SHUT)).status is Status.CLOSED, "alone it counts"


def test_the_newer_of_two_equally_strong_sides_leads():
    old = record("osai", day=date(2024, 1, 1), assessments={WEIGHTS: SHUT})
    new = record("os-ai-map", day=date(2026, 1, 1), assessments={WEIGHTS: OPEN})
    assert resolve(model(old, new), LICENCES, SOURCES).part(WEIGHTS).status is Status.OPEN


@given(models_of(anything_said))
def test_any_assessments_resolve_and_unknown_is_neither_open_nor_closed(document: ModelDocument):
    profile = resolve(document, LICENCES, SOURCES)
    for component in Component:
        part = profile.part(component)
        counted = [
            r.assessments[component]
            for r in document.records
            if r.verified and component in r.assessments and r.assessments[component].status is not Status.UNKNOWN
        ]
        if not counted:
            assert part.status is Status.UNKNOWN
            assert part.agreement is Agreement.UNKNOWN
        else:
            assert part.status in {word.status for word in counted}
            assert part.agreement is not Agreement.UNKNOWN
            assert {voice.assessment for side in part.sides for voice in side.voices} == set(counted)


def test_a_first_hand_reading_settles_what_differs_in_grade_alone():
    part_way = assessment(Status.PARTIAL, Access.PART_PUBLIC, "apache-2.0")
    part = part_of(("osai", part_way), ("ajar", OPEN))
    assert part.agreement is Agreement.GRADED_DIFFERENTLY
    assert part.settled
    assert [side.sources for side in part.open_sides] == [("ajar",)]
    assert len(part.sides) == 2, "the other grade is still shown"


def test_a_first_hand_reading_settles_a_dispute_only_where_it_says_why_and_that_it_is_settled():
    def read(settled: bool | None):
        reason = (
            None
            if settled is None
            else Difference(why=InBoth(en="The page says so.", zh="页面如此。"), settled=settled)
        )
        return OPEN.model_copy(update={"differs": reason})

    for settled, disputed in ((None, True), (False, True), (True, False)):
        part = part_of(("osai", SHUT), ("os-ai-map", SHUT), ("ajar", read(settled)))
        assert part.agreement is Agreement.DISPUTED
        assert part.disputed is disputed
        assert len(part.sides) == 2, "every side is shown, settled or not"
        assert part.access is Access.PUBLIC, "the first-hand reading leads"


def test_nobody_but_a_first_hand_reader_settles_anything():
    reason = Difference(why=InBoth(en="Because.", zh="因为。"))
    part = part_of(("osai", OPEN.model_copy(update={"differs": reason})), ("os-ai-map", SHUT))
    assert part.disputed
    assert not part.settled


def test_a_first_hand_word_decides_how_a_model_is_reached_also_that_nobody_knows_any_more():
    def reached(available: bool | None):
        listed = record("epoch", reach={"api": Reach(says="API access", available=True)})
        read = record("ajar", reach={"api": Reach(says="to be shut down in October", available=available)})
        return resolve(model(listed, read), LICENCES, SOURCES).reach[Channel.API]

    assert reached(None) is None
    assert reached(False) is False
    assert reached(True) is True


def test_the_grade_of_a_first_hand_reading_leads_also_where_more_indexes_grade_otherwise():
    strict = OPEN.model_copy(update={"status": Status.PARTIAL})
    part = part_of(("osai", OPEN), ("epoch", OPEN), ("ajar", strict))
    assert part.status is Status.PARTIAL
    assert part.agreement is Agreement.GRADED_DIFFERENTLY
