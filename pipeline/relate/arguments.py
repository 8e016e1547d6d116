"""From a word of the parse to the mention it stands for.

An argument is a mention that covers or heads the syntactic argument. Where the head is no mention itself ("dozens of
soldiers", "positions of the 35th Brigade") the way goes on through nouns that only measure or place another
(configs/relate/structure.yaml, transparent), appositions and relative pronouns; never to a word that merely stands
near.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.records import Mention
from pipeline.relate.repairs import token_range
from pipeline.relate.rules import Rules, Structure
from pipeline.relate.tree import Tree, antecedent, climb, has_infinitive, objects_of, surface_subject

_MAX_STEPS = 6  # appositions, measures and prepositions passed on the way to a mention
_NAME_LINKS = frozenset(
    {"compound", "nmod", "amod", "nummod", "punct", "appos", "flat", "dep", "case", "quantmod", "npadvmod"}
)
_PLACES = frozenset({"PLACE"})
_BODIES = frozenset({"UNIT", "ORG"})
_WITHIN = ("in", "at", "near", "around", "of", "outside")
_OWN = frozenset({"its", "their", "his", "her"})
_SPEAKERS = frozenset({"UNIT", "ORG", "PLACE", "GROUP"})  # a body or a state: of a person nobody says "it"
_FLOATING = frozenset({"both", "all", "each", "most", "some"})  # "the soldiers, both wounded,"
TITLES = frozenset({"ROLE", "RANK"})


@dataclass(frozen=True, slots=True)
class MentionIndex:
    """The mentions of an article by token.

    `headed[t]` are the mentions whose head is token t, largest first; `covering[t]` those that hold t without t being
    their head, smallest first; `head_of` and `tokens` give a mention's head token and its token range by mention_id.
    """

    mentions: tuple[Mention, ...]
    by_id: Mapping[str, Mention]
    headed: Mapping[int, Sequence[Mention]]
    covering: Mapping[int, Sequence[Mention]]
    head_of: Mapping[str, int]
    tokens: Mapping[str, tuple[int, int]]

    def headed_by(self, token: int, labels: frozenset[str]) -> Mention | None:
        """The largest mention of one of these labels whose head is this token."""
        return next((m for m in self.headed.get(token, ()) if m.label in labels), None)

    def starting_at(self, token: int, labels: frozenset[str]) -> Mention | None:
        """The largest mention of one of these labels whose first token is this one."""
        here = [*self.headed.get(token, ()), *self.covering.get(token, ())]
        found = [m for m in here if m.label in labels and self.tokens[m.mention_id][0] == token]
        return max(found, key=lambda m: m.end) if found else None


def index_mentions(tree: Tree, mentions: Sequence[Mention]) -> MentionIndex:
    """Place mentions on tokens. Mentions that touch no token (white space) are left out."""
    headed: dict[int, list[Mention]] = {}
    covering: dict[int, list[Mention]] = {}
    head_of: dict[str, int] = {}
    tokens: dict[str, tuple[int, int]] = {}
    kept = []
    for mention in mentions:
        first, last = token_range(tree, mention)
        if first >= last:
            continue
        head = _span_head(tree, first, last)
        kept.append(mention)
        tokens[mention.mention_id], head_of[mention.mention_id] = (first, last), head
        headed.setdefault(head, []).append(mention)
        for token in range(first, min(last, first + 60)):
            if token != head:
                covering.setdefault(token, []).append(mention)
    for found in headed.values():
        found.sort(key=lambda m: (m.start - m.end, m.start))
    for found in covering.values():
        found.sort(key=lambda m: (m.end - m.start, m.start))
    return MentionIndex(tuple(kept), {m.mention_id: m for m in kept}, headed, covering, head_of, tokens)


def _span_head(tree: Tree, first: int, last: int) -> int:
    """The token of [first, last) that hangs outside; of several the last noun before any preposition."""
    outside = [t for t in range(first, last) if not first <= tree.head[t] < last or tree.head[t] == t]
    nouns = [t for t in outside if tree.pos[t] in ("NOUN", "PROPN", "PRON", "NUM", "ADJ")]
    choice = nouns or outside
    preposition = next((t for t in range(first, last) if tree.pos[t] == "ADP"), last)
    before = [t for t in choice if t < preposition]
    return (before or choice)[-1]


def find_argument(
    tree: Tree, index: MentionIndex, structure: Structure, token: int, labels: frozenset[str]
) -> tuple[Mention, list[int]] | None:
    """The mention of one of `labels` that this word stands for, with the tokens passed on the way; or None."""
    path: list[int] = []
    for _ in range(_MAX_STEPS):
        path.append(token)
        mention = index.headed_by(token, labels) or _covering_name(tree, index, token, labels)
        if mention is not None:
            named = named_places(tree, index, mention, structure.sets["named_by_of"])
            if named:
                return named[0], path
            return _name_behind(tree, index, mention) or mention, path
        step = _next_step(tree, index, structure, token, labels)
        if step is None or step in path:
            return None
        token = step
    return None


def _name_behind(tree: Tree, index: MentionIndex, mention: Mention) -> Mention | None:
    """ "A sniper, Lance Naik Zarshad Gul, was killed": the one who is described is the one named behind."""
    if mention.label != "PERSON" or mention.kind != "nominal":
        return None
    head, last = index.head_of[mention.mention_id], index.tokens[mention.mention_id][1]
    for token in tree.under(head, "appos"):
        name = index.headed_by(token, frozenset({"PERSON"}))
        if name is not None and name.kind == "name" and token >= last and tree.words[last : last + 1] == [","]:
            return name
    return None


def named_places(tree: Tree, index: MentionIndex, mention: Mention, nouns: frozenset[str]) -> list[Mention]:
    """The names that an "of" gives to a described place: "the town of X", "the villages of X, Y and Z".

    `nouns` are the words that a name may follow so (structure.yaml: `named_by_of`).
    """
    head, last = index.head_of[mention.mention_id], index.tokens[mention.mention_id][1]
    if mention.label != "PLACE" or mention.kind != "nominal" or tree.lemma[head] not in nouns:
        return []
    links = [c for c in tree.under(head, "prep") if c == last and tree.lower[c] == "of"]
    found = [index.headed_by(noun, _PLACES) for noun in objects_of(tree, links)]
    return [place for place in found if place is not None and place.kind == "name"]


def _covering_name(tree: Tree, index: MentionIndex, token: int, labels: frozenset[str]) -> Mention | None:
    """A mention that holds the word as part of a name: the parser may hang a name's parts in any order."""
    if index.headed.get(token):
        return None
    for mention in index.covering.get(token, ()):
        if mention.label not in labels:
            continue
        if mention.kind == "name" or tree.dep[token] in _NAME_LINKS or index.tokens[mention.mention_id][1] == token + 1:
            return mention
    return None


