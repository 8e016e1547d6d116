"""What all annotation formats share: the header of a gold article, its claims as links between mentions, and the checks.

A claim joins referents; other tools join two spans. So each claim becomes a link between two mentions of its referents, the
nearest to its sentence, and carries its line (attributes and all); a claim that lacks an argument carries its line alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.errors import ConfigError
from pipeline.learn.gold import STYLES, GoldArticle, GoldClaim, GoldMention, mentions_by_ref, read_claim
from pipeline.learn.gold_write import claim_line
from pipeline.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class Link:
    """A claim as a link: its line, the number of its sentence, and the mentions it joins (None where it joins none)."""

    line: str
    sentence: int
    source: int | None
    target: int | None

    @property
    def predicate(self) -> str:
        """The predicate of the line."""
        return self.line.split()[0]


def header_of(gold: GoldArticle) -> dict[str, Any]:
    """The header and the sentences of an article, as JSON can hold them."""
    return {
        "id": gold.id,
        "event": gold.event,
        "style": gold.style,
        "published": gold.published.isoformat() if gold.published is not None else None,
        "publisher": gold.publisher,
        "title": gold.title,
        "annotator": gold.annotator,
        "claims": gold.has_claims,
        "sentences": [list(sentence) for sentence in gold.sentences],
    }


def links_of(gold: GoldArticle) -> list[Link]:
    """The claims of an article as links."""
    numbers = {sentence[0]: n for n, sentence in enumerate(gold.sentences)}
    return [
        Link(claim_line(c), numbers[c.sentence_start], _nearest(gold, c.subject, c), _nearest(gold, c.object, c))
        for c in gold.claims
    ]


def _nearest(gold: GoldArticle, ref: str | None, claim: GoldClaim) -> int | None:
    of_ref = [n for n, m in enumerate(gold.mentions) if ref is not None and m.ref == ref]
    if not of_ref:
        return None
    inside = [n for n in of_ref if claim.sentence_start <= gold.mentions[n].start < claim.sentence_end]
    return inside[0] if inside else of_ref[0]


def make_gold(
    path: Path, header: Mapping[str, Any], text: str, mentions: Sequence[GoldMention], links: Sequence[Link]
) -> GoldArticle:
    """A gold article from what another format held. `path` is for messages.

    A link says by its mentions what it joins, whatever its line says: who moved an arrow in another tool meant it. Mentions
    that a link joins and that have no ref get one. Raises ConfigError for a text that changed, spans that do not fit it, cut
    a sentence or cross, unknown labels and kinds, and claims that the vocabulary does not allow.
    """
    sentences = tuple((int(a), int(b)) for a, b in header.get("sentences") or sentences_of(text))
    if any(not 0 <= a < b <= len(text) for a, b in sentences):
        raise ConfigError(path, None, "its sentences do not fit the text: the text was changed after it was exported")
    for mention in mentions:
        _check_mention(path, text, mention, sentences)
    named = list(mentions)
    for link in links:
        for n in (link.source, link.target):
            if n is not None and named[n].ref is None:
                named[n] = replace(named[n], ref=_free_ref(named))
    refs = mentions_by_ref(named)
    claims = []
    for link in links:
        if not 0 <= link.sentence < len(sentences):
            raise ConfigError(path, None, f"claim {link.line!r}: there is no sentence {link.sentence}")
        claims.append(read_claim(path, 0, _line_with_ends(link, named), sentences[link.sentence], refs, vocabulary()))
    return GoldArticle(
        path=path,
        id=str(header.get("id") or path.stem),
        event=str(header.get("event") or path.stem),
        style=str(header["style"]) if header.get("style") in STYLES else "wire",
        published=date.fromisoformat(header["published"]) if header.get("published") else None,
        publisher=str(header.get("publisher") or "unknown"),
        title=str(header.get("title") or path.stem),
        annotator=str(header.get("annotator") or "imported"),
        has_claims=bool(header.get("claims", bool(claims))),
        text=text,
        sentences=sentences,
        mentions=tuple(sorted(named, key=lambda m: (m.start, -m.end))),
        claims=tuple(claims),
    )


def _check_mention(path: Path, text: str, m: GoldMention, sentences: Sequence[tuple[int, int]]) -> None:
    what = f"span {m.start} to {m.end} ({m.label})"
    if not 0 <= m.start < m.end <= len(text) or text[m.start : m.end] != m.text:
        found = text[max(0, m.start) : max(0, m.end)]
        raise ConfigError(path, None, f"{what}: expected {m.text!r}, the text has {found!r} there")
    if m.text != m.text.strip():
        raise ConfigError(path, None, f"{what}: {m.text!r} has space at an end")
    if m.label not in vocabulary().labels:
        raise ConfigError(path, None, f"{what}: unknown label; known: {', '.join(vocabulary().labels)}")
    if m.kind not in vocabulary().kinds:
        raise ConfigError(path, None, f"{what}: unknown kind {m.kind!r}; known: {', '.join(vocabulary().kinds)}")
    if not any(a <= m.start and m.end <= b for a, b in sentences):
        raise ConfigError(path, None, f"{what}: {m.text!r} lies in no single sentence")


def _free_ref(mentions: Sequence[GoldMention]) -> str:
    taken = {m.ref for m in mentions}
    return next(ref for n in range(1, len(mentions) + 2) if (ref := f"new{n}") not in taken)


def _line_with_ends(link: Link, mentions: Sequence[GoldMention]) -> str:
    head, *attributes = link.line.split(";")
    words = head.split()
    if len(words) == 4:
        words[1] = mentions[link.source].ref or "-" if link.source is not None else words[1]
        words[3] = mentions[link.target].ref or "-" if link.target is not None else words[3]
    return ";".join([" ".join(words), *attributes])


def default_kind(label: str) -> str:
    """The kind of a mention of which no tool says the kind."""
    return vocabulary().labels.get(label, "nominal")


def sentences_of(text: str) -> list[tuple[int, int]]:
    """The lines of a text, for articles that no gold file gave their sentences."""
    found, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            start = at + len(line) - len(line.lstrip())
            found.append((start, start + len(line.strip())))
        at += len(line) + 1
    return found


def sentence_number(sentences: Sequence[Sequence[int]], start: int) -> int:
    """The number of the sentence in which a character stands."""
    return next((n for n, (a, b) in enumerate(sentences) if a <= start < b), 0)
