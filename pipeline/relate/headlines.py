"""Headlines and other clipped sentences: verbs that the parser took for nouns.

Without articles, "Army foils attack" and "Rebels massacre 19" read like compounds. What betrays the verb is plain
structure: a noun with a subject of its own, or a sentence with no verb at all. Each mend is one such contradiction.
"""

from collections.abc import Iterable, Sequence

from pipeline.records import Mention
from pipeline.relate.repairs import move, take_place, token_range
from pipeline.relate.rules import Rules
from pipeline.relate.tree import SUBJECTS, VERB_TAGS, Tree

_NAMED = frozenset({"PERSON", "GROUP", "UNIT", "ORG", "PLACE", "PLATFORM", "WEAPON"})
_NOUN_TAGS = frozenset({"NN", "NNS", "NNP", "NNPS"})
_WITHIN = ("compound", "nmod", "amod")
_OBJECT_PRONOUNS = frozenset({"it", "them", "him"})
_BREAKS = frozenset({",", "-", "–", "—", ";"})
_MAX_HEADLINE = 30  # tokens: longer sentences have articles, and their parse can be trusted


def repair_headlines(tree: Tree, mentions: Sequence[Mention], rules: Rules) -> None:
    """Mend the clipped sentences of an article."""
    named = {t for m in mentions if m.label in _NAMED for t in range(*token_range(tree, m))}
    for first, last in tree.sentences:
        if not 2 < last - first <= _MAX_HEADLINE:
            continue
        _opening_noun(tree, rules, first)
        if not any(tree.tag[t] in VERB_TAGS and tree.dep[t] != "amod" for t in range(first, last)):
            _toll_of_event(tree, rules, first, last)
            _verbless(tree, rules, [t for t in range(first + 1, last - 1) if t not in named])
        _first_of_two(tree, rules, first, last)
        _compound_before_verb(tree, rules, first, last)
        for token in range(first + 1, last):
            if tree.tag[token] in _NOUN_TAGS or tree.dep[token] in _WITHIN:
                _noun_with_subject(tree, rules, token)
                _noun_before_number(tree, rules, token)
                _noun_before_object(tree, rules, token)
        for token in [t for t in range(first, last) if tree.dep[t] == "ccomp" and t < tree.head[t]]:
            _spliced(tree, rules, token)


def _opening_noun(tree: Tree, rules: Rules, first: int) -> None:
    """ "Airstrikes pound X": the event that opens a headline was read as its verb, and the verb as its object."""
    verb = first + 1
    lemma = _verb_lemma(rules, tree.lower[verb])
    if tree.tag[first] not in ("VBZ", "NNS") or tree.tag[verb] not in ("NN", "VB", "VBP") or lemma != tree.lower[verb]:
        return
    is_event = tree.lower[first] in rules.nouns or tree.lower[first].removesuffix("s") in rules.nouns
    if not is_event or tree.head[verb] != first or tree.dep[verb] not in ("dobj", "compound", "dep"):
        return
    objects = [t for t in tree.under(first, "dobj", "npadvmod", "dep") if t > verb]
    take_place(tree, verb, first)
    for token in objects:
        move(tree, token, verb, "dobj")
    move(tree, first, verb, "nsubj")
    tree.tag[first], tree.pos[first] = "NNS", "NOUN"
    tree.lemma[first] = tree.lower[first].removesuffix("s")
    _make_verb(tree, verb, lemma)


def _verb_lemma(rules: Rules, word: str) -> str | None:
    """The verb a word is a present form of, where the rules know it."""
    forms = [word, word.removesuffix("s"), word.removesuffix("es")]
    known = (rules.verbs, rules.reporting.verbs, rules.cues.verbs, *rules.structure.support.values())
    return next((form for form in forms if any(form in words for words in known)), None)


