"""Mends around what is done to whom: lists of things struck, verbs read as adjectives, sides that share a noun."""

from collections.abc import Sequence

from pipeline.records import Mention
from pipeline.relate.repairs import move, take_place, token_range
from pipeline.relate.rules import Rules
from pipeline.relate.tree import SUBJECTS, VERB_TAGS, Tree, is_passive

_THINGS = frozenset({"PLACE", "PLATFORM", "WEAPON", "GROUP", "UNIT", "DOCUMENT"})
_LISTED = frozenset({"PLACE", "PLATFORM", "WEAPON", "GROUP", "PERSON", "DOCUMENT"})
_PEOPLE = frozenset({"GROUP", "PERSON"})
_SHORTEST_LIST = 3
_MAX_OF = 8  # words of "112 rounds of 7.62 mm special and"
_SIDES = frozenset({"UNIT", "ORG", "GROUP", "PLACE"})
_UNDERGOERS = frozenset({"PLACE", "PLATFORM", "WEAPON", "GROUP", "PERSON", "UNIT", "ORG"})
_HARMS = frozenset({"killed", "captured", "destroyed", "attacked"})
_MISREAD_OBJECTS = frozenset({"npadvmod", "appos"})
_COUNTING = frozenset({"DT", "CD", "PRP$"})
_WITHIN = ("compound", "nmod", "amod", "npadvmod")
_PAST_TAGS = frozenset({"JJ", "VBN", "VBD", "NN"})
_AUXILIARIES = frozenset({"VBD", "VBZ", "VBP", "MD", "VB"})
_LATER = ("prep", "npadvmod", "advmod", "advcl")


def repair_events(tree: Tree, mentions: Sequence[Mention], rules: Rules) -> None:
    """Mend all sentences of an article."""
    spans = [(m, *token_range(tree, m)) for m in mentions]
    things = {last - 1: first for m, first, last in spans if m.label in _THINGS and first < last}
    _listed_things(tree, spans)
    for mention, first, last in spans:
        if mention.label == "DATE" and first < last:
            _verb_behind_day(tree, rules, first, last)
        if mention.label in _SIDES and first < last:
            _sides_of_noun(tree, first, last, things)
        if mention.label in _UNDERGOERS and first < last:
            _object_as_adverb(tree, rules, first, last)
            _reduced_clause(tree, rules, first, last)
            _object_beside_verb(tree, first, last)
    for token in [t for t in range(len(tree.head)) if tree.tag[t] == "JJ" and tree.under(t, "dobj")]:
        lemma = _past_of(rules, tree.lower[token])
        if lemma is not None and tree.under(token, "nsubj"):  # "said troops neutralised four": no adjective
            tree.tag[token], tree.pos[token], tree.lemma[token] = "VBD", "VERB", lemma
    for token in [t for t in range(len(tree.head)) if tree.dep[t] in SUBJECTS]:
        _part_as_subject(tree, token)
    for token in [t for t in range(len(tree.head)) if tree.dep[t] in ("csubj", "csubjpass")]:
        _subject_of_aside(tree, token)
    for token in [t for t in range(len(tree.head)) if tree.tag[t] == "JJ" and tree.dep[t] == "acomp"]:
        _state_as_passive(tree, rules, token)
    for first, last in tree.sentences:
        if last - first > 3 and not any(_is_finite(tree, t) for t in range(first, last)):
            _verb_as_adjective(tree, rules, first, last)


def _object_as_adverb(tree: Tree, rules: Rules, first: int, last: int) -> None:
    """ "Insurgents attacked Palma.", "abduct two dozen", "hacking to death 52 people": a noun behind a verb that wants
    an object, read as an adverb or as the verb's apposition, is the object."""
    head = _head_of(tree, first, last)
    verb = tree.head[head]
    if tree.dep[head] not in _MISREAD_OBJECTS or not tree.is_verb(verb) or verb >= first:
        return
    between = [t for t in range(verb + 1, first) if not first <= tree.head[t] < last]
    if any(tree.dep[t] not in ("prep", "prt", "pobj", "det", "advmod") or tree.lower[t] == "," for t in between):
        return
    wants = [t for t in rules.verbs.get(tree.lemma[verb], ()) if "patient" in dict(t.frame_class.frame)["object"]]
    if (wants or verb == first - 1) and not tree.under(verb, "dobj") and not is_passive(tree, verb):
        tree.dep[head] = "dobj"


