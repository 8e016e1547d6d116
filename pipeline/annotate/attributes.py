"""spaCy's attribute ruler, remembering what its rules say of a single word: the same answers in a fraction of the time."""

from typing import Any

import numpy as np
from spacy.attrs import DEP, IS_SPACE, LEMMA, LOWER, MORPH, POS, TAG  # type: ignore[import-not-found]
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc
from spacy.vocab import Vocab

# A rule about one word that asks for no more than these, and sets no more than those, says the same of every such word.
_ASKED = {"LOWER": LOWER, "TAG": TAG, "DEP": DEP, "IS_SPACE": IS_SPACE}
_SET = (POS, MORPH, LEMMA)
_AS_IT_WAS = np.uint64(2**64 - 1)  # for an attribute that no rule sets

_Values = tuple[int, ...]


def remember_attributes(nlp: Language) -> None:
    """Put a `RememberingRuler` with the same rules in the place of a pipeline's attribute ruler, where it has one."""
    name = "attribute_ruler"
    if name in nlp.pipe_names and type(ruler := nlp.get_pipe(name)) is AttributeRuler:
        nlp.replace_pipe(name, "sitrep_attributes").add_patterns(ruler.patterns)  # type: ignore[attr-defined]


class RememberingRuler(AttributeRuler):
    """Sets what spaCy's AttributeRuler sets, in its order: of two rules about a word, the later one wins.

    spaCy matches every rule at every word of every text. Here a word with a tag and a dependency that was met before is
    looked up, and all words that no rule names are one; rules over several words are matched everywhere, and where one
    fits, all rules for its word are applied.
    """

    def __init__(self, vocab: Vocab, name: str = "attribute_ruler") -> None:
        super().__init__(vocab, name)
        self._begin()

    def add_patterns(self, patterns: Any) -> None:
        """Add rules, as AttributeRuler does."""
        super().add_patterns(patterns)
        self._begin()

    def _begin(self) -> None:
        self._values: dict[_Values, _Values] = {}
        self._short: set[int] = set()
        self._long = Matcher(self.vocab)
        named: set[str] = set()
        rules: list[dict[str, Any]] = list(self.patterns)
        for number, rule in enumerate(rules):
            if all(_is_plain(pattern) for pattern in rule["patterns"]) and set(self.attrs[number]) <= set(_SET):
                self._short.add(number)
                named.update(word for pattern in rule["patterns"] for word in _words(pattern[0]) or ())
            else:
                self._long.add(str(number), rule["patterns"])
        self._named = np.array(sorted(map(self.vocab.strings.add, named)), dtype="uint64")

    def __call__(self, doc: Doc) -> Doc:
        """Set part of speech, morphology and lemma where a rule says so; returns the doc."""
        if not len(doc):
            return doc
        asked = doc.to_array(list(_ASKED.values()))
        asked[:, 0] *= np.isin(asked[:, 0], self._named)
        words: list[_Values] = list(map(tuple, asked.tolist()))
        new = np.array(
            [self._values.get(word) or self._ask(doc, at, word) for at, word in enumerate(words)], dtype="uint64"
        )
        attributes = list(_SET)
        doc.from_array(attributes, np.where(new == _AS_IT_WAS, doc.to_array(attributes), new))  # type: ignore[arg-type]
        self._apply_long(doc)
        return doc

    def _ask(self, doc: Doc, at: int, word: _Values) -> _Values:
        values = dict.fromkeys(_SET, int(_AS_IT_WAS))
        for number, *_ in self._of_word(doc, at):
            values.update(self.attrs[number])
        self._values[word] = told = tuple(values.values())
        return told

    def _of_word(self, doc: Doc, at: int) -> list[tuple[int, int, int, int]]:
        found = ((int(self.vocab.strings[key]), key) for key, *_ in self.matcher(doc[at : at + 1], allow_missing=True))
        return sorted((number, key, at, at + 1) for number, key in found if number in self._short)

    def _apply_long(self, doc: Doc) -> None:
        found: dict[int, list[tuple[int, int, int, int]]] = {}
        for key, start, end in self._long(doc, allow_missing=True):
            number = int(self.vocab.strings[key])
            index = self.indices[number]
            at = (start if index >= 0 else end) + index
            found.setdefault(at, self._of_word(doc, at)).append((number, key, start, end))
        for matches in found.values():
            self.set_annotations(doc, sorted(matches))  # type: ignore[no-untyped-call]


def _is_plain(pattern: list[dict[str, Any]]) -> bool:
    return len(pattern) == 1 and set(pattern[0]) <= set(_ASKED) and _words(pattern[0]) is not None


def _words(asked: dict[str, Any]) -> list[str] | None:
    """The words that a rule about one word names; None where it describes them otherwise, by an expression for one."""
    named = asked.get("LOWER", [])
    if isinstance(named, dict):
        named = named["IN"] if set(named) == {"IN"} else None
    return [named] if isinstance(named, str) else named


@Language.factory("sitrep_attributes")
def make_attributes(nlp: Language, name: str) -> RememberingRuler:
    """An empty `RememberingRuler`."""
    return RememberingRuler(nlp.vocab, name)
