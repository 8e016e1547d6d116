"""Posts that stand right behind a name, where the parse often fails: "X as commander of Y", "named X commander of Y",
"X, in charge of Y"."""

from collections.abc import Iterator

from pipeline.records import Mention
from pipeline.relate.arguments import MentionIndex
from pipeline.relate.facts import Fact
from pipeline.relate.phrases import BODIES, PERSON, TITLES, phrase_fact
from pipeline.relate.reading import Reading
from pipeline.relate.tree import Tree

_ROLE = frozenset({"ROLE"})
_ARTICLES = frozenset({"the", "a", "an", "its", "their", "his", "her"})
_BEFORE_NAME = frozenset({"the", "a", "an", "its", "their", ",", "one"})
_BEFORE_CHARGE = frozenset(
    {"who", "is", "was", "the", "officer", "man", "hitherto", "now", "currently", "then", "still", "also"}
)
_OPENINGS = frozenset({",", ";", ":", "and", "while", "with", "-", "–", "—", "•", "*", "\n"})
_MAX_MODIFIERS = 3  # words between "as" and the post: "as the new acting"
_MAX_TITLES = 6  # titles, posts and commas before a name
_MAX_POST = 10  # words between "as" and the post that is named before it
_MAX_BACK = 8  # words between a verb or noun of appointing and the name: "named Brigadier-General"


def posts(reading: Reading, person: Mention) -> Iterator[Fact]:
    """What the words right behind a name say of the person's post."""
    if person.kind != "name":
        return
    tree, index = reading.tree, reading.index
    at = index.tokens[person.mention_id][1]
    if at >= len(tree.words) or tree.sentence[at] != tree.sentence[at - 1]:
        return
    yield from _as_post(reading, person, at)
    yield from _named_as(reading, person)
    yield from _in_charge(reading, person, at)
    yield from _had_as_its(reading, person)


def _as_post(reading: Reading, person: Mention, at: int) -> Iterator[Fact]:
    """ "X as the new commander", "named X General Officer Commanding": the post right behind the name."""
    tree, index = reading.tree, reading.index
    before = before_titles(reading, person)
    anchor = before if appoints(reading, before) else None
    start = at + 1 if tree.lower[at] == "as" else at
    opens = before is None or tree.lower[before] in _OPENINGS
    if anchor is None and not (opens and start > at):
        return
    role = role_from(tree, index, start)
    if role is not None:
        yield phrase_fact(tree, index, "has_role", person, role, "post_behind_name", anchor=anchor)


def role_from(tree: Tree, index: MentionIndex, start: int) -> Mention | None:
    """The post that begins at a token, or behind an article and adjectives; never somebody else's title."""
    for at in range(start, min(start + _MAX_MODIFIERS + 1, len(tree.words))):
        role = index.starting_at(at, _ROLE)
        if role is not None:
            after = index.tokens[role.mention_id][1]
            return None if index.starting_at(after, frozenset({"PERSON", "RANK"})) is not None else role
        if tree.lower[at] not in _ARTICLES and tree.pos[at] != "ADJ" and tree.lower[at] not in ("-", "then"):
            return None
    return None


def before_titles(reading: Reading, person: Mention) -> int | None:
    """The last word before a name and its titles; None where the sentence begins with them."""
    tree, index = reading.tree, reading.index
    first = index.tokens[person.mention_id][0]
    for at in range(first - 1, max(-1, first - 1 - _MAX_BACK), -1):
        if tree.sentence[at] != tree.sentence[first]:
            return None
        here = [*index.headed.get(at, ()), *index.covering.get(at, ())]
        is_title = any(m.label in TITLES for m in here)
        if not is_title and tree.lower[at] not in _ARTICLES and (tree.lower[at] != "of" or not at):
            return at
    return None


def appoints(reading: Reading, at: int | None) -> bool:
    """Whether a token is a verb or noun of appointing: "named", "the posting (of)"."""
    tree, sets = reading.tree, reading.rules.structure.sets
    return at is not None and tree.lemma[at] in sets["appointing"] and tree.pos[at] in ("VERB", "NOUN")


def _named_as(reading: Reading, person: Mention) -> Iterator[Fact]:
    """ "They named the commander of the 26th Brigade as Colonel X": the post first, the name behind "as"."""
    tree, index, sets = reading.tree, reading.index, reading.rules.structure.sets
    before = before_titles(reading, person)
    if before is None or tree.lower[before] != "as" or tree.lower[before - 1] == "such":
        return
    for at in range(before - 1, max(-1, before - 1 - _MAX_POST), -1):
        if tree.sentence[at] != tree.sentence[before] or (
            tree.pos[at] == "VERB" and tree.lemma[at] not in sets["naming"]
        ):
            return
        role = index.headed_by(at, _ROLE)
        verb = _verb_before(tree, index.tokens[role.mention_id][0]) if role is not None else None
        if role is not None and verb is not None and tree.lemma[verb] in sets["naming"]:
            yield phrase_fact(tree, index, "has_role", person, role, "named_as", anchor=verb)
            return


