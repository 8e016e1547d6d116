"""What a flat recogniser is shown of the gold mentions, which nest: names first, then the longest of what else it learns."""

from collections.abc import Iterable, Iterator, Sequence

from spacy.language import Language
from spacy.tokens import Doc, Span

from pipeline.annotate.spans import NAME_LABELS
from pipeline.learn.gold import GoldArticle
from pipeline.learn.score_mentions import Span as TextSpan

# What the recogniser learns from gold. Only its names of units, people, places and organisations are used
# (pipeline.annotate.names); the others keep it from taking a rank or a rifle for a name.
LEARNT = ("UNIT", "PERSON", "PLACE", "ORG", "RANK", "ROLE", "WEAPON", "PLATFORM", "DOCUMENT")
# What it keeps from the base recogniser, as that one sees it: without them diseases and storms become places.
REHEARSED = frozenset({
    "NORP", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW", "LANGUAGE", "DATE", "TIME", "CARDINAL", "ORDINAL", "MONEY", "PERCENT",
    "QUANTITY",
})  # fmt: skip


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


def unit_endings(golds: Iterable[GoldArticle]) -> list[str]:
    """The words, in lower case, in which two different names of units or more end, and no name of a place or organisation."""
    endings: dict[str, dict[str, set[str]]] = {"UNIT": {}, "ORG": {}, "PLACE": {}}
    for mention in (m for gold in golds for m in gold.mentions if m.kind == "name" and m.label in endings):
        name = mention.text.lower()
        endings[mention.label].setdefault(name.split()[-1], set()).add(name)
    return sorted(
        word for word, names in endings["UNIT"].items()
        if len(names) > 1 and word.isalpha() and word not in endings["ORG"] | endings["PLACE"]
    )  # fmt: skip


def make_docs(nlp: Language, texts: Iterable[tuple[str, Sequence[TextSpan]]]) -> Iterator[Doc]:
    """Docs with the spans of each text as entities; one that cuts a token grows to its edges, unless it meets another.

    Where no span stands, the entities that `nlp` (the base recogniser) sees with a label of REHEARSED are added.
    """
    for doc, spans in nlp.pipe(texts, as_tuples=True):
        seen = doc.ents
        ents: list[Span] = []
        for span in spans:
            ent = doc.char_span(span.start, span.end, span.label, alignment_mode="expand")
            if ent is not None and (not ents or ents[-1].end <= ent.start):
                ents.append(ent)
        taken = {i for ent in ents for i in range(ent.start, ent.end)}
        ents += [e for e in seen if e.label_ in REHEARSED and taken.isdisjoint(range(e.start, e.end))]
        bare = nlp.make_doc(doc.text)
        bare.set_ents([Span(bare, ent.start, ent.end, ent.label_) for ent in ents])
        yield bare
