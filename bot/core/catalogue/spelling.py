"""How a model's name is read: text into words, version numbers, sizes, date stamps and side words.

Only the reading of one piece of text lives here. Which names exist is known to `vocabulary.py` and `names.py`.
"""

import re
import unicodedata
from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

LONGEST = 160
"""Characters of a query or name that are read; no model's name comes near, and a pasted page stays cheap."""


class Kind(IntEnum):
    """What a part of a name says."""

    WORD = 0
    """Letters that tell models apart: `llama`, `opus`, `coder`."""
    VERSION = 1
    """A version number, bare (`3.1`) or with its one letter (`r1`, `k2.5`, `4o`); never matched by likeness."""
    SIZE = 2
    """Number of parameters: `405b`, `8x7b`, `a3b`."""
    STAMP = 3
    """A date in a name, or the number of an interface's snapshot: `0528`, `2507`, `20241022`, `001`."""
    SIDE = 4
    """A variant or a packaging that rarely makes another model: `instruct`, `gguf`, `4bit`."""


class Part(NamedTuple):
    """One part of a name. `joined` tells that no blank or sign stands between it and the part before it."""

    kind: Kind
    text: str
    joined: bool = False


# fmt: off
SIDE_WORDS = frozenset(
    (
        "instruct", "instruction", "instructions", "inst", "chat", "base", "it", "hf", "pt", "pretrained",
        "aligned", "sft", "latest", "preview", "gguf", "ggml", "gptq", "awq", "exl2", "exl3", "mlx", "onnx",
        "safetensors", "quant", "quants", "quantized", "quantised", "bnb", "imatrix",
        # Accounts and programs that hand on other people's releases unchanged.
        "unsloth", "thebloke", "bartowski", "lmstudio", "community", "ollama", "openrouter", "huggingface",
    )
)
"""Words that name a variant, a packaging or a distributor, not a version."""

FILLERS = frozenset(
    (
        "a", "about", "ai", "an", "any", "are", "best", "better", "by", "can", "check", "compare", "do",
        "does", "find", "for", "free", "from", "get", "give", "good", "has", "have", "how", "i", "in", "is",
        "its", "language", "large", "latest", "licence", "license", "llm", "llms", "local", "lookup", "me",
        "model", "models", "my", "need", "new", "newest", "of", "on", "open", "opensource", "openweight",
        "openweights", "or", "please", "profile", "really", "release", "run", "series", "show", "source",
        "tell", "than", "that", "the", "their", "this", "to", "top", "truly", "use", "using", "version",
        "versus", "vs", "want", "weight", "weights", "what", "whats", "when", "where", "which", "who", "why",
        "will", "with", "you",
        "大模型", "模型", "开源", "闭源", "最新", "许可证", "吗", "是", "的", "是否", "什么",
    )
)
"""Words of a sentence around a name. They count only where a known name holds them (`Open-Sora`)."""
# fmt: on

_PART = re.compile(
    r"""
    (?P<plain>[a-z]{2,}+(?!\d))
  | (?P<side>(?<![a-z0-9])(?:
        i?q\d(?:_[a-z0-9]+)+ | i?q[2-8](?![a-z0-9.]) | (?:fp|bf|int|nf|mxfp|nvfp)\d+ | w\d+a\d+
        | \d{1,2}[ _-]?bits? | \d+k | ctx\d+ | \d+e )(?![a-z0-9]))
  | (?P<size>
        \d+x\d+(?:\.\d+)?b?(?![a-z0-9])
        | (?:(?<![a-z0-9.])|(?<=\db))[ae]\d+(?:\.\d+)?b(?![a-z0-9])
        | \d+(?:\.\d+)?(?:\ ?b|bn|[mt])(?:(?![a-z0-9])|(?=[av]\d)) )
  | (?P<stamp>(?<![\d.])(?:\d{4}-\d{2}-\d{2} | \d{2}-\d{4} | 0\d-\d{2} | \d{8} | \d{6} | \d{4} | 00\d)(?![\d.a-z]))
  | (?P<marked>(?:(?<![a-z])|(?<=\db))v\.?\ ?\d+(?:\.\d+)*(?:[a-z](?![a-z0-9]))?)
  | (?P<lettered>(?<![a-z0-9.])[a-z]\d+(?:\.\d+)*(?![a-z0-9]) | \d+(?:\.\d+)*[a-z](?![a-z0-9]))
  | (?P<number>\d+(?:\.\d+)*)
  | (?P<plus>(?<=[a-z0-9])\+)
  | (?P<word>[a-z]+ | [^\W\d_a-z]+)
    """,
    re.VERBOSE,
)
_DECIMAL_SIGN = re.compile(r"(?<=\d)[_,p](?=\d)")
_PIECE = re.compile(r"[^\W\d_]+|\d+(?:\.\d+)*|\+")
_EMPTY_DECIMALS = re.compile(r"(?:\.0+)+(?=[a-z]?$)")


