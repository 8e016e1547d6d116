"""What must hold before any training starts: gold that can be learnt from, patterns that mean something."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.annotate.lexicon import Lexicon, read_lexicon
from pipeline.annotate.patterns import FOLDER as PATTERNS
from pipeline.annotate.patterns import Pattern, PatternMatcher, read_patterns
from pipeline.annotate.tokens import read_tokens
from pipeline.errors import ConfigError
from pipeline.learn.annotation_queue import draft_id
from pipeline.learn.gold import DRAFT, GoldArticle, GoldMention
from pipeline.learn.train_spans import LEARNT, flat_spans
from pipeline.records import Article

_WORD = re.compile(r"\w+")


def check_gold(golds: Sequence[GoldArticle], min_spans: int) -> None:
    """Raises ConfigError, with file and line, for mentions that cross, texts that stand twice, and labels too rare to learn."""
    texts: dict[str, GoldArticle] = {}
    for gold in golds:
        if gold.annotator == DRAFT:
            told = f"is a draft still: correct it, then put your name for `annotator: {DRAFT}`"
            raise ConfigError(gold.path, _header_line(gold, "annotator"), told)
        check_crossing(gold)
        if gold.text in texts:
            raise ConfigError(gold.path, None, f"its text is also that of {texts[gold.text].path}")
        texts[gold.text] = gold
    counts = Counter(m.label for gold in golds for m in flat_spans(gold.mentions))
    folder = golds[0].path.parent
    if len(counts) < 2:
        raise ConfigError(folder, None, f"a single label cannot be learnt; found {dict(counts) or 'no mention at all'}")
    rare = [f"{label} {counts[label]}" for label in LEARNT if 0 < counts[label] < min_spans]
    if rare:
        raise ConfigError(
            folder, None, f"too few mentions to learn from ({', '.join(rare)}); annotate {min_spans} or take them out"
        )


def check_crossing(gold: GoldArticle) -> None:
    """Raises ConfigError with file and line for the first two mentions that cross."""
    open_mentions: list[GoldMention] = []
    for mention in gold.mentions:
        open_mentions = [other for other in open_mentions if other.end > mention.start]
        crossed = next((other for other in open_mentions if other.end < mention.end), None)
        if crossed is not None:
            raise ConfigError(
                gold.path,
                line_of(gold, mention.start),
                f"{mention.text!r} crosses {crossed.text!r}: mentions may only nest",
            )
        open_mentions.append(mention)


def check_texts(golds: Iterable[GoldArticle], articles: Iterable[Article]) -> None:
    """Raises ConfigError, with file and line, for a corrected draft whose words are no longer those of its article.

    Its end may be cut off. A slip of the keyboard would else teach words nobody wrote.
    """
    given = {draft_id(article.path, article.doc_id): article for article in articles}
    for gold in golds:
        article = given.get(gold.id)
        if article is None:
            continue
        theirs = [*_WORD.findall(article.text), "(nothing)"]
        for n, word in enumerate(_WORD.finditer(gold.text)):
            there = theirs[min(n, len(theirs) - 1)]
            if word[0] != there:
                told = f"reads {word[0]!r} where seeds/articles/{article.path} has {there!r}"
                way = "only the brackets of a draft may change: put its words back, or give it another id"
                raise ConfigError(gold.path, line_of(gold, word.start()), f"{told}; {way}")


def check_alignment(golds: Iterable[GoldArticle], nlp: Language) -> None:
    """Raises ConfigError, with file and line, for the first mention that begins or ends inside a word of the pipeline `nlp`.

    No layer could ever find it, and training would have to widen it.
    """
    for gold in golds:
        doc = nlp.make_doc(gold.text)
        for m in gold.mentions:
            if doc.char_span(m.start, m.end) is None:
                words = doc.char_span(m.start, m.end, alignment_mode="expand")
                nearest = f"{words.text!r}" if words is not None else "nothing"
                raise ConfigError(
                    gold.path,
                    line_of(gold, m.start),
                    f"{m.text!r} ({m.label}) cuts a word of the recogniser: mark {nearest}, whose bounds are the nearest, "
                    "leave it unmarked, or part the words in the text",
                )


def line_of(gold: GoldArticle, start: int) -> int | None:
    """The line of its file on which a character of a gold article stands."""
    try:
        lines = gold.path.read_text(encoding="utf-8").split("\n")
    except OSError:
        return None
    body = lines.index("---", 1) + 1
    sentence = next((i for i, (a, b) in enumerate(gold.sentences) if a <= start < b), None)
    numbers = [n for n, line in enumerate(lines[body:], body + 1) if line.strip() and not line.startswith("> ")]
    return numbers[sentence] if sentence is not None and sentence < len(numbers) else None


def _header_line(gold: GoldArticle, key: str) -> int | None:
    """The line of its file on which a key of the header stands."""
    lines = gold.path.read_text(encoding="utf-8").split("\n")
    return next((n for n, line in enumerate(lines, 1) if line.startswith(f"{key}:")), None)


def check_patterns(root: Path, nlp: Language, texts: Iterable[str], max_share: float) -> list[Pattern]:
    """The patterns that match nothing in the texts: they may wait for articles to come, or be slips.

    Raises ConfigError, with file and line, for a bad line, for a phrase that its own pattern does not match, and for a
    pattern that matches more than `max_share` of all words.
    """
    patterns, lexicon = read_patterns(root / PATTERNS), read_lexicon(root)
    check_phrases(patterns, nlp, lexicon)
    matcher = PatternMatcher(nlp, lexicon, patterns)
    matches = count_matches(patterns, matcher, [_with_sentence(nlp.make_doc(text)) for text in texts], max_share)
    return [pattern for pattern in patterns if not matches[pattern.id]]


def check_phrases(patterns: Sequence[Pattern], nlp: Language, lexicon: Lexicon) -> None:
    """Raises ConfigError, with file and line, for a phrase that its pattern would not find even where it stands alone.

    Conditions and slots such as {state} aside: what they need does not stand there.
    """
    none: frozenset[str] = frozenset()
    plain = [
        replace(p, if_before=none, unless_before=none, if_after=none, unless_after=none, if_near=none)
        for p in patterns
        if p.phrases
    ]
    matcher = PatternMatcher(nlp, lexicon, plain)
    for pattern in plain:
        for phrase in pattern.phrases:
            if "{" not in phrase:
                check_example(pattern, phrase, matcher, nlp)


def check_example(pattern: Pattern, example: str, matcher: PatternMatcher, nlp: Language) -> None:
    """Raises ConfigError, with file and line, when a pattern does not match the whole of an example."""
    found = matcher.find(read_tokens(_with_sentence(nlp.make_doc(example))))
    if not any((c.start, c.end, c.detector) == (0, len(example), pattern.detector) for c in found):
        raise ConfigError(
            pattern.path,
            pattern.line or None,
            f"pattern {pattern.id} does not match its own phrase {example!r}; is there a space too many?",
        )


def place_of(pattern: Pattern, root: Path) -> str:
    """How a report names a pattern: file, line and id."""
    return f"{pattern.path.relative_to(root).as_posix()}:{pattern.line} {pattern.id}"


def count_matches(
    patterns: Sequence[Pattern], matcher: PatternMatcher, docs: Sequence[Doc], max_share: float
) -> dict[str, int]:
    """Matches by pattern id over some Docs; raises as `check_patterns` does."""
    matched: Counter[str] = Counter()
    words: Counter[str] = Counter()
    n_words = sum(len(doc) for doc in docs)
    for doc in docs:
        for found in matcher.find(read_tokens(doc)):
            source, _, name = found.detector.partition(":")
            if source == "pattern":
                matched[name] += 1
                words[name] += found.last - found.first
    for pattern in patterns:
        if words[pattern.id] > max(max_share * n_words, 10):
            raise ConfigError(
                pattern.path,
                pattern.line,
                f"pattern {pattern.id} matches {words[pattern.id]} of {n_words} words: nearly everything",
            )
    return {pattern.id: matched[pattern.id] for pattern in patterns}


def _with_sentence(doc: Doc) -> Doc:
    starts: Any = np.full((len(doc), 1), -1).astype(np.uint64)  # as spaCy counts: 1 is a start, -1 is none
    starts[:1] = 1
    return doc.from_array(["SENT_START"], starts) if len(doc) else doc
