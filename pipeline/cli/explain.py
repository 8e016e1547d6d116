"""`sitrep explain` and `sitrep review`: why a row is there, and which merges deserve a look."""

from pathlib import Path
from typing import Annotated, Any

import typer

from pipeline.config import pipeline_section, project_root
from pipeline.errors import UsageError
from pipeline.judgements import read_judgements
from pipeline.records import Article, Claim, Mention
from pipeline.report.explain import conflict_lines, explain_entity, find_row, relation_lines
from pipeline.report.review import list_merges_to_review
from pipeline.report.tables import Row, read_rows
from pipeline.schemas import ARTICLES, CLAIMS, FOUND_CLAIMS, MENTIONS
from pipeline.tables import iter_rows

Tables = Annotated[
    Path | None, typer.Option("--tables", "-t", help="Folder of the published tables; outputs/tables if left out.")
]


def explain(
    row_id: Annotated[
        str, typer.Argument(metavar="ID", help="A claim (c_...), entity (e_...), relation (r_...) or conflict (x_...).")
    ],
    tables: Tables = None,
) -> None:
    """Say why a row is there: its sentence, rule and cues, or the merges and articles behind it.

    Example: sitrep explain c_1b7f... --tables ~/tables
    """
    folder = tables_folder(tables)
    explainers = {"c": _claim_lines, "e": _entity_lines, "r": relation_lines, "x": conflict_lines}
    kind = row_id.partition("_")[0]
    if kind not in explainers:
        raise UsageError(f"{row_id}: an id begins with c_ (claim), e_ (entity), r_ (relation) or x_ (conflict)")
    typer.echo("\n".join(explainers[kind](folder, row_id)))


def review(
    tables: Tables = None,
    most: Annotated[int, typer.Option("--most", "-n", min=1, help="How many merges to list.")] = 20,
) -> None:
    """List the merges most worth a look, the most uncertain and most consequential first.

    To undo one, write a line into seeds/judgements.csv and run again.
    """
    judgements = read_judgements(project_root() / "seeds" / "judgements.csv")
    found = list_merges_to_review(tables_folder(tables), judgements, most)
    for merge in found:
        typer.echo("\n".join([*merge.lines(), ""]))
    if not found:
        typer.echo("nothing to review")


def tables_folder(tables: Path | None) -> Path:
    """The folder given, or that of `dvc repro`."""
    return tables if tables is not None else project_root() / "outputs" / "tables"


def _entity_lines(folder: Path, entity_id: str) -> list[str]:
    return explain_entity(folder, entity_id).lines()


def _claim_lines(folder: Path, claim_id: str) -> list[str]:
    # Imported here: the rules need spaCy, and the other explanations do not.
    from pipeline.relate import RelateSettings, explain_claim, load_rules

    row = find_row(folder, CLAIMS, claim_id)
    article = find_row(folder, ARTICLES, row["doc_id"])
    mentions = [m for m in read_rows(folder, MENTIONS) if m["doc_id"] == row["doc_id"]]
    claim = Claim(**{c: row[c] for c in Claim.__slots__ if c in row}, matched=_matched(claim_id))
    settings = pipeline_section("relate", RelateSettings)
    rules = load_rules(settings, project_root())
    text = explain_claim(claim, _article(article, mentions), rules)
    source = article["publisher"] or article["title"] or article["path"]
    return [f"{claim_id}  in {source}, {article['published'] or 'undated'} ({article['path']})", text]


def _article(row: Row, mentions: list[dict[str, Any]]) -> Article:
    """The article with its mentions; who is meant is told by the entity."""
    first: dict[str, str] = {}
    records = []
    for mention in sorted(mentions, key=lambda m: (m["start"], -m["end"])):
        referent = first.setdefault(mention["entity_id"] or mention["mention_id"], mention["mention_id"])
        records.append(Mention(**{c: mention[c] for c in Mention.__slots__ if c in mention}, referent=referent))
    return Article(**{c: row[c] for c in Article.__slots__ if c in row}, mentions=tuple(records))


def _matched(claim_id: str) -> tuple[tuple[int, int], ...]:
    """The tokens that the rule matched, where the project's own outputs still know them."""
    path = project_root() / "outputs" / "relate" / f"{FOUND_CLAIMS.name}.parquet"
    if not path.is_file():
        return ()
    rows = iter_rows(path, FOUND_CLAIMS, ["claim_id", "matched"])
    return next((tuple((a, b) for a, b in row["matched"]) for row in rows if row["claim_id"] == claim_id), ())
