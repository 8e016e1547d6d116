"""What must hold before any training starts: gold that can be learnt from, patterns that mean something."""

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.annotate.lexicon import read_lexicon
from pipeline.annotate.patterns import FOLDER as PATTERNS
from pipeline.annotate.patterns import Pattern, PatternMatcher, read_patterns
from pipeline.annotate.tokens import read_tokens
from pipeline.errors import ConfigError
from pipeline.learn.gold import GoldArticle, GoldMention
from pipeline.learn.train_spans import LEARNT, flat_spans

_LOGGER = logging.getLogger(__name__)


def check_gold(golds: Sequence[GoldArticle], min_spans: int) -> None:
    """Raises ConfigError, with file and line, for mentions that cross, texts that stand twice, and labels too rare to learn."""
    texts: dict[str, GoldArticle] = {}
    for gold in golds:
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


def check_patterns(root: Path, nlp: Language, texts: Iterable[str], max_share: float) -> dict[str, int]:
    """Matches of every pattern by its id. Raises ConfigError, with file and line, for a bad line or a pattern that matches
    more than `max_share` of all words. Patterns that match nothing are logged: they may wait for articles to come.
    """
    patterns = read_patterns(root / PATTERNS)
    matcher = PatternMatcher(nlp, read_lexicon(root), patterns)
    return count_matches(patterns, matcher, [_with_sentence(nlp.make_doc(text)) for text in texts], max_share)


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
    if silent := [p.id for p in patterns if not matched[p.id]]:
        _LOGGER.info("patterns without a match in these articles: %s", ", ".join(silent))
    return {pattern.id: matched[pattern.id] for pattern in patterns}


def _with_sentence(doc: Doc) -> Doc:
    for token in doc:
        token.is_sent_start = token.i == 0
    return doc
