"""Mends of the parse around what is said: a speaker read as apposition, a clause hung inside a name, a cleft.

Like `repairs`: each looks at a few tokens, changes heads and labels of the copied tree, and leaves alone what does not
fit exactly.
"""

from collections.abc import Mapping, Sequence

from pipeline.records import Mention
from pipeline.relate.repairs import move, take_place, token_range
from pipeline.relate.rules import Rules
from pipeline.relate.tree import SUBJECTS, Tree, has_mark, is_passive

_SPEAKERS = frozenset({"PERSON", "ORG", "UNIT", "GROUP"})
_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_DASHES = frozenset({"-", "–", "—", "--"})
_IN_NAME = frozenset({"compound", "amod", "det", "nmod"})
_OF = ("of", "for", "on")
_MAX_SPEAKER = 14  # tokens from the comma before a speaker to the verb
_NOT_ACTING = frozenset({"appos", "pobj", "conj", "npadvmod", "dobj", "nmod"})


def repair_speech(tree: Tree, mentions: Sequence[Mention], rules: Rules) -> None:
    """Apply all mends to the tree."""
    speakers: dict[int, tuple[int, int]] = {}
    for mention in mentions:
        first, last = token_range(tree, mention)
        if first >= last:
            continue
        if mention.label in _SPEAKERS and mention.kind != "pronoun":
            speakers[first] = max(speakers.get(first, (first, last)), (first, last))
        if mention.kind == "name":
            _clause_in_name(tree, first, last)
        if mention.kind == "name" and mention.label == "PERSON":
            _name_read_as_verb(tree, rules, first, last)
        if mention.label == "PLACE":
            _across_dash(tree, first, last)
    ends = {last: first for first, last in speakers.values()}
    for token in range(len(tree.head)):
        if tree.tag[token] == "NNS" and tree.lemma[token] in rules.reporting.nouns & rules.reporting.verbs:
            _speech_read_as_noun(tree, token, ends.get(token))
        if tree.lemma[token] in rules.reporting.nouns and tree.pos[token] == "NOUN":
            _content_of_speaker(tree, token)
            _content_of_participle(tree, rules, token)
        if tree.lemma[token] in rules.reporting.directing and tree.tag[token] in _FINITE:
            _addressee(tree, token)
        if tree.is_verb(token) and f"{tree.lemma[token]} of" in rules.reporting.aimed:
            _accusation(tree, token)
        if tree.dep[token] == "prt" and f"{tree.lemma[token - 1]} {tree.lower[token]}" in rules.cues.verbs:
            _object_behind_particle(tree, token)
        if tree.tag[token] in _FINITE and tree.lemma[token] in rules.reporting.verbs:
            _speaker_in_front(tree, token, speakers)
            _speaker_behind(tree, token, speakers)
            _outcome_behind_aside(tree, rules, token)
            _speech_as_subject(tree, token)
            _inverted(tree, rules, token, speakers)
            _behind_parenthesis(tree, token)
            if tree.dep[token] == "parataxis" and tree.head[token] > token:
                _subject_before_aside(tree, token, speakers)
        if tree.dep[token] == "relcl" and tree.dep[tree.head[token]] == "appos":
            _cleft(tree, token)
        if tree.dep[token] == "conj" and has_mark(tree, token, "that"):
            _second_content(tree, rules, token)
        elif tree.dep[token] == "conj" and _is_back_shifted(tree, token):
            _goes_on_content(tree, rules, token)


