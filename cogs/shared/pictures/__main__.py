"""Commands for whoever changes a drawing: `python -m cogs.shared.pictures avatar OUT.png` and `... gallery FOLDER`."""

from pathlib import Path

import typer

from cogs.shared.pictures.emblems import avatar as avatar_svg
from cogs.shared.pictures.gallery import draw_gallery
from cogs.shared.pictures.render import png

commands = typer.Typer(no_args_is_help=True, add_completion=False, help="Draw Ajar's pictures into files.")


@commands.command()
def avatar(out: Path) -> None:
    """Draw the bot's avatar, a PNG file 512 pixels square."""
    out.write_bytes(png(avatar_svg()))
    typer.echo(out)


@commands.command()
def gallery(folder: Path) -> None:
    """Draw every picture with words for show into a folder, and a page that shows them all."""
    typer.echo(draw_gallery(folder))


if __name__ == "__main__":
    commands()
