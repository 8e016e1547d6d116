"""Bodies that a general word or "it" means: "the group", "the army", "the unit", "the ministry said it had struck".

Only a body that alone fits the word is taken: an army for "the army", a movement under arms for "the group".
"""

from collections.abc import Callable, Mapping

from pipeline.annotate.coref_clauses import SUBJECTS
from pipeline.annotate.coref_walk import Referent, Walk
from pipeline.annotate.spans import Candidate
from pipeline.annotate.tokens import Tokens
from pipeline.grammar.units import parse_unit

BODIES = frozenset({"ORG", "UNIT"})
_SPEAKERS = frozenset({"ORG", "UNIT", "PLACE"})
_THINGS = frozenset({"WEAPON", "PLATFORM"})
_NEAR_SENTENCES = 3
_OFTEN = 3  # times as many mentions as of any other
_SPEAKER_SENTENCES = 2
_FORCES = frozenset({"force", "forces"})
# Words for a body whose name holds them, or is in a list of coref.yaml.
_NAMED_AS = {
    "mission": "missions", "agency": "agencies", "service": "agencies", "alliance": "blocs", "bloc": "blocs",
    "coalition": "blocs", "cartel": "no_names", "sector": "no_names", "command": "no_names", "region": "no_names",
    "militia": "armed_groups", "paramilitary": "armed_groups",
}  # fmt: skip
_CLAUSES = frozenset({"ccomp", "advcl", "conj", "xcomp"})
_NOUNS = frozenset({"NOUN", "PROPN"})
_VERBAL = frozenset({"VERB", "AUX"})
_MAX_CLIMB = 6

Lists = Mapping[str, frozenset[str]]


def is_army(referent: Referent, lists: Lists) -> bool:
    """Whether a referent is a state's army as a whole; the 8th Army and the Arakan Army are none."""
    if referent.label != "UNIT" or any(char.isdigit() for name in referent.names for char in name):
        return False
    if referent.names & lists["army_names"]:
        return True
    is_armed = "forces" in referent.heads and bool(referent.heads & lists["armed"])
    return (is_armed or bool(referent.heads & lists["armies"])) and (referent.is_of_state or not referent.is_named)


def find_bodies(walk: Walk, n: int, lists: Lists) -> list[int]:
    """The near bodies that a definite general word fits: one is meant, of several nobody can tell which."""
    mention = walk.mentions[n]
    fits = _condition(walk, mention, lists)
    if fits is None or walk.definiteness(mention) != "definite" or walk.numbers(mention) or walk.sides(mention):
        return []
    here = walk.tokens.sentence[mention.first]
    near = [
        referent for referent in walk.referents.values()
        if here - referent.last_sentence <= _NEAR_SENTENCES and referent.is_named and fits(referent)
        and not walk.encloses(referent, mention)
    ]  # fmt: skip
    counts = sorted((referent.n_mentions for referent in near), reverse=True)
    if len(counts) > 1 and counts[0] >= _OFTEN * counts[1]:  # what the text is about
        near = [referent for referent in near if referent.n_mentions == counts[0]]
    return [referent.first for referent in near]


def _condition(walk: Walk, mention: Candidate, lists: Lists) -> Callable[[Referent], bool] | None:
    """What a body must be for this head noun; None when the noun is not general."""
    head = walk.head_word(mention)
    called = _called_by(walk, mention)
    if called is not None:
        return lambda referent: referent.label == "ORG" and bool(called & referent.heads)
    if head in lists["armies"] and mention.label in BODIES:
        return lambda referent: is_army(referent, lists)
    if walk.tokens.tag[mention.head] not in {"NN", "NNP"}:
        return None
    if head in lists["movements"] and is_no_armed_group(walk, mention, lists):
        return None
    if head in lists["movements"]:
        return lambda referent: (
            _is_armed_group(referent, lists)
            or (head in lists["organisations"] and bool(referent.names & lists["organisation_names"]))
        )
    if head in _FORCES:
        return lambda referent: _is_force(referent) and not is_army(referent, lists)
    if head in lists["formations"]:
        return lambda referent: _is_unit(referent) or (head == "outfit" and _is_armed_group(referent, lists))
    if head in _NAMED_AS:
        names = lists[_NAMED_AS[head]]
        return lambda referent: referent.label in BODIES and bool(head in referent.heads or referent.names & names)
    return None


