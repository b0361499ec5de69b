"""The command line's table of contents: which command stands in which room."""

import typer

from bot.cli import catalogue, claims, database, doctor, lookup, running

app = typer.Typer(
    name="ajar",
    help="Ajar shows how open an AI model is, on whose word, and under which definition.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("preview")(running.preview)
app.command("run")(running.run)
app.command("lookup")(lookup.lookup)
app.command("check-claim")(claims.check_claim)
app.add_typer(catalogue.app, name="catalogue")
app.add_typer(database.app, name="db")
app.command("doctor")(doctor.doctor)
