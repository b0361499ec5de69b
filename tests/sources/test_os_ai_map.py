"""Scores files of the gap map."""

import pytest

from bot.core.catalogue.components import Access, Channel, Component, Status
from bot.sources import os_ai_map
from bot.sources.reading import Context, Found, SourceFile


def scores(parts: str, **changes: str) -> SourceFile:
    text = (
        "product: lantern\nopenness:\n  score: 3\n  class: open_weights\n"
        f'  components: "{parts}"\n'
        "  note: what somebody wrote\n  sources:\n  - url: https://example.org/lantern\n    shows: a page\n"
    )
    for old, new in changes.items():
        text = text.replace(old, new)
    return SourceFile("scores/lantern.yaml", text)


def read(parts: str, context: Context) -> Found:
    reading = os_ai_map.read(scores(parts), context)
    assert reading.faults == ()
    return reading.found[0]


def facts(found: Found) -> dict[Component, tuple[Status, Access]]:
    return {component: (said.status, said.access) for component, said in found.record.assessments.items()}


@pytest.mark.parametrize(
    ("part", "fact"),
    [
        ("weights:open(downloadable)", (Status.OPEN, Access.OBTAINABLE)),
        ("weights:open(gated, terms acceptance required)", (Status.OPEN, Access.GATED)),
        ("weights:open(downloadable; contact-info gate)", (Status.OPEN, Access.GATED)),
        ("weights:closed", (Status.CLOSED, Access.NOT_AVAILABLE)),
        ("weights:announced_not_yet_released", (Status.CLOSED, Access.NOT_AVAILABLE)),
    ],
)
def test_the_map_calls_gated_weights_open_and_the_remarks_tell(
    context: Context, part: str, fact: tuple[Status, Access]
):
    assert facts(read(part, context))[Component.FINAL_WEIGHTS] == fact


@pytest.mark.parametrize(
    ("part", "fact"),
    [
        ("data:open(all of it)", (Status.OPEN, Access.PUBLIC)),
        ("data:closed", (Status.CLOSED, Access.NOT_AVAILABLE)),
        ("data:closed(mix described, nothing released)", (Status.CLOSED, Access.DESCRIBED)),
        ("data:described_not_released(named in the card)", (Status.CLOSED, Access.DESCRIBED)),
    ],
)
def test_data_that_is_only_described_is_not_handed_out(context: Context, part: str, fact: tuple[Status, Access]):
    assert facts(read(f"weights:open;{part}", context))[Component.PRETRAINING_DATA] == fact


@pytest.mark.parametrize(
    ("part", "training", "inference"),
    [
        ("code:open(recipes)", (Status.OPEN, Access.PUBLIC), None),
        ("code:closed(no training pipeline)", (Status.CLOSED, Access.NOT_AVAILABLE), None),
        (
            "code:partial(inference; no training pipeline)",
            (Status.CLOSED, Access.NOT_AVAILABLE),
            (Status.OPEN, Access.PUBLIC),
        ),
        ("code:partial(inference only)", (Status.CLOSED, Access.NOT_AVAILABLE), (Status.OPEN, Access.PUBLIC)),
        (
            "code:partial(inference + fine-tune samples; no full training pipeline)",
            (Status.PARTIAL, Access.PART_PUBLIC),
            (Status.OPEN, Access.PUBLIC),
        ),
        ("code:partial", (Status.PARTIAL, Access.PART_PUBLIC), None),
    ],
)
def test_partial_code_is_taken_apart_where_the_remarks_allow_it(
    context: Context,
    part: str,
    training: tuple[Status, Access],
    inference: tuple[Status, Access] | None,
):
    found = facts(read(f"weights:open;{part}", context))
    assert found[Component.TRAINING_CODE] == training
    assert found.get(Component.INFERENCE_CODE) == inference


def test_open_code_that_is_not_said_to_train_says_nothing_of_training_code(context: Context):
    assert Component.TRAINING_CODE not in facts(read("weights:open;code:open(MIT, repository)", context))


