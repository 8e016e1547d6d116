"""Lists of what was seized or who was harmed, as communiqués write them: mends of the parse.

"Items recovered include two rifles", "Among the weapons captured were two mortars", "Weapons recovered: two rifles", "Also
seized were two rifles": what is listed is coordinated with the noun that the participle describes, or is its subject.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.grammar.numbers import parse_quantity
from pipeline.records import Claim, Mention
from pipeline.relate.facts import Fact
from pipeline.relate.reading import Reading
from pipeline.relate.repairs import move, take_place, token_range
from pipeline.relate.rules import Rules
from pipeline.relate.tree import Tree, conjuncts, objects_of

Span = tuple[Mention, int, int]  # a mention with its tokens [first, last)
_THINGS = frozenset({"WEAPON", "PLATFORM", "DOCUMENT"})
_PEOPLE = frozenset({"PERSON", "GROUP"})
_FIGHTING = frozenset({"captured", "killed", "attacked", "destroyed", "wounded"})
_NOUNS = frozenset({"NOUN", "PROPN", "NUM"})
_MAX_ADJUNCTS = 16  # tokens from a participle to the colon behind which stands who suffered it
_MAX_FRONT = 4  # tokens of a clause before its fronted participle: "Also seized in the raid were"


def repair_listings(tree: Tree, mentions: Sequence[Mention], rules: Rules) -> None:
    """Mend all lists of an article."""
    listed = rules.structure.sets["listed"]
    for token in range(len(tree.head)):
        if tree.lemma[token] not in listed or tree.tag[token] not in ("VBN", "VBD"):
            continue
        if tree.dep[token] in ("acl", "amod") and tree.head[token] < token:
            _described(tree, tree.head[token], token)
        else:
            _announced(tree, token)
            _announced_with_circumstances(tree, token)
            _fronted(tree, token)
    spans = [(m, *token_range(tree, m)) for m in mentions if m.label in _THINGS]
    for before, after in pairwise(spans):
        _apposed_things(tree, before, after)
    numbers = {m.start: _number(m) for m in mentions if m.label == "QUANTITY"}
    lost = [(m, *token_range(tree, m)) for m in mentions if _may_be_listed(m)]
    for number, (before, after) in enumerate(pairwise(lost)):
        _apposed_losses(tree, before, after, lost[number + 2 :], numbers)


def _described(tree: Tree, noun: int, participle: int) -> None:
    """A noun with its participle is the subject of "include", stands behind "among", or before a colon."""
    verb = tree.head[noun]
    found: list[int] = []
    if tree.under(verb, "neg"):
        return
    if tree.dep[noun] == "nsubj" and tree.lemma[verb] in tree.sets["comprising"]:
        found = [t for t in tree.under(verb, "dobj", "attr") if t > verb > participle]
    elif tree.dep[noun] == "pobj" and tree.lower[verb] == "among" and tree.lemma[tree.head[verb]] == "be":
        found = [t for t in tree.under(tree.head[verb], "nsubj", "attr") if t > tree.head[verb] > participle]
    elif participle + 1 < len(tree.head) and tree.lower[participle + 1] == ":":
        found = _behind_colon(tree, participle + 1)
    for token in found:
        if tree.pos[token] in _NOUNS:
            move(tree, token, noun, "conj")


def _behind_colon(tree: Tree, colon: int) -> list[int]:
    """The first word behind a colon that hangs from what stands before it, in the colon's sentence."""
    last = tree.sentences[tree.sentence[colon]][1]
    return [t for t in range(colon + 1, last) if tree.head[t] <= colon and tree.pos[t] in _NOUNS][:1]


def _announced(tree: Tree, participle: int) -> None:
    """ "Recovered: two rifles and a van": what stands behind the colon is the participle's object."""
    if participle + 1 < len(tree.head) and tree.lower[participle + 1] == ":":
        for token in [t for t in tree.under(participle, "npadvmod", "appos", "dep") if t > participle + 1]:
            if tree.pos[token] in _NOUNS:
                tree.dep[token] = "dobj"


def _announced_with_circumstances(tree: Tree, participle: int) -> None:
    """ "Captured in X on video: Major Y", "Killed on Monday by a drone: Captain Z": who stands behind the colon."""
    first, last = tree.sentences[tree.sentence[participle]]
    opens = all(not tree.words[t][0].isalnum() for t in range(first, participle))
    colon = next(
        (t for t in range(participle + 2, min(participle + _MAX_ADJUNCTS, last)) if tree.words[t] == ":"), None
    )
    if not opens or colon is None or tree.under(participle, "nsubj", "nsubjpass"):
        return
    if any(tree.dep[t] in ("nsubj", "nsubjpass", "aux") for t in range(participle + 1, colon)):
        return
    behind = [t for t in range(colon + 1, last) if not colon < tree.head[t] < last or tree.head[t] == t]
    for token in [t for t in behind if tree.pos[t] in _NOUNS][:1]:
        if tree.head[token] == token:
            take_place(tree, participle, token)
        move(tree, token, participle, "nsubjpass")
        tree.tag[participle] = "VBN"


