"""The slots of a verb or noun: which words stand as agent, patient, complement or behind which preposition."""

from dataclasses import dataclass

from pipeline.relate.rules import Rules
from pipeline.relate.tree import (
    Tree,
    conjuncts,
    has_infinitive,
    is_passive,
    objects_of,
    surface_subject,
    with_particles,
)

_COMPLEMENTS = {"attr": ("attr", "acomp"), "oprd": ("oprd", "attr", "xcomp"), "dative": ("dative",)}
# "from X towards Y", "goes to X as commander": the parser hangs the second phrase on the first
_ONWARD = frozenset({"to", "towards", "toward", "into", "as", "between"})
_RESTING = frozenset({"on", "in", "at", "near"})  # "on the road to X": nobody went to X
_MAX_UP = 4
_LENDING = frozenset({"object", "unfolding", "bearing", "under", "in", "into"})  # "since the death of X he is led by Y"
_AIMS = frozenset({"on", "against", "at", "upon"})
_CLAUSES = frozenset(
    {"during", "in", "after", "before", "amid", "for", "with"}
)  # "burned trucks on the road during a strike"
_WITHIN = frozenset({"in", "into"})


@dataclass(frozen=True, slots=True)
class Slots:
    """The words around one trigger. `passive` says how subject and object were read; `support` is the light verb's
    token."""

    token: int
    found: dict[str, list[int]]
    passive: bool = False
    support: int | None = None

    def get(self, name: str) -> list[int]:
        """The words in a slot, coordinated ones included."""
        return self.found.get(name, [])


def _spread(tree: Tree, tokens: list[int]) -> list[int]:
    return [c for token in tokens for c in conjuncts(tree, token)]


def verb_slots(tree: Tree, verb: int, *, transitive: bool) -> Slots:
    """The slots of a verb form. With `transitive`, an active form that lacks an object is read as a headline's
    passive."""
    found: dict[str, list[int]] = {}
    passive = is_passive(tree, verb)
    subject = surface_subject(tree, verb)
    objects = tree.under(verb, "dobj")
    if (
        transitive
        and not passive
        and not objects
        and not _shared_object(tree, verb)
        and (tree.tag[verb] in ("VBD", "VBN") or tree.lower[verb] == "hurt")
        and _looks_reduced(tree, verb)
    ):
        passive = True
    if not objects and not passive:
        objects = _shared_object(tree, verb) or _gap(tree, verb)
    found["agent"] = [] if passive else _spread(tree, subject)
    found["patient"] = _spread(tree, subject) if passive else _spread(tree, objects)
    if passive:
        if objects:
            found["dative"] = _spread(tree, objects)
        by = [c for c in tree.under(verb, "agent", "prep") if tree.lower[c] == "by"]
        found["agent"] = objects_of(tree, by) or _shared_agent(tree, verb)
    for name, deps in _COMPLEMENTS.items():
        extra = [t for c in tree.under(verb, *deps) for t in _complement(tree, c)]
        if extra:
            found.setdefault(name, []).extend(extra)
    _add_prepositions(tree, [verb, *tree.under(verb, "prt", "advmod")], found)
    for host in [*objects, *tree.under(verb, "acomp", "attr", "xcomp")]:
        _add_prepositions(tree, [host], found, only_missing=True)
    found.setdefault("time", tree.under(verb, "npadvmod"))
    if any(tree.lower[c] == "there" for c in tree.under(verb, "expl")):
        found["existing"] = _spread(tree, tree.under(verb, "attr", "nsubj", "dobj"))
    if tree.dep[verb] == "relcl" and any(tree.lower[c] == "where" for c in tree.under(verb, "advmod")):
        found["where"] = [tree.head[verb]]
    return Slots(verb, found, passive)


def _looks_reduced(tree: Tree, verb: int) -> bool:
    if tree.under(verb, "aux", "ccomp", "xcomp", "dative"):
        return False
    return not any(tree.dep[c] == "prep" and tree.lower[c] in ("to", "for") and c < verb for c in tree.children[verb])


