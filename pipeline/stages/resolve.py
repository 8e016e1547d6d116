"""resolve: mentions and judgements to entities, one id across articles."""

from collections import Counter

from pipeline.config import pipeline_section, project_root
from pipeline.judgements import read_judgements
from pipeline.resolve import ResolveSettings, load_gazetteer, resolve_entities
from pipeline.schemas import ANNOTATED_MENTIONS, CLEAN_ARTICLES, ENTITIES, LINKS, MERGES, SURROUNDINGS
from pipeline.tables import read_table, write_table
from pipeline.workspace import Counts, Workspace, project_workspace


def run(workspace: Workspace) -> Counts:
    """Resolve what `annotate` made; returns counts of entities by label and of merges by rule."""
    settings, root = pipeline_section("resolve", ResolveSettings), project_root()
    articles = [c.name for c in CLEAN_ARTICLES.columns if c.name != "offsets"]
    resolution = resolve_entities(
        read_table(workspace.path("annotate", ANNOTATED_MENTIONS), ANNOTATED_MENTIONS),
        read_table(workspace.path("clean", CLEAN_ARTICLES), CLEAN_ARTICLES, articles),
        load_gazetteer(settings, root),
        read_judgements(root / "seeds" / "judgements.csv"),
        settings,
    )
    entities = write_table(workspace.path("resolve", ENTITIES), ENTITIES, resolution.entities)
    write_table(workspace.path("resolve", LINKS), LINKS, resolution.links)
    write_table(workspace.path("resolve", SURROUNDINGS), SURROUNDINGS, resolution.surroundings)
    merges = write_table(workspace.path("resolve", MERGES), MERGES, resolution.merges)
    counts: Counts = {
        "mentions_linked": resolution.links.num_rows,
        "entities": entities.num_rows,
        "entities_by_label": dict(sorted(Counter(entities["label"].to_pylist()).items())),
        "located": entities.num_rows - entities["lat"].null_count,
        "unlocated_by_reason": dict(resolution.unlocated),
        "judgements_of_no_article": dict.fromkeys(resolution.unknown_judgements, 1),
        "merges": merges.num_rows,
        "merges_by_rule": dict(sorted(Counter(merges["rule"].to_pylist()).items())),
    }
    return workspace.write_metrics("resolve", counts)


def main() -> None:
    """The DVC stage: outputs/annotate to outputs/resolve."""
    run(project_workspace())


if __name__ == "__main__":
    main()
