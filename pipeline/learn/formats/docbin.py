"""spaCy DocBin: mentions as the span group `sitrep` (label, kind as id, ref as kb_id), all else in the Doc's user data."""

import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span, SpanGroup
from spacy.util import filter_spans

from pipeline.errors import ConfigError
from pipeline.learn.formats.common import Link, header_of, links_of, make_gold
from pipeline.learn.gold import GoldArticle, GoldMention

_KEY = "sitrep"


def write_docbin(articles: Iterable[GoldArticle], path: Path) -> None:
    """Write all articles to one .spacy file. Tokens are spaCy's, cut further where a mention begins or ends inside one."""
    nlp = spacy.blank("en")
    DocBin(store_user_data=True, docs=[_doc(nlp, gold) for gold in articles]).to_disk(path)


def _doc(nlp: Language, gold: GoldArticle) -> Doc:
    edges = {0, len(gold.text)}
    for token in nlp.make_doc(gold.text):
        edges |= {token.idx, token.idx + len(token.text), token.idx + len(token.text_with_ws)}
    edges |= {edge for m in gold.mentions for edge in (m.start, m.end)}
    words: list[str] = []
    spaces: list[bool] = []
    cuts = sorted(edges)
    for a, b in itertools.pairwise(cuts):
        piece = gold.text[a:b]
        if piece == " " and words and not spaces[-1]:
            spaces[-1] = True
        else:
            words.append(piece)
            spaces.append(False)
    doc = Doc(nlp.vocab, words=words, spaces=spaces)
    if doc.text != gold.text:
        raise AssertionError(f"tokenising changed the text of {gold.id}")
    spans = [_span(doc, m) for m in gold.mentions]
    doc.spans[_KEY] = SpanGroup(doc, name=_KEY, spans=spans)
    doc.set_ents(filter_spans(spans))
    links = [[link.line, link.sentence, link.source, link.target] for link in links_of(gold)]
    doc.user_data[_KEY] = {"header": header_of(gold), "links": links}
    return doc


def _span(doc: Doc, m: GoldMention) -> Span:
    span = doc.char_span(m.start, m.end, m.label, kb_id=m.ref or "", span_id=m.kind)
    if span is None:
        raise AssertionError(f"mention {m.text!r} cuts a token that was to be cut")
    return span


def read_docbin(path: Path) -> Iterator[GoldArticle]:
    """The articles of a .spacy file. Raises ConfigError for a file that is none, and for Docs without their header."""
    try:
        docs = list(DocBin(store_user_data=True).from_disk(path).get_docs(spacy.blank("en").vocab))
    except Exception as error:  # zlib, msgpack and spaCy each raise their own
        raise ConfigError(path, None, f"is no spaCy DocBin: {error}") from error
    for number, doc in enumerate(docs, 1):
        own = doc.user_data.get(_KEY, {})
        group = doc.spans.get(_KEY, doc.ents)
        mentions = [
            GoldMention(s.start_char, s.end_char, s.label_, s.id_ or "name", s.kb_id_ or None, s.text) for s in group
        ]
        header = own.get("header") or {"id": f"{path.stem}-{number}"}
        yield make_gold(path, header, doc.text, mentions, [Link(*link) for link in own.get("links", [])])