def _speech_read_as_noun(tree: Tree, token: int, speaker: int | None) -> None:
    """ "P, AFP reports.", "Amnesty International claims guards beat X": what reads as a plural says something."""
    subject = token - 1
    if tree.dep[subject] not in ("compound", "nmod", "poss") or (speaker is None and tree.dep[token] != "ROOT"):
        return
    noun = tree.head[token]
    verb = tree.head[noun]
    if tree.head[token] == token and any(c < subject for c in tree.under(token, "ccomp")):
        said = [c for c in tree.under(token, "ccomp") if c < subject][-1]
        if not any(tree.words[t] == "," for t in range(said, token)):
            return
    elif tree.dep[token] == "compound" and noun > token and tree.dep[noun] in SUBJECTS and tree.tag[verb] in _FINITE:
        move(tree, token, verb, "dep")
        _promote(tree, token, verb)
    else:
        return
    first = speaker if speaker is not None else subject
    head = _head_in(tree, first, token)
    tree.tag[token], tree.pos[token] = "VBZ", "VERB"
    move(tree, head, token, "nsubj")


def _content_of_speaker(tree: Tree, noun: int) -> None:
    """ "accounts by survivors that guards locked the doors": the that-clause, hung on the survivors, is the account."""
    for link in tree.under(noun, "prep"):
        for speaker in tree.under(link, "pobj") if tree.lower[link] in ("by", "from") else ():
            for clause in tree.under(speaker, "relcl", "acl"):
                opener = next((c for c in tree.children[clause] if tree.lower[c] == "that" and c < clause), None)
                has_own = any(s != opener for s in tree.under(clause, *SUBJECTS))
                if opener is not None and has_own:
                    tree.dep[opener], tree.tag[opener] = "mark", "IN"
                    move(tree, clause, noun, "acl")


def _content_of_participle(tree: Tree, rules: Rules, noun: int) -> None:
    """ "reports circulating online that P", "the claim made by X that P": P is what the noun holds."""
    for participle in tree.under(noun, "acl"):
        if tree.tag[participle] in ("VBG", "VBN") and tree.lemma[participle] not in rules.reporting.verbs:
            for clause in tree.under(participle, "ccomp"):
                if has_mark(tree, clause, "that"):
                    move(tree, clause, noun, "acl")


def _name_read_as_verb(tree: Tree, rules: Rules, first: int, last: int) -> None:
    """ "P, governor Abdi Barre Guled announced.": a last name read as the verb of the sentence is who speaks."""
    head = _head_in(tree, first, last)
    if not tree.is_verb(head) or last >= len(tree.head) or tree.sentence[last] != tree.sentence[head]:
        return
    if tree.tag[last] not in _FINITE or tree.lemma[last] not in rules.reporting.verbs:
        return
    above = tree.head[last]
    if above == head:
        _promote(tree, last, head)
    elif above == tree.head[head] and above < first and not tree.under(last, *SUBJECTS):
        _promote(tree, last, above)
    else:
        return
    for child in [c for c in tree.children[head] if not (first <= c < last or tree.dep[c] in _IN_NAME)]:
        move(tree, child, last, tree.dep[child])
    tree.tag[head], tree.pos[head] = "NNP", "PROPN"
    for child in tree.under(head, *SUBJECTS):
        tree.dep[child] = "compound"
    move(tree, head, last, "nsubj")


def _promote(tree: Tree, speech: int, said: int) -> None:
    """Let a word of saying take the place of the verb that it hangs from; that one is what is said."""
    parent, dep = tree.head[said], tree.dep[said]
    if parent == said:
        tree.children[said].remove(speech)
        tree.head[speech], tree.dep[speech] = speech, "ROOT"
    else:
        move(tree, speech, parent, dep)
    move(tree, said, speech, "ccomp")


def _inverted(tree: Tree, rules: Rules, verb: int, speakers: Mapping[int, tuple[int, int]]) -> None:
    """ "P, shouted the general.": who was read as shouted at says P."""
    words, said = rules.reporting, tree.head[verb]
    takes_people = tree.lemma[verb] in words.directing or any(f"{tree.lemma[verb]} {p}" in words.aimed for p in _OF)
    behind = tree.under(verb, "dobj")
    if takes_people or tree.words[verb - 1] != "," or len(behind) != 1 or tree.under(verb, *SUBJECTS, "ccomp", "aux"):
        return
    span = speakers.get(verb + 2 if tree.tag[verb + 1] == "DT" else verb + 1)
    if span is None or not span[0] <= behind[0] < span[1] or tree.dep[verb] not in ("conj", "dep", "advcl"):
        return
    if said < verb and tree.tag[said] in _FINITE and not tree.under(said, "cc"):
        _promote(tree, verb, said)
        tree.dep[behind[0]] = "nsubj"


