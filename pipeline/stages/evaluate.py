"""evaluate: what is recognised and claimed on the gold articles, measured; fails when a gated figure falls."""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.annotate import AnnotateSettings, Annotator, load_annotator
from pipeline.config import pipeline_section, project_root
from pipeline.learn.ablations import ablation_figures
from pipeline.learn.evaluate import GOLD, GateError, Reading, check_gates, read_part, summary
from pipeline.learn.gold import GoldArticle
from pipeline.learn.gold_articles import bare_article, gold_mentions
from pipeline.learn.measure import Evaluator, measure
from pipeline.learn.settings import EvaluateSettings
from pipeline.relate import RelateSettings, Rules, find_claims, load_rules
from pipeline.workspace import Counts, Workspace, run_as_stage, say


def read_articles(
    golds: Sequence[GoldArticle], annotator: Annotator, rules: Rules
) -> tuple[list[Reading], list[Reading]]:
    """The gold articles as the pipeline reads them, end to end, and with the gold mentions given."""
    found, given = [], []
    docs = annotator.parse([bare_article(gold) for gold in golds])
    for gold, doc in zip(golds, docs, strict=True):
        article = annotator.annotate_doc(doc, bare_article(gold))
        claims = find_claims(doc, article, rules) if gold.has_claims else None
        found.append(Reading(gold, article.mentions or (), claims))
        if gold.has_claims:
            known = replace(article, mentions=gold_mentions(gold)[0])
            given.append(Reading(gold, known.mentions or (), find_claims(doc, known, rules)))
    return found, given


def run(workspace: Workspace) -> Counts:
    """Measure all parts, write pages and metrics; returns the metrics. Raises GateError for a figure below its floor."""
    settings, root = pipeline_section("evaluate", EvaluateSettings), project_root()
    annotate = pipeline_section("annotate", AnnotateSettings)
    parts = {part: read_part(root / GOLD / part) for part in settings.parts}
    n_articles = sum(map(len, parts.values()))
    say(f"evaluate: {n_articles} gold articles, with each layer of recognition alone and with all, take some minutes")
    annotator = load_annotator(annotate, root)
    rules = load_rules(pipeline_section("relate", RelateSettings), root)
    evaluator = Evaluator(
        lambda golds: read_articles(golds, annotator, rules),
        lambda golds: ablation_figures(golds, annotate, settings.trained, root),
    )
    figures = measure(parts, root / GOLD, evaluator, settings, workspace.outputs / "evaluate")
    told = workspace.write_metrics("evaluate", summary(figures, settings.parts))
    if fallen := check_gates(figures, settings.gates):
        raise GateError(
            "evaluate: a gated figure fell (floors: evaluate.gates in configs/pipeline.yaml):\n  " + "\n  ".join(fallen)
        )
    return told


def main() -> None:
    """The DVC stage: seeds/gold, models and rules to outputs/evaluate and its metrics."""
    run_as_stage(run)


if __name__ == "__main__":
    main()
