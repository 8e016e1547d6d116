"""Score who is meant within an article: `python benchmarks/who_is_meant.py [PART ...] [--errors]`.

Our own mentions of a gold part (train, dev), each matched with the gold mention of the same span or head word. A link
joins a
description or pronoun to what stands before it; it is right when the nearest mention before it in our chain means the
same in gold. Recall is over gold's descriptions and pronouns whose referent was spoken of before. By kind of mention.
"""

import argparse
import collections
from collections.abc import Iterator
from pathlib import Path

from pipeline.annotate.annotator import load_annotator
from pipeline.annotate.settings import AnnotateSettings
from pipeline.config import pipeline_section, project_root
from pipeline.learn.evaluate import GOLD
from pipeline.learn.gold import GoldArticle, GoldMention, read_gold_folder
from pipeline.records import Article, Mention

LABELS = frozenset({"UNIT", "PERSON", "PLACE", "ORG", "GROUP"})


def match_gold(mention: Mention, gold: GoldArticle) -> GoldMention | None:
    """The gold mention of the same span, else of the same label and last word."""
    same = [m for m in gold.mentions if m.label in LABELS and m.start <= mention.end and mention.start <= m.end]
    exact = [m for m in same if (m.start, m.end) == (mention.start, mention.end)]
    alike = [m for m in same if m.label == mention.label and m.kind == mention.kind != "pronoun"]
    found = exact or [m for m in alike if m.end == mention.end or m.start == mention.start]
    return min(found, key=lambda m: m.end - m.start) if found else None


def kind_of(mention: Mention | GoldMention) -> str:
    """Pronouns by word class, descriptions by label."""
    if mention.kind != "pronoun":
        return mention.label.lower()
    word = mention.text.lower()
    if word in {"i", "we", "me", "us", "my", "our", "you", "your"}:
        return "pronoun: I, we"
    if word in {"he", "she", "him", "her", "his", "hers", "himself", "herself"}:
        return "pronoun: he, she"
    return "pronoun: it, its" if word in {"it", "its", "itself"} else "pronoun: they, them"


def links(gold: GoldArticle, mentions: tuple[Mention, ...]) -> Iterator[tuple[str, str, str]]:
    """(kind, verdict, line) of each link found, and of each missed: right, wrong, unknown (no gold mention), missed."""
    matched = {m.mention_id: match_gold(m, gold) for m in mentions}
    chains: dict[str, list[Mention]] = {}
    right: set[GoldMention] = set()
    wrong: set[GoldMention] = set()
    for mention in mentions:
        if mention.label not in LABELS or mention.referent is None:
            continue
        chain = chains.setdefault(mention.referent, [])
        own = matched[mention.mention_id]
        before = [known for m in chain if (known := matched[m.mention_id]) is not None]
        if mention.kind != "name" and chain:
            line = f"{mention.text!r} -> {chain[-1].text!r}: {gold.text[mention.sentence_start : mention.sentence_end]}"
            if own is None or not before:
                yield kind_of(mention), "unknown", line
            else:
                is_right = own.ref is not None and own.ref == before[-1].ref
                (right if is_right else wrong).add(own)
                yield kind_of(mention), "right" if is_right else "wrong", line
        chain.append(mention)
    seen: set[str] = set()
    for wanted in sorted(gold.mentions, key=lambda m: (m.start, -m.end)):
        if wanted.label in LABELS and wanted.kind != "name" and wanted.ref in seen and wanted not in right:
            ours = [m for m in mentions if matched[m.mention_id] == wanted]
            state = "no mention" if not ours else "open" if ours[0].referent is None else "new"
            state = "wrong" if wanted in wrong else state
            earlier = [m.text for m in gold.mentions if m.ref == wanted.ref and m.start < wanted.start]
            start, end = next(s for s in gold.sentences if s[0] <= wanted.start < s[1])
            yield kind_of(wanted), "missed", f"({state}) {wanted.text!r} -> {earlier[-1]!r}: {gold.text[start:end]}"
        if wanted.ref is not None and wanted.label in LABELS:
            seen.add(wanted.ref)


def main() -> None:
    """Print precision and recall of links by kind; with --errors each wrong and missed link."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", default=["dev"])
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    annotator = load_annotator(pipeline_section("annotate", AnnotateSettings), project_root())
    counts: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    for part in options.parts:
        for gold in read_gold_folder(Path(project_root() / GOLD / part)):
            article = Article(gold.id, "", gold.text, "en", "", 0, published=gold.published)
            annotated = annotator.annotate([article])[0]
            for kind, verdict, line in links(gold, annotated.mentions or ()):
                counts[kind][verdict] += 1
                if options.errors and verdict != "right":
                    print(f"{verdict.upper()} {kind}: {line}")
    counts["ALL"] = sum(counts.values(), collections.Counter())
    print(f"{'kind':<22}{'P':>7}{'R':>7}{'right':>7}{'wrong':>7}{'missed':>7}{'unknown':>9}")
    for kind, n in sorted(counts.items()):
        found, wanted = n["right"] + n["wrong"], n["right"] + n["missed"]
        print(
            f"{kind:<22}{n['right'] / max(found, 1):7.3f}{n['right'] / max(wanted, 1):7.3f}"
            f"{n['right']:7}{n['wrong']:7}{n['missed']:7}{n['unknown']:9}"
        )


if __name__ == "__main__":
    main()