def _next_step(tree: Tree, index: MentionIndex, structure: Structure, token: int, labels: frozenset[str]) -> int | None:
    """From a word that is no fitting mention to the word it stands for."""
    speaker = _speaker_of_it(tree, index, token)
    if speaker is not None:
        return speaker
    noun = antecedent(tree, token) if tree.pos[token] in ("PRON", "DET", "SCONJ") else None
    if noun is not None:
        return _person_above(tree, index, noun) if tree.lower[token] == "who" else noun
    verb = tree.head[token]
    if (
        tree.lower[token] in _FLOATING
        and tree.dep[token] == "nsubj"
        and tree.dep[verb] in ("relcl", "appos", "acl")
        and tree.tag[verb] == "VBN"
    ):
        return tree.head[verb]
    for child in tree.under(token, "appos"):
        if index.headed_by(child, labels):
            return child
    if any(m.label in TITLES for m in index.headed.get(token, ())):
        following = _holder_after(tree, index, token, labels)
        if following is not None:
            return following
        if tree.dep[token] == "appos":
            return tree.head[token]
    if labels & TITLES and (office := _office_before(tree, index, token, labels)) is not None:
        return office
    if labels == _PLACES and not index.headed.get(token):
        named = [c for c in tree.under(token, "compound", "nmod") if index.headed_by(c, labels)]
        if named:
            return named[-1]  # "the X neighbourhood of Y" is X
        if tree.pos[token] == "NOUN" and tree.lemma[token] in structure.sets["shelters"]:
            inner = objects_of(tree, [c for c in tree.under(token, "prep") if tree.lower[c] in _WITHIN])
            if inner:
                return inner[0]  # "sheltering in schools in X"
    maker = _maker_of_effort(tree, structure, token)
    if maker is not None:
        return maker
    links = structure.transparent.get(tree.lemma[token]) or structure.transparent.get(tree.lower[token])
    if links is None and tree.pos[token] == "NUM":
        links = structure.transparent.get("<number>")
    for link in links or ():
        if link == "poss":
            owners = tree.under(token, "poss")
            if owners:
                return owners[0]
        elif link == "compound":
            parts = [c for c in tree.under(token, "compound", "nmod") if index.headed_by(c, labels)]
            if parts:
                return parts[-1]
        else:
            nouns = objects_of(tree, [c for c in tree.under(token, "prep") if tree.lower[c] == link])
            if nouns:
                return nouns[0]
    return None


