"""`make bench`: run every benchmark and print its figures; with `--json`, one object."""

import json
import sys

from tests.bench import answers, compare, debate, names, quiz, starting


def main() -> None:
    """Run them one after another: together they would measure each other."""
    results: dict[str, dict[str, float]] = {}
    found = names.run()
    results["names, real catalogue"] = found["real"]
    results["names, 10,000 made-up versions"] = found["made_up"]
    results["from a version to its card"] = answers.run()
    results["comparing, finding and ranking"] = compare.run()
    results["the debate"] = debate.run()
    results["quizzes, 200 games at once"] = quiz.run()
    results["start and memory"] = starting.run()
    if "--json" in sys.argv:
        print(json.dumps(results, indent=2))
        return
    for title, figures in results.items():
        print(f"\n{title}")
        for name, figure in figures.items():
            print(f"  {name.replace('_', ' '):<45}{figure:>12,}")


if __name__ == "__main__":
    main()