def _complement(tree: Tree, token: int) -> list[int]:
    """Nouns of a complement; of a dative preposition its noun."""
    if tree.dep[token] == "dative" and tree.pos[token] == "ADP":
        return objects_of(tree, [token])
    return conjuncts(tree, token)


def _shared_object(tree: Tree, verb: int) -> list[int]:
    """ "captured and killed three soldiers": the object of the last verb belongs to all."""
    for later in tree.under(verb, "conj"):
        if tree.is_verb(later) and not tree.under(later, "nsubj", "nsubjpass") and later - verb <= 3:
            return tree.under(later, "dobj")
    return []


def _shared_agent(tree: Tree, verb: int) -> list[int]:
    """ "was captured and killed by X": the by-phrase of the last participle belongs to all."""
    for other in tree.under(verb, "conj"):
        if tree.tag[other] == "VBN" and other - verb <= 3:
            return objects_of(tree, tree.under(other, "agent"))
    return []


def _gap(tree: Tree, verb: int) -> list[int]:
    """The noun that a relative clause leaves out as its object ("the soldiers X captured")."""
    at = verb
    for _ in range(_MAX_UP):
        parent = tree.head[at]
        if tree.dep[at] == "relcl":
            own = tree.under(at, "nsubj", "nsubjpass")
            relative = (own and tree.tag[own[0]] in ("WDT", "WP")) or (own and tree.lower[own[0]] == "that")
            if own and not relative and tree.pos[parent] in ("NOUN", "PROPN", "PRON"):
                return [parent]
            return []
        if tree.dep[at] != "xcomp":
            return []
        at = parent
    return []


def _add_prepositions(tree: Tree, hosts: list[int], found: dict[str, list[int]], *, only_missing: bool = False) -> None:
    before = set(found)
    for host in hosts:
        for prep in tree.under(host, "prep", "agent", "dative"):
            name = tree.lower[prep]
            if tree.lower[prep - 1] == "not" and tree.lower[prep - 2] == ",":
                continue  # "against X, not against Y"
            if tree.pos[prep] not in ("ADP", "SCONJ", "ADV", "VERB", "PART") or (only_missing and name in before):
                continue
            nouns = objects_of(tree, [prep])
            if nouns:
                found.setdefault(name, []).extend(nouns)
                inner = next((tree.lower[c] for c in tree.under(prep, "prep")), None)
                if inner is not None and inner != name:
                    found.setdefault(inner, []).extend(nouns)
                links = [c for noun in nouns for c in tree.under(noun, "prep") if tree.lower[c] in _ONWARD]
                for onward in [c for c in links if tree.lower[c] != "to" or name not in _RESTING]:
                    found.setdefault(tree.lower[onward], []).extend(objects_of(tree, [onward]))