def _behind_parenthesis(tree: Tree, verb: int) -> None:
    """ "The kitchen closed, X writes, after a shell hit it": what goes on behind the second comma is said too."""
    said = [c for c in tree.under(verb, "ccomp") if c < verb]
    if not said or tree.words[verb + 1 : verb + 2] != [","]:
        return
    for clause in tree.under(verb, "advcl"):
        if clause > verb and tree.under(clause, "mark", "advmod") and tree.tag[clause] in (*_FINITE, "VBN"):
            move(tree, clause, said[-1], "advcl")


def _object_behind_particle(tree: Tree, particle: int) -> None:
    """ "called off the strike", "has not ruled out arson": what stands behind the particle is the verb's object."""
    verb = tree.head[particle]
    if tree.under(verb, "dobj", "nsubjpass"):
        return
    behind = tree.under(particle, "pobj") or [c for c in tree.under(verb, "npadvmod") if c == particle + 1]
    for noun in behind[:1]:
        move(tree, noun, verb, "dobj")


def _addressee(tree: Tree, verb: int) -> None:
    """ "X, asked about it, told reporters: P": who stands behind "told" is told, and X speaks."""
    behind = verb + 1
    if behind >= len(tree.dep) or tree.dep[behind] != "nsubj" or tree.head[behind] != verb:
        return
    tree.dep[behind] = "dative"
    for clause in tree.under(verb, "ccomp"):
        subjects = tree.under(clause, "nsubj")
        if clause < verb and subjects and tree.words[subjects[-1] + 1] == "," and tree.words[verb - 1] == ",":
            move(tree, subjects[-1], verb, "nsubj")
            move(tree, clause, subjects[-1], "acl")
            return


def _accusation(tree: Tree, verb: int) -> None:
    """ "was accused by X of shelling Y": what somebody is accused of hangs from the verb, not from X."""
    for agent in tree.under(verb, "agent", "prep"):
        for speaker in tree.under(agent, "pobj") if tree.lower[agent] == "by" else ():
            for charge in tree.under(speaker, "prep"):
                if tree.lower[charge] == "of" and tree.under(charge, "pcomp"):
                    move(tree, charge, verb, "prep")


def _subject_before_aside(tree: Tree, speech: int, speakers: Mapping[int, tuple[int, int]]) -> None:
    """ "...: the 72nd, he says, was pulled back": who stands before the aside is the subject of what follows it."""
    verb = tree.head[speech]
    first = min([speech, *tree.children[speech], *(c for s in tree.under(speech, "nsubj") for c in tree.children[s])])
    comma = first if tree.words[first] == "," else first - 1
    span = next((s for s in speakers.values() if s[1] == comma), None)
    if span is None or tree.words[comma] != "," or any(comma < s < verb for s in tree.under(verb, *SUBJECTS)):
        return
    head = _head_in(tree, *span)
    if tree.dep[head] not in _NOT_ACTING:
        return
    for clause in tree.under(verb, *SUBJECTS):
        tree.dep[clause] = "ccomp" if tree.is_verb(clause) else "dep"
    move(tree, head, verb, "nsubjpass" if tree.under(verb, "auxpass") else "nsubj")


def _outcome_behind_aside(tree: Tree, rules: Rules, speech: int) -> None:
    """ "Jets hit X, the governor said, killing ten": what came of the deed, not of saying so."""
    told = [tree.head[speech]] if tree.dep[speech] == "parataxis" else tree.under(speech, "ccomp")
    told = [t for t in told if t < speech and tree.is_verb(t)]
    for outcome in tree.under(speech, "advcl") if told else ():
        bare = tree.tag[outcome] == "VBG" and tree.lower[outcome - 1] == "," and not tree.under(outcome, *SUBJECTS)
        if outcome > speech and bare and tree.lemma[outcome] not in rules.structure.sets["saying_on"]:
            move(tree, outcome, told[-1], "advcl")


