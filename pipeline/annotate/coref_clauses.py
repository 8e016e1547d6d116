"""What a clause says of who can be meant: the weight of a role, and two arguments of one verb that are two."""

from pipeline.annotate.tokens import Tokens

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "expl"})
_OBJECTS = frozenset({"dobj", "agent", "dative", "attr", "oprd"})
_OWNING = frozenset({"his", "her", "their", "its", "our", "my", "your"})
_SHARING = frozenset({"conj", "advcl", "xcomp"})
_VERBAL = frozenset({"VERB", "AUX"})
_WITHIN = frozenset({"pobj", "prep", "conj", "appos"})  # from a part of a noun phrase to its head
_MAX_SHARED = 6


def is_coargument(tokens: Tokens, last: int, i: int) -> bool:
    """Whether token `i`, a pronoun, is object of the verb whose subject somebody's last mention is: "he saw him".

    The subject may be that of an earlier verb: "she hid him and fed him", "troops advanced, forcing them to flee".
    """
    is_owner = tokens.lower[i] in _OWNING and tokens.tag[i] != "PRP"  # "dragged her inside" is an object
    if tokens.dep[i] in SUBJECTS or is_owner or tokens.lower[i].endswith(("self", "selves")):
        return last >= i
    if tokens.sentence[last] != tokens.sentence[i]:
        return False
    verb = tokens.head[i] if tokens.pos[tokens.head[i]] in _VERBAL else tokens.head[tokens.head[i]]
    while tokens.dep[last] in _WITHIN and tokens.head[last] != last:
        last = tokens.head[last]  # "troops of the 188th were sent to free them": neither the troops nor the 188th
    return tokens.head[last] == verb or (tokens.dep[last] in SUBJECTS and tokens.head[last] in _shared(tokens, verb))


def is_subject_above(tokens: Tokens, last: int, i: int) -> bool:
    """Whether somebody's last mention is subject of a clause in which token `i` stands: "he said the general was ill"."""
    if tokens.dep[last] not in SUBJECTS or tokens.sentence[last] != tokens.sentence[i] or "." in tokens.text[last:i]:
        return False
    verb = tokens.head[last]
    return last < i < tokens.right[verb]


def _shared(tokens: Tokens, verb: int) -> list[int]:
    """The verbs above whose subject a verb without one of its own shares."""
    found = [verb]
    for _ in range(_MAX_SHARED):
        has_own = any(tokens.dep[j] in SUBJECTS for j in tokens.children(verb))
        parent = tokens.head[verb]
        if has_own or parent == verb or tokens.dep[verb] not in _SHARING or tokens.pos[parent] not in _VERBAL:
            break
        found.append(parent)
        verb = parent
    return found


def weight(tokens: Tokens, i: int) -> float:
    """Salience of a syntactic role: what a clause is about is taken up again."""
    dep = tokens.dep[i]
    if dep in SUBJECTS:
        verb = tokens.head[i]
        return 4.0 if tokens.dep[verb] == "ROOT" else 3.0
    if dep in _OBJECTS:
        return 2.0
    if dep == "appos":
        return 2.5
    if dep in {"pobj", "conj"}:
        return 1.0
    if dep == "ROOT":
        return 3.0  # a fragment is about what it names: "Three prisoners."
    return 0.5