def noun_slots(tree: Tree, noun: int, rules: Rules) -> Slots:
    """The slots of an event noun; a light verb above it lends its subject as agent or patient."""
    found: dict[str, list[int]] = {"self": [noun]}
    _add_prepositions(tree, [noun], found)
    _add_prepositions(tree, found.get("by", []), found, only_missing=True)  # "a raid by X on Y": "on" hung on X
    found.update(_aimed(tree, noun, rules.structure.sets["aiming"]))
    for verb in [t for t in tree.under(noun, "acl", "relcl") if tree.lemma[t] in rules.structure.support["agent"]]:
        by = objects_of(tree, tree.under(verb, "agent"))  # "a raid carried out by X on Y"
        if by:
            found.setdefault("by", by)
            _add_prepositions(tree, [verb], found, only_missing=True)
    if "by" not in found:
        _add_prepositions(tree, _hosts_of_by(tree, found), found, only_missing=True)
    owners = _spread(tree, tree.under(noun, "poss"))
    if owners:
        found["poss"] = owners
    parts = tree.under(noun, "compound", "nmod")
    if parts:
        found["compound"] = parts
    found["modifier"] = tree.under(noun, "amod", "compound", "nmod")
    link = tree.head[noun]
    if tree.dep[noun] == "pobj" and tree.lower[link] in ("in", "of"):
        found["host"] = _host(tree, tree.head[link])
    claimant = _claimant(tree, noun, rules)
    if claimant:
        found["claimant"] = claimant
    support = _support_verb(tree, noun, rules.structure.sets["unfolding"])
    if support is None:
        return Slots(noun, found)
    verb, via = support
    outer: dict[str, list[int]] = {}
    _add_prepositions(tree, [verb, *tree.under(verb, "prt", "advmod")], outer)
    for name, tokens in outer.items():
        lends = name != "by" or (via in _LENDING and (via not in _WITHIN or _undergoes(tree, rules, verb, "in")))
        is_aside = via in _CLAUSES and bool(tree.under(verb, "dobj"))
        lends = lends and (name not in _AIMS or not is_aside or tokens[0] > noun)
        if noun not in tokens and lends and not set(tokens) & set(claimant):
            found.setdefault(name, tokens)
    verbs = rules.structure.support
    lemma = tree.lemma[verb]
    passive = is_passive(tree, verb)
    subject = _spread(tree, surface_subject(tree, verb))
    by = objects_of(tree, tree.under(verb, "agent"))
    doer = by if passive else subject
    own = {lemma, *with_particles(tree, verb)} & verbs["agent"]
    if via == "object" and own:
        found["agent"] = doer
        if passive:
            found["patient"] = subject
    elif not passive and _lends_through(tree, rules, verb, via):
        found["agent"] = doer
    elif via == "bearing" or (via == "object" and lemma in verbs["patient"]):
        found["patient"] = doer
    elif via in verbs["patient_prepositions"] and _undergoes(tree, rules, verb, via):
        found["undergone"] = subject
        if via != "in" or lemma in rules.structure.sets["lasting"]:
            found["patient"] = subject
    if via in verbs["clause_prepositions"]:
        found["clause"] = doer  # "questioned with the help of X": X helps those who question
    return Slots(noun, found, support=verb)


def _aimed(tree: Tree, noun: int, aiming: frozenset[str]) -> dict[str, list[int]]:
    """ "A raid targeting X", "a strike that targeted X": what an event is aimed at, as its own clause says."""
    clauses = [t for t in tree.under(noun, "acl", "relcl") if tree.lemma[t] in aiming and not is_passive(tree, t)]
    aims = [t for c in clauses for t in tree.under(c, "dobj")]
    return {"aim": _spread(tree, aims)} if aims else {}


def _lends_through(tree: Tree, rules: Rules, verb: int, via: str) -> bool:
    """ "Resorted to shelling", "took part in the raid": a verb that lends its subject to an event behind a preposition."""
    words = [tree.lemma[verb], *(tree.lower[c] for c in tree.under(verb, "dobj", "acomp", "prt")), via]
    return " ".join(words) in rules.structure.support["agent_prepositions"]


def _hosts_of_by(tree: Tree, found: dict[str, list[int]]) -> list[int]:
    """ "The killing of X at Y by Z": the parser hung "by" on the place, or on the one who was harmed."""
    hosts = [t for name in ("of", "on", "against", *_RESTING) for t in found.get(name, [])]
    return [t for t in hosts if any(tree.lower[c] == "by" for c in tree.under(t, "prep"))][:1]


def _host(tree: Tree, above: int) -> list[int]:
    """Whom an event is said of: "X in its fight against Y"; of "support (for) X in the fight" it is X."""
    if tree.is_verb(above):
        objects = tree.under(above, "dobj")
        if tree.lemma[above] in tree.sets["backing"]:
            return _spread(tree, objects)
        above = next((c for c in objects if tree.lemma[c] in tree.sets["backing"]), above)
    if tree.lemma[above] in tree.sets["backing"]:
        return objects_of(tree, [c for c in tree.under(above, "prep") if tree.lower[c] in ("for", "to", "of")])
    return conjuncts(tree, above) if tree.pos[above] in ("NOUN", "PROPN") else []


