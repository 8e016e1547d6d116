"""What a flat recogniser is shown of the gold mentions, which nest: names first, then the longest of what else it learns."""

from collections.abc import Iterable, Sequence

from spacy.language import Language
from spacy.tokens import Doc, Span

from pipeline.annotate.spans import NAME_LABELS
from pipeline.learn.score_mentions import Span as TextSpan

# Labels with a fixed way of writing; groups, dates, numbers and nationalities are the grammars' and the patterns' work.
LEARNT = ("UNIT", "PERSON", "PLACE", "ORG", "RANK", "ROLE", "WEAPON", "PLATFORM", "DOCUMENT")


def flat_spans(mentions: Iterable[TextSpan]) -> list[TextSpan]:
    """Mentions that do not overlap: of two that do the name, else the longer, else the first, by position."""
    wanted = [m for m in mentions if _is_learnt(m)]
    wanted.sort(key=lambda m: (m.label not in NAME_LABELS, m.start - m.end, m.start, m.label))
    taken: set[int] = set()
    kept = []
    for mention in wanted:
        if taken.isdisjoint(range(mention.start, mention.end)):
            taken.update(range(mention.start, mention.end))
            kept.append(mention)
    return sorted(kept, key=lambda m: m.start)


def _is_learnt(mention: TextSpan) -> bool:
    if mention.label in NAME_LABELS:
        return mention.kind == "name"
    return mention.label in LEARNT and mention.kind != "pronoun"


def make_doc(nlp: Language, text: str, spans: Sequence[TextSpan]) -> Doc:
    """A Doc with the spans as entities; one that cuts a token grows to the token's edges, unless it then meets another."""
    doc = nlp.make_doc(text)
    ents: list[Span] = []
    for span in spans:
        ent = doc.char_span(span.start, span.end, span.label, alignment_mode="expand")
        if ent is not None and (not ents or ents[-1].end <= ent.start):
            ents.append(ent)
    doc.set_ents(ents)
    return doc