def _noun_with_subject(tree: Tree, rules: Rules, token: int) -> None:
    """ "Rebels massacre 19", "Blast claims soldier": only verbs have subjects, and no form of "be" stands here."""
    subjects = [t for t in tree.under(token, "nsubj") if t < token]
    lemma = _verb_lemma(rules, tree.lower[token])
    if len(subjects) != 1 or lemma is None or tree.under(token, "cop", "aux", "det", "poss") or token - subjects[0] > 2:
        return
    noun = tree.head[token]
    if tree.dep[token] in _WITHIN and noun > token:
        take_place(tree, token, noun)
        move(tree, noun, token, "dobj")
    elif tree.tag[token] in VERB_TAGS:
        return
    else:
        for number in [t for t in tree.under(token, "nummod", "appos") if t > token][:1]:
            tree.dep[number] = "dobj"
    _make_verb(tree, token, lemma)


def _spliced(tree: Tree, rules: Rules, token: int) -> None:
    """ "Rebels attack convoy, eight troops killed", "X claims village in Y, Kyiv disputes it": two clauses side by side.

    Behind its content a verb of saying has neither an object nor casualties for a subject, and no other verb has content.
    """
    verb = tree.head[token]
    subjects = [t for t in tree.under(verb, *SUBJECTS) if token < t < verb]
    if not subjects or not any(tree.words[t] in _BREAKS for t in tree.children[verb] if token < t < subjects[0]):
        return
    if any(tree.words[t] in ('"', "”") for t in range(token, subjects[0])):
        return  # "P," he went on: a quotation is content
    objects = [tree.lower[t] for t in tree.under(verb, "dobj") if t > verb]
    says = tree.lemma[verb] in rules.reporting.verbs | rules.reporting.denying | rules.reporting.weak_verbs
    counted = tree.lemma[subjects[0]] in rules.structure.sets["loss_nouns"]
    if not says or counted or (objects and objects[0] in rules.structure.sets["taken_up"]):
        take_place(tree, token, verb)
        move(tree, verb, token, "conj")


def _noun_before_object(tree: Tree, rules: Rules, token: int) -> None:
    """ "Bandits raid village, abduct 20 women", "Kyiv disputes it": a noun has no object, and none stands before "it"."""
    lemma = _verb_lemma(rules, tree.lower[token])
    pronouns = [t for t in tree.children[token] if t == token + 1 and tree.lower[t] in _OBJECT_PRONOUNS]
    joined = tree.dep[token] == "conj" and tree.is_verb(tree.head[token]) and tree.under(token, "dobj")
    if tree.tag[token] not in _NOUN_TAGS or lemma is None or not (pronouns or joined):
        return
    for pronoun in pronouns:
        tree.dep[pronoun] = "dobj"
    if not joined:
        for owner in [t for t in tree.under(token, "compound", "nmod") if t < token][-1:]:
            tree.dep[owner] = "nsubj"
    _make_verb(tree, token, lemma)


def _noun_before_number(tree: Tree, rules: Rules, token: int) -> None:
    """ "kills 12 and wounds 30": a noun does not stand before its number."""
    verb, lemma = tree.head[token], _verb_lemma(rules, tree.lower[token])
    numbers = [t for t in tree.under(token, "nummod") if t == token + 1]
    joined = tree.tag[token] == "NNS" and tree.lower[token - 1] in ("and", ",") and tree.dep[token] in ("dobj", "conj")
    if not numbers or not joined or lemma is None or not tree.is_verb(verb):
        return
    tree.dep[token], tree.dep[numbers[0]] = "conj", "dobj"
    _make_verb(tree, token, lemma)


def _verbless(tree: Tree, rules: Rules, tokens: Sequence[int]) -> None:
    """ "Army foils attack on X": the only verb that a sentence without one can have is the noun between two others.

    `tokens` are those between its first and last that belong to no mention.
    """
    for token in tokens:
        noun = tree.head[token]
        lemma = _verb_lemma(rules, tree.lower[token])
        if tree.tag[token] not in ("NNS", "NNPS") or lemma is None or tree.lower[token] == lemma:
            continue
        if tree.dep[token] not in ("nsubj", *_WITHIN) or noun <= token or not _is_close(tree, token, noun):
            continue
        owners = [t for t in (*tree.under(token, *_WITHIN), *tree.under(noun, *_WITHIN, "nsubj")) if t < token]
        if not owners or tree.tag[owners[-1]] in ("NNS", "NNPS", "JJ", "VBN", "CD"):
            continue
        take_place(tree, token, noun)
        move(tree, noun, token, "dobj")
        move(tree, owners[-1], token, "nsubj")
        _hang_below(tree, owners[:-1], owners[-1])
        _make_verb(tree, token, lemma)
        return


