"""What stands behind a verb and its object, and clauses cut short before a verb: mends of the parse.

"Shot dead 30 civilians", "took 182 passengers hostage": the parser makes one noun phrase of an object and of what became
of it. "Gunmen believed to be militants killed ten": it takes the first participle for the verb of the sentence.
"""

from collections.abc import Sequence

from pipeline.records import Mention
from pipeline.relate.repairs import move, take_place, token_range
from pipeline.relate.tree import SUBJECTS, Tree

_PEOPLE = frozenset({"PERSON", "GROUP"})
_MAX_ATTRIBUTE = 8  # tokens from "be" to the verb that follows what somebody is believed to be


def repair_complements(tree: Tree, mentions: Sequence[Mention]) -> None:
    """Mend all verbs of an article."""
    heads = {t for m in mentions if m.label in _PEOPLE for t in range(*token_range(tree, m))}
    places = {t for m in mentions if m.label == "PLACE" for t in range(*token_range(tree, m))}
    sets = tree.sets
    for token in range(1, len(tree.head)):
        if tree.lower[token] in sets["captives"] and token - 1 in heads:
            _taken_captive(tree, token)
        elif tree.lower[token] in sets["captives"] and tree.lower[token - 1] == "taken":
            _number_taken(tree, token)
        elif tree.lower[token] == "dead" and tree.lemma[token - 1] in sets["striking_dead"]:
            _shot_dead(tree, token)
        elif tree.lower[token] == "dead" and tree.dep[token] == "amod" and tree.head[token] < token:
            _left_dead(tree, token)
        elif tree.tag[token] == "VBN" and tree.dep[token] == "conj":
            _joined_passive(tree, token)
        elif tree.lemma[token] in sets["holding"] and tree.dep[token] == "advcl":
            _held_until_then(tree, token, places)
        elif tree.lemma[token] in sets["supposing"] and tree.tag[token] in ("VBD", "VBN"):
            _supposed(tree, token)


def _taken_captive(tree: Tree, token: int) -> None:
    """ "took 182 passengers hostage": the people are the object, "hostage" what they became."""
    verb, people = tree.head[token], token - 1
    if (
        tree.dep[token] not in ("dobj", "oprd", "attr")
        or tree.lemma[verb] not in tree.sets["taking_captive"]
        or verb > people
    ):
        return
    if tree.head[people] != token or tree.dep[people] not in ("compound", "nmod", "amod", "poss"):
        return
    move(tree, people, verb, "dobj")
    for child in [c for c in tree.children[token] if c < people]:
        move(tree, child, people, tree.dep[child])
    tree.dep[token] = "oprd"


def _number_taken(tree: Tree, token: int) -> None:
    """ "20 were killed and eight taken prisoner": the participle is the verb of the eight."""
    verb = token - 1
    numbers = [n for n in tree.under(token, "nummod") if n == verb - 1]
    if numbers and tree.dep[verb] == "amod" and tree.head[verb] == token:
        take_place(tree, verb, token)
        move(tree, token, verb, "oprd")
        move(tree, numbers[0], verb, "nsubjpass")


def _held_until_then(tree: Tree, token: int, places: set[int]) -> None:
    """ "Rebels overran the base, held until then by the army": a place is held, not who took it."""
    objects = [t for t in tree.under(tree.head[token], "dobj") if t < token]
    is_passive_form = tree.tag[token] == "VBN" and bool(tree.under(token, "agent")) and not tree.under(token, *SUBJECTS)
    if is_passive_form and objects and objects[0] in places and tree.words[token - 1] == ",":
        move(tree, token, objects[0], "acl")


def _joined_passive(tree: Tree, verb: int) -> None:
    """ "was shot at by gunmen and a soldier was killed": the noun read as the second agent is what the passive is said
    of."""
    helpers = [c for c in tree.under(verb, "auxpass") if tree.lower[c] in ("was", "were", "is", "are")]
    if not helpers or tree.under(verb, *SUBJECTS):
        return
    noun = helpers[0] - 1
    if noun <= tree.head[verb] or tree.dep[noun] != "conj" or tree.head[noun] >= noun:
        return
    first = min([noun, *tree.children[noun]])
    if tree.lower[first - 1] == "and" and tree.pos[noun] in ("NOUN", "PROPN", "NUM"):
        move(tree, noun, verb, "nsubjpass")


def _shot_dead(tree: Tree, token: int) -> None:
    """ "shot dead 30 civilians": "dead" belongs to the verb."""
    if tree.dep[token] == "amod" and tree.head[token] > token:
        move(tree, token, token - 1, "oprd")


def _left_dead(tree: Tree, token: int) -> None:
    """ "shot two men dead at the market": "dead" behind the object belongs to the verb."""
    noun = tree.head[token]
    verb = tree.head[noun]
    if tree.dep[noun] == "dobj" and tree.lemma[verb] in tree.sets["striking_dead"] and verb < noun:
        move(tree, token, verb, "oprd")


def _supposed(tree: Tree, token: int) -> None:
    """ "Gunmen believed to be militants killed ten": the gunmen killed; what they are believed to be did not."""
    subjects = [s for s in tree.under(token, *SUBJECTS) if s < token]
    copulas = [b for b in tree.under(token, "xcomp") if tree.lemma[b] == "be" and b > token]
    if not subjects or not copulas or tree.under(token, "auxpass", "aux"):
        return
    copula = copulas[0]
    clauses = [c for c in (*tree.under(token, "ccomp"), *tree.under(copula, "ccomp")) if tree.tag[c] in ("VBD", "VBZ")]
    attributes = [s for c in clauses[:1] for s in tree.under(c, "nsubj") if copula < s < c <= copula + _MAX_ATTRIBUTE]
    if not attributes:
        return
    clause = clauses[0]
    move(tree, attributes[0], copula, "attr")
    if tree.head[clause] != token:
        move(tree, clause, token, "ccomp")
    take_place(tree, clause, token)
    move(tree, subjects[0], clause, "nsubj")
    move(tree, token, subjects[0], "acl")
    tree.tag[token] = "VBN"
