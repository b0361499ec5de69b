"""Every picture drawn once, with words for show, to be looked at before a changed drawing is released."""

from dataclasses import dataclass
from pathlib import Path

from cogs.shared.pictures.bars import Bar, BarsPicture, draw_bars
from cogs.shared.pictures.card import CardPicture, Tile, draw_card
from cogs.shared.pictures.comparison import MOST_COLUMNS, Cell, Column, ComparisonPicture, draw_comparison
from cogs.shared.pictures.emblems import avatar, door_sign, mark_sign
from cogs.shared.pictures.marks import Mark
from cogs.shared.pictures.podium import MOST_PLACES, PodiumPicture, PodiumPlace, draw_podium
from cogs.shared.pictures.render import png
from cogs.shared.pictures.spectrum import SpectrumPicture, SpectrumStep, draw_spectrum
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


def podium_samples() -> dict[str, PodiumPicture]:
    """By file name: games of invented players, with names of many kinds and ranks shared in every way."""
    names = (
        "Alex",
        "小明同学",
        "weights_and_measures",
        "Zoë Ångström 🎉",
        "한지민",
        "さくら",
        "محمد علي",
        "TheMagnificentOpenWeightsEnjoyer",
        "Дмитрий",
        "🦊🦊🦊",
    )
    ranks = {
        "podium-en-US": (1, 2, 3, 4, 5),
        "podium-one": (1,),
        "podium-two": (1, 2),
        "podium-ten": tuple(range(1, 11)),
        "podium-two-first": (1, 1, 3, 4),
        "podium-two-second": (1, 2, 2),
        "podium-three-first": (1, 1, 1, 4),
        "podium-crowd-second": (1, 2, 2, 2, 5),
        "podium-five-first": (1, 1, 1, 1, 1, 6),
    }
    samples = {
        file: PodiumPicture(
            "Final standing",
            f"10 questions about licences, {len(order)} played",
            tuple(
                PodiumPlace(rank, name, f"{22 - 2 * rank} points", f"{10 - rank // 2} of 10 right")
                for rank, name in zip(order, names, strict=False)
            ),
            "en-US",
        )
        for file, order in ranks.items()
    }
    samples["podium-zh-CN"] = PodiumPicture(
        "最终排名",
        "共 10 题：许可证，6 人参加",
        tuple(
            PodiumPlace(rank, name, f"{22 - 2 * rank} 分", f"答对 {10 - rank // 2} 题")
            for rank, name in enumerate(("小明同学", "张三", "Alex", "爱吃火锅的开源爱好者", "王五", "李四"), 1)
        ),
        "zh-CN",
    )
    long = "Somebody whose name and titles 以及所有头衔 <&> go on and on"
    samples["podium-long"] = PodiumPicture(
        long, long * 3, tuple(PodiumPlace(rank, long, long, long) for rank in range(1, MOST_PLACES + 1)), "en-US"
    )
    return samples


def bars_samples() -> dict[str, BarsPicture]:
    """By file name: invented accuracies in both languages, one row alone, and words too long."""
    english = (
        Bar("Models", 7 / 9, "7 of 9"),
        Bar("Licences", 1.0, "12 of 12"),
        Bar("Definitions", 0.5, "3 of 6"),
        Bar("Debate", 0.0, "0 of 4"),
        Bar("History", None, "no answers yet"),
        Bar("Terms", 0.02, "1 of 50"),
    )
    chinese = tuple(
        Bar(label, row.share, word)
        for label, word, row in zip(
            ("模型", "许可证", "定义", "争论", "历史", "术语"),
            ("9 题对 7", "12 题全对", "6 题对 3", "4 题对 0", "尚未作答", "50 题对 1"),
            english,
            strict=True,
        )
    )
    long = "Intermediate checkpoints of every thousand steps 以及所有中间检查点 <&>"
    return {
        "bars-en-US": BarsPicture("Your answers", "81 answers since 3 March, by subject", english, "en-US"),
        "bars-zh-CN": BarsPicture("你的答题情况", "自 3 月 3 日起共 81 题，按主题", chinese, "zh-CN"),
        "bars-one": BarsPicture("Your answers", "4 answers", english[:1], "en-US"),
        "bars-none": BarsPicture("Your answers", "None yet", english[4:5], "en-US"),
        "bars-long": BarsPicture(long, long, tuple(Bar(long, share / 7, long) for share in range(8)), "en-US"),
    }