def _object_beside_verb(tree: Tree, first: int, last: int) -> None:
    """ "Killing him and two of his guards": a noun read as the second verb stands beside the object of the first."""
    head = _head_of(tree, first, last)
    verb = tree.head[head]
    if tree.dep[head] != "conj" or not tree.is_verb(verb) or tree.pos[head] not in ("NUM", "NOUN", "PROPN"):
        return
    objects = [t for t in tree.under(verb, "dobj") if t < head]
    joins = tree.lower[first - 1] in ("and", "or") and not tree.under(head, "nsubj", "aux")
    if objects and joins and all(verb <= tree.head[t] < first for t in range(objects[-1], first - 1)):
        move(tree, head, objects[-1], "conj")


def _part_as_subject(tree: Tree, token: int) -> None:
    """ "Gunmen, some of them in uniform, surrounded X": the gunmen did."""
    others = [t for t in tree.under(tree.head[token], *SUBJECTS) if t < token]
    behind = [n for c in tree.under(token, "prep") if tree.lower[c] == "of" for n in tree.under(c, "pobj")]
    if others and tree.lower[token - 1] == "," and any(tree.lower[n] in ("them", "whom") for n in behind):
        move(tree, token, others[0], "appos")


def _subject_of_aside(tree: Tree, clause: int) -> None:
    """ "Two men, hiding in a house, were killed": a participle between commas was read as what was killed; who hides
    was."""
    verb, subjects = tree.head[clause], tree.under(clause, *SUBJECTS)
    if tree.tag[clause] not in ("VBG", "VBN") or len(subjects) != 1 or tree.under(clause, "aux", "auxpass"):
        return
    if tree.lower[clause - 1] == "," and subjects[0] < clause < verb:
        move(tree, subjects[0], verb, "nsubjpass" if is_passive(tree, verb) else "nsubj")
        move(tree, clause, subjects[0], "acl")


def _state_as_passive(tree: Tree, rules: Rules, token: int) -> None:
    """ "One terrorist was neutralised while others fled": a past form read as what somebody is, of a verb that harms."""
    link, lemma = tree.head[token], _past_of(rules, tree.lower[token])
    harms = [t for t in rules.verbs.get(lemma or "", ()) if t.frame_class.predicate in _HARMS and not t.rest]
    if lemma is None or not harms or tree.lemma[link] != "be" or tree.under(token, "advmod"):
        return
    take_place(tree, token, link)
    for child in list(tree.children[link]):
        if child != token:
            move(tree, child, token, "nsubjpass" if tree.dep[child] == "nsubj" else tree.dep[child])
    move(tree, link, token, "auxpass")
    tree.tag[token], tree.pos[token], tree.lemma[token] = "VBN", "VERB", lemma


def _reduced_clause(tree: Tree, rules: Rules, first: int, last: int) -> None:
    """ "Bombs dropped by helicopters on X killed six": a participle with an agent, read as the main verb; the finite
    verb behind it, without subject of its own, is the main verb."""
    head = _head_of(tree, first, last)
    verb = tree.head[head]
    is_participle = tree.lower[verb] in rules.structure.sets["participles"]
    if tree.dep[head] != "nsubj" or verb != last or tree.under(verb, "aux", "auxpass"):
        return
    above = tree.head[verb]
    if is_participle and tree.dep[verb] == "ccomp" and above > verb and not tree.under(above, *SUBJECTS):
        if tree.lower[above - 1] != ",":  # "two soldiers taken prisoner near X said they had ..."
            move(tree, head, above, "nsubj")
            move(tree, verb, head, "acl")
            tree.tag[verb] = "VBN"
            for captive in [t for t in tree.under(verb, "dobj") if tree.lower[t] in rules.structure.sets["captives"]]:
                tree.dep[captive] = "oprd"
        return
    if not tree.under(verb, "agent"):
        return
    for main in tree.under(verb, "advcl", "conj", "ccomp", "dep"):
        joined = tree.under(verb, "cc") or tree.under(main, "mark", *SUBJECTS) or tree.lower[main - 1] == ","
        finite = tree.tag[main] in ("VBD", "VBZ", "VBP") or (tree.tag[main] == "VBN" and tree.under(main, "dobj"))
        if main > verb and finite and not joined:
            take_place(tree, main, verb)
            move(tree, head, main, "nsubj")
            move(tree, verb, head, "acl")
            tree.tag[verb] = "VBN"
            return


