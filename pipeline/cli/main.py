"""`sitrep`: the entry point, its global options and how errors end it."""

import logging
import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline import __version__
from pipeline.cli.convert import convert
from pipeline.cli.diff import diff
from pipeline.cli.explain import explain, review
from pipeline.cli.extract import extract
from pipeline.cli.suggest import accept, suggest
from pipeline.config import use_project
from pipeline.errors import SitrepError

WRONG_USAGE = 2

app = typer.Typer(
    name="sitrep",
    help="War news in, evidence tables out: who did what to whom, where, when, and who says so.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(extract)
app.command()(explain)
app.command()(review)
app.command()(diff)
app.command()(suggest)
app.command()(accept)
app.command()(convert)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"sitrep {__version__}")
        raise typer.Exit


@app.callback()
def options(
    project: Annotated[
        Path | None, typer.Option(help="Take configs, patterns and models from this folder instead of the checkout.")
    ] = None,
    log_level: Annotated[
        str, typer.Option(help="How much to say on standard error: debug, info, warning or error.")
    ] = "warning",
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Options before the command."""
    levels = logging.getLevelNamesMapping()
    if log_level.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise typer.BadParameter(f"{log_level!r} is not one of debug, info, warning, error", param_hint="--log-level")
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    logging.getLogger("pipeline").setLevel(levels[log_level.upper()])
    if project is not None:
        use_project(project)


def main() -> None:
    """Run the command line; errors a user can act on end with exit code 2 and one clear message."""
    try:
        app()
    except SitrepError as error:
        typer.echo(f"sitrep: {error}", err=True)
        raise SystemExit(WRONG_USAGE) from error


if __name__ == "__main__":
    main()