def normalised(text: str) -> str:
    """Return the text without what makes no difference: case, width, accents, marks that cannot be seen."""
    text = text[:LONGEST]
    if not text.isascii():
        spread = unicodedata.normalize("NFKD", text)
        kept = (
            " " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign
            for sign in spread
            if unicodedata.category(sign) not in ("Mn", "Cf", "Cs", "Co")
        )
        text = unicodedata.normalize("NFC", "".join(kept))[:LONGEST]
    return _DECIMAL_SIGN.sub(".", text.casefold().replace("'", "").replace("’", ""))


def _number(text: str) -> str:
    """`2.0` and `2` are one version; `4.20` and `4.2` are two."""
    return _EMPTY_DECIMALS.sub("", text)


def parts(text: str) -> tuple[Part, ...]:
    """Read a name or a query, as it is written, into its parts in their order. Never fails."""
    return parts_of_normalised(normalised(text))


def parts_of_normalised(text: str) -> tuple[Part, ...]:
    """Read a text that `normalised` has returned into its parts."""
    read: list[Part] = []
    end = -1
    for place in _PART.finditer(text):
        joined = place.start() == end
        end = place.end()
        found = place.group()
        match place.lastgroup:
            case "plain" | "word":
                read.append(Part(Kind.SIDE if found in SIDE_WORDS else Kind.WORD, found, joined))
            case "number" | "lettered":
                read.append(Part(Kind.VERSION, _number(found), joined))
            case "size":
                size = found.replace(" ", "").removesuffix("n")
                size = size + "b" if size[-1].isdigit() else size
                read.append(Part(Kind.SIZE, size.replace(".0b", "b"), joined))
            case "marked":
                read.append(Part(Kind.VERSION, _number(found.lstrip("v. ")), joined))
            case "stamp":
                read.append(Part(Kind.STAMP, found.replace("-", ""), joined))
            case "plus":
                read.append(Part(Kind.WORD, "plus", joined))
            case _:
                read.append(Part(Kind.SIDE, re.sub(r"[ _-]", "", found), joined))
    return tuple(read)


def run_together(read: Sequence[Part]) -> str:
    """Return the parts as one word, so that blanks and signs make no difference; two numbers stay apart."""
    text = ""
    for part in read:
        text += "-" + part.text if text and text[-1].isdigit() and part.text[0].isdigit() else part.text
    return text


def as_typed(normal: str) -> str:
    """Return a normalised text as one word, nothing put in order: `deepseek v` begins `deepseek v3` as it is typed."""
    result = ""
    for piece in _PIECE.findall(normal):
        result += "-" + piece if result and result[-1].isdigit() and piece[0].isdigit() else piece
    return result


def with_numbers_joined(read: Sequence[Part]) -> tuple[Part, ...]:
    """Read `4-7` and `4 7` as 4.7: two short bare numbers in a row are one version."""
    result: list[Part] = []
    for part in read:
        before = result[-1] if result else None
        if (
            before is not None
            and part.kind is before.kind is Kind.VERSION
            and part.text.isdigit()
            and before.text[-1].isdigit()
            and "." not in before.text
            and len(part.text) <= 2
            and len(before.text.lstrip("abcdefghijklmnopqrstuvwxyz")) <= 2
        ):
            result[-1] = Part(Kind.VERSION, _number(f"{before.text}.{part.text}"), before.joined)
        else:
            result.append(part)
    return tuple(result)


def is_lettered(version: str) -> bool:
    """Whether a version carries its letter (`r1`, `4o`) and so says something without a word beside it."""
    return not (version[0].isdigit() and version[-1].isdigit())


def line_letter(version: str) -> str:
    """Return the letter that leads a version such as `r1`, or nothing."""
    return version[0] if version[0].isalpha() else ""


def amount(version: str) -> float:
    """Return how far along a version number is, for telling which others are near: 3.1 gives 3.01, k2.5 gives 2.05."""
    numbers = [int(number) for number in re.findall(r"\d+", version)[:3]]
    return sum(min(number, 99999) / 100**place for place, number in enumerate(numbers))