def _is_finite(tree: Tree, token: int) -> bool:
    """Whether a verb form says something: no participle before its noun."""
    return tree.tag[token] in VERB_TAGS | {"MD"} and tree.dep[token] not in ("amod", *_WITHIN)


def _listed_things(tree: Tree, spans: Sequence[tuple[Mention, int, int]]) -> None:
    """ "Destroyed two vehicles, a machine gun and a building": what is counted or has an article, in a list that "and"
    closes, stands beside the first, wherever the parser hung it."""
    chain: list[tuple[int, int]] = []
    people = True  # "two men, a teacher and a farmer": who they were, as likely as not
    for mention, first, last in sorted(spans, key=lambda span: (span[1], -span[2])):
        if mention.label not in _LISTED or first >= last or (mention.label == "PERSON" and mention.kind == "name"):
            continue
        if chain and first < chain[-1][1]:
            continue  # inside the one before
        link = _link(tree, chain[-1][1], first) if chain else None
        if link is None:
            chain, people = [(first, last)], mention.label in _PEOPLE
            continue
        chain.append((first, last))
        people = people and mention.label in _PEOPLE
        if link == "and":
            _join(tree, [] if people else chain)
            chain = []


def _link(tree: Tree, last: int, first: int) -> str | None:
    """How one thing follows another: "," or "and"; None where it does not, or neither is counted nor has an article."""
    between = tree.lower[last:first]
    if between and tree.tag[first - 1] in _COUNTING:
        between = between[:-1]
    elif tree.tag[first] != "CD":
        return None
    if between[:1] == ["of"] and len(between) <= _MAX_OF and not any(w in ("who", "which") for w in between):
        between = between[-1:]
    if between in (["and"], [",", "and"]):
        return "and"
    return "," if between == [","] else None


def _join(tree: Tree, chain: Sequence[tuple[int, int]]) -> None:
    if len(chain) < _SHORTEST_LIST:
        return
    top, start = _head_of(tree, *chain[0]), chain[0][0]
    for first, last in chain[1:]:
        head = _head_of(tree, first, last)
        if start <= tree.head[head] < first and tree.head[head] != top:
            move(tree, head, top, "conj")
        elif tree.head[head] == top:
            tree.dep[head] = "conj"


def _head_of(tree: Tree, first: int, last: int) -> int:
    return next((t for t in range(last - 1, first - 1, -1) if not first <= tree.head[t] < last), last - 1)


def _sides_of_noun(tree: Tree, first: int, last: int, things: dict[int, int]) -> None:
    """ "Fighting between RSF and army troops": the first side was read as half of what describes the second."""
    head = next((t for t in range(first, last) if not first <= tree.head[t] < last), None)
    if head is None or tree.dep[head] not in ("nmod", "compound") or last + 1 >= len(tree.head):
        return
    noun, link = tree.head[head], tree.head[tree.head[head]]
    if tree.lower[last] != "and" or things.get(noun, -1) != last + 1 or tree.lower[link] != "between":
        return
    conjunction = next((t for t in tree.under(head, "cc") if t == last), None)
    for other in [t for t in tree.under(head, "conj") if last < t < noun]:
        move(tree, other, noun, "compound")
    take_place(tree, head, noun)
    move(tree, noun, head, "conj")
    if conjunction is None:
        move(tree, last, head, "cc")


