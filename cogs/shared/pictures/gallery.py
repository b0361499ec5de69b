"""Every picture drawn once, with words for show, to be looked at before a changed drawing is released."""

from dataclasses import dataclass
from pathlib import Path

from cogs.shared.pictures.card import CardPicture, Tile, draw_card
from cogs.shared.pictures.emblems import avatar, door_sign, mark_sign
from cogs.shared.pictures.marks import Mark
from cogs.shared.pictures.render import png
from cogs.shared.pictures.stance import LANES, StancePicture, StancePoint, draw_stance
from cogs.shared.pictures.timeline import TimelineEntry, TimelinePicture, draw_timeline
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


_CAMPS = {
    "en-US": ("For release", "Between", "For limits"),
    "zh-CN": ("主张开放", "居中", "主张限制"),
}


def stance_samples() -> dict[str, StancePicture]:
    """By file name: stances of nobody in both languages, a single quote, a crowd of them, and words too long."""
    turned = (
        StancePoint(2016.2, "open", "OpenFrame", True),
        StancePoint(2018.9, "open", "Letter", True),
        StancePoint(2019.15, "between", "Report", False),
        StancePoint(2020.6, "limits", "Hearing", True),
        StancePoint(2023.4, "limits", "Hearing", True),
        StancePoint(2023.5, "limits", "Interview", True),
        StancePoint(2025.1, "between", "Post", True),
        StancePoint(2025.6, "open", "Frame 2", True),
    )
    said = ("开放框架", "公开信", "报告", "听证会", "听证会", "采访", "帖子", "框架 2")
    translated = tuple(
        StancePoint(point.year, point.camp, word, point.certain) for point, word in zip(turned, said, strict=True)
    )
    crowd = tuple(
        StancePoint(2023 + (number * number % 97) / 26, LANES[number // 4 % 3], "", number % 5 != 0)
        for number in range(40)
    )
    long = "Somebody whose name and titles 以及所有头衔 <&> go on and on"
    spans = (2015, 2026)
    english, chinese = _CAMPS["en-US"], _CAMPS["zh-CN"]
    caption, note = "8 quotes, 2016 to 2025; hollow: not checked", "change of mind"
    return {
        "stance-en-US": StancePicture("Alex Example", caption, english, turned, spans, "en-US", note),
        "stance-zh-CN": StancePicture(
            "张三", "8 条引语，2016 至 2025 年；空心：未经核实", chinese, translated, spans, "zh-CN", "改变看法"
        ),
        "stance-one": StancePicture("Alex Example", "1 quote, 2023", english, turned[4:5], (2022, 2024), "en-US", note),
        "stance-crowd": StancePicture("Alex Example", "40 quotes", english, crowd, (2023, 2026), "en-US", note),
        "stance-long": StancePicture(
            long,
            long * 3,
            (long, long, long),
            tuple(StancePoint(point.year, point.camp, long, point.certain) for point in turned),
            spans,
            "en-US",
            long,
        ),
    }


def timeline_samples() -> dict[str, TimelinePicture]:
    """By file name: timelines of invented events in both languages, and one whose words are much too long."""
    english = (
        TimelineEntry("11 March 2015", "The Example Foundation begins its work", "event"),
        TimelineEntry(
            "14 February 2019",
            "A laboratory publishes a model in four stages and says that it wants to watch what people do with it",
            "event",
        ),
        TimelineEntry("3 March 2023", "The weights of Frame 1 leak", "event"),
        TimelineEntry("16 May 2023", "Alex Example before a committee: “Nobody can take weights back.”", "quote"),
        TimelineEntry("July 2024", "Frame 3.1 comes under a licence of its own", "event"),
        TimelineEntry("2025", "Sam Sample: “Whoever wants to check a model needs more than its weights.”", "quote"),
    )
    chinese = (
        TimelineEntry("2015年3月11日", "示例基金会成立", "event"),
        TimelineEntry(
            "2019年2月14日", "某实验室分四个阶段公开一个模型，并表示希望先观察人们如何使用它，再决定下一步", "event"
        ),
        TimelineEntry("2023年5月16日", "张三在听证会上说：“权重一旦公开，就再也收不回来了。”", "quote"),
        TimelineEntry("2024年7月", "Frame 3.1 以自有许可证发布", "event"),
    )
    long = "Intermediate checkpoints of every thousand steps 以及所有中间检查点 <&>" * 2
    return {
        "timeline-en-US": TimelinePicture("Timeline", "6 of 72 entries, 2015 to 2025", english, "en-US"),
        "timeline-zh-CN": TimelinePicture("时间线", "第 1 至 4 条，共 72 条", chinese, "zh-CN"),
        "timeline-long": TimelinePicture(long, long, (TimelineEntry(long, long, "quote"),) * 8, "en-US"),
    }


def draw_gallery(folder: Path) -> Path:
    """Draw everything into a folder, made where it is missing; returns a page that shows all of it.

    The page shows the wide ones at full width and as a phone does, on Discord's dark and light background.
    """
    folder.mkdir(parents=True, exist_ok=True)
    pictures = {"avatar": png(avatar())}
    pictures |= {f"door-{step}": png(door_sign(step)) for step in STEPS}
    pictures |= {f"mark-{mark}": png(mark_sign(mark)) for mark in Mark}
    for name, card in card_samples().items():
        for kind, theme in (("dark", DARK), ("light", LIGHT)):
            pictures[f"{name}-{kind}"] = draw_card(card, theme)
    for kind, theme in (("dark", DARK), ("light", LIGHT)):
        pictures |= {f"{name}-{kind}": draw_stance(stance, theme) for name, stance in stance_samples().items()}
        pictures |= {f"{name}-{kind}": draw_timeline(line, theme) for name, line in timeline_samples().items()}
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
    wide = "card", "stance", "timeline"

    def images(width: int, start: str | tuple[str, ...]) -> str:
        return "".join(f'<img src="{name}.png" width="{width}">' for name in names if name.startswith(start))

    grounds = "".join(
        f'<section style="background:{ground}">'
        f"{images(22, 'door')}{images(22, 'mark')}<br>{images(128, 'door')}{images(128, 'mark')}<br>"
        f"{images(360, wide)}{images(1000, wide)}</section>"
        for ground in ("#313338", "#ffffff")
    )
    return f'<!doctype html><meta charset="utf-8"><title>Ajar: pictures</title>{images(256, "avatar")}{grounds}\n'