def spectrum_samples() -> dict[str, SpectrumPicture]:
    """By file name: the spectrum with invented examples in both languages, and one whose words are much too long."""
    english = ("", "", "", "", "cake, on conditions", "cake", "cake + method", "cake + whole recipe")
    chinese = ("", "", "", "", "有条件的蛋糕", "蛋糕", "蛋糕＋做法", "蛋糕＋完整配方")
    long = "Intermediate checkpoints of every thousand steps 以及所有中间检查点 <&>"

    def steps(words: _Words, notes: tuple[str, ...], nobody: str) -> tuple[SpectrumStep, ...]:
        return tuple(
            SpectrumStep(name, nobody if place == 3 else f"Frame {place} · Sample 3.{place}", note or None)
            for place, (name, note) in enumerate(zip(words.steps[1:], notes, strict=True))
        )

    return {
        "spectrum-en-US": SpectrumPicture(
            "The gradient of release",
            "Eight steps, with examples of no model",
            steps(_ENGLISH, english, "no example that is certain"),
            "en-US",
        ),
        "spectrum-zh-CN": SpectrumPicture(
            "发布的阶梯", "共八级，附虚构的实例", steps(_CHINESE, chinese, "没有可确定的实例"), "zh-CN"
        ),
        "spectrum-long": SpectrumPicture(long, long * 3, (SpectrumStep(long, long * 2, long),) * 8, "en-US"),
    }


def comparison_samples() -> dict[str, ComparisonPicture]:
    """By file name: two, three and four invented versions in both languages, and one whose words are much too long."""
    samples: dict[str, ComparisonPicture] = {}
    for words in (_ENGLISH, _CHINESE):
        for count in range(1, MOST_COLUMNS + 1):
            steps = (6, 1, 8, 0)[:count]
            columns = tuple(Column(f"Model {step}.{step}", step, words.steps[step]) for step in steps)
            groups = tuple(
                tuple(
                    (name, tuple(_cell(words, _MARKS[step][3 * row + place]) for step in steps))
                    for place, name in enumerate(names)
                )
                for row, (_, names) in enumerate(words.rows)
            )
            samples[f"comparison-{words.language}-{count}"] = ComparisonPicture(columns, groups, words.language)
    long = "Intermediate checkpoints of every thousand steps 以及所有中间检查点 <&>"
    cells = tuple(Cell(mark, long) for mark in list(Mark)[:MOST_COLUMNS])
    columns = tuple(Column(long, step, long) for step in (2, 4, 6, 8))
    samples["comparison-long"] = ComparisonPicture(columns, (((long, cells),) * 3,) * 4, "en-US")
    return samples


def _cell(words: _Words, letter: str) -> Cell:
    mark = _LETTERS[letter]
    return Cell(mark, words.says[mark][0])


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
        pictures |= {f"{name}-{kind}": draw_podium(podium, theme) for name, podium in podium_samples().items()}
        pictures |= {f"{name}-{kind}": draw_bars(bars, theme) for name, bars in bars_samples().items()}
        pictures |= {f"{name}-{kind}": draw_comparison(each, theme) for name, each in comparison_samples().items()}
        pictures |= {f"{name}-{kind}": draw_spectrum(shown, theme) for name, shown in spectrum_samples().items()}
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
    wide = "card", "stance", "timeline", "podium", "bars", "spectrum", "comparison"

    def images(width: int, start: str | tuple[str, ...]) -> str:
        return "".join(f'<img src="{name}.png" width="{width}">' for name in names if name.startswith(start))

    grounds = "".join(
        f'<section style="background:{ground}">'
        f"{images(22, 'door')}{images(22, 'mark')}<br>{images(128, 'door')}{images(128, 'mark')}<br>"
        f"{images(360, wide)}{images(1000, wide)}</section>"
        for ground in ("#313338", "#ffffff")
    )
    return f'<!doctype html><meta charset="utf-8"><title>Ajar: pictures</title>{images(256, "avatar")}{grounds}\n'
