"""Which articles are most worth annotating, and drafts of them in the gold format for a person to correct.

The recogniser gives no probabilities, so doubt is disagreement: names that only one of the stock model and the whole
annotator sees, or that they label differently, as a share of all names (query by committee).
"""

import csv
import heapq
import itertools
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path

from pipeline.annotate.spans import NAME_LABELS
from pipeline.learn.gold import DRAFT, GoldArticle, GoldMention
from pipeline.learn.gold_write import write_gold
from pipeline.learn.score_mentions import Span
from pipeline.records import Article

_MIN_NAMES = 5
_POOL = 10  # times the articles wanted: among so many with most doubt they are chosen, however large the corpus
_SURE = frozenset(
    {"pattern", "units", "table"}
)  # what these find is not in doubt, whatever the stock model makes of it
_NOT_FIRST = " \t\n\u00a0>#"  # in a gold file a line that begins with these is a claim or a heading


@dataclass(frozen=True, slots=True)
class Queued:
    """An article and how much the models disagree about its names, the `doubtful` ones; `examples` are a few of them."""

    doc_id: str
    path: str
    title: str
    n_words: int
    n_names: int
    n_disagreements: int
    uncertainty: float
    examples: tuple[str, ...]
    doubtful: frozenset[str]
    new_uncertainty: float = 0.0  # as far as it is about names that no article before it in the queue has

    def share_of_new(self, seen: Collection[str]) -> float:
        """The uncertainty as far as it is about names that are not `seen` yet."""
        return self.uncertainty * sum(name not in seen for name in self.doubtful) / max(1, len(self.doubtful))

    @property
    def draft(self) -> str:
        """The name of its draft."""
        return f"{draft_id(self.path, self.doc_id)}.txt"


def draft_id(path: str, doc_id: str) -> str:
    """The gold id of an article's draft: its file's name, and letters that tell articles of one name apart."""
    return f"{_slug(path)}-{doc_id[-6:]}"


def _slug(path: str) -> str:
    return re.sub(r"[^\w-]+", "-", Path(path).stem).strip("-").lower() or "article"


def rank_articles(articles: Iterable[tuple[Article, Sequence[Span]]], limit: int) -> list[Queued]:
    """The `limit` articles to annotate, each given with the spans that the stock model alone sees.

    First the one with most doubt, then the one with most doubt about names that no article before it has, and so on: a
    second article about the same people and units teaches little.
    """
    doubted = (_judge(article, spans) for article, spans in articles)
    waiting = heapq.nsmallest(_POOL * limit, doubted, key=lambda q: (-q.uncertainty, -q.n_disagreements, q.doc_id))
    queue: list[Queued] = []
    seen: set[str] = set()
    while waiting and len(queue) < limit:
        best = min(waiting, key=lambda q: (-q.share_of_new(seen), -q.uncertainty, -q.n_disagreements, q.doc_id))
        waiting.remove(best)
        queue.append(replace(best, new_uncertainty=round(best.share_of_new(seen), 3)))
        seen |= best.doubtful
    return queue


def _judge(article: Article, stock: Sequence[Span]) -> Queued:
    names = [m for m in article.mentions or () if m.kind == "name" and m.label in NAME_LABELS]
    sure = [(m.start, m.end) for m in article.mentions or () if m.detector.partition(":")[0] in _SURE]
    mine = {(m.start, m.end): m.label for m in names}
    theirs = {(s.start, s.end): s.label for s in stock if s.label in NAME_LABELS}
    spans = sorted({*mine, *theirs})
    doubtful = [(a, b) for a, b in spans if not any(a < end and start < b for start, end in sure)]
    differing = [span for span in doubtful if mine.get(span) != theirs.get(span)]
    examples = [
        f"{article.text[a:b]!r}: {mine.get((a, b), 'nothing')} or {theirs.get((a, b), 'nothing')}"
        for a, b in differing[:3]
    ]
    return Queued(
        doc_id=article.doc_id,
        path=article.path,
        title=article.title or article.text.split("\n", 1)[0][:80],
        n_words=article.n_words,
        n_names=len(spans),
        n_disagreements=len(differing),
        uncertainty=round(len(differing) / max(len(spans), _MIN_NAMES), 3),
        examples=tuple(examples),
        doubtful=frozenset(article.text[a:b] for a, b in differing),
    )


def draft_of(article: Article) -> str:
    """A gold file of the article with what was found, to be corrected by a person: mentions only, `claims: no`."""
    sentences = _sentences(article)
    ids = {m.mention_id: f"r{n}" for n, m in enumerate(article.mentions or ())}
    shared = {m.referent for m in article.mentions or () if m.referent is not None and m.referent != m.mention_id}
    mentions = tuple(
        GoldMention(
            m.start, m.end, m.label, m.kind, ids.get(m.referent or "") if m.referent in shared else None, m.text
        )
        for m in article.mentions or ()
        if any(a <= m.start and m.end <= b for a, b in sentences)
    )
    name = _slug(article.path)
    draft = GoldArticle(
        path=Path(f"{name}.txt"),
        id=draft_id(article.path, article.doc_id),
        event=name,
        style="wire",
        published=article.published,
        publisher=article.publisher or "unknown",
        title=article.title or article.text.split("\n", 1)[0][:80],
        annotator=DRAFT,
        has_claims=False,
        text=article.text,
        sentences=tuple(sentences),
        mentions=mentions,
    )
    return write_gold(draft)


def _sentences(article: Article) -> list[tuple[int, int]]:
    """Sentences as the mentions know them, the text between them too; a line of the file never holds a line break."""
    cuts = {0, len(article.text)}
    for m in article.mentions or ():
        cuts |= {m.sentence_start, m.sentence_end}
    cuts |= {at.start() for at in re.finditer(r"\n", article.text)}
    found = []
    edges = sorted(cuts)
    for a, b in itertools.pairwise(edges):
        piece = article.text[a:b]
        start, end = a + len(piece) - len(piece.lstrip(_NOT_FIRST)), b - (len(piece) - len(piece.rstrip()))
        if start < end:
            found.append((start, end))
    return found


def queue_csv(queue: Iterable[Queued]) -> str:
    """The queue as CSV, the most uncertain first."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    head = "path title new_uncertainty uncertainty names disagreements words examples draft doc_id"
    writer.writerow(head.split())
    for q in queue:
        shares = (q.new_uncertainty, q.uncertainty)
        counts = (q.n_names, q.n_disagreements, q.n_words)
        writer.writerow((q.path, q.title, *shares, *counts, "; ".join(q.examples), q.draft, q.doc_id))
    return out.getvalue()
