"""`sitrep convert`: annotated articles from and to the formats of other tools."""

from pathlib import Path
from typing import Annotated

import typer

KNOWN = "gold, docbin, brat, label-studio, doccano"


def convert(
    source: Annotated[Path, typer.Argument(help="File or folder to read.", show_default=False)],
    target: Annotated[Path, typer.Argument(help="File or folder to write.", show_default=False)],
    source_format: Annotated[str, typer.Option("--from", help=f"Format of the source: {KNOWN}.")] = "gold",
    target_format: Annotated[str, typer.Option("--to", help=f"Format of the target: {KNOWN}.")] = "gold",
) -> None:
    """Convert annotated articles, their relations included, without loss.

    Example: sitrep convert seeds/gold/train train.json --to label-studio
    """
    # Imported here, as in all commands: spaCy takes seconds to load, and `sitrep --help` should not.
    from pipeline.learn.formats import convert as convert_files

    n_articles = convert_files(source, source_format, target, target_format)
    typer.echo(f"{n_articles} articles: {source} ({source_format}) to {target} ({target_format})")