def _called_by(walk: Walk, mention: Candidate) -> frozenset[str] | None:
    """The words of names that a body called so may have: an institute is "the think tank"."""
    words = walk.tokens.lower[mention.first : mention.last]
    called = walk.called_bodies
    return next((found for size in (2, 1) if (found := called.get(" ".join(words[-size:]))) is not None), None)


def is_no_armed_group(walk: Walk, mention: Candidate, lists: Lists) -> bool:
    """Whether a word before "group" or "movement" says that it bears no arms: "the rights group", "the labour movement"."""
    before = walk.tokens.lower[mention.first : mention.head]
    return not lists["armed_group_words"].issuperset(before)


def _is_armed_group(referent: Referent, lists: Lists) -> bool:
    """Whether a body is a movement under arms, or fighters of no state: "the group", "the militia"."""
    if referent.label not in BODIES or is_army(referent, lists):
        return False
    return referent.is_movement or bool(referent.names & lists["armed_groups"] or referent.heads & lists["rebel_words"])


def _is_unit(referent: Referent) -> bool:
    is_numbered = any(char.isdigit() for name in referent.names for char in name)
    return referent.label == "UNIT" and (is_numbered or any(_is_formation(name) for name in referent.names))


def _is_force(referent: Referent) -> bool:
    return referent.label == "UNIT" and bool(referent.heads & _FORCES)


def _is_formation(name: str) -> bool:
    unit = parse_unit(name)
    return unit is not None and unit.echelon is not None


def find_it(walk: Walk, mention: Candidate, at_head: Mapping[int, int], lists: Lists) -> int | None:
    """The body that "it" as a subject means: the subject of the clause above, or of the sentence before.

    `at_head` gives the mention on a head token. None when that subject is no body, or "it" stands for nothing.
    """
    tokens = walk.tokens
    verb = tokens.head[mention.head]
    if (
        tokens.dep[mention.head] != "nsubj"
        or tokens.pos[verb] != "VERB"
        or _is_impersonal(tokens, verb, at_head, lists)
    ):
        return None
    if walk.quote_at(mention.head) is not None:
        return None
    for _ in range(_MAX_CLIMB):
        parent = tokens.head[verb]
        if parent == verb or (tokens.dep[verb] == "parataxis" and walk.says(mention.head)):
            found = _subject_beside(walk, mention, verb, at_head)
            if found is None:
                found = _subject_before(walk, tokens.sentence[mention.head], at_head, lists)
            return _only_speaker(walk, mention) if found is None and walk.says(mention.head) else found
        if tokens.dep[verb] == "relcl" and tokens.pos[parent] in _NOUNS:
            return _owner_of_clause(walk, parent, at_head)
        subject = subject_of(tokens, parent)
        if tokens.dep[verb] not in _CLAUSES or tokens.pos[parent] not in {"VERB", "AUX"}:
            return None
        if subject is not None and subject != mention.head:
            if tokens.dep[verb] == "advcl" and _names_thing(walk, subject, mention.head):
                return None
            says = str(tokens.doc[parent].lemma_) in lists["saying_verbs"]
            return _body_at(walk, subject, at_head, _SPEAKERS if says else BODIES)
        verb = parent
    return None


def _names_thing(walk: Walk, first: int, last: int) -> bool:
    """Whether a weapon or vehicle is told of between two tokens: "it had hit the missile before it crossed the border"."""
    return any(m.label in _THINGS and first < m.head < last for m in walk.mentions)


def _only_speaker(walk: Walk, mention: Candidate) -> int | None:
    """The only body near that was told to say something: "Its jets hit two camps, it said"."""
    here = walk.tokens.sentence[mention.head]
    found = [
        r.first for r in walk.referents.values()
        if r.label in BODIES and r.has_spoken and here - r.last_sentence <= _SPEAKER_SENTENCES
    ]  # fmt: skip
    return found[0] if len(found) == 1 else None