def _verb_as_adjective(tree: Tree, rules: Rules, first: int, last: int) -> None:
    """ "Troops of X, in conjunction with Y, neutralised scores of Z": in a sentence without a verb, the past form that
    describes its noun is the verb, and what stands before it the subject."""
    root = next((t for t in range(first, last) if tree.head[t] == t), None)
    if root is None or tree.pos[root] not in ("NOUN", "NUM", "PROPN"):
        return
    for noun in [] if tree.under(root, "cc") else tree.under(root, "conj", "appos"):
        for verb in [t for t in tree.under(noun, "amod") if tree.tag[t] in _PAST_TAGS and root < t < noun]:
            lemma = _past_of(rules, tree.lower[verb])
            if lemma is not None and tree.lower[verb - 1] == "," and _opens_noun(tree, verb, noun):
                move(tree, verb, root, "dep")
                _make_verb(tree, verb, root, root, lemma)
                move(tree, noun, verb, "dobj")
                return
    for verb in [t for t in tree.under(root, *_WITHIN) if tree.tag[t] in _PAST_TAGS and first < t < root]:
        lemma = _past_of(rules, tree.lower[verb])
        own = [t for t in tree.under(verb, "npadvmod", "nsubj", "compound") if t < verb]
        others = [t for t in tree.under(root, "nsubj", "dep", "nmod", "compound", "npadvmod") if t < verb]
        subjects = [t for t in (*others, *own) if tree.pos[t] in ("NOUN", "PROPN", "PRON")]
        if lemma is None or not subjects or not _opens_noun(tree, verb, root):
            continue
        _make_verb(tree, verb, root, subjects[0], lemma)
        return


def _verb_behind_day(tree: Tree, rules: Rules, first: int, last: int) -> None:
    """ "Attacked X on Saturday and burnt houses": no day stands beside houses; the past form is the next verb."""
    day = _head_of(tree, first, last)
    link = tree.head[day]
    verb = tree.head[link] if tree.dep[day] == "pobj" else link
    if not tree.is_verb(verb):
        return
    for noun in [t for host in (day, verb) for t in tree.under(host, "conj") if t > day]:
        for past in [t for t in tree.under(noun, "amod") if tree.lower[t - 1] == "and" and tree.tag[t] in _PAST_TAGS]:
            lemma = _past_of(rules, tree.lower[past])
            if lemma is not None and tree.tag[noun] == "NNS":
                move(tree, past, verb, "conj")
                move(tree, noun, past, "dobj")
                tree.tag[past], tree.pos[past], tree.lemma[past] = "VBD", "VERB", lemma


def _opens_noun(tree: Tree, verb: int, root: int) -> bool:
    """Whether all between the verb and its noun describes the noun."""
    return all(tree.head[t] in range(verb, root + 1) for t in range(verb + 1, root))


def _make_verb(tree: Tree, verb: int, root: int, subject: int, lemma: str) -> None:
    take_place(tree, verb, root)
    move(tree, root, verb, "dobj")
    move(tree, subject, verb, "nsubj")
    tree.tag[verb], tree.pos[verb], tree.lemma[verb] = "VBD", "VERB", lemma
    if root == subject:
        return
    for token in [t for t in tree.children[root] if t < verb]:
        is_its = tree.dep[token] in ("det", "amod", "compound", "nmod") and token < subject
        move(tree, token, subject if is_its else verb, tree.dep[token])
    for token in [t for t in tree.children[root] if t > root and tree.dep[t] in _LATER and tree.lower[t] != "of"]:
        move(tree, token, verb, tree.dep[token])


def _past_of(rules: Rules, word: str) -> str | None:
    """The verb a regular past form is of, where the rules know it."""
    if not word.endswith("ed"):
        return rules.structure.lemmas.get(word)
    stem = word.removesuffix("ed")
    forms = [word.removesuffix("d"), stem, stem[:-1] if stem[-2:-1] == stem[-1:] else stem]
    return next((form for form in forms if form in rules.verbs), None)
