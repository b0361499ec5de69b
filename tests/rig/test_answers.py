"""Ajar's real process against the rig: what members ask is answered over a real gateway and real HTTP."""

from tests.rig.conftest import Town


async def test_members_are_answered_over_the_wire(town: Town):
    ajar = await town.start()
    completed = await town.rig.autocomplete(town.guild, town.ann, "model profile", "name", name="llama 3.1")
    assert "llama-3.1" in [choice["value"] for choice in completed.choices]
    card = await town.rig.slash(town.guild, town.ann, "model profile", name="llama-3.1")
    assert "Llama 3.1" in card.text
    assert card.message is not None
    assert [each["content_type"] for each in card.message.payload["attachments"]] == ["image/png"]
    why = await town.rig.press(card.message, "Why?", town.bob)
    assert why.message is not None
    assert why.message.ephemeral
    form = await town.rig.press(card.message, "Report a problem", town.bob)
    assert form.callback == 9
    assert await ajar.stop() == 0
