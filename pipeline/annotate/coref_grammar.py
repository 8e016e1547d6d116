"""Mentions that grammar joins: appositions, copulas, and the words that tie a second name to the first."""

from collections.abc import Mapping, Sequence

from pipeline.annotate.coref_names import Groups
from pipeline.annotate.spans import Candidate
from pipeline.annotate.tokens import Tokens, headline_end

LABELS = frozenset({"UNIT", "PERSON", "PLACE", "ORG", "GROUP"})


def join_aliases(
    tokens: Tokens,
    mentions: Sequence[Candidate],
    heads: Mapping[int, int],
    groups: Groups,
    lists: Mapping[str, frozenset[str]],
) -> None:
    """Join a name to somebody just spoken of: "Tadlo Endashaw alias Nebro", "a soldier ... named as Connor Lambie"."""
    for n, mention in enumerate(mentions):
        if mention.kind != "name" or mention.label not in {"PERSON", "UNIT"}:
            continue
        i = mention.first - 1
        start = tokens.sentence_start(mention.first)
        words = set()
        while (
            i >= start
            and (tokens.lower[i] in lists["alias_words"] or tokens.pos[i] in {"DET", "PUNCT"})
            and mention.first - i <= 6
        ):
            words.add(tokens.lower[i])
            i -= 1
        if words & lists["alias_heads"]:
            other = next(
                (m for m in reversed(range(n)) if mentions[m].last == i + 1 and mentions[m].label == mention.label),
                None,
            )
            if other is not None:
                groups.join(other, n)
                continue
        as_word = tokens.head[mention.head]
        if (
            mention.label == "PERSON"
            and tokens.lower[as_word] == "as"
            and tokens.doc[tokens.head[as_word]].lemma_ in lists["naming_verbs"]
        ):
            subject = next((j for j in tokens.children(tokens.head[as_word]) if tokens.dep[j] == "nsubjpass"), None)
            if subject is not None and subject in heads and mentions[heads[subject]].label == "PERSON":
                groups.join(heads[subject], n)


def by_head(mentions: Sequence[Candidate]) -> dict[int, int]:
    """Mentions by head token; of several on one token the longest."""
    heads: dict[int, int] = {}
    for n, mention in enumerate(mentions):
        if mention.label in LABELS:
            heads.setdefault(mention.head, n)
    return heads


def join_grammar(tokens: Tokens, mentions: Sequence[Candidate], heads: Mapping[int, int], groups: Groups) -> None:
    """Appositions ("the SBU, a security service") and copulas ("he is a medic"), never between two names."""
    for i, n in heads.items():
        mention = mentions[n]
        if mention.kind != "nominal" and tokens.dep[i] != "appos":
            continue
        other = None
        if tokens.dep[i] == "appos":
            other = None if _is_listed(tokens, i) else heads.get(tokens.head[i])
        elif tokens.dep[i] == "attr" and tokens.lower[tokens.head[i]] in {"is", "was", "were", "are", "be", "been"}:
            verb = tokens.head[i]
            if not any(tokens.dep[j] == "neg" for j in tokens.children(verb)):
                other = next((heads[j] for j in tokens.children(verb) if tokens.dep[j] == "nsubj" and j in heads), None)
        if mention.detector == "nominals:of" and mention.label == "GROUP":
            continue
        if other is None or other == n or mentions[other].label != mention.label:
            continue
        if mention.kind == "name" and mentions[other].kind == "name":
            continue
        if mention.first and tokens.lower[mention.first - 1] == "them":
            continue  # "most of them vendors", "among them boys": some of those told of before
        groups.join(n, other)


def _is_listed(tokens: Tokens, i: int) -> bool:
    """Whether an apposition is rather the second of a list: "the 89th Brigade, a battery and tribal irregulars"."""
    between = tokens.text[min(i, tokens.head[i]) : max(i, tokens.head[i])]
    if ";" in between or (i < headline_end(tokens) and "," in between and not _is_determined(tokens, i)):
        return True  # in a headline a comma is an "and": "Lance corporal, boat driver face court"
    others = [j for j in tokens.children(i) if tokens.dep[j] == "conj"]
    determined = any(tokens.tag[k] in {"DT", "CD"} for j in others for k in tokens.children(j))
    return bool(others) and (determined or any(tokens.tag[j] != tokens.tag[i] for j in others))


def _is_determined(tokens: Tokens, i: int) -> bool:
    return any(tokens.tag[j] in {"DT", "CD", "PRP$", "POS"} or tokens.dep[j] == "poss" for j in tokens.children(i))
