"""relate: annotated articles to claims."""

from collections import Counter

from pipeline.config import pipeline_section
from pipeline.engines.cached import map_cached
from pipeline.ids import fingerprint
from pipeline.packing import pack_records, unpack_records
from pipeline.records import Claim
from pipeline.relate import RelateSettings, RelateTask
from pipeline.schemas import FOUND_CLAIMS
from pipeline.tables import TableWriter
from pipeline.workspace import (
    Counts,
    Workspace,
    annotated_articles,
    project_workspace,
    stage_fingerprint,
    with_progress,
)

_DATA = ["configs/relate", "configs/grammar", "configs/vocabulary.yaml"]


def run(workspace: Workspace) -> Counts:
    """Find the claims of what `annotate` made; returns counts by predicate, polarity, certainty and realis."""
    settings = pipeline_section("relate", RelateSettings)
    code = stage_fingerprint("relate", settings, _DATA)
    by: dict[str, Counter[str]] = {name: Counter() for name in ("predicate", "polarity", "certainty", "realis")}
    n_articles = n_claimed = 0
    with workspace.store() as store, TableWriter(workspace.path("relate", FOUND_CLAIMS), FOUND_CLAIMS) as writer:
        results = map_cached(
            annotated_articles(workspace),
            lambda a: fingerprint(code, a.doc_id, a.parse or b"", pack_records(a.mentions or ())),
            RelateTask(settings),
            workspace.engine,
            store,
        )
        for _, packed in with_progress(results, stage="relate"):
            claims, _ = unpack_records(packed, Claim)
            writer.add(claims)
            for name, counter in by.items():
                counter.update(getattr(claim, name) for claim in claims)
            n_articles += 1
            n_claimed += sum(claim.claimer_text is not None for claim in claims)
    counts: Counts = {
        "articles": n_articles,
        "claims": writer.n_rows,
        "claims_with_claimer": n_claimed,
        **{f"claims_by_{name}": dict(sorted(counter.items())) for name, counter in by.items()},
    }
    return workspace.write_metrics("relate", counts)


def main() -> None:
    """The DVC stage: outputs/annotate to outputs/relate."""
    run(project_workspace())


if __name__ == "__main__":
    main()