def _speaker_in_front(tree: Tree, verb: int, speakers: Mapping[int, tuple[int, int]]) -> None:
    """ "P in Y, X wrote", "In a post on Z, X said P": X, read as an apposition to Y or Z, is who speaks."""
    start = tree.sentences[tree.sentence[verb]][0]
    comma = next((t for t in range(verb - 1, max(start, verb - _MAX_SPEAKER), -1) if tree.words[t] == ","), None)
    if comma is None:
        return
    span = speakers.get(comma + 2 if tree.tag[comma + 1] == "DT" else comma + 1)
    if span is None or span[1] > verb or any(tree.tag[t] in (*_FINITE, "MD") for t in range(span[1], verb)):
        return
    head = _head_in(tree, *span)
    if tree.dep[head] not in _NOT_ACTING:
        return
    subjects = tree.under(verb, *SUBJECTS)
    if not subjects and (tree.dep[verb] in ("ROOT", "ccomp") or not tree.under(verb, "mark")):
        _leave_behind(tree, head, comma)
        move(tree, head, verb, "nsubj")
        told = tree.head[verb]
        beside = tree.dep[verb] in ("advcl", "conj") and told < comma and not tree.under(told, "cc")
        if beside and tree.is_verb(told) and not tree.under(verb, "ccomp", "xcomp"):
            take_place(tree, verb, told)
            move(tree, told, verb, "ccomp")
    elif subjects and subjects[0] == tree.head[head] and tree.dep[head] == "appos" and span[1] == verb:
        said = [c for c in tree.under(verb, "ccomp") if c < subjects[0]]
        if said:
            _give_back(tree, subjects[0], said[-1])
            move(tree, head, verb, "nsubj")


def _leave_behind(tree: Tree, speaker: int, comma: int) -> None:
    """ "Claimed by X, local sources told Y": X, read as what describes the sources, stays behind its preposition."""
    link = tree.head[speaker]
    for noun in [t for t in tree.under(speaker, "nmod", "compound", "appos", "poss") if t < comma][:1]:
        if tree.dep[speaker] == "pobj" and link < noun:
            move(tree, noun, link, "pobj")


def _speaker_behind(tree: Tree, verb: int, speakers: Mapping[int, tuple[int, int]]) -> None:
    """ "P, said X returning home.": X, read as the subject of another clause, is who speaks."""
    if tree.words[verb - 1] not in (",", '"', "”") or tree.under(verb, *SUBJECTS) or verb + 2 >= len(tree.tag):
        return
    span = speakers.get(verb + 2 if tree.tag[verb + 1] == "DT" else verb + 1)
    if span is None or not any(c < verb for c in tree.under(verb, "ccomp")):
        return
    head = _head_in(tree, *span)
    clause = tree.head[head]
    if clause == verb:
        tree.dep[head], tree.tag[head], tree.pos[head] = "nsubj", "NNP", "PROPN"
    elif tree.dep[head] in SUBJECTS and tree.head[clause] == verb and tree.tag[clause] in ("VBG", "VBN"):
        move(tree, head, verb, "nsubj")
        move(tree, clause, head, "acl")


def _second_content(tree: Tree, rules: Rules, clause: int) -> None:
    """ "told a briefing that P, and that Q": Q is told as well."""
    verb = tree.head[clause]
    if tree.lemma[verb] in rules.reporting.verbs | rules.reporting.denying and tree.under(verb, "ccomp"):
        tree.dep[clause] = "ccomp"


def _is_back_shifted(tree: Tree, clause: int) -> bool:
    """Whether a clause stands in the tense of what was said: "had fled", "would leave"."""
    return tree.is_verb(clause) and any(tree.lower[c] in ("had", "would") for c in tree.under(clause, "aux"))


