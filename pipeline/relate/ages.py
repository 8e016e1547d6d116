"""Ages: beside a name ("X, 24,"), opening a sentence ("At 25, X"), or told with what happened ("was killed aged 19")."""

from collections.abc import Iterator

from pipeline.records import Mention
from pipeline.relate.arguments import MentionIndex, find_argument
from pipeline.relate.facts import Fact
from pipeline.relate.phrases import PERSON, is_age, phrase_fact
from pipeline.relate.reading import Reading
from pipeline.relate.tree import Tree, is_passive, surface_subject

_MAX_GAP = 3  # tokens between a name and the age that belongs to it


def ages(reading: Reading, mention: Mention) -> Iterator[Fact]:
    """ "X, 24," "X, aged 25", "a boy of 12", "Aged 16, X": a bare number of years beside somebody."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    first, last = index.tokens[mention.mention_id]
    before = next((m for m in index.headed.get(first - 1, ()) if m.label == "QUANTITY"), None) or next(
        (m for m in index.covering.get(first - 1, ()) if m.label == "QUANTITY"), None
    )
    if before is not None and is_age(before) and before.end <= mention.start and mention.kind == "name":
        yield phrase_fact(tree, index, "has_age", mention, before, "age_before_name")
    yield from _fronted_age(reading, mention, first)
    for at in range(last, min(last + _MAX_GAP + 1, len(tree.words))):
        quantity = index.starting_at(at, frozenset({"QUANTITY"}))
        if quantity is not None:
            behind = index.tokens[quantity.mention_id][1]
            closes = (
                behind >= len(tree.words)
                or tree.lower[behind] in (",", ".", ")", "(", ";", "and", "who", "—", "-")
                or tree.sentence[behind] != tree.sentence[at]
                or (tree.lower[last] == "of" and tree.pos[behind] in ("AUX", "VERB"))
            )
            if is_age(quantity) or (can_be_age(quantity) and closes and at > last):
                yield phrase_fact(tree, index, "has_age", mention, quantity, "age_behind_name")
            return
        if tree.lower[at] == "of" and at == last and tree.lemma[last - 1] in rules.structure.sets["of_an_age"]:
            continue
        if tree.lower[at] not in (",", "(", "aged", "age", "is", "now", "then", "just", "only", "a", "an"):
            return
        if tree.lower[at] == "is":
            return


def _fronted_age(reading: Reading, mention: Mention, first: int) -> Iterator[Fact]:
    """ "Aged just 16, X picked up a rifle", "At 25, X commands a company"."""
    tree, index = reading.tree, reading.index
    start = tree.sentences[tree.sentence[first]][0]
    if not 3 <= first - start <= _MAX_GAP + 2 or tree.lower[first - 1] != ",":
        return
    quantity = index.headed_by(first - 2, frozenset({"QUANTITY"}))
    if quantity is None or not (can_be_age(quantity) or is_age(quantity)):
        return
    opening = tree.lower[start : index.tokens[quantity.mention_id][0]]
    if opening[0] in ("aged", "at") and set(opening[1:]) <= {"just", "only", "the", "age", "of", "barely"}:
        yield phrase_fact(tree, index, "has_age", mention, quantity, "age_before_name")


def age_of_deed(reading: Reading, mention: Mention) -> Iterator[Fact]:
    """ "X was killed aged 19", "died on Sunday aged 81", "was shot at the age of 24": the subject's years."""
    tree, index = reading.tree, reading.index
    if not (can_be_age(mention) or is_age(mention)):
        return
    verb = _deed_above(tree, index, mention)
    if verb is None:
        return
    passive = is_passive(tree, verb)
    if not passive and any(index.headed_by(t, PERSON) is not None for t in tree.under(verb, "dobj")):
        return  # "X shot Y aged 19": whose years they are is not said
    for token in surface_subject(tree, verb):
        found = find_argument(tree, index, reading.rules.structure, token, PERSON)
        if found is not None:
            yield phrase_fact(tree, index, "has_age", found[0], mention, "age_of_deed", anchor=verb)


def _deed_above(tree: Tree, index: MentionIndex, quantity: Mention) -> int | None:
    """The verb that "aged 19" or "at the age of 19" hangs from."""
    head = index.head_of[quantity.mention_id]
    above = tree.head[head]
    if tree.lower[above] == "aged" and above < head and above != head:
        if tree.under(above, "nsubj", "nsubjpass"):
            return above  # "X is aged 25"
        at = above
    elif tree.lower[above] == "of" and tree.lower[tree.head[above]] == "age":
        at = tree.head[tree.head[above]]
        if tree.lower[at] != "at":
            return None
    else:
        return None
    verb = tree.head[at]
    return verb if verb != at and tree.is_verb(verb) else None


def can_be_age(quantity: Mention) -> bool:
    """A bare number that can be somebody's years ("is 25", "was nine")."""
    low, word = quantity.value_low, quantity.text.strip().replace("-", "")
    return low is not None and 5 <= low <= 110 and (word.isdigit() or (word.isalpha() and word.lower() != "dozen"))
