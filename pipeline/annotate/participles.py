"""Participles at a sentence's start that the parser took for its verb: "Two captured soldiers of the 92nd were shown".

The number is read as who captured, the soldiers as a clause's subject. What the wrong verb governed hangs on the right
one, and number and participle on the people.
"""

from typing import Any

import numpy as np
from spacy.tokens import Doc

_SUBJECTS = frozenset({"nsubj", "nsubjpass"})


def mend_participles(doc: Doc) -> Doc:
    """The doc with such sentences parsed anew."""
    starts = [t.i for t in doc if t.is_sent_start and t.tag_ == "CD" and t.i + 3 < len(doc)]
    found = [(i, verb) for i in starts if (verb := _real_verb(doc, i)) is not None]
    if not found:
        return doc
    heads = {t.i: (t.head.i, t.dep) for t in doc}
    labels = {name: doc.vocab.strings.add(name) for name in ("nummod", "amod", "ROOT")}
    for first, verb in found:
        wrong, noun = first + 1, first + 2
        for i, (head, dep) in list(heads.items()):
            if head == wrong:
                heads[i] = (verb, dep)
        heads[first], heads[wrong] = (noun, labels["nummod"]), (noun, labels["amod"])
        heads[verb] = (verb, labels["ROOT"])
    array: Any = np.array([[(heads[t.i][0] - t.i) % 2**64, heads[t.i][1]] for t in doc], dtype="uint64")
    mended = doc.from_array(["HEAD", "DEP"], array)
    for first, _ in found:
        mended[first + 1].tag_ = "VBN"
    return mended


def _real_verb(doc: Doc, i: int) -> int | None:
    """The verb of the sentence whose number at token `i` was read as the subject of a participle; None where all is well."""
    number, wrong, noun = doc[i], doc[i + 1], doc[i + 2]
    if wrong.tag_ != "VBD" or wrong.head.i != wrong.i or number.head.i != wrong.i or noun.tag_ != "NNS":
        return None
    verb = noun.head
    return verb.i if noun.dep_ in _SUBJECTS and verb.i > noun.i and verb.head.i == wrong.i else None
