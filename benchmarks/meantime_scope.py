"""Score negation, hedges and future events on MEANTIME: `python benchmarks/meantime_scope.py FOLDER [--errors]`.

FOLDER holds meantime_dev.jsonl. Every gold event word is read with the scope walk of `relate`, whatever it means:
negated
events against polarity, hedged ones against certainty, future ones against realis planned or hypothetical. The
corpus calls POSSIBLE also what can, would or is hoped to be ("can fly", "considering a plan"): our hypothetical, so
"hedged or unreal" counts that in.
"""

import argparse
import json
from pathlib import Path

from claims_on_gold import load_base

from pipeline.config import pipeline_section
from pipeline.records import Article
from pipeline.relate import RelateSettings, load_rules
from pipeline.relate.arguments import index_mentions
from pipeline.relate.reading import Reading
from pipeline.relate.scope import find_voices
from pipeline.relate.tree import read_tree

KINDS = ("negated", "hedged", "hedged or unreal", "future")


def main() -> None:
    """Print precision, recall and F1 of the three kinds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    nlp, rules = (
        load_base(),
        load_rules(pipeline_section("relate", RelateSettings), Path(__file__).resolve().parent.parent),
    )
    counts = {kind: [0, 0, 0] for kind in KINDS}
    for line in (options.folder / "meantime_dev.jsonl").read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        tree = read_tree(nlp(document["text"]), 400, rules.structure)
        if tree is None:
            continue
        article = Article(document["doc_id"], "", document["text"], "en", "", 0)
        reading = Reading(tree, index_mentions(tree, ()), rules, article)
        by_offset = {start: token for token, start in enumerate(tree.start)}
        for event in document["entities"]:
            if event["label"] != "EVENT" or event.get("polarity") is None or event["start"] not in by_offset:
                continue
            token = by_offset[event["start"]]
            voice = find_voices(reading, token)[0]
            gold = (
                event["polarity"] == "NEG",
                event["certainty"] in ("POSSIBLE", "PROBABLE"),
                event["certainty"] in ("POSSIBLE", "PROBABLE"),
                event["time"] == "FUTURE",
            )
            is_hedged = voice.certainty != "certain"
            is_unreal = is_hedged or voice.realis == "hypothetical"
            found = (voice.polarity == "denied", is_hedged, is_unreal, voice.realis != "actual")
            for kind, expected, mine in zip(KINDS, gold, found, strict=True):
                counts[kind][0] += expected and mine
                counts[kind][1] += mine
                counts[kind][2] += expected
                if options.errors and expected != mine:
                    start, end = tree.sentence_text(tree.sentence[token])
                    cues = [tree.words[c] for c in voice.cues]
                    verdict = "MISSED" if expected else "FALSE"
                    print(f"{verdict} {kind} {event['text']!r} {cues}: {tree.text[start:end]}")
    for kind, (right, predicted, gold_count) in counts.items():
        precision, recall = right / max(predicted, 1), right / max(gold_count, 1)
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        print(
            f"{kind:<16} P {precision:.3f} R {recall:.3f} F1 {f1:.3f} ({right} of {predicted} found, {gold_count} gold)"
        )


if __name__ == "__main__":
    main()