def _maker_of_effort(tree: Tree, structure: Structure, token: int) -> int | None:
    """Who makes an effort: "X continues operations to", "X pursues its campaign to", "supported X in their efforts to".

    `token` is the noun of the effort, or a possessive before it that nobody marked as a mention.
    """
    noun = tree.head[token] if tree.lower[token] in _OWN and tree.dep[token] == "poss" else token
    if tree.lemma[noun] not in structure.sets["efforts"] or (noun == token and tree.under(noun, "poss")):
        return None
    link, dep = tree.head[noun], tree.dep[noun]
    if dep == "dobj" and tree.lemma[link] in structure.support["agent"]:
        makers = surface_subject(tree, link)
    elif dep == "nsubj" and has_infinitive(tree, link) and tree.lemma[tree.head[link]] in structure.support["agent"]:
        makers = surface_subject(tree, tree.head[link])  # the parser reads "operations" as what roots out
    elif dep == "pobj" and noun != token and tree.lower[link] in ("in", "with", "during", "for"):
        objects = tree.under(tree.head[link], "dobj")
        is_help = tree.lemma[tree.head[link]] in structure.sets["helping"]
        makers = (objects if is_help else []) if objects else surface_subject(tree, tree.head[link])
    else:
        return None
    return makers[0] if makers and makers[0] != token else None


def _speaker_of_it(tree: Tree, index: MentionIndex, token: int) -> int | None:
    """ "X said it had captured Y": "it", which `annotate` leaves unmarked, is the one who says so."""
    verb = tree.head[token]
    if tree.lower[token] != "it" or tree.dep[token] != "nsubj":
        return None
    above = tree.head[verb]
    while tree.dep[verb] == "conj" and tree.is_verb(above):
        verb, above = above, tree.head[above]
    if tree.dep[verb] != "ccomp" or not tree.is_verb(above):
        return None
    return next((t for t in tree.under(above, "nsubj") if index.headed_by(t, _SPEAKERS)), None)


def _office_before(tree: Tree, index: MentionIndex, token: int, labels: frozenset[str]) -> int | None:
    """ "is now GOC 7 Division", "as Commander, 7 Division": the parser makes the body the head; the role stands before."""
    body = index.headed_by(token, _BODIES)
    at = index.tokens[body.mention_id][0] - 1 if body is not None else -1
    at -= at > 0 and tree.lower[at] == ","
    here = [*index.headed.get(at, ()), *index.covering.get(at, ())] if at >= 0 else []
    office = next((m for m in here if m.label in labels & TITLES and index.tokens[m.mention_id][1] == at + 1), None)
    return index.head_of[office.mention_id] if office is not None else None


def _person_above(tree: Tree, index: MentionIndex, noun: int) -> int:
    """Whom "who" means when the parser hung its clause on a place or number within the phrase ("soldiers from X
    who")."""
    at = noun
    for _ in range(_MAX_STEPS):
        labels = {m.label for m in index.headed.get(at, ())}
        if not labels or labels & {"PERSON", "GROUP", "ROLE", "RANK"}:
            return at
        parent = tree.head[at]
        if tree.dep[at] not in ("pobj", "prep", "conj") or tree.is_verb(parent):
            return noun
        at = parent if tree.dep[at] == "conj" else tree.head[parent] if tree.dep[at] == "pobj" else parent
        if tree.is_verb(at):
            return noun
    return noun


