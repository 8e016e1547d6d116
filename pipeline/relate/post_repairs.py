"""Participles of posting and appointing that the parser reads as verbs of the past: "was promoted and made commander",
"in place of X, seconded to Y", "Y, attached to 343 Regiment"; and hand-overs that it misreads ("to Rear Admiral Y")."""

from collections.abc import Sequence

from pipeline.records import Mention
from pipeline.relate.repairs import move, token_range
from pipeline.relate.rules import Rules
from pipeline.relate.tree import SUBJECTS, Tree, is_passive

_ONWARD = frozenset({"to", "from", "as", "by", "into"})
_AUXILIARIES = ("aux", "auxpass")


def repair_posts(tree: Tree, mentions: Sequence[Mention], rules: Rules) -> None:
    """Mend all participles of posting and appointing of an article."""
    sets = rules.structure.sets
    ends = {token_range(tree, m)[1] for m in mentions if m.label == "PERSON" and m.kind == "name"}
    roles = {token_range(tree, m)[0] for m in mentions if m.label == "ROLE"}
    titled = {token_range(tree, m) for m in mentions if m.label == "RANK" or (m.label == "PERSON" and m.kind == "name")}
    _to_people(tree, dict(titled))
    for first in (token_range(tree, m)[0] for m in mentions if m.label == "UNIT" and m.kind == "name"):
        _over_unit(tree, first)
    units = {token_range(tree, m)[1] - 1 for m in mentions if m.label == "UNIT"}
    for token in units:
        _listed_units(tree, token, units)
    for token in range(2, len(tree.head) - 1):
        if tree.tag[token] not in ("VBD", "VBN") or tree.under(token, *_AUXILIARIES):
            continue
        if tree.under(token, *SUBJECTS):
            if tree.lemma[token] in sets["posting"] and tree.lower[token - 1] == "," and token - 1 in ends:
                _posted_there(tree, token)
        elif tree.lemma[token] in sets["appointing"] and tree.dep[token] == "conj" and token + 1 in roles:
            _appointed_too(tree, token)
        elif tree.lemma[token] in sets["posting"] and tree.lower[token - 1] == "," and token - 1 in ends:
            _posted_behind(tree, token)


def _to_people(tree: Tree, titled: dict[int, int]) -> None:
    """ "handed over command to Rear Admiral X": no infinitive begins with a rank; `titled` maps first to last tokens."""
    for first, last in titled.items():
        to = first - 1
        if to < 1 or tree.lower[to] != "to" or tree.dep[to] != "aux":
            continue
        end = titled.get(last, last)
        phrase = range(first, end)
        inner = tree.head[to]
        verb = tree.head[inner] if inner in phrase else inner
        if inner not in phrase or verb in phrase or verb > to:
            continue
        move(tree, to, verb, "prep")
        for token in phrase:
            if token != end - 1:
                move(tree, token, end - 1, "compound")
        move(tree, end - 1, to, "pobj")
        tree.pos[to], tree.tag[to] = "ADP", "IN"
        tree.pos[inner], tree.tag[inner] = "PROPN", "NNP"


def _over_unit(tree: Tree, first: int) -> None:
    """ "hands over 21 Brigade": no more than 21 of them."""
    over = first - 1
    if over < 1 or tree.lower[over] != "over" or tree.dep[over] != "quantmod" or not tree.is_verb(over - 1):
        return
    move(tree, over, over - 1, "prt")


def _listed_units(tree: Tree, token: int, units: set[int]) -> None:
    """ "a mountain brigade, the 17 Division and the 3 Corps": three units, none of them a name of another."""
    for behind in [c for c in tree.under(token, "appos") if c in units]:
        further = [c for c in tree.under(behind, "conj") if c in units and "and" in tree.lower[behind:c]]
        if further and tree.dep[token] in ("dobj", "pobj", "nsubj", "nsubjpass"):
            tree.dep[behind] = "conj"


def _appointed_too(tree: Tree, verb: int) -> None:
    """ "was promoted to major general and made deputy commander": appointed is who was promoted."""
    governor = tree.head[verb]
    if not tree.is_verb(governor) or not is_passive(tree, governor):
        return
    tree.tag[verb] = "VBN"
    for child in tree.under(verb, "dobj"):
        tree.dep[child] = "oprd"


def _posted_there(tree: Tree, verb: int) -> None:
    """ "Colonel X, posted to the 5th Division, said": no comma stands between who posts and the verb."""
    subjects = tree.under(verb, "nsubj")
    if subjects == [verb - 2] and tree.lower[verb + 1] in _ONWARD and not tree.under(verb, "dobj"):
        tree.tag[verb], tree.dep[subjects[0]] = "VBN", "nsubjpass"


def _posted_behind(tree: Tree, verb: int) -> None:
    """ "in place of X, seconded to the academy": seconded is the one named right before."""
    name = verb - 2
    if tree.lower[verb + 1] not in _ONWARD or tree.under(verb, "dobj") or tree.dep[verb] in ("ROOT", "relcl"):
        return
    if tree.dep[verb] != "acl" or tree.head[verb] > verb:
        move(tree, verb, name, "acl")
    tree.tag[verb] = "VBN"
