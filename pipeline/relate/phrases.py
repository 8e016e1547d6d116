"""What the rules on noun phrases share: building a fact, what stands inside a span, what hangs from it."""

from pipeline.records import Mention
from pipeline.relate.arguments import MentionIndex
from pipeline.relate.facts import Fact
from pipeline.relate.tree import Tree

PEOPLE = frozenset({"PERSON", "GROUP"})
PERSON = frozenset({"PERSON"})
BODIES = frozenset({"UNIT", "ORG"})
TITLES = frozenset({"ROLE", "RANK"})
NAMES = frozenset({"UNIT", "PERSON", "PLACE", "ORG", "GROUP"})
ACTORS = frozenset({"UNIT", "GROUP", "PERSON", "ORG", "PLACE"})
_MAX_ADVERBIAL = 3  # words of "in the far north" that stand between a title and its name
_ADVERBIAL = frozenset({"in", "at", "for", "along"})


def phrase_fact(
    tree: Tree,
    index: MentionIndex,
    predicate: str,
    subject: Mention,
    obj: Mention,
    rule: str,
    *,
    anchor: int | None = None,
) -> Fact:
    """The fact of a noun phrase; with `anchor` a verb says it (a copula), and its scope counts."""
    head, tail = index.head_of[subject.mention_id], index.head_of[obj.mention_id]
    return Fact(
        predicate,
        subject,
        obj,
        head if anchor is None else anchor,
        f"noun_phrase.{rule}",
        (head, tail),
        is_event=anchor is not None,
    )


def mentions_inside(index: MentionIndex, mention: Mention) -> list[Mention]:
    """The mentions within the span of another, in order of the text."""
    first, last = index.tokens[mention.mention_id]
    found = []
    for token in range(first, min(last, first + 40)):
        for inner in index.headed.get(token, ()):
            if inner.mention_id != mention.mention_id and mention.start <= inner.start and inner.end <= mention.end:
                found.append(inner)
    return found


def around(index: MentionIndex, at: int) -> list[Mention]:
    """The mentions that hold a token, those first whose head it is."""
    return [*index.headed.get(at, ()), *index.covering.get(at, ())]


def children_of_span(tree: Tree, first: int, last: int, head: int) -> list[int]:
    """What hangs from the words of a span: of its head, and of its other words (the parser may choose another head)."""
    return [c for token in dict.fromkeys([head, *range(first, last)]) for c in tree.children[token]]


def is_unresolved(mention: Mention) -> bool:
    """Whether a mention is a pronoun of which nobody knows whom it means."""
    return mention.kind == "pronoun" and mention.referent is None


def is_age(quantity: Mention) -> bool:
    """Whether a QUANTITY is an age, by its unit or its words."""
    text = quantity.text.lower()
    return (
        (quantity.value_unit in ("years", "year") and ("old" in text or "aged" in text))
        or "year-old" in text
        or text.endswith("years old")
    )


def adverbial_before(tree: Tree, index: MentionIndex, at: int) -> int | None:
    """The preposition of "in the north", "at the time", "for the southern sector" that ends at `at`, or None."""
    if tree.pos[at] != "NOUN":
        return None
    for opening in range(at - 1, max(-1, at - 2 - _MAX_ADVERBIAL), -1):
        if tree.lower[opening] in _ADVERBIAL:
            return opening
        if tree.pos[opening] not in ("DET", "ADJ", "NOUN") or any(m.label in TITLES for m in around(index, opening)):
            return None
    return None