def _holder_after(tree: Tree, index: MentionIndex, token: int, labels: frozenset[str]) -> int | None:
    """The person right behind a title that the parser made the head ("Colonel Smith", "spokeswoman, Mary Smith")."""
    after = max(index.tokens[m.mention_id][1] for m in index.headed[token] if m.label in TITLES)
    for at in range(after, min(after + 2, len(tree.words))):
        rank = index.starting_at(at, frozenset({"RANK"}))
        name = at if rank is None else index.tokens[rank.mention_id][1]
        mention = index.starting_at(name, labels & {"PERSON"})
        if mention is not None:
            return index.head_of[mention.mention_id]
        if tree.lower[at] != ",":
            return None
    return None


def body_of_its(
    tree: Tree, index: MentionIndex, structure: Structure, says: frozenset[str], token: int
) -> Mention | None:
    """ "X said its fighters ...": the body that speaks, when nobody has marked "its"."""
    if tree.lower[token] not in ("its", "their") or index.headed.get(token):
        return None
    for at, dep, parent in climb(tree, token):
        if dep in ("ccomp", "relcl", "advcl") and tree.is_verb(parent):
            if dep != "ccomp" or tree.lemma[parent] not in says or tree.under(at, "poss"):
                return None
            speakers = tree.under(parent, "nsubj")
            found = find_argument(tree, index, structure, speakers[0], _BODIES) if speakers else None
            return found[0] if found is not None else None
    return None


def lift(
    tree: Tree, index: MentionIndex, rules: Rules, mention: Mention, prepositions: tuple[str, ...]
) -> Mention | None:
    """The unit whose people or machines act ("soldiers of the 44th", "its aircraft", "drones of X"), or None."""
    if mention.label not in ("GROUP", "PLATFORM", "WEAPON") or mention.kind == "pronoun":
        return None
    first, last = index.tokens[mention.mention_id]
    following = last if last < len(tree.words) and tree.lower[last] in prepositions else None
    for token in range(first, last):
        links = [c for c in tree.under(token, "prep") if tree.lower[c] in prepositions]
        if following is not None and following not in links and token == last - 1:
            links.append(following)
        for noun in objects_of(tree, links):
            labels = frozenset({"UNIT"}) if mention.label == "GROUP" else _BODIES
            found = find_argument(tree, index, rules.structure, noun, labels)
            if found is not None and found[0].mention_id != mention.mention_id:
                return found[0]
        if mention.label != "GROUP":
            for owner in tree.under(token, "poss", "compound", "nmod"):
                unit = index.headed_by(owner, _BODIES) or body_of_its(
                    tree, index, rules.structure, rules.reporting.verbs, owner
                )
                if unit is not None:
                    return unit
    return None


_NUMBER_NAME = re.compile(r"\d{1,4}(?:st|nd|rd|th|d)?$")


def number_siblings(tree: Tree, index: MentionIndex, mention: Mention) -> list[Mention]:
    """ "the 17th, 22nd and 35th brigades": the bare numbers that share the last one's noun."""
    if mention.label != "UNIT":
        return []
    found: list[Mention] = []
    at = index.tokens[mention.mention_id][0] - 1
    while at > 0 and tree.lower[at] in ("and", ",", "the", "&"):
        at -= 1
        before = [m for m in (*index.headed.get(at, ()), *index.covering.get(at, ())) if m.label == "UNIT"]
        if before:
            if not _NUMBER_NAME.match(before[0].text):
                break
            found.insert(0, before[0])
            at = index.tokens[before[0].mention_id][0] - 1
    return found


def all_meant(tree: Tree, index: MentionIndex, structure: Structure, head: int, mention: Mention) -> list[Mention]:
    """The argument with what shares its noun: "the 17th, 22nd and 35th brigades", "the villages of X and Y".

    `head` is the word on which the argument was found.
    """
    several = [*number_siblings(tree, index, mention), mention]
    described = index.headed_by(head, _PLACES)
    if described is None or described.mention_id == mention.mention_id:
        return several
    return named_places(tree, index, described, structure.sets["named_by_of"]) or several


def is_state(structure: Structure, place: Mention) -> bool:
    """Whether a PLACE is a state or a capital standing for one."""
    name = place.text.lower()
    return name in structure.states or name in structure.capitals
