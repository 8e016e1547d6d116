"""Mends what the parser often gets wrong in news, where mentions or plain structure show what is right.

Each repair is one construction: it looks at a few tokens, changes heads and labels of the copied tree (never the
Doc), and
leaves alone whatever does not fit exactly. They run once an article, before mentions are placed on tokens.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from pipeline.records import Mention
from pipeline.relate.rules import Rules
from pipeline.relate.tree import VERB_TAGS, Tree

_ARGUMENTS = frozenset({"PERSON", "GROUP", "UNIT", "ORG", "PLACE", "PLATFORM", "WEAPON"})
_DASHES = frozenset({"-", "–", "—", "--"})
_MAX_DATELINE = 14  # tokens before the dash of a dateline
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "ADJ", "NUM"})
_MAX_CLIMB = 20
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_SUBJECTS = ("nsubj", "nsubjpass", "csubj", "csubjpass", "expl")


def repair(tree: Tree, mentions: Sequence[Mention], rules: Rules) -> None:
    """Apply all repairs to the tree."""
    for token, word in enumerate(tree.lower):
        if word in rules.structure.lemmas and tree.tag[token] in VERB_TAGS:
            tree.lemma[token] = rules.structure.lemmas[word]
    spans = [(m, *token_range(tree, m)) for m in mentions]
    spans = [(m, first, last) for m, first, last in spans if first < last]
    for number, (first, last) in enumerate(tree.sentences):
        if first < last and (
            number == 0 or (tree.start[first] >= 2 and "\n" in tree.text[tree.end[first - 1] - 1 : tree.start[first]])
        ):
            _dateline(tree, first, last, spans)
    for mention, first, last in spans:
        if mention.label in _ARGUMENTS:
            _possessor_swallowed(tree, mention, first, last, spans)
            _participle_as_noun(tree, mention, first, last)
            _determiner_subject(tree, mention, first, last)
            _headline_verb(tree, rules, first, last)
            _inserted_verb(tree, rules, first, last)
            _lost_subject(tree, first, last)
            if mention.label in ("PERSON", "GROUP"):
                _counted_participle(tree, first, last)
                _participle_behind_people(tree, first, last)
            if mention.label == "PERSON":
                _named_to_office(tree, first, last)
            if mention.label == "UNIT":
                _body_of_unit(tree, first, last)
    for token in range(len(tree.head)):
        if tree.dep[token] in ("acl", "relcl", "ccomp", "advcl"):
            _that_clause(tree, rules, token)
        if tree.dep[token] == "ccomp":
            _listed_verb(tree, token)
        if tree.dep[token] == "relcl" and tree.tag[tree.head[token]] == "CD":
            _people_behind_year(tree, token)
        if tree.dep[token] == "acl" and tree.tag[token] == "VBG":
            _participle_after_comma(tree, token)


def token_range(tree: Tree, mention: Mention) -> tuple[int, int]:
    """Tokens [first, last) that a mention touches; empty when it touches none."""
    first = bisect_right(tree.start, mention.start) - 1
    if first < 0 or tree.end[first] <= mention.start:
        first += 1
    return first, bisect_left(tree.start, mention.end)


def move(tree: Tree, token: int, head: int, dep: str) -> None:
    """Hang a token elsewhere, unless that would make a circle."""
    at = head
    for _ in range(len(tree.head)):
        if at == token:
            return
        if tree.head[at] == at:
            break
        at = tree.head[at]
    old = tree.head[token]
    if old != token:
        tree.children[old].remove(token)
    tree.head[token], tree.dep[token] = head, dep
    siblings = tree.children[head]
    siblings.insert(bisect_left(siblings, token), token)


def take_place(tree: Tree, token: int, above: int) -> None:
    """Let a word hang where the one above it hangs."""
    head = tree.head[above]
    if head == above:
        tree.children[above].remove(token)
        tree.head[token], tree.dep[token] = token, "ROOT"
    else:
        move(tree, token, head, tree.dep[above])


def _head_in(tree: Tree, first: int, last: int) -> int:
    outside = [t for t in range(first, last) if not first <= tree.head[t] < last or tree.head[t] == t]
    return outside[-1] if outside else last - 1


def _dateline(tree: Tree, first: int, last: int, spans: Sequence[tuple[Mention, int, int]]) -> None:
    """ "GORI, Georgia (CPA) — Paratroopers reached ...": the place is not the subject; the first noun behind the dash
    is."""
    dash = next((t for t in range(first, min(last, first + _MAX_DATELINE)) if tree.words[t] in _DASHES), None)
    if dash is None or dash + 1 >= last or not _opens_report(tree, first, dash, spans):
        return
    subjects = [t for t in range(first, dash) if tree.dep[t] in ("nsubj", "nsubjpass") and tree.head[t] > dash]
    if not subjects:
        return
    verb, dep = tree.head[subjects[0]], tree.dep[subjects[0]]
    candidates = [t for t in range(dash + 1, verb) if first <= tree.head[t] <= dash and tree.pos[t] in _NOMINAL]
    others = [t for t in tree.under(verb, "nsubj", "nsubjpass") if t > dash]
    if candidates and not others:
        move(tree, candidates[0], verb, dep)
    if candidates or others:
        move(tree, subjects[0], verb, "dep")


def _opens_report(tree: Tree, first: int, dash: int, spans: Sequence[tuple[Mention, int, int]]) -> bool:
    """Whether what stands before a dash is a dateline: a word in capitals, or a place with a day or an agency."""
    if tree.words[first].isupper() and len(tree.words[first]) > 2:
        return True
    inside = [(m, a, b) for m, a, b in spans if first <= a and b <= dash and (m.kind == "name" or m.label == "DATE")]
    covered = {t for _, a, b in inside for t in range(a, b)}
    is_place = any(m.label == "PLACE" and a == first for m, a, _ in inside)
    has_more = any(m.label in ("DATE", "ORG") for m, *_ in inside)
    rest = [t for t in range(first, dash) if t not in covered and tree.words[t].isalnum()]
    return is_place and has_more and not rest


def _possessor_swallowed(
    tree: Tree, mention: Mention, first: int, last: int, spans: Sequence[tuple[Mention, int, int]]
) -> None:
    """ "Group of [X] 's [Forces]" read as (Group of X)'s Forces: X owns Forces, and Forces is what "of" governs."""
    if first < 2 or tree.lower[first - 1] not in ("'s", "’s"):
        return
    owner = tree.head[first - 1]
    head = _head_in(tree, first, last)
    preposition = tree.head[owner]
    if tree.dep[owner] != "pobj" or preposition == owner:
        return
    holder = tree.head[preposition]
    if tree.head[holder] != head or tree.dep[holder] not in ("nmod", "compound", "poss"):
        return
    above, dep = tree.head[head], tree.dep[head]
    if above == head:
        return
    move(tree, holder, above, dep)
    move(tree, head, preposition, "pobj")
    move(tree, owner, head, "poss")


