"""What clean, annotate and relate each cost, and together, beside the bare base pipeline on the same texts, in one run.

    python benchmarks/speed.py [FOLDER ...] [--rounds N] [--hash]

FOLDER holds .txt articles (the train and dev parts of the gold texts when none is given). The base pipeline, as it was
installed, and the stages take turns, so that a busy machine slows all alike; each figure is the best of the rounds, in
processor time of one thread. A stage is timed as an engine runs it, packing and unpacking included. `clean` reads each
text as .txt and wrapped in a web page. Shares are of the words a second that the base reaches: together at least .8,
annotate alone at least .85. `--hash` prints one hash over everything the stages answered: equal before and after a
change that was meant to change nothing.
"""

import argparse
import html
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

import spacy

from pipeline.annotate import AnnotateSettings, AnnotateTask
from pipeline.annotate.base import find_pipeline
from pipeline.clean import CleanSettings, CleanTask, RawArticle
from pipeline.config import pipeline_section, project_root
from pipeline.packing import unpack_any, unpack_records
from pipeline.records import Article, Mention
from pipeline.relate import RelateSettings, RelateTask

_PAGE = (
    '<!DOCTYPE html><html lang="en"><head><title>{title} | The Herald</title><meta charset="utf-8">'
    '<meta property="article:published_time" content="2024-03-05T10:00:00Z"></head><body>'
    '<nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav>'
    "<article><h1>{title}</h1>{body}</article>"
    "<footer><p>Copyright The Herald. All rights reserved.</p></footer></body></html>"
)
_BATCH = 32

Given = TypeVar("Given")


def wrap_page(text: str) -> bytes:
    """A text as a plain web page: its first line is the headline, the other paragraphs lie between menu and footer."""
    title, _, rest = text.partition("\n")
    body = "".join(f"<p>{html.escape(line)}</p>" for line in rest.splitlines() if line.strip())
    return _PAGE.format(title=html.escape(title), body=body).encode()


def run_batches(work: Callable[[Sequence[Given]], list[bytes]], inputs: Sequence[Given]) -> list[bytes]:
    """The answers of a stage, a batch at a time."""
    return [answer for at in range(0, len(inputs), _BATCH) for answer in work(inputs[at : at + _BATCH])]


def load_bare(settings: AnnotateSettings) -> Callable[[Sequence[str]], list[bytes]]:
    """The base pipeline with all that its package switches on, and nothing of ours."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        nlp = spacy.load(find_pipeline(settings.base_pipeline, project_root()))

    def work(texts: Sequence[str]) -> list[bytes]:
        for _doc in nlp.pipe(texts, batch_size=settings.batch_texts):
            pass
        return []

    return work


def annotated(articles: Sequence[Article], answers: Sequence[bytes]) -> list[Article]:
    """The articles with what `annotate` answered, as `relate` reads them."""
    filled = []
    for article, answer in zip(articles, answers, strict=True):
        mentions, parse = unpack_records(answer, Mention)
        filled.append(replace(article, mentions=tuple(mentions), parse=parse))
    return filled


def load_work(texts: Sequence[str]) -> dict[str, Callable[[], list[bytes]]]:
    """What is timed, by name; the stages read what the stage before answered."""
    clean, annotate = pipeline_section("clean", CleanSettings), pipeline_section("annotate", AnnotateSettings)
    relate = pipeline_section("relate", RelateSettings)
    cleaner, annotator = CleanTask(clean).load(), AnnotateTask(annotate).load()
    relater = RelateTask(relate).load()
    bare = load_bare(annotate)
    files = [RawArticle(f"{n}.txt", "text", text.encode()) for n, text in enumerate(texts)]
    pages = [RawArticle(f"{n}.html", "html", wrap_page(text)) for n, text in enumerate(texts)]
    records = [next(iter(unpack_any(answer))) for answer in run_batches(cleaner, files)]
    articles = [record for record in records if isinstance(record, Article)]
    parsed = annotated(articles, run_batches(annotator, articles))
    return {
        "base": lambda: run_batches(bare, texts),
        "clean .txt": lambda: run_batches(cleaner, files),
        "clean .html": lambda: run_batches(cleaner, pages),
        "annotate": lambda: run_batches(annotator, articles),
        "relate": lambda: run_batches(relater, parsed),
    }


def main() -> None:
    """Time all in turns and print the shares."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="*")
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--hash", action="store_true")
    options = parser.parse_args()
    gold = project_root() / "seeds" / "gold"
    folders: Sequence[Path] = options.folders or [gold / "train", gold / "dev"]
    texts = [p.read_text(encoding="utf-8") for f in folders for p in sorted(f.rglob("*.txt"))]
    words = sum(len(text.split()) for text in texts)
    work = load_work(texts)
    if options.hash:
        for name in list(work)[1:]:
            digest = sha256(b"".join(len(a).to_bytes(8) + a for a in work[name]()))
            print(f"{name:12} {digest.hexdigest()[:20]}")
        return
    seconds: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(options.rounds):
        for name, run in work.items():
            started = time.process_time()
            run()
            seconds[name].append(time.process_time() - started)
    best = {name: min(rounds) for name, rounds in seconds.items()}
    print(f"{len(texts)} texts, {words:,} words; base: {words / best['base']:,.0f} words a second")
    for form in ("clean .txt", "clean .html"):
        best[f"together, {form[6:]}"] = best[form] + best["annotate"] + best["relate"]
    for name, took in list(best.items())[1:]:
        print(
            f"{name:16} {took:6.2f} s  {took / best['base']:5.0%} of the base's time, {best['base'] / took:.2f} of its words"
        )


if __name__ == "__main__":
    main()
