"""How many words a second the annotator reaches, beside the bare base pipeline on the same texts, in one run.

    python benchmarks/annotate_speed.py [FOLDER ...] [--rounds N]

FOLDER holds .txt articles (seeds/articles and the gold texts when none is given). The two take turns, so that a busy
machine slows both; the ratio of the medians is what counts.
"""

import argparse
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

from pipeline.annotate import AnnotateSettings, load_annotator
from pipeline.annotate.base import find_pipeline, load_base
from pipeline.config import pipeline_section, project_root
from pipeline.records import Article


def main() -> None:
    """Time both and print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="*")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--copies", type=int, default=1)
    options = parser.parse_args()
    folders: Sequence[Path] = options.folders or [
        project_root() / "seeds" / "articles",
        project_root() / "seeds" / "gold",
    ]
    texts = [p.read_text(encoding="utf-8") for f in folders for p in sorted(f.rglob("*.txt"))] * options.copies
    words = sum(len(text.split()) for text in texts)
    settings = pipeline_section("annotate", AnnotateSettings)
    bare = load_base(settings, project_root())
    bare.remove_pipe("sitrep_paragraphs")
    annotator = load_annotator(settings, project_root())
    articles = [Article(str(n), str(n), text, "en", "", 0) for n, text in enumerate(texts)]
    base_seconds, our_seconds = [], []
    for _ in range(options.rounds):
        started = time.process_time()
        for _doc in bare.pipe(texts, batch_size=settings.batch_texts):
            pass
        base_seconds.append(time.process_time() - started)
        started = time.process_time()
        annotator.annotate(articles)
        our_seconds.append(time.process_time() - started)
    base, ours = statistics.median(base_seconds), statistics.median(our_seconds)
    print(f"{find_pipeline(settings.base_pipeline, project_root()).name}: {words / base:,.0f} words a second")
    print(f"annotate: {words / ours:,.0f} words a second, {base / ours:.2f} of the base, {ours / base - 1:+.0%} time")


if __name__ == "__main__":
    main()