def test_other_parts_go_to_their_components(context: Context):
    found = facts(
        read("weights:open;base:Wick-7B;post-training-data:closed;checkpoints:open;model_card:open;paper:open", context)
    )
    assert found[Component.POSTTRAINING_DATA][0] is Status.CLOSED
    assert found[Component.INTERMEDIATE_CHECKPOINTS][0] is Status.OPEN
    assert Component.PRETRAINING_DATA not in found
    assert Component.BASE_WEIGHTS not in found


def test_base_data_makes_data_that_of_the_fine_tuning(context: Context):
    found = facts(read("weights:open;data:closed;base-data:open(the corpus)", context))
    assert found[Component.PRETRAINING_DATA][0] is Status.OPEN
    assert found[Component.POSTTRAINING_DATA][0] is Status.CLOSED


@pytest.mark.parametrize(
    ("part", "licence", "unknown"),
    [
        ("license:Apache-2.0(OSI)", "apache-2.0", []),
        ("license:House-Model-License(not OSI; limits; more limits)", "house-model", []),
        ("license:code MIT + model House-Model-License(limits)", "house-model", []),
        ("model-license:House-Model-License", "house-model", []),
        ("license:Apache-2.0(code, OSI) + a weights licence", None, ["Apache-2.0(code, OSI) + a weights licence"]),
        ("license:Lamp-Oil-License(own)", None, ["Lamp-Oil-License"]),
        ("license:TBD(later)", None, []),
    ],
)
def test_the_licence_is_that_of_the_weights(context: Context, part: str, licence: str | None, unknown: list[str]):
    found = read(f"weights:open;{part}", context)
    assert found.record.assessments[Component.FINAL_WEIGHTS].licence == licence
    assert [one.spelling for one in found.unknown_licences] == unknown


@pytest.mark.parametrize(
    ("remarks", "channels"),
    [
        ("API-only", {Channel.API}),
        ("API + ChatGPT only", {Channel.API, Channel.HOSTED}),
        ("the app + private API preview", {Channel.HOSTED}),
        ("on premises", set[Channel]()),
    ],
)
def test_a_closed_model_may_still_be_reached(context: Context, remarks: str, channels: set[Channel]):
    found = read(f"weights:closed;data:closed;license:Proprietary({remarks})", context)
    assert {channel for channel, reach in found.record.reach.items() if reach.available} == channels


def test_names_and_repositories_come_from_the_companion_files(context: Context):
    companions = {
        "products/lantern.yaml": "name: lantern\ndisplay_name: Lantern 7B\n"
        "huggingface_model:\n- url: https://huggingface.co/lamp/lantern\n",
        "organizations/lamp.yaml": "name: lamp\ndisplay_name: Lamp Works\nproducts: [lantern]\n",
    }
    full = Context(context.snapshot, context.licences, context.framework, companions)
    found = read("weights:open", full)
    assert found.record.record == "lantern"
    assert found.record.judged == "Lantern 7B"
    assert found.record.links == ("https://example.org/lantern",)
    assert found.hints.organisation == "Lamp Works"
    assert found.hints.repositories == ("lamp/lantern",)
    assert read("weights:open", context).record.judged == "lantern"


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ("weights:ajar", "one of open, partial"),
        ("weights:open;lights:on", "not `lights:on`"),
        ("weights:open;data:open;data:closed", "once"),
        ("data:open", "a part `weights`"),
    ],
)
def test_a_string_that_says_something_else_is_refused_whole(context: Context, parts: str, words: str):
    reading = os_ai_map.read(scores(parts), context)
    assert reading.found == ()
    assert reading.faults[0].key == "openness.components"
    assert reading.faults[0].line == 5
    assert words in reading.faults[0].expected


def test_a_product_file_is_no_scores_file(context: Context):
    reading = os_ai_map.read(SourceFile("products/lantern.yaml", "name: lantern\ndisplay_name: Lantern\n"), context)
    assert reading.found == ()
    assert reading.faults[0].key == "product"
