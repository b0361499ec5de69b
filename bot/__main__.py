"""The command line: `python -m bot` or `ajar`. What each command does stands in `bot.cli`."""

from bot.cli.app import app


def main() -> None:
    """Run the command line; exit status 0 found or valid, 1 not found or invalid, 2 bad use."""
    app()


if __name__ == "__main__":
    main()