def _toll_of_event(tree: Tree, rules: Rules, first: int, last: int) -> None:
    """ "Rocket attack on X airport wounds three": the noun right before a number, where the headline opens with an event."""
    root = next((t for t in range(first, last) if tree.head[t] == t), None)
    if root is None or not (tree.lemma[root] in rules.nouns or tree.lower[root] in rules.nouns):
        return
    for token in range(root + 1, last - 1):
        lemma, above = _verb_lemma(rules, tree.lower[token]), tree.head[token]
        parts = [t for t in tree.under(token, *_WITHIN) if t < token]
        if tree.tag[token] != "NNS" or lemma is None or not parts or tree.tag[token + 1] != "CD":
            continue
        if tree.dep[token] != "pobj" or above <= root:
            continue
        move(tree, parts[-1], above, "pobj")
        _hang_below(tree, parts[:-1], parts[-1])
        move(tree, token, root, "dep")
        take_place(tree, token, root)
        move(tree, root, token, "nsubj")
        move(tree, _counted_by(tree, token + 1), token, "dobj")
        _make_verb(tree, token, lemma)
        return


def _counted_by(tree: Tree, number: int) -> int:
    """The noun right behind a number that counts it, else the number."""
    noun = tree.head[number]
    return noun if tree.dep[number] == "nummod" and number < noun <= number + 3 else number


def _compound_before_verb(tree: Tree, rules: Rules, first: int, last: int) -> None:
    """ "Coalition strikes target X": an event in the plural right before a verb without subject is its subject."""
    for verb in range(first + 1, last):
        if tree.tag[verb] not in ("VBP", "VBD") or tree.under(verb, "nsubj", "nsubjpass", "aux", "auxpass"):
            continue
        noun = verb - 1
        is_event = tree.lower[noun] in rules.nouns or tree.lower[noun].removesuffix("s") in rules.nouns
        if tree.head[noun] == verb and tree.dep[noun] in _WITHIN and tree.tag[noun] in ("NNS", "NNPS") and is_event:
            tree.dep[noun], tree.lemma[noun] = "nsubj", tree.lower[noun].removesuffix("s")
            for part in [t for t in tree.under(verb, *_WITHIN) if t < noun]:
                move(tree, part, noun, "compound")


def _first_of_two(tree: Tree, rules: Rules, first: int, last: int) -> None:
    """ "Army foils bid along X, kills two militants": the first of two verbs was read as a part of the second's
    subject."""
    for verb in range(first + 3, last):
        subject = next(iter(tree.under(verb, "nsubj")), None)
        if tree.tag[verb] != "VBZ" or tree.words[verb - 1] != "," or subject is None or subject >= verb - 1:
            continue
        for token in [t for t in tree.under(subject, *_WITHIN) if tree.tag[t] in ("NNS", "NNPS", "VBZ")]:
            owners = [t for h in (subject, token) for t in tree.under(h, *_WITHIN) if t < token]
            lemma = _verb_lemma(rules, tree.lower[token])
            if owners and lemma is not None and lemma != tree.lower[token]:
                move(tree, token, verb, "dep")
                take_place(tree, token, verb)
                move(tree, verb, token, "conj")
                move(tree, subject, token, "dobj")
                move(tree, owners[-1], token, "nsubj")
                _hang_below(tree, owners[:-1], owners[-1])
                _make_verb(tree, token, lemma)
                return


def _is_close(tree: Tree, token: int, noun: int) -> bool:
    """Whether nothing but what describes the noun stands between."""
    return all(tree.head[t] == noun for t in range(token + 1, noun))


def _hang_below(tree: Tree, tokens: Iterable[int], head: int) -> None:
    for token in tokens:
        move(tree, token, head, "compound")


def _make_verb(tree: Tree, token: int, lemma: str) -> None:
    tree.tag[token], tree.pos[token], tree.lemma[token] = "VBZ", "VERB", lemma
