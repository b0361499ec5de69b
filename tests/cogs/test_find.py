"""Finding and ranking versions on Discord: filters that combine, unknown that is not no, pages, restarts."""

import re
from typing import Any

from tests.cogs.discord_world import World, labels, parts, seen


def menus(message: Any) -> dict[str, list[str]]:
    """The identifiers of the menus with their values."""
    return {p["custom_id"]: [o["value"] for o in p["options"]] for p in parts(message.components) if p.get("options")}


def menu(message: Any, start: str) -> str:
    return next(identifier for identifier in menus(message) if identifier.startswith(start))


def count(message: Any) -> tuple[int, int]:
    """How many fit, and of how many it is not known."""
    found = re.search(r"(\d+) versions? fits?\.(?: For (\d+) more it is not known)?", seen(message))
    assert found, seen(message)
    return int(found[1]), int(found[2] or 0)


async def test_the_first_line_counts_what_fits_and_what_is_not_known(world: World):
    message = (
        await world.ann.slash(world.channel, "model find", parts="training_code", commercial="everybody")
    ).response
    fit, unknown = count(message)
    assert fit > 10
    assert unknown > 10
    assert "Parts available in full: training code" in seen(message)
    assert "Commercial use: for everybody" in seen(message)
    assert not message.ephemeral


async def test_every_filter_more_leaves_fewer(world: World):
    asked: dict[str, Any] = {}
    before = 10_000
    for option, value in (
        ("downloadable", True),
        ("kind", "text"),
        ("country", "US"),
        ("since", "2023"),
        ("verdict", "g6"),
        ("maker", "ai2"),
        ("family", "olmo"),
    ):
        asked[option] = value
        fit, _ = count((await world.ann.slash(world.channel, "model find", **asked)).response)
        assert 0 < fit < before or (fit == before and option == "family"), option
        before = fit


async def test_those_that_may_fit_are_one_press_away_and_say_what_is_not_known(world: World):
    message = (await world.ann.slash(world.channel, "model find", downloadable=True, private=True)).response
    _, unknown = count(message)
    maybe = (await world.ann.click(message, label=f"The {unknown} that may fit")).response
    assert maybe.id == message.id
    assert "not settled: Downloadable" in seen(maybe)
    back = (await world.ann.click(maybe, label=next(x for x in labels(maybe) if x.endswith("that fit")))).response
    assert "not settled: Downloadable" not in seen(back)


async def test_pages_turn_in_place_in_private_and_open_privately_from_a_public_list(world: World):
    public = (await world.ann.slash(world.channel, "model find", kind="code")).response
    assert "Back" not in labels(public)
    turned = (await world.bob.click(public, label="Next")).response
    assert turned.ephemeral
    assert "page 2 of" in seen(turned)
    on = (await world.bob.click(turned, label="Next")).response
    assert on.id == turned.id
    assert "page 3 of" in seen(on)


async def test_a_row_leads_to_its_card(world: World):
    message = (await world.ann.slash(world.channel, "model find", family="olmo", sort="name")).response
    card = (await world.bob.select(message, ["olmo-2"], custom_id=menu(message, "ajar:list:card"))).response
    assert card.ephemeral
    assert seen(card).startswith("## **OLMo 2**")


async def test_filters_are_changed_by_menus_in_the_private_view(world: World):
    public = (await world.ann.slash(world.channel, "model find", downloadable=True)).response
    assert not any(identifier.startswith("ajar:find:menu") for identifier in menus(public))
    private = (await world.bob.click(public, label="Change the filters")).response
    assert private.ephemeral
    before = count(private)
    opened = (await world.bob.select(private, ["parts"], custom_id=menu(private, "ajar:find:menu"))).response
    assert opened.id == private.id
    both = ["pretraining_data", "training_code"]
    changed = (await world.bob.select(opened, both, custom_id=menu(opened, "ajar:find:set"))).response
    assert "pre-training data and training code" in seen(changed)
    assert count(changed)[0] < before[0]
    off = (await world.bob.select(changed, ["downloadable"], custom_id=menu(changed, "ajar:find:menu"))).response
    anything = (await world.bob.select(off, ["any"], custom_id=menu(off, "ajar:find:set"))).response
    assert "Downloadable" not in seen(anything)


async def test_every_filter_can_be_opened_and_set(world: World):
    message = (await world.ann.slash(world.channel, "model find", private=True)).response
    for name in menus(message)[menu(message, "ajar:find:menu")]:
        opened = (await world.ann.select(message, [name], custom_id=menu(message, "ajar:find:menu"))).response
        identifier = menu(opened, f"ajar:find:set:{name}")
        value = next(value for value in menus(opened)[identifier] if value != "any")
        message = (await world.ann.select(opened, [value], custom_id=identifier)).response
        assert seen(message).startswith("## ")


async def test_a_list_goes_on_working_after_a_restart(world: World):
    await world.ann.slash(world.channel, "model find", maker="meta", country="US", since="2023-07", verdict="g5")
    message = world.channel.last_message
    assert message is not None
    filters = seen(message).splitlines()[1]
    await world.restart()
    turned = (await world.bob.click(message, label="Next")).response
    assert seen(turned).splitlines()[1] == filters
    shared = (await world.bob.click(turned, label="Share")).response
    assert "Shared by Bob" in seen(shared)
    assert not shared.ephemeral


async def test_nothing_that_fits_is_said_and_not_called_an_error(world: World):
    message = (
        await world.ann.slash(world.channel, "model find", family="claude", downloadable=True, parts="paper")
    ).response
    assert seen(message).startswith("## No version is known to fit.")