def _participle_as_noun(tree: Tree, mention: Mention, first: int, last: int) -> None:
    """ "eliminate their own wounded": a mention whose head was read as a verb form, its adjective as the object."""
    head = last - 1
    if (
        tree.tag[head] not in ("VBN", "JJ", "VBD")
        or tree.dep[head] in ("dobj", "nsubj", "pobj", "nsubjpass")
        or first == 0
    ):
        return
    before = next((t for t in range(head - 1, max(-1, head - 3), -1) if tree.dep[t] in ("dobj", "pobj", "nsubj")), None)
    if before is None or tree.pos[before] not in ("ADJ", "DET", "NUM", "PRON") or tree.head[before] == head:
        return
    parent, dep = tree.head[before], tree.dep[before]
    if tree.head[head] not in (parent, before):
        return
    move(tree, head, parent, dep)
    if tree.head[head] == parent:
        move(tree, before, head, "amod")


def _determiner_subject(tree: Tree, mention: Mention, first: int, last: int) -> None:
    """ "Both sustained injuries but survived": the pronoun was read as a determiner, its verb as an adjective."""
    verb = last
    if (
        last - first != 1
        or tree.dep[first] != "det"
        or verb >= len(tree.tag)
        or tree.tag[verb] not in ("VBD", "VBZ", "VBP")
    ):
        return
    noun = tree.head[first]
    if tree.dep[verb] != "amod" or tree.head[verb] != noun or tree.head[noun] == noun:
        return
    main, dep = tree.head[noun], tree.dep[noun]
    if dep not in ("nsubj", "nsubjpass"):
        return
    move(tree, first, main, dep)
    move(tree, verb, main, "advcl")
    move(tree, noun, verb, "dobj")


