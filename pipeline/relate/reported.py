"""Claimers and denials that a reporting verb above an event, or an attribution below it, adds to its voice."""

from dataclasses import replace

from pipeline.relate.claimers import Source, attached_source, source_of_verb
from pipeline.relate.cues import denial_of, is_checking, mark_effect
from pipeline.relate.reading import Reading
from pipeline.relate.rules import Rules
from pipeline.relate.tree import Tree, has_infinitive, is_passive, with_particles
from pipeline.relate.voices import State, opposite

_MAX_BEHIND = 40


def report_from(reading: Reading, at: int, parent: int, state: State) -> None:
    """A reporting verb above: its subject is a claimer; a denying one asserts the opposite."""
    tree, words = reading.tree, reading.rules.reporting
    lemma, dep = tree.lemma[parent], tree.dep[at]
    if not tree.is_verb(parent):
        return
    lemma = next((pair for pair in with_particles(tree, parent) if pair in words.denying), lemma)
    if _report_called(reading, at, parent, state):
        return
    if (lemma not in words.verbs and lemma not in words.denying) or is_checking(tree, reading.rules, parent):
        return
    is_clause = dep in ("ccomp", "xcomp", "csubjpass", "parataxis") or (dep == "nsubjpass" and is_passive(tree, parent))
    if (dep == "ccomp" and _is_before_other(tree, at, parent)) or (
        dep == "xcomp" and state.in_aside and has_infinitive(tree, at)
    ):
        return  # "P; Q, X said": X says Q; "vowed to answer the attack that killed ten": they were killed
    is_clause = is_clause or _continues_claim(tree, at, parent) or _is_reported_infinitive(reading, at, parent)
    is_object = dep in ("dobj", "nsubjpass") and tree.pos[at] in ("NOUN", "PROPN", "VERB") and not state.in_aside
    is_aimed = dep == "prep" and f"{lemma} {tree.lower[at]}" in words.aimed
    if is_clause and lemma in words.directing and has_infinitive(tree, at):
        return  # an order, not a claim
    accused = is_object and any(f"{lemma} {link}" in words.aimed for link in ("of", "for"))
    if (is_aimed or accused or (is_clause and dep == "xcomp")) and _is_unsaid(reading, parent):
        state.leave_open(reading.rules.cues.following["unclear"], parent)
        return
    if is_neither(tree, reading.rules, parent) or (lemma in words.denying and denial_of(tree, reading.rules, parent)):
        return
    if lemma in words.denying:
        if dep == "prep" and tree.lower[at] == "as" and _is_falsehood(reading, at):
            state.apply(reading.rules.cues.preceding["not"], parent)
            is_object = True  # "dismissed as false claims that P"
        if dep == "ccomp" and ":" in tree.words[parent:at]:
            state.report(source_of_verb(reading, parent), hearsay=False)  # "rejects that: its troops stayed"
        elif is_clause or is_object:
            _deny(tree, state, source_of_verb(reading, parent), parent)
    elif is_clause or is_aimed or (is_object and lemma not in words.weak_verbs):
        source = source_of_verb(reading, parent)
        if state.is_open and not is_object:
            _doubted_source(reading, parent, state)
        if not is_object or source.mention is not None:
            state.report(source, hearsay=is_passive(tree, parent) and lemma in words.hearsay_verbs)


def _is_before_other(tree: Tree, at: int, verb: int) -> bool:
    """ "P; Q, X said", "P, X said Q": P is the article's, for X says what stands nearer."""
    if at > verb:
        return False
    behind = [c for c in tree.under(verb, "ccomp") if c > verb and tree.under(c, "nsubj", "nsubjpass")]
    quoted = {'"', "”"} & set(tree.words[at:verb])
    return ";" in tree.words[at:verb] or (bool(behind) and not quoted and tree.words[verb + 1] not in (",", ":"))


def _report_called(reading: Reading, at: int, verb: int, state: State) -> bool:
    """What a verb calls, counts or asks: "called it an attack", "called the claim false", "counted 30 killed"; whether
    that is all it says of the event."""
    tree, words = reading.tree, reading.rules.reporting
    lemma, dep = tree.lemma[verb], tree.dep[at]
    untrue = _untrue_word(reading, at) if dep == "dobj" and lemma in words.calling else None
    if untrue is not None:
        state.apply(reading.rules.cues.preceding["not"], untrue)
        _deny(tree, state, source_of_verb(reading, verb), verb)
        return True
    if lemma in words.calling and _is_called(reading, at, verb):
        source = source_of_verb(reading, verb)
        if source.text is not None:
            state.report(source, hearsay=False)
        return True
    at_a_number = any(f"{lemma} {tree.lower[c]}" == "put at" for c in tree.under(verb, "prep"))
    people = {at, *(n for c in tree.under(at, "prep") for n in tree.under(c, "pobj"))}
    if dep == "dobj" and state.counted in people and (at_a_number or (lemma in words.counting and state.counted == at)):
        state.report(source_of_verb(reading, verb), hearsay=False)
        return True
    spoken = {lemma, *with_particles(tree, verb)}
    if spoken & words.quoting and dep == "ccomp" and {'"', "”"} & set(tree.words[at:verb]):
        state.report(source_of_verb(reading, verb), hearsay=False)  # "...?" she asked
    return False


def _is_called(reading: Reading, at: int, verb: int) -> bool:
    """ "called it an attack on X", "described it as an attack": what somebody calls it; not "a man called X"."""
    tree = reading.tree
    if any(m.kind == "name" for m in reading.index.headed.get(at, ())):
        return False
    if tree.dep[at] == "prep":
        return tree.lower[at] == "as"
    return tree.dep[at] in ("oprd", "attr", "ccomp", "xcomp") and not has_infinitive(tree, at) and at > verb


