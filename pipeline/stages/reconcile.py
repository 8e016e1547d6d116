"""reconcile: claims of many articles to relations, their status, and the verdicts between them."""

from collections import Counter

from pipeline.config import pipeline_section, project_root
from pipeline.judgements import read_judgements
from pipeline.reconcile import ReconcileInputs, ReconcileSettings, reconcile_claims
from pipeline.schemas import ANNOTATED_MENTIONS as MENTIONS
from pipeline.schemas import (
    CLAIM_LINKS,
    CLEAN_ARTICLES,
    CONFLICTS,
    ENTITIES,
    FOUND_CLAIMS,
    LINKS,
    MERGES,
    RELATIONS,
    SURROUNDINGS,
    SYNDICATION,
)
from pipeline.tables import read_table, write_table
from pipeline.workspace import Counts, Workspace, project_workspace


def run(workspace: Workspace) -> Counts:
    """Reconcile what `relate` and `resolve` made; returns counts of relations by status and verdicts."""
    settings = pipeline_section("reconcile", ReconcileSettings)
    inputs = ReconcileInputs(
        articles=read_table(
            workspace.path("clean", CLEAN_ARTICLES),
            CLEAN_ARTICLES,
            ["doc_id", "path", "publisher", "title", "published"],
        ),
        syndication=read_table(workspace.path("clean", SYNDICATION), SYNDICATION),
        mentions=read_table(workspace.path("annotate", MENTIONS), MENTIONS),
        claims=read_table(workspace.path("relate", FOUND_CLAIMS), FOUND_CLAIMS),
        entities=read_table(workspace.path("resolve", ENTITIES), ENTITIES),
        links=read_table(workspace.path("resolve", LINKS), LINKS),
        merges=read_table(workspace.path("resolve", MERGES), MERGES),
        surroundings=read_table(workspace.path("resolve", SURROUNDINGS), SURROUNDINGS),
    )
    made = reconcile_claims(inputs, read_judgements(project_root() / "seeds" / "judgements.csv"), settings)
    tables = (ENTITIES, LINKS, MERGES, CLAIM_LINKS, RELATIONS, CONFLICTS)
    rows = {t.name: write_table(workspace.path("reconcile", t), t, getattr(made, t.name)) for t in tables}
    counts: Counts = {
        "claims": inputs.claims.num_rows,
        "entities": rows["entities"].num_rows,
        "entities_joined": inputs.entities.num_rows - rows["entities"].num_rows,
        "relations": rows["relations"].num_rows,
        "relations_by_status": dict(sorted(Counter(rows["relations"]["status"].to_pylist()).items())),
        "compared": rows["conflicts"].num_rows,
        "verdicts": dict(sorted(Counter(rows["conflicts"]["verdict"].to_pylist()).items())),
    }
    return workspace.write_metrics("reconcile", counts)


def main() -> None:
    """The DVC stage: outputs/relate and outputs/resolve to outputs/reconcile."""
    run(project_workspace())


if __name__ == "__main__":
    main()