def _verb_before(tree: Tree, first: int) -> int | None:
    """The verb whose object begins, articles and adjectives aside, with token `first`."""
    at = first - 1
    while at >= 0 and (tree.lower[at] in _ARTICLES or tree.pos[at] in ("ADJ", "PROPN", "NOUN")):
        at -= 1
    return at if at >= 0 and tree.pos[at] == "VERB" else None


def _had_as_its(reading: Reading, person: Mention) -> Iterator[Fact]:
    """ "The zone has as its chief, since Monday, General X": the post of the object of "have"."""
    tree, index = reading.tree, reading.index
    verb = tree.head[index.head_of[person.mention_id]]
    if tree.lemma[verb] != "have" or tree.dep[index.head_of[person.mention_id]] != "dobj":
        return
    links = [c for c in tree.under(verb, "prep") if tree.lower[c] == "as" and tree.lower[c + 1] in ("its", "their")]
    role = index.starting_at(links[0] + 2, _ROLE) if links else None
    if role is not None and role.end <= person.start:
        yield phrase_fact(tree, index, "has_role", person, role, "had_as_its", anchor=verb)


def _in_charge(reading: Reading, person: Mention, at: int) -> Iterator[Fact]:
    """ "X, in charge of the 27th Battalion", "X, who is in charge of the sector"."""
    tree, index = reading.tree, reading.index
    at += tree.lower[at] in (",", "(", "-", "–", "—")
    while at < len(tree.words) and tree.lower[at] in _BEFORE_CHARGE:
        at += 1
    if tree.lower[at : at + 3] != ["in", "charge", "of"]:
        return
    body = body_at(tree, index, at + 3)
    if body is not None:
        yield phrase_fact(tree, index, "commands", person, body, "in_charge")


def body_at(tree: Tree, index: MentionIndex, start: int) -> Mention | None:
    """The unit or organisation that begins at a token, an article aside, or that another one there owns."""
    if start < len(tree.words) and tree.lower[start] in _ARTICLES:
        start += 1
    body = index.starting_at(start, BODIES) if start < len(tree.words) else None
    end = index.tokens[body.mention_id][1] if body is not None else start
    if body is not None and tree.lower[end : end + 1] in (["'s"], ["’s"]):
        return body_at(tree, index, end + 1) or body  # "the 44th Brigade's Charlie Company"
    return None if body is None or body.kind == "pronoun" else body


def past_seat(reading: Reading, at: int) -> int:
    """The token behind ", Jaji," where a body's seat stands between commas."""
    tree, index = reading.tree, reading.index
    place = index.starting_at(at + 1, frozenset({"PLACE"})) if tree.lower[at : at + 1] in ([","], ["("]) else None
    if place is None:
        return at + 1 if tree.lower[at : at + 2] in ([",", "to"], [",", "as"]) else at
    end = index.tokens[place.mention_id][1]
    return end + 1 if tree.lower[end : end + 1] in ([","], [")"]) else end


def past_body(reading: Reading, at: int) -> int:
    """The token behind the body and the seat of a post: "of 10 Division, Ramu,"."""
    tree, index = reading.tree, reading.index
    start = at + 1 if tree.lower[at : at + 1] in (["of"], ["at"], [","]) else at
    start += tree.lower[start : start + 1] == ["the"]
    body = index.starting_at(start, BODIES) if start < len(tree.words) else None
    return at if body is None else past_seat(reading, index.tokens[body.mention_id][1])


def name_at(reading: Reading, at: int) -> Mention | None:
    """The name that begins at a token, or behind titles and posts: "(led by) the commander of X, Guards Colonel Y"."""
    tree, index = reading.tree, reading.index
    for _ in range(_MAX_TITLES):
        if at >= len(tree.words):
            return None
        person = index.starting_at(at, PERSON)
        if person is not None and person.kind == "name":
            owns = tree.lower[index.tokens[person.mention_id][1] :][:1]
            return None if owns and owns[0] in ("'s", "’s", "'", "’") else person
        title = index.starting_at(at, TITLES)
        if title is None and tree.lower[at] not in _BEFORE_NAME:
            return None
        at = at + 1 if title is None else past_body(reading, index.tokens[title.mention_id][1])
    return None
