"""relate: annotated articles to claims."""

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from spacy.vocab import Vocab

from pipeline.config import pipeline_section, project_root
from pipeline.docs import decode_doc
from pipeline.engines.cached import map_cached
from pipeline.ids import fingerprint
from pipeline.packing import pack_records, unpack_records
from pipeline.records import Article, Claim
from pipeline.relate import RelateSettings, Rules, find_claims, load_rules
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

_LOG = logging.getLogger(__name__)
_DATA = ["configs/relate", "configs/grammar", "configs/vocabulary.yaml"]


@dataclass(frozen=True, slots=True)
class RelateTask:
    """Finds the claims of a batch of annotated articles, packed."""

    settings: RelateSettings

    def load(self) -> Callable[[Sequence[Article]], list[bytes]]:
        """Loads the rules; returns the function over a batch."""
        rules = load_rules(self.settings, project_root())

        def find(batch: Sequence[Article]) -> list[bytes]:
            vocab = Vocab()  # a new one each batch, since it keeps every word it ever read
            return [pack_records(_claims_of(article, vocab, rules)) for article in batch]

        return find


def _claims_of(article: Article, vocab: Vocab, rules: Rules) -> tuple[Claim, ...]:
    """The claims of an article; none, and a message that names it, where it breaks a rule: the others go on."""
    try:
        return find_claims(decode_doc(article.parse or b"", vocab), article, rules)
    except Exception as error:  # whatever a construction that nobody foresaw makes a rule do
        problem = f"{type(error).__name__}: {error}"
        _LOG.error("%s: no claims, since a rule failed on it (%s); please report it", article.path, problem)
        return ()


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