def find_speaking_body(walk: Walk, mention: Candidate, lists: Lists) -> int | None:
    """The body that tells of itself as "they": "the rebels' command said they had left", "police said they held two"."""
    tokens, verb = walk.tokens, walk.tokens.head[mention.head]
    above = tokens.head[verb]
    if (
        tokens.dep[mention.head] not in SUBJECTS
        or tokens.dep[verb] != "ccomp"
        or walk.quote_at(mention.head) is not None
    ):
        return None
    subject = subject_of(tokens, above) if str(tokens.doc[above].lemma_) in lists["saying_verbs"] else None
    n = None if subject is None else walk.mention_at(subject)
    first = None if n is None else walk.first_of(n)
    referent = None if first is None else walk.referents.get(first)
    return first if referent is not None and referent.label in BODIES else None


def _owner_of_clause(walk: Walk, noun: int, at_head: Mapping[int, int]) -> int | None:
    """The subject above a relative clause: "HTS retook the town, which it had lost"."""
    tokens, at = walk.tokens, noun
    for _ in range(_MAX_CLIMB):
        parent = tokens.head[at]
        if parent == at or tokens.dep[at] in SUBJECTS:
            return None
        at = parent
        if tokens.pos[at] in {"VERB", "AUX"}:
            subject = subject_of(tokens, at)
            return None if subject is None else _body_at(walk, subject, at_head, BODIES)
    return None


def _is_impersonal(tokens: Tokens, verb: int, at_head: Mapping[int, int], lists: Lists) -> bool:
    """Whether "it" may stand for a clause or nothing: "it seems that", "it took two days to"; not "it took the town"."""
    lemma = str(tokens.doc[verb].lemma_)
    clause = any(tokens.dep[j] in {"ccomp", "xcomp", "csubj"} and j > verb for j in tokens.children(verb))
    if lemma in lists["impersonal_alone"] and not clause:
        return not any(tokens.dep[j] == "dobj" and j in at_head for j in tokens.children(verb))
    return lemma in lists["impersonal"] or (clause and lemma not in lists["saying_verbs"])


def subject_of(tokens: Tokens, verb: int) -> int | None:
    """The subject of a verb."""
    return next((j for j in tokens.children(verb) if tokens.dep[j] in SUBJECTS), None)


def _body_at(walk: Walk, i: int, at_head: Mapping[int, int], labels: frozenset[str]) -> int | None:
    n = at_head.get(i)
    if n is None or walk.tokens.tag[i] in {"NNS", "NNPS"}:
        return None
    referent = walk.referents.get(walk.first_of(n))
    is_body = walk.mentions[n].label in labels or (referent is not None and referent.label in labels)
    return n if is_body else None


def _subject_beside(walk: Walk, mention: Candidate, verb: int, at_head: Mapping[int, int]) -> int | None:
    """The subject of the clause before a semicolon or colon: "The 9th Division was to relieve us; it never came"."""
    tokens = walk.tokens
    for j in tokens.children(verb):
        between = tokens.text[j : mention.head]
        if tokens.pos[j] in _VERBAL and j < mention.head and {";", ":"} & set(between):
            subject = subject_of(tokens, j)
            return None if subject is None else _body_at(walk, subject, at_head, BODIES)
    return None


def _subject_before(walk: Walk, sentence: int, at_head: Mapping[int, int], lists: Lists) -> int | None:
    """The subject of the main clause of the sentence before, when it is a body that says or does something."""
    tokens = walk.tokens
    if not sentence:
        return None
    first, last = tokens.sentence_bounds[sentence - 1]
    root = next((i for i in range(first, last) if tokens.head[i] == i and tokens.pos[i] == "VERB"), None)
    subject = None if root is None else subject_of(tokens, root)
    if root is None or subject is None or any(tokens.dep[j] == "nsubjpass" for j in tokens.children(root)):
        return None
    return _body_at(walk, subject, at_head, BODIES)
