"""Every picture drawn once, with words for show, to be looked at before a changed drawing is released."""

from dataclasses import dataclass
from pathlib import Path

from cogs.shared.pictures.card import CardPicture, Tile, draw_card
from cogs.shared.pictures.emblems import avatar, door_sign, mark_sign
from cogs.shared.pictures.marks import Mark
from cogs.shared.pictures.render import png
from cogs.shared.theme import DARK, LIGHT, STEPS


@dataclass(frozen=True)
class _Words:
    """What the cards of one language say."""

    language: str
    steps: tuple[str, ...]
    caption: str
    no_step: str
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    says: dict[Mark, tuple[str, str | None]]


_ENGLISH = _Words(
    "en-US",
    (
        "Cannot tell",
        "Fully closed",
        "Hosted access",
        "API access",
        "API with fine-tuning",
        "Restricted weights",
        "Open weights",
        "Open weights and code",
        "Fully open",
    ),
    "Step {step} of 8",
    "Too little is known",
    (
        ("Weights", ("Final", "Base", "Checkpoints")),
        ("Data", ("Pre-training", "Post-training", "Evaluation")),
        ("Code", ("Training", "Inference", "Preprocessing")),
        ("Documents", ("Technical report", "Model card", "Data card")),
    ),
    {
        Mark.PUBLIC: ("public", "Apache-2.0"),
        Mark.PARTIAL: ("gated", "Llama 3.1 Community"),
        Mark.CLOSED: ("not available", None),
        Mark.UNKNOWN: ("unknown", None),
        Mark.DISPUTED: ("disputed", "CC-BY-NC-4.0"),
    },
)
_CHINESE = _Words(
    "zh-CN",
    (
        "无法判断",
        "完全封闭",
        "托管访问",
        "API 访问",
        "可微调的 API",
        "受限权重",
        "开放权重",
        "开放权重与训练代码",
        "完全开放",
    ),
    "第 {step} 级，共 8 级",
    "已知信息太少",
    (
        ("权重", ("最终权重", "基础权重", "中间检查点")),
        ("数据", ("预训练数据", "后训练数据", "评测数据")),
        ("代码", ("训练代码", "推理代码", "数据预处理代码")),
        ("文档", ("技术报告", "模型卡", "数据卡")),
    ),
    {
        Mark.PUBLIC: ("公开", "Apache-2.0"),
        Mark.PARTIAL: ("须申请", "Llama 3.1 社区许可证"),
        Mark.CLOSED: ("未公开", None),
        Mark.UNKNOWN: ("不明", None),
        Mark.DISPUTED: ("有争议", "CC-BY-NC-4.0"),
    },
)
_LETTERS = dict(zip("ogcud", Mark, strict=True))
# By step, the marks of the twelve tiles: open, gated, closed, unknown, disputed. They speak of no model.
_MARKS = (
    "uuuuuuuuuuuu",
    "cccccccccccc",
    "cccccccuuccc",
    "cccccuccuocc",
    "cccccuccuooc",
    "ggcccdcouooc",
    "oocccoccoooc",
    "oouccoooduog",
    "oooooooooooo",
)


def card_samples() -> dict[str, CardPicture]:
    """By file name: a card at every step in both languages, and one whose words are much too long."""
    samples = {
        f"card-{words.language}-{step}": _sample(words, step) for words in (_ENGLISH, _CHINESE) for step in STEPS
    }
    samples["card-long"] = _overlong()
    return samples


def draw_gallery(folder: Path) -> Path:
    """Draw everything into a folder, made where it is missing; returns a page that shows all of it.

    The page shows cards at full width and as a phone does, on Discord's dark and light background.
    """
    folder.mkdir(parents=True, exist_ok=True)
    pictures = {"avatar": png(avatar())}
    pictures |= {f"door-{step}": png(door_sign(step)) for step in STEPS}
    pictures |= {f"mark-{mark}": png(mark_sign(mark)) for mark in Mark}
    for name, card in card_samples().items():
        for kind, theme in (("dark", DARK), ("light", LIGHT)):
            pictures[f"{name}-{kind}"] = draw_card(card, theme)
    for name, picture in pictures.items():
        (folder / f"{name}.png").write_bytes(picture)
    page = folder / "index.html"
    page.write_text(_page(list(pictures)), encoding="utf-8")
    return page


def _sample(words: _Words, step: int) -> CardPicture:
    marks = iter(_MARKS[step])
    rows = tuple(
        (title, tuple(_tile(words, name, _LETTERS[next(marks)]) for name in names)) for title, names in words.rows
    )
    caption = words.caption.format(step=step) if step else words.no_step
    return CardPicture(step, words.steps[step], caption, rows, words.language)


def _tile(words: _Words, name: str, mark: Mark) -> Tile:
    word, detail = words.says[mark]
    return Tile(name, mark, word, detail)


def _overlong() -> CardPicture:
    long = "Intermediate checkpoints of every thousand steps 以及所有中间检查点 <&>"
    row = (long * 2, tuple(Tile(long, mark, long, long) for mark in list(Mark)[:3]))
    return CardPicture(5, long, long, (row,) * 4, "en-US")


def _page(names: list[str]) -> str:
    def images(width: int, start: str) -> str:
        return "".join(f'<img src="{name}.png" width="{width}">' for name in names if name.startswith(start))

    grounds = "".join(
        f'<section style="background:{ground}">'
        f"{images(22, 'door')}{images(22, 'mark')}<br>{images(128, 'door')}{images(128, 'mark')}<br>"
        f"{images(360, 'card')}{images(1000, 'card')}</section>"
        for ground in ("#313338", "#ffffff")
    )
    return f'<!doctype html><meta charset="utf-8"><title>Ajar: pictures</title>{images(256, "avatar")}{grounds}\n'