async def test_countries_parts_and_makers_are_taken_by_name_in_either_language(world: World):
    one = (await world.ann.slash(world.channel, "model find", country="france", parts="Training code")).response
    other = (await world.ann.slash(world.channel, "model find", country="法国", parts="训练代码")).response
    assert count(one) == count(other)
    assert "Country: France" in seen(one)


async def test_what_cannot_be_read_gets_a_sentence_that_helps(world: World):
    for wrong, help_in in (
        ({"since": "last year"}, "2024-07"),
        ({"parts": "engine"}, "training code"),
        ({"country": "Atlantis"}, "offered while you type"),
        ({"maker": "@everyone zzzz"}, "offered while you type"),
    ):
        answer = (await world.ann.slash(world.channel, "model find", **wrong)).response
        assert answer.ephemeral
        assert help_in in seen(answer)
        assert "@everyone" not in seen(answer)


async def test_typing_is_helped_from_memory(world: World):
    parts_offered = await world.ann.autocomplete(world.channel, "model find", "parts", "training code, pre")
    assert "training_code,pretraining_data" in [choice["value"] for choice in parts_offered]
    countries = await world.ann.autocomplete(world.channel, "model find", "country", "fr")
    assert countries[0] == {**countries[0], "name": "France", "value": "FR"}
    makers = await world.ann.autocomplete(world.channel, "model find", "maker", "anth")
    assert [choice["value"] for choice in makers] == ["anthropic"]
    families = await world.ann.autocomplete(world.channel, "model ranking", "family", "olm")
    assert "olmo" in [choice["value"] for choice in families]


async def test_a_ranking_shares_ranks_and_keeps_the_unjudged_apart(world: World):
    message = (await world.ann.slash(world.channel, "model ranking", definition="osai")).response
    text = seen(message)
    assert text.splitlines()[0] == "## Ranking: European Open Source AI Index"
    assert "share the first place" in text.splitlines()[1]
    ranks = re.findall(r"^`([\d–]+)`", text, re.MULTILINE)
    assert ranks[:4] == ["1", "1", "1", "4"]
    assert "cannot be judged and have no rank" in text
    apart = (await world.bob.click(message, label=next(x for x in labels(message) if "without a rank" in x))).response
    assert apart.ephemeral
    assert "They are not last" in seen(apart)
    assert not re.search(r"^`\d+`", seen(apart), re.MULTILINE)
    back = (await world.bob.click(apart, label="The ranking")).response
    assert back.id == apart.id


async def test_a_disputed_place_is_a_range(world: World):
    message = (await world.ann.slash(world.channel, "model ranking", definition="osaid", private=True)).response
    ranges: list[str] = []
    for _ in range(70):
        ranges = re.findall(r"^`(\d+–\d+)`", seen(message), re.MULTILINE)
        if ranges or "Next" not in labels(message):
            break
        message = (await world.ann.click(message, label="Next")).response
    assert ranges
    assert "the sources differ" in seen(message)


async def test_where_all_get_the_same_answer_nobody_is_called_first(world: World):
    message = (await world.ann.slash(world.channel, "model ranking", definition="osaid", family="claude")).response
    assert "No order can be given" in seen(message)


async def test_a_ranking_among_a_kind_or_a_family_and_under_another_definition(world: World):
    message = (
        await world.ann.slash(world.channel, "model ranking", definition="gradient", kind="image", private=True)
    ).response
    assert seen(message).splitlines()[0].endswith("· Image")
    under = (await world.ann.select(message, ["everyday"], custom_id=menu(message, "ajar:rank:under"))).response
    assert under.id == message.id
    assert seen(under).splitlines()[0] == "## Ranking: The everyday four questions · Image"
    among = (await world.ann.select(under, ["any"], custom_id=menu(under, "ajar:rank:among"))).response
    assert seen(among).splitlines()[0] == "## Ranking: The everyday four questions"
    family = (await world.ann.slash(world.channel, "model ranking", definition="gradient", family="llama")).response
    assert seen(family).splitlines()[0].endswith("· Llama")


async def test_a_ranking_goes_on_working_after_a_restart(world: World):
    await world.ann.slash(world.channel, "model ranking", definition="gradient", kind="text")
    message = world.channel.last_message
    assert message is not None
    await world.restart()
    turned = (await world.bob.click(message, label="Next")).response
    assert turned.ephemeral
    assert "page 2 of" in seen(turned)
    shared = (await world.bob.click(turned, label="Share")).response
    assert "Shared by Bob" in seen(shared)
    assert "nothing on its quality" in seen(shared)


async def test_lists_are_in_chinese_for_a_chinese_member(world: World):
    world.locales[world.ann.id] = "zh-CN"
    found = (await world.ann.slash(world.channel, "model find", country="CN", private=True)).response
    assert "个版本符合条件" in seen(found)
    assert "国家或地区：中国" in seen(found)
    ranked = (await world.ann.slash(world.channel, "model ranking", definition="gradient", private=True)).response
    assert "并列第一" in seen(ranked)


async def test_a_first_place_that_a_dispute_could_take_is_not_told_as_certain(world: World):
    message = (await world.ann.slash(world.channel, "model ranking", definition="osai", family="hermes")).response
    assert "A dispute between sources could put another one before it." in seen(message)


async def test_classes_that_nobody_reaches_are_no_order(world: World):
    text = seen((await world.ann.slash(world.channel, "model ranking", definition="mof")).response)
    assert re.search(r"all \d+ that can be judged get the same answer: no class\.", text)
    assert "`=`" in text
    assert "`1`" not in text
