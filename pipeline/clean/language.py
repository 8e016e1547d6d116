"""The language of a text."""

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pipeline.config import load_yaml
from pipeline.errors import ConfigError

_MIN_SHARE = 0.2
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


@cache
def load_function_words(path: Path) -> Mapping[str, frozenset[str]]:
    """Function words by language (configs/clean/language.yaml). Raises ConfigError unless these are lists of texts."""
    tree, line_of = load_yaml(path)
    words = tree.get("function_words")
    if not isinstance(words, dict):
        raise ConfigError(path, None, "expected a key function_words with lists by language")
    for lang, listed in words.items():
        if not isinstance(listed, list) or not all(isinstance(word, str) for word in listed):
            raise ConfigError(path, line_of("function_words", lang), f"{lang}: expected a list of texts")
    return {str(lang): frozenset(listed) for lang, listed in words.items()}


def detect_language(text: str, max_chars: int, function_words: Mapping[str, frozenset[str]]) -> str:
    """ISO 639-1 code of the language of the first `max_chars` characters: by function words, else by letters."""
    import py3langid  # its model takes half a second to load

    beginning = text[:max_chars]
    words = Counter(_WORD.findall(beginning.casefold()))
    for lang, common in function_words.items():
        if sum(words[word] for word in common) >= _MIN_SHARE * words.total() > 0:
            return lang
    return str(py3langid.classify(beginning)[0])
