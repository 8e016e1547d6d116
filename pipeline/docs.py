"""spaCy Docs in and out of bytes. A Doc is scaffolding between stages: it never reaches a published table."""

from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

_ATTRS = ["TAG", "POS", "MORPH", "LEMMA", "HEAD", "DEP", "SENT_START", "ENT_IOB", "ENT_TYPE"]


def encode_doc(doc: Doc) -> bytes:
    """Tokens, spaces, tags, lemmas, heads, labels and sentence starts of a Doc, as bytes."""
    return DocBin(attrs=_ATTRS, docs=[doc]).to_bytes()


def decode_doc(parse: bytes, vocab: Vocab) -> Doc:
    """The Doc that `encode_doc` stored; its strings are added to `vocab`."""
    return next(iter(DocBin().from_bytes(parse).get_docs(vocab)))
