"""A labelled set of article pairs for the thresholds of syndication, made by a deterministic generator.

Near-copies are made by editing articles the way papers edit agency copy. Hard negatives are independent reports of one
event, articles that share a background paragraph or a long quotation, and bulletins of one form from different days.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from pipeline.clean import CleanSettings, RawArticle, clean_article, find_articles
from pipeline.config import project_root
from pipeline.learn.gold import read_gold_folder
from pipeline.records import Article

HERE = Path(__file__).parent
BACKGROUND = (
    "The war is in its third year. Both armies have lost tens of thousands of soldiers, cities along the front lie in"
    " ruins, and talks that were held in the first spring broke down over borders and guarantees. Since then the line"
    " has moved by a few kilometres in either direction, at a cost that neither government publishes and that outside"
    " researchers can only estimate from obituaries and cemeteries."
)
LEADS = (
    "Fresh details emerged over the weekend about an episode that has occupied both capitals for days, as officials,"
    " soldiers and residents gave accounts that agree on little but the place.",
    "It was one more day of claims and counterclaims in a war that has had many of them, and this newspaper has"
    " compared what is known so far.",
    "Officials on Monday put forward their account of what had happened, a day after the first films of it appeared.",
)
SYNONYMS = {
    "said": "stated", "soldiers": "troops", "captured": "seized", "killed": "slain", "town": "settlement",
    "region": "area",
    "about": "roughly", "told": "informed", "reported": "announced", "army": "military", "wounded": "injured",
    "attack": "assault", "fighting": "combat", "near": "close to", "claimed": "asserted", "denied": "rejected",
    "village": "hamlet", "men": "fighters", "because": "since", "later": "afterwards", "also": "too", "more": "over",
    "first": "initial", "Russian": "Moscow’s", "Ukrainian": "Kyiv’s", "shot": "gunned", "showed": "displayed",
    "not": "never",
}  # fmt: skip


@dataclass(frozen=True)
class Pair:
    """Two texts, whether one is a near-copy of the other, and how the pair was made."""

    kind: str
    a: str
    b: str
    is_copy: bool


def labelled_pairs(settings: CleanSettings) -> list[Pair]:
    """At least 200 pairs, always the same."""
    bases = list(_base_texts(settings))
    return [*_copies(bases), *_negatives(bases, settings)]


def _base_texts(settings: CleanSettings) -> Iterator[str]:
    folder = project_root() / "seeds"
    for raw in find_articles([folder / "articles"], settings):
        article = clean_article(raw, settings) if isinstance(raw, RawArticle) else None
        if isinstance(article, Article) and article.path != "northfield-copy.html":
            yield article.text
    yield from (gold.text for gold in read_gold_folder(folder / "gold" / "dev"))


def _paragraphs(text: str) -> list[str]:
    return [paragraph for paragraph in text.replace("\n\n", "\n").split("\n") if paragraph]


def _copies(bases: list[str]) -> Iterator[Pair]:
    edits: list[tuple[str, Callable[[list[str], random.Random, str], list[str]]]] = [
        ("title", lambda ps, rng, other: ["What is known so far about the night", *ps[1:]]),
        ("lead", lambda ps, rng, other: ["What is known so far", rng.choice(LEADS), *ps[2:]]),
        ("tail_cut_to_60", lambda ps, rng, other: _first_words(ps, 0.6)),
        ("tail_cut_to_35", lambda ps, rng, other: _first_words(ps, 0.35)),
        (
            "title_lead_tail",
            lambda ps, rng, other: ["Day of claims", rng.choice(LEADS), *_first_words(ps[1:], 0.7)[1:]],
        ),
        ("copy_edit", lambda ps, rng, other: [_reworded(p, rng, 0.6) for p in ps]),
        ("copy_edit_and_tail", lambda ps, rng, other: [_reworded(p, rng, 0.5) for p in _first_words(ps, 0.7)]),
        ("order", lambda ps, rng, other: [ps[0], *rng.sample(ps[1:], len(ps) - 1)]),
        ("inserted", lambda ps, rng, other: [*ps[:2], BACKGROUND, *ps[2:], *_first_words(_paragraphs(other), 0.3)]),
        ("rewritten", lambda ps, rng, other: [_reworded(_resentenced(p), rng, 0.8) for p in ps]),
        ("padded", lambda ps, rng, other: [*ps, BACKGROUND, *_first_words(_paragraphs(other), 0.8)]),
    ]
    for n, text in enumerate(bases):
        rng = random.Random(n)
        for m in range(3):
            kind, edit = edits[(n * 3 + m) % len(edits)]
            other = bases[(n + 7) % len(bases)]
            yield Pair(kind, text, "\n\n".join(edit(_paragraphs(text), rng, other)), is_copy=True)


def _first_words(paragraphs: list[str], share: float) -> list[str]:
    """The beginning that holds about this share of the words, cut after a sentence."""
    wanted = share * sum(len(p.split()) for p in paragraphs)
    kept: list[str] = []
    for paragraph in paragraphs:
        sentences = paragraph.split(". ")
        part: list[str] = []
        for sentence in sentences:
            if wanted <= 0:
                break
            part.append(sentence)
            wanted -= len(sentence.split())
        if part:
            kept.append(". ".join(part) + ("" if len(part) == len(sentences) else "."))
    return kept


def _resentenced(paragraph: str) -> str:
    """Every fourth sentence in other words: here, in nobody's."""
    sentences = paragraph.split(". ")
    return ". ".join(f"Of this, there was word {n} times over" if n % 4 == 2 else s for n, s in enumerate(sentences))


def _reworded(paragraph: str, rng: random.Random, share: float) -> str:
    return " ".join(SYNONYMS[w] if w in SYNONYMS and rng.random() < share else w for w in paragraph.split(" "))


def _negatives(bases: list[str], settings: CleanSettings) -> Iterator[Pair]:
    reports: dict[str, list[str]] = yaml.safe_load((HERE / "reports.yaml").read_text(encoding="utf-8"))
    for texts in reports.values():
        yield from (Pair("one_event", a, b, is_copy=False) for n, a in enumerate(texts) for b in texts[:n])
    gold = read_gold_folder(project_root() / "seeds" / "gold" / "dev")
    for n, a in enumerate(gold):
        yield from (Pair("one_event_gold", a.text, b.text, is_copy=False) for b in gold[:n] if a.event == b.event)
    samples = bases[: len(bases) - len(gold)]
    for n, text in enumerate(samples):
        yield from (Pair("one_war", text, other, is_copy=False) for other in samples[:n][-3:])
    for n in range(0, len(bases) - 1, 2):
        a, b = f"{bases[n]}\n\n{BACKGROUND}", f"{BACKGROUND}\n\n{bases[n + 1]}"
        yield Pair("shared_background", a, b, is_copy=False)
    quote = "“" + " ".join(_paragraphs(bases[5])[2].split()[:60]) + "”, the statement says."
    for n in range(6, 16):
        yield Pair("shared_quote", f"{bases[n]}\n\n{quote}", f"{quote}\n\n{bases[n + 12]}", is_copy=False)
    briefs = [text for texts in reports.values() for text in texts]
    digest = "\n\n".join(" ".join(brief.split()[:70]) for brief in briefs)
    yield from (Pair("digest", digest, " ".join(brief.split()[:70]), is_copy=False) for brief in briefs)