def _that_clause(tree: Tree, rules: Rules, token: int) -> None:
    """ "confirmed during a visit to X that P": the that-clause hung on the nearest noun belongs to the reporting
    verb."""
    marks = [c for c in tree.children[token] if tree.dep[c] == "mark" and tree.lower[c] == "that"]
    noun = tree.head[token]
    if (
        not marks
        or tree.pos[noun] not in ("NOUN", "PROPN")
        or tree.lemma[noun] in rules.reporting.nouns
        or noun == token
    ):
        return
    if tree.lemma[noun] in rules.cues.verbs or tree.lemma[noun] in tree.sets["content_nouns"]:
        return
    verb = _verb_above(tree, noun)
    if verb is None:
        return
    says = tree.lemma[verb] in rules.reporting.verbs or tree.lemma[verb] in rules.reporting.denying
    if says and not tree.under(verb, "ccomp") and verb < token:
        move(tree, token, verb, "ccomp")


def _verb_above(tree: Tree, token: int) -> int | None:
    """The nearest verb on the way up from a token, itself left out; None where the climb ends first."""
    at = token
    for _ in range(_MAX_CLIMB):
        parent = tree.head[at]
        if parent == at:
            return None
        at = parent
        if tree.tag[at] in VERB_TAGS:
            return at
    return None


def _headline_verb(tree: Tree, rules: Rules, _first: int, last: int) -> None:
    """ "Ukraine claims capture of ...": the verb of a headline read as a noun in a compound."""
    verb = last
    if verb + 1 >= len(tree.tag) or tree.tag[verb] not in ("NNS", "NNPS", "VBZ") or not tree.lower[verb].endswith("s"):
        return
    noun = tree.head[verb]
    if (
        tree.dep[verb] not in ("compound", "nmod", "nsubj")
        or noun != verb + 1
        or tree.lemma[verb] not in rules.reporting.verbs
    ):
        return
    owner = _head_in(tree, _first, last)
    if tree.head[owner] not in (verb, noun) or tree.dep[owner] == "poss":
        return
    above, dep = tree.head[noun], tree.dep[noun]
    if above == noun:
        tree.children[verb] = list(tree.children[verb])
        tree.children[noun].remove(verb)
        tree.head[verb], tree.dep[verb] = verb, "ROOT"
    else:
        move(tree, verb, above, dep)
    tree.tag[verb], tree.pos[verb] = "VBZ", "VERB"
    move(tree, noun, verb, "dobj")
    move(tree, owner, verb, "nsubj")


def _inserted_verb(tree: Tree, rules: Rules, first: int, last: int) -> None:
    """ "an ID which Ukraine claims was carried by X": the inserted verb was read as the noun that is carried."""
    verb = last
    if verb >= len(tree.tag) or tree.tag[verb] != "NNS" or tree.dep[verb] not in ("nsubj", "nsubjpass"):
        return
    clause = tree.head[verb]
    relatives = [c for c in tree.children[verb] if tree.tag[c] in ("WDT", "WP") and c < first]
    owner = _head_in(tree, first, last)
    if tree.lemma[verb] not in rules.reporting.verbs or not relatives or tree.head[owner] != verb:
        return
    move(tree, relatives[0], clause, tree.dep[verb])
    tree.tag[verb], tree.pos[verb], tree.dep[verb] = "VBZ", "VERB", "parataxis"
    tree.dep[owner] = "nsubj"


def _lost_subject(tree: Tree, first: int, last: int) -> None:
    """ "According to X, the SBU, one soldier carried ...": a verb without subject behind a mention read as
    apposition."""
    verb = last
    if verb >= len(tree.tag) or tree.tag[verb] not in ("VBD", "VBZ", "VBP") or tree.under(verb, "nsubj", "nsubjpass"):
        return
    head = _head_in(tree, first, last)
    commas = (first > 0 and tree.lower[first - 1] == ",") or (first > 1 and tree.lower[first - 2] == ",")
    if tree.dep[head] in ("appos", "conj") and commas and tree.dep[verb] in ("ROOT", "ccomp"):
        move(tree, head, verb, "nsubj")