def is_neither(tree: Tree, rules: Rules, verb: int) -> bool:
    """ "neither confirmed nor denied", "declined to confirm or deny": it stays open."""
    denying = rules.reporting.denying
    pair = [tree.lemma[t] for t in (verb, tree.head[verb], *tree.under(verb, "conj"))]
    joined = tree.dep[verb] == "conj" or bool(tree.under(verb, "conj"))
    return joined and any(x in denying for x in pair) and any(x in rules.cues.verifying for x in pair)


def _is_unsaid(reading: Reading, verb: int) -> bool:
    """ "did not accuse X of P", "refused to blame X for P", "stopped short of accusing X of P": nobody says P."""
    tree, rules = reading.tree, reading.rules
    if tree.lemma[verb] in rules.cues.raising or tree.lemma[verb] in rules.reporting.denying:
        return False
    if denial_of(tree, rules, verb) is not None:
        return True
    above = tree.head[verb]
    if tree.dep[verb] == "pcomp":
        effect = mark_effect(tree, rules, above)
    else:
        effect = rules.cues.verbs.get(tree.lemma[above]) if tree.dep[verb] == "xcomp" else None
    return effect is not None and effect.polarity == "flip" and not effect.speech


def _is_falsehood(reading: Reading, preposition: int) -> bool:
    """ "as false claims that P": a content noun behind "as" with a word that says it is untrue."""
    tree, rules = reading.tree, reading.rules
    contents = [c for c in tree.under(preposition, "pobj") if tree.lemma[c] in rules.reporting.nouns]
    effects = [rules.cues.following.get(tree.lower[w]) for c in contents for w in tree.under(c, "amod")]
    return any(effect is not None and effect.polarity == "flip" for effect in effects)


def _untrue_word(reading: Reading, content: int) -> int | None:
    """ "called reports that P fake", "described the claim as false": the word that says so, behind the content noun."""
    tree, rules = reading.tree, reading.rules
    if tree.lemma[content] not in rules.reporting.nouns | rules.reporting.hearsay_nouns:
        return None
    last = tree.sentences[tree.sentence[content]][1]
    for token in range(content, min(last, content + _MAX_BEHIND)):
        effect = rules.cues.following.get(tree.lower[token])
        if effect is not None and effect.polarity == "flip":
            return token
    return None


def _doubted_source(reading: Reading, verb: int, state: State) -> None:
    """ "Unconfirmed reports say that P": P is unconfirmed."""
    tree, cues = reading.tree, reading.rules.cues
    for noun in tree.under(verb, "nsubj"):
        for child in tree.under(noun, "amod"):
            effect = cues.adjectives.get(tree.lower[child])
            if effect is not None and effect.certainty is not None:
                state.apply(effect, child)


def _is_reported_infinitive(reading: Reading, at: int, parent: int) -> bool:
    """ "were reported by the ministry to have been captured": the parser may call the infinitive an adverbial."""
    tree = reading.tree
    perfect = any(tree.lower[c] == "have" for c in tree.under(at, "aux"))
    hears = tree.lemma[parent] in reading.rules.reporting.hearsay_verbs
    return tree.dep[at] == "advcl" and perfect and hears and has_infinitive(tree, at) and is_passive(tree, parent)


def _continues_claim(tree: Tree, at: int, parent: int) -> bool:
    """ "claimed to be 20, was a rifleman and had served": all of it is what X claims."""
    shares = tree.dep[at] == "conj" and not tree.under(at, "nsubj", "nsubjpass")
    return shares and bool(tree.under(parent, "xcomp")) and tree.lemma[parent] in tree.sets["professing"]


def _deny(tree: Tree, state: State, source: Source, parent: int) -> None:
    """A denial: of what somebody else claims, a second voice; of an event, its only one."""
    if state.reported_at is None or state.voice.source is None:
        state.voice = replace(state.voice, certainty="certain")
        state.reported_at = None
        state.report(source, hearsay=False)
    elif _denial_counted(tree, state, parent):
        _split_denial(state, source)
    else:
        state.denied_by.append(source)


def _denial_counted(tree: Tree, state: State, parent: int) -> bool:
    return parent in state.voice.cues


def _split_denial(state: State, source: Source) -> None:
    """The denying verb already flipped the inner claim: give that back and let the denier have it."""
    state.voice = replace(
        state.voice,
        polarity=opposite(state.voice.polarity),
        cues=tuple(c for c in state.voice.cues if c != source.cue),
    )
    state.denied_by.append(source)


def report_attached(reading: Reading, token: int, state: State) -> None:
    """ "According to Y" and reporting clauses that hang below a word on the way."""
    source = attached_source(reading, token)
    if source is not None and source.cue != state.reported_at:
        state.report(source, hearsay=False)


def report_minded(reading: Reading, at: int, parent: int, state: State) -> None:
    """ "The mayor is confident that P": the mayor's view, by what the copula says of the mayor."""
    tree, words = reading.tree, reading.rules.reporting
    holder = next((t for t in (parent, *tree.under(parent, "acomp")) if tree.lower[t] in words.minded), None)
    if holder is None or tree.dep[at] != "ccomp" or _is_embedded(tree, at):
        return
    verb = tree.head[holder]
    source = source_of_verb(reading, verb) if tree.is_verb(verb) and not denial_of(tree, reading.rules, verb) else None
    if source is None or source.text is None or source.text.lower() == "it":
        return
    if source.mention is not None or source.text.lower() in ("he", "she", "they"):
        state.report(source, hearsay=False)


def _is_embedded(tree: Tree, clause: int) -> bool:
    return any(
        tree.lower[c] in ("if", "whether", "as", "when", "because") for c in tree.under(clause, "mark", "advmod")
    )