def _fronted(tree: Tree, participle: int) -> None:
    """ "Also seized were two rifles", "Seized in the raid were two rifles": the passive's subject stands behind it."""
    first, last = tree.sentences[tree.sentence[participle]]
    if participle - first > _MAX_FRONT or any(tree.pos[t] in _NOUNS for t in range(first, participle)):
        return
    link = next((t for t in range(participle + 1, last) if tree.lower[t] in ("was", "were")), None)
    if link is None or link + 1 >= last or tree.under(participle, "nsubj", "nsubjpass", "dobj"):
        return
    between = objects_of(tree, tree.under(participle, "prep", "agent"))
    if link > participle + 1 and not between:
        return
    heads = [t for t in tree.under(link, "attr", "nsubj", "nsubjpass") if t > link]
    if not heads or tree.pos[heads[0]] not in _NOUNS or link not in (tree.head[participle], *tree.children[participle]):
        return
    if tree.head[participle] == link:
        _lift(tree, participle, link)
    move(tree, heads[0], participle, "nsubjpass")
    tree.tag[participle] = "VBN"
    tree.dep[link] = "auxpass"


def _lift(tree: Tree, token: int, parent: int) -> None:
    """Let a word take the place of the one above it, which becomes its helper."""
    take_place(tree, token, parent)
    move(tree, parent, token, "auxpass")


def _apposed_things(tree: Tree, before: Span, after: Span) -> None:
    """ "two rifles, 120 rounds and a van": things counted one behind the other are a list, not one and the same."""
    counted = tree.tag[before[1]] == "CD" == tree.tag[after[1]] if after[1] < after[2] else False
    if not counted or before[2] + 1 != after[1] or tree.lower[before[2]] != ",":
        return
    head = next((t for t in range(after[1], after[2]) if tree.dep[t] == "appos" and tree.head[t] < after[1]), None)
    if head is not None:
        tree.dep[head] = "conj"


def _may_be_listed(mention: Mention) -> bool:
    """Whether a mention is of people, or of things, that are lost or taken."""
    return (mention.label in _PEOPLE and mention.kind == "nominal") or mention.label in _THINGS


def _apposed_losses(
    tree: Tree, before: Span, after: Span, later: Sequence[Span], numbers: Mapping[int, float | None]
) -> None:
    """ "killed two soldiers, a policeman and three civilians": each counted by itself, so no one is the other.

    "Two men, a teacher and a farmer" are two; what a comma closes is an aside.
    """
    count = _people_counted(tree, before, numbers)
    own = _people_counted(tree, after, numbers)
    head = next((t for t in range(after[1], after[2]) if tree.dep[t] == "appos" and tree.head[t] < after[1]), None)
    if head is None or count is None or own is None or not tree.under(head, "cc") or tree.head[head] < before[1]:
        return
    joined = {c for c in conjuncts(tree, head) if c != head}
    members = [s for s in later if joined & set(range(s[1], s[2]))]
    counts = [_people_counted(tree, s, numbers) for s in members]
    if (
        not members
        or len(members) != len(joined)
        or None in counts
        or count == own + sum(c for c in counts if c is not None)
    ):
        return
    behind = members[-1][2]
    if behind >= len(tree.words) or tree.words[behind] != ",":
        tree.dep[head] = "conj"


def _number(quantity: Mention) -> float | None:
    if quantity.value_low is not None or quantity.value_high is not None:
        return quantity.value_high if quantity.value_low is None else quantity.value_low
    read = parse_quantity(quantity.text)
    return None if read is None else read.high if read.low is None else read.low


def _people_counted(tree: Tree, span: Span, numbers: Mapping[int, float | None]) -> float | None:
    """How many people a description counts: its number, one behind "a"; None where it says nothing of it."""
    mention, first, _ = span
    if mention.start in numbers:
        return numbers[mention.start]
    return 1 if first and tree.lower[first - 1] in ("a", "an", "one") else None


def with_recoverer(reading: Reading, sentence: tuple[int, int], facts: list[Fact], claims: list[Claim]) -> list[Fact]:
    """The facts of a list of things seized that names nobody who seized them: the force that last acted did.

    `claims` are those of the sentences before, the nearest first.
    """
    lone = [f for f in facts if _lacks_agent(reading, sentence, f)]
    force = _last_force(reading, claims) if lone else None
    return [replace(f, subject=force) if force is not None and f in lone else f for f in facts]


def _lacks_agent(reading: Reading, sentence: tuple[int, int], fact: Fact) -> bool:
    """Whether a fact says that things were seized, at the head of its sentence, and not by whom."""
    seized = fact.predicate == "captured" and fact.subject is None and fact.object is not None
    if not seized or fact.object is None or fact.object.label not in _THINGS:
        return False
    tree = reading.tree
    return fact.anchor - sentence[0] <= _MAX_FRONT and tree.tag[fact.anchor] in ("VBN", "VBD")


def _last_force(reading: Reading, claims: list[Claim]) -> Mention | None:
    """Troops, police or a unit that fought in the sentences before."""
    forces = reading.rules.structure.sets["whole_forces"] | reading.rules.structure.sets["own_forces"]
    for claim in claims:
        if claim.predicate not in _FIGHTING or claim.realis != "actual" or claim.polarity != "asserted":
            continue
        attacked = claim.object_mention_id if claim.predicate == "attacked" else None
        for mention in (reading.index.by_id.get(m or "") for m in (claim.subject_mention_id, attacked)):
            if mention is None or mention.kind == "pronoun":
                continue
            if mention.label == "UNIT" or reading.tree.lemma[reading.index.head_of[mention.mention_id]] in forces:
                return mention
    return None