def _claimant(tree: Tree, noun: int, rules: Rules) -> list[int]:
    """Who "claimed responsibility for" the event or denied it, is said to be "behind" it, or by whom it is claimed."""
    for claim in tree.under(noun, "acl"):
        if tree.lemma[claim] == "claim" and tree.under(claim, "agent"):
            return objects_of(tree, tree.under(claim, "agent"))
        if tree.lemma[claim] in tree.sets["blaming"]:
            return objects_of(tree, [c for c in tree.under(claim, "prep") if tree.lower[c] in ("on", "to")])
    link = tree.head[noun]
    if tree.dep[noun] in ("dobj", "nsubjpass") and tree.lemma[link] in tree.sets["blaming"]:
        return objects_of(
            tree, [c for h in (link, noun) for c in tree.under(h, "prep") if tree.lower[c] in ("on", "to")]
        )
    if tree.dep[noun] != "pobj" or tree.lower[link] not in ("for", "in", "behind", "of"):
        return []
    above = tree.head[link]
    blamed = _blamed_for(tree, link, above)
    if blamed or tree.lower[link] == "of":
        return blamed
    if tree.lower[link] == "behind":
        return _spread(tree, surface_subject(tree, above)) if tree.lemma[above] == "be" else []
    if tree.lower[above] not in rules.structure.sets["involvement"] or tree.under(above, "poss"):
        return []
    verb = tree.head[above] if tree.dep[above] in ("dobj", "nsubjpass") else above
    is_denied = tree.lemma[verb] in rules.reporting.denying
    owns_up = tree.lemma[verb] in tree.sets["owning_up"] and tree.lower[link] == "for"
    if not is_denied and (not owns_up or tree.under(verb, "neg")):
        return []
    by = objects_of(tree, tree.under(verb, "agent"))
    return by if is_passive(tree, verb) else _spread(tree, surface_subject(tree, verb))


def _blamed_for(tree: Tree, link: int, above: int) -> list[int]:
    """ "X blamed Y for the attack", "accused Y of the attack": Y."""
    verb = above if tree.is_verb(above) else tree.head[above]
    wanted = {"for": "blamed_for", "of": "accused_of"}.get(tree.lower[link])
    if wanted is None or not tree.is_verb(verb) or tree.lemma[verb] not in tree.sets[wanted]:
        return []
    if above != verb and tree.dep[above] != "dobj":
        return []
    return _spread(tree, surface_subject(tree, verb) if is_passive(tree, verb) else tree.under(verb, "dobj"))


def _undergoes(tree: Tree, rules: Rules, verb: int, via: str) -> bool:
    """Whether the subject of a verb suffers the event behind its preposition: "came under", "was killed in"."""
    if via != "in":
        return True
    sets = rules.structure.sets
    return tree.lemma[verb] in sets["undergoing"] | sets["lasting"] and not tree.under(verb, "dobj")


def _support_verb(tree: Tree, noun: int, unfolding: frozenset[str]) -> tuple[int, str] | None:
    """The verb an event noun depends on: as its object ("object"), behind a preposition (its word), or as what unfolds."""
    at = noun
    for _ in range(_MAX_UP):
        dep, parent = tree.dep[at], tree.head[at]
        if dep == "attr" and tree.lemma[at] in tree.sets["bearing"] and tree.is_verb(parent):
            return parent, "bearing"
        if dep in ("dobj", "nsubjpass", "attr", "oprd") and tree.is_verb(parent):
            return parent, "object"
        if dep == "nsubj" and tree.is_verb(parent) and is_passive(tree, parent):
            return parent, "object"
        if dep in ("nsubj", "nsubjpass") and tree.is_verb(parent) and tree.lemma[parent] in unfolding:
            return parent, "unfolding"
        if dep == "pobj" and tree.is_verb(tree.head[parent]):
            return tree.head[parent], tree.lower[parent]
        if dep == "conj" and tree.pos[parent] == "NOUN":
            at = parent
            continue
        if dep == "pobj" and tree.lower[parent] == "of" and tree.dep[tree.head[parent]] in ("dobj", "nsubjpass"):
            at = tree.head[parent]
            continue
        if dep == "pobj" and tree.lower[parent] == "of" and tree.lemma[tree.head[parent]] in tree.sets["bearing"]:
            at = tree.head[parent]
            continue
        return None
    return None


def is_infinitive_only(tree: Tree, verb: int) -> bool:
    """Whether the verb is a bare purpose infinitive without subject of its own."""
    return has_infinitive(tree, verb) and not tree.under(verb, "nsubj")