def _goes_on_content(tree: Tree, rules: Rules, clause: int) -> None:
    """ "said it had seized X and the rebels had fled": in the same tense with a subject of its own, all of it is said."""
    verb = tree.head[clause]
    if tree.tag[verb] != "VBD" or not tree.under(clause, *SUBJECTS):
        return
    nouns = [n for c in tree.under(verb, "prep") for n in tree.under(c, "pobj")] + tree.under(verb, "dobj")
    contents = tree.under(verb, "ccomp") if tree.lemma[verb] in rules.reporting.verbs else []
    contents += [c for n in nouns if tree.lemma[n] in rules.reporting.nouns for c in tree.under(n, "acl", "ccomp")]
    content = next((c for c in contents if verb < c < clause and _is_back_shifted(tree, c)), None)
    if content is not None:
        move(tree, clause, content, "conj")


def _speech_as_subject(tree: Tree, verb: int) -> None:
    """ "X claims guards beat Y": what is said was read as the verb that "X claims" is the subject of."""
    said = tree.head[verb]
    between = [o for o in tree.under(verb, "dobj") if verb < o < said]
    if tree.dep[verb] not in SUBJECTS or tree.tag[said] not in _FINITE or not between:
        return
    _promote(tree, verb, said)
    move(tree, between[-1], said, "nsubj")


def _head_in(tree: Tree, first: int, last: int) -> int:
    """The token of a span that hangs outside it; of several a noun."""
    outside = [t for t in range(first, last) if not first <= tree.head[t] < last]
    nouns = [t for t in outside if tree.pos[t] in ("NOUN", "PROPN", "PRON")]
    return next(iter(nouns or outside), last - 1)


def _give_back(tree: Tree, noun: int, clause: int) -> None:
    """Hang a noun that ends a clause where it belongs in it: behind its preposition, or as its object."""
    before = noun - 1
    while before > clause and tree.dep[before] in ("det", "compound", "amod", "nummod"):
        before -= 1
    if tree.dep[before] == "prep" and not tree.under(before, "pobj"):
        move(tree, noun, before, "pobj")
    elif before == clause and not tree.under(clause, "dobj") and not is_passive(tree, clause):
        move(tree, noun, clause, "dobj")
    else:
        move(tree, noun, clause, "dep")


def _clause_in_name(tree: Tree, first: int, last: int) -> None:
    """ "told Myanmar Now that P": the clause hung on a word of the name belongs to the verb above."""
    for token in range(first, last):
        for clause in tree.under(token, "ccomp"):
            verb = next((tree.head[t] for t in range(first, last) if tree.is_verb(tree.head[t])), None)
            if clause >= last and verb is not None and verb < first and not tree.under(verb, "ccomp"):
                move(tree, clause, verb, "ccomp")


def _across_dash(tree: Tree, first: int, last: int) -> None:
    """ "Blast kills three in Palma - police": the place was read as part of the name of who says so."""
    head = _head_in(tree, first, last)
    source = tree.head[head]
    is_dash = last < len(tree.words) and tree.words[last] in _DASHES and tree.start[last] > tree.end[last - 1]
    if is_dash and source > last and tree.dep[head] in ("compound", "nmod", "amod") and tree.head[source] != source:
        move(tree, head, tree.head[source], tree.dep[source])
        move(tree, source, head, "dep")


def _cleft(tree: Tree, clause: int) -> None:
    """ "It was X, not Y, who did it": the clause tells of X."""
    apposed = tree.head[clause]
    noun = tree.head[apposed]
    is_set_apart = any(noun < c < apposed for c in tree.under(noun, "neg")) or tree.lower[apposed - 1] == "not"
    if is_set_apart and tree.dep[noun] == "attr" and tree.lemma[tree.head[noun]] == "be":
        move(tree, clause, noun, "relcl")
