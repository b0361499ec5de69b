"""How long the name index takes to answer, at the catalogue's real size and with 10,000 made-up versions.

`run()` measures and returns figures; run as a script it prints them as a table. The yardstick in the same run is
rapidfuzz's own `process.extract` over all names, which knows nothing of versions and sizes.
"""

import random
from dataclasses import dataclass
from time import perf_counter

from rapidfuzz import process

from bot.core.catalogue.documents import FamilyDocument, ModelDocument, OrganisationDocument
from bot.core.catalogue.names import NameIndex
from bot.resources import data_folder
from bot.storage.datafiles.reading import read_folder
from tests.bench.timing import milliseconds, share

SYNTHETIC_VERSIONS = 10_000
QUERIES = 1_500
YARDSTICK_QUERIES = 60

_SYLLABLES = (
    *("ba", "co", "di", "fa", "gu", "ha", "ji", "ka", "lo", "mi", "na", "po", "qua", "ri", "so", "ta", "ur"),
    *("ve", "wi", "xan", "yo", "zem", "lar", "ton", "mis", "fer"),
)
_LINES = ("", "", "", " Coder", " Mini", " Large", " Vision", " Flash", " Pro", " Air")
_SIZES = ("1B", "3B", "7B", "8B", "13B", "27B", "32B", "70B", "120B", "30B-A3B", "8x7B")


@dataclass(frozen=True, slots=True)
class Names:
    """The documents that an index is made of."""

    models: tuple[ModelDocument, ...]
    families: tuple[FamilyDocument, ...]
    organisations: tuple[OrganisationDocument, ...]

    def spelled(self) -> list[str]:
        """Every name, alias and variant."""
        return [name for model in self.models for name in (model.name, *model.aliases, *model.variants)]


def real_names() -> Names:
    """The catalogue as it stands in `data/`."""
    dataset, _ = read_folder(data_folder())
    return Names(
        tuple(dataset.models.values()), tuple(dataset.families.values()), tuple(dataset.organisations.values())
    )


def made_up_names(versions: int, seed: int = 7) -> Names:
    """Make up families of two to forty versions, with lines, sizes and repositories like those of real ones."""
    chance = random.Random(seed)
    models: list[ModelDocument] = []
    families: list[FamilyDocument] = []
    organisations: list[OrganisationDocument] = []
    while len(models) < versions:
        number = len(families)
        word = "".join(chance.choices(_SYLLABLES, k=chance.choice((2, 2, 3))))
        family, maker = f"{word}-{number}x", f"{word}-labs-{number}x"
        organisations.append(OrganisationDocument(slug=maker, name=f"{word.title()} Labs"))
        families.append(FamilyDocument(slug=family, name=word.title(), organisation=maker))
        named: set[str] = set()
        for place in range(chance.choice((2, 3, 5, 8, 15, 40))):
            version = f"{1 + place // 4}.{chance.randrange(0, 9)}"
            name = f"{word.title()} {version}{chance.choice(_LINES)}"
            if name in named or len(models) == versions:
                continue
            named.add(name)
            sizes = chance.sample(_SIZES, 3)
            models.append(
                ModelDocument(
                    slug=f"m-{len(models)}",
                    name=name,
                    family=family,
                    organisation=maker,
                    released=f"{2020 + place // 8}-{1 + place % 12:02}",
                    variants=tuple(f"{name} {size}{kind}" for size in sizes for kind in ("", " Instruct")),
                    repositories=tuple(f"{word}/{name.replace(' ', '-')}-{size}" for size in sizes),
                )
            )
    return Names(tuple(models), tuple(families), tuple(organisations))


def queries(names: Names, count: int = QUERIES, seed: int = 11) -> list[str]:
    """Make up what people ask: names whole, run together, with sizes, mistyped, families, versions not there, noise."""
    chance = random.Random(seed)
    asked: list[str] = []
    for _ in range(count):
        model = chance.choice(names.models)
        family = next(iter(model.name.split()))
        match chance.randrange(10):
            case 0:
                asked.append(model.name)
            case 1:
                asked.append(model.name.casefold().replace(" ", ""))
            case 2:
                asked.append(f"{model.name.casefold()} {chance.choice(_SIZES)} instruct gguf")
            case 3 | 4:
                asked.append(_mistyped(model.name.casefold(), chance))
            case 5:
                asked.append(family)
            case 6:
                asked.append(f"{family} {chance.randrange(60, 99)}.7")
            case 7:
                asked.append(next(iter(model.repositories), model.slug))
            case 8:
                asked.append(f"is {_mistyped(model.name, chance)} really open source or not?")
            case _:
                asked.append("".join(chance.choices("abcdefghij klmno", k=chance.randrange(3, 40))))
    return asked


def keystrokes(names: Names, count: int = QUERIES, seed: int = 13) -> list[str]:
    """Make up what stands in the field while people type, every second time with a slip."""
    chance = random.Random(seed)
    typed: list[str] = [""]
    while len(typed) < count:
        name = chance.choice(names.models).name.casefold()
        name = _mistyped(name, chance) if chance.random() < 0.5 else name
        typed.extend(name[: end + 1] for end in range(len(name)))
    return typed[:count]


def _mistyped(name: str, chance: random.Random) -> str:
    letters = [place for place, sign in enumerate(name[:-1]) if sign.isalpha() and name[place + 1].isalpha()]
    if not letters:
        return name
    place = chance.choice(letters)
    match chance.randrange(3):
        case 0:
            return name[:place] + name[place + 1] + name[place] + name[place + 2 :]
        case 1:
            return name[:place] + name[place + 1 :]
        case _:
            return name[:place] + chance.choice("abcdefghijklmnopqrstuvwxyz") + name[place + 1 :]


def _measured(names: Names) -> dict[str, float]:
    start = perf_counter()
    index = NameIndex(names.models, names.families, names.organisations)
    build = (perf_counter() - start) * 1000
    spelled = names.spelled()
    asked = queries(names)
    find = milliseconds(index.find, asked)
    complete = milliseconds(index.complete, keystrokes(names))
    yardstick = milliseconds(lambda query: process.extract(query, spelled, limit=10), asked[:YARDSTICK_QUERIES])
    return {
        "versions": len(names.models),
        "names": len(spelled),
        "build_ms": round(build, 2),
        "find_p50_ms": share(find, 0.5),
        "find_p99_ms": share(find, 0.99),
        "complete_p50_ms": share(complete, 0.5),
        "complete_p99_ms": share(complete, 0.99),
        "yardstick_p50_ms": share(yardstick, 0.5),
        "yardstick_p99_ms": share(yardstick, 0.99),
        "times_faster_p50": round(share(yardstick, 0.5) / share(find, 0.5), 1),
    }


def run() -> dict[str, dict[str, float]]:
    """Measure at the real size and with 10,000 made-up versions; times in milliseconds."""
    return {"real": _measured(real_names()), "made_up": _measured(made_up_names(SYNTHETIC_VERSIONS))}


def main() -> None:
    """Print the figures as a small table."""
    results = run()
    print(f"{'names':<20}" + "".join(f"{size:>12}" for size in results))
    for figure in next(iter(results.values())):
        print(f"{figure:<20}" + "".join(f"{result[figure]:>12,}" for result in results.values()))


if __name__ == "__main__":
    main()
