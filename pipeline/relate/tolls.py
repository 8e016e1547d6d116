"""Counts of casualties as they are spelled out ("40 killed and 120 wounded"), and whose they are."""

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.records import Mention
from pipeline.relate.arguments import MentionIndex, body_of_its, find_argument
from pipeline.relate.reading import Reading
from pipeline.relate.rules import Rules
from pipeline.relate.tree import Tree, objects_of

QUANTITY = frozenset({"QUANTITY"})
_PEOPLES = frozenset({"NATIONALITY"})
SIDES = frozenset({"GROUP", "UNIT", "PLACE"})
_KINDS = (
    ("death_words", "killed"),
    ("wound_words", "wounded"),
    ("missing_words", "missing"),
    ("captive_words", "captured"),
    ("casualty_words", "killed_or_wounded"),
)
_MAX_PHRASE = 8  # tokens from a number to the word that says what befell


@dataclass(frozen=True, slots=True)
class Count:
    """A number of casualties: its QUANTITY, what befell them, the token that says so, and the group it counts."""

    quantity: Mention
    kind: str
    token: int
    group: Mention | None


def loss_kind(rules: Rules, tree: Tree, token: int) -> str | None:
    """The kind of losses a word means."""
    words = {tree.lemma[token], tree.lower[token]}
    return next((kind for name, kind in _KINDS if words & rules.structure.sets[name]), None)


def number_of(index: MentionIndex, mention: Mention) -> Mention | None:
    """The QUANTITY at the head of a counted group's span ("more than 1,000 North Korean soldiers")."""
    first, last = index.tokens[mention.mention_id]
    for token in range(first, min(last, first + 12)):
        quantity = index.starting_at(token, QUANTITY)
        if quantity is not None and quantity.end <= mention.end:
            return quantity
    return None


def join_kinds(kinds: set[str]) -> str | None:
    """One kind for what befell the people of one number."""
    if {"killed", "wounded"} <= kinds:
        return "killed_or_wounded"
    order = ("killed_or_wounded", "killed", "wounded", "missing", "captured")
    return next((k for k in order if k in kinds), None)


def spelled_counts(reading: Reading, first: int, last: int) -> Iterator[Count]:
    """The counts of casualties spelled out in the tokens [first, last), in order."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    for token in range(first, last):
        quantity = index.starting_at(token, QUANTITY)
        if quantity is None:
            continue
        group = index.starting_at(token, frozenset({"GROUP"}))
        after = index.tokens[quantity.mention_id][1]
        end = max(after, index.tokens[group.mention_id][1]) if group is not None else after
        if end - after > _MAX_PHRASE or (group is None and index.starting_at(token, frozenset({"PLATFORM", "WEAPON"}))):
            continue
        said = [t for t in range(after, min(end + 1, last)) if loss_kind(rules, tree, t) is not None]
        if not said:
            continue
        at = said[-1]
        if at + 2 < last and tree.lower[at + 1] in ("and", "or", "/") and loss_kind(rules, tree, at + 2) is not None:
            said.append(at + 2)
        kind = join_kinds({k for t in said if (k := loss_kind(rules, tree, t)) is not None})
        if kind is not None:
            yield Count(quantity, kind, at, group)


def is_side(index: MentionIndex, group: Mention) -> bool:
    """Whether a counted group is one of a side's own people: it says whose they are (a nationality, a unit)."""
    if group.label == "UNIT" or group.kind == "pronoun":
        return True
    first, last = index.tokens[group.mention_id]
    labels = {m.label for t in range(first, last) for m in index.headed.get(t, ()) if m.mention_id != group.mention_id}
    return bool(labels & {"NATIONALITY", "UNIT", "ORG", "PLACE"})


def owner_of(reading: Reading, group: Mention) -> Mention | None:
    """Whose people a counted group is: "six of its soldiers", "18 of them", "six soldiers from the 10th Brigade"."""
    tree, index = reading.tree, reading.index
    first, last = index.tokens[group.mention_id]
    for token in range(first, last):
        if tree.dep[token] == "poss":
            unit = index.headed_by(token, frozenset({"UNIT"})) or body_of_its(
                tree, index, reading.rules.structure, reading.rules.reporting.verbs, token
            )
            if unit is not None and (unit.kind != "pronoun" or unit.referent is not None):
                return unit
    quantity = number_of(index, group)
    behind = index.tokens[quantity.mention_id][1] if quantity is not None else last
    if behind < last and tree.lower[behind] == "of":
        whole = next((m for t in range(behind + 1, last) if (m := index.headed_by(t, SIDES)) is not None), None)
        if whole is not None and is_side(index, whole) and (whole.kind != "pronoun" or whole.referent is not None):
            return whole
    head = index.head_of[group.mention_id]
    links = [c for c in tree.under(head, "prep") if c >= last - 1 and tree.lower[c] in ("of", "from")]
    for noun in objects_of(tree, links):
        body = find_argument(tree, index, reading.rules.structure, noun, frozenset({"UNIT"}))
        if body is not None:
            return body[0]
    return None


def owners_of_losses(reading: Reading, noun: int) -> list[Mention]:
    """Whose losses: an owner, a noun before, a nationality's forces, or what stands behind "of" or "among"."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    links = [c for c in tree.under(noun, "prep") if tree.lower[c] in ("of", "among", "for")]
    owners = [*tree.under(noun, "poss", "compound", "nmod"), *objects_of(tree, links)]
    if any(tree.lower[o] in ("its", "their") and not index.headed.get(o) for o in owners) and tree.dep[noun] == "dobj":
        owners += tree.under(tree.head[noun], "nsubj")  # "X put its own losses at 31"
    named = [find_argument(tree, index, rules.structure, owner, SIDES) for owner in owners]
    if any(found is not None for found in named):
        return [found[0] for found in named if found is not None]
    parts = tree.under(noun, "amod", "compound", "nmod")
    forces = [_forces_of(reading, m) for m in (index.headed_by(c, _PEOPLES) for c in parts) if m is not None]
    return [force for force in forces if force is not None]


def _forces_of(reading: Reading, people: Mention) -> Mention | None:
    """The forces of a nationality that the article speaks of elsewhere: "Ukrainian losses" are Ukrainian troops'."""
    words = reading.rules.structure.sets["forces_of_a_side"]
    for mention in reading.index.mentions:
        same = mention.text.lower().startswith(people.text.lower() + " ") and mention.start != people.start
        head = reading.tree.lemma[reading.index.head_of[mention.mention_id]]
        if same and mention.label in ("GROUP", "UNIT") and head in words:
            return mention
    return None