def _counted_participle(tree: Tree, first: int, last: int) -> None:
    """ "Two captured [soldiers] are being treated", "freed two captured [soldiers]": the participle was read as a verb
    whose subject or object is the number."""
    participle, number = first - 1, first - 2
    if number < 0 or tree.tag[number] != "CD" or tree.tag[participle] not in ("VBN", "VBD"):
        return
    head = _head_in(tree, first, last)
    clause, above = tree.head[head], tree.head[participle]
    if tree.dep[head] in ("nsubj", "nsubjpass") and tree.head[clause] == participle and tree.head[number] == participle:
        if above == participle:
            tree.children[participle].remove(clause)
            tree.head[clause], tree.dep[clause] = clause, "ROOT"
        else:
            move(tree, clause, above, tree.dep[participle])
    elif tree.dep[head] == "dobj" and clause == participle and above == tree.head[number] and above != participle:
        move(tree, head, above, tree.dep[number])
    else:
        return
    move(tree, participle, head, "amod")
    move(tree, number, head, "nummod")
    tree.tag[participle] = "VBN"
    for child in [c for c in tree.children[participle] if c > head]:
        move(tree, child, tree.head[head], tree.dep[child])


def _participle_behind_people(tree: Tree, first: int, last: int) -> None:
    """ "capture of soldiers fighting for X": the participle belongs to the people it follows, not to the noun above."""
    if last >= len(tree.tag) or tree.tag[last] != "VBG" or tree.dep[last] != "acl":
        return
    head = _head_in(tree, first, last)
    above = tree.head[last]
    at = head
    for _ in range(_MAX_CLIMB):
        if at == above and at != head:
            move(tree, last, head, "acl")
            return
        if tree.head[at] == at or tree.tag[at] in VERB_TAGS:
            return
        at = tree.head[at]


def _named_to_office(tree: Tree, first: int, last: int) -> None:
    """ "named Colonel X commander of Y": the name read as part of the office; it is the object of the verb."""
    head = _head_in(tree, first, last)
    office = tree.head[head]
    if tree.dep[head] in ("compound", "nmod") and tree.dep[office] in ("oprd", "dobj") and last <= office <= last + 2:
        verb = tree.head[office]
        if tree.is_verb(verb) and verb < first and not (tree.dep[office] == "oprd" and tree.under(verb, "dobj")):
            move(tree, head, verb, "dobj")
            tree.dep[office] = "oprd"


def _participle_after_comma(tree: Tree, token: int) -> None:
    """ "launched an offensive in X, advancing towards Y": behind a comma a participle belongs to the verb, not to X."""
    noun = tree.head[token]
    if token == 0 or tree.lower[token - 1] != "," or tree.dep[noun] != "pobj":
        return
    verb = _verb_above(tree, noun)
    if verb is not None:
        move(tree, token, verb, "advcl")


def _listed_verb(tree: Tree, token: int) -> None:
    """ "X claimed to be 24, was a gunner, and had served in Y": the second of three verbs was read as what X claimed.

    A clause that is said has a subject, a "that" or a quotation mark; a verb without them, in a list that "and" closes,
    shares the subject of the first.
    """
    verb, auxiliaries = tree.head[token], tree.under(token, "aux", "auxpass")
    first = min([token, *auxiliaries])
    before = first - 1
    while before > verb and tree.pos[before] == "ADV":
        before -= 1
    listed = tree.under(token, "cc") and tree.under(token, "conj")
    if verb >= before or tree.lower[before] != "," or tree.tag[first] not in _FINITE or not listed:
        return
    if not tree.under(token, *_SUBJECTS, "mark") and tree.under(verb, "nsubj", "nsubjpass"):
        tree.dep[token] = "conj"


def _people_behind_year(tree: Tree, token: int) -> None:
    """ "nationals born in 1980 and 1989, who had served ...": no year serves; the clause belongs to the noun above."""
    if not any(tree.lower[c] == "who" for c in tree.under(token, "nsubj", "nsubjpass")):
        return
    at = tree.head[token]
    for _ in range(_MAX_CLIMB):
        if tree.head[at] == at:
            return
        at = tree.head[at]
        if tree.pos[at] in ("NOUN", "PROPN") and tree.tag[at] != "CD":
            move(tree, token, at, "relcl")
            return


def _body_of_unit(tree: Tree, first: int, last: int) -> None:
    """ "the efforts of the Group No. 28 of the SOF": the second "of" says whose the unit is, not whose the efforts."""
    if last >= len(tree.lower) or tree.lower[last] != "of" or tree.dep[last] != "prep":
        return
    head = _head_in(tree, first, last)
    noun, link = tree.head[last], tree.head[head]
    if tree.lower[link] == "of" and tree.head[link] == noun < link < first and tree.pos[noun] == "NOUN":
        move(tree, last, head, "prep")
