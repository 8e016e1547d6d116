"""The dependency parse as plain lists: what the rules read instead of spaCy tokens.

Reading a spaCy token attribute costs more than a list index, and the rules read each many times; so a parse is copied
once. All functions are iterative: text made to nest deeply costs time in proportion to its length, never the stack.
Labels are those of spaCy's English pipelines (ClearNLP: nsubj, nsubjpass, agent, pobj, dobj, acl, relcl, ...).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from spacy.tokens import Doc

from pipeline.docs import read_heads, read_offsets, spell_features
from pipeline.grammar.phrases import Phrases
from pipeline.relate.rules import Structure

SUBJECTS = frozenset({"nsubj", "nsubjpass"})
VERB_TAGS = frozenset({"VB", "VBD", "VBG", "VBN", "VBP", "VBZ"})
RELATIVE_TAGS = frozenset({"WDT", "WP", "WP$"})
_MAX_HOPS = 12  # longest chain of coordination, control or prepositions that is followed


@dataclass(frozen=True, slots=True)
class Tree:
    """One parsed article. All lists run over tokens; `head` of a root is itself.

    `start` and `end` are offsets of the token in the article's text; `sentence` numbers the sentence of a token;
    `sentences` are token ranges [start, end), empty for a sentence that is left out. `sets` and `phrases` are those of
    structure.yaml: the labels alone do not tell who acts.
    """

    text: str
    words: list[str]
    lower: list[str]
    lemma: list[str]
    tag: list[str]
    pos: list[str]
    dep: list[str]
    head: list[int]
    children: list[list[int]]
    start: list[int]
    end: list[int]
    sentence: list[int]
    sentences: list[tuple[int, int]]
    sets: Mapping[str, frozenset[str]]
    phrases: Mapping[str, Phrases]

    def under(self, token: int, *deps: str) -> list[int]:
        """The children of a token with one of these labels, in order of the text."""
        return [c for c in self.children[token] if self.dep[c] in deps]

    def is_verb(self, token: int) -> bool:
        """Whether a token is a verb form, auxiliaries included."""
        return self.tag[token] in VERB_TAGS

    def sentence_text(self, number: int) -> tuple[int, int]:
        """Offsets of a sentence without the white space around it."""
        first, last = self.sentences[number]
        while last - 1 > first and not self.words[last - 1].strip():
            last -= 1
        while first < last - 1 and not self.words[first].strip():
            first += 1
        return self.start[first], self.end[last - 1]


def read_tree(doc: Doc, max_sentence_tokens: int, structure: Structure) -> Tree | None:
    """Copy a parse. Sentences longer than `max_sentence_tokens` are left out of `sentences` (lists and tables as text).

    Returns None when the doc was never parsed: without a parse there are no claims.
    """
    if not len(doc) or not doc.has_annotation("DEP"):
        return None
    words, lemmas, tag, pos, dep = spell_features(doc, ["ORTH", "LEMMA", "TAG", "POS", "DEP"])
    head, (text, start) = read_heads(doc), read_offsets(doc, words)
    children: list[list[int]] = [[] for _ in head]
    for child, parent in enumerate(head):
        if child != parent:
            children[parent].append(child)
    sentence = [0] * len(words)
    sentences: list[tuple[int, int]] = []
    for span in doc.sents:
        for i in range(span.start, span.end):
            sentence[i] = len(sentences)
        fits = span.end - span.start <= max_sentence_tokens
        sentences.append((span.start, span.end) if fits else (span.start, span.start))
    return Tree(
        text=text,
        words=words,
        lower=[word.lower() for word in words],
        lemma=[lemma.lower() for lemma in lemmas],
        tag=tag,
        pos=pos,
        dep=dep,
        head=head,
        children=children,
        start=start,
        end=[at + len(word) for at, word in zip(start, words, strict=True)],
        sentence=sentence,
        sentences=sentences,
        sets=structure.sets,
        phrases=structure.phrases,
    )


def conjuncts(tree: Tree, token: int) -> list[int]:
    """A token and all that is coordinated below it ("X, Y and Z" from X: X, Y, Z), in order of the text.

    What "not" sets apart ("against X, not against Y") is left out.
    """
    found, todo = [], [token]
    while todo:
        at = todo.pop()
        found.append(at)
        todo += [c for c in tree.under(at, "conj") if tree.is_verb(c) or tree.lower[c - 1] != "not"]
    return sorted(found)


def climb(tree: Tree, token: int) -> Iterator[tuple[int, str, int]]:
    """The way from a token up to its root: (token, its label, its head) a step."""
    for _ in range(len(tree.head)):
        parent = tree.head[token]
        if parent == token:
            return
        yield token, tree.dep[token], parent
        token = parent


def is_passive(tree: Tree, verb: int) -> bool:
    """Whether a verb stands in the passive, reduced ("soldiers captured in X") and coordinated forms included."""
    for _ in range(_MAX_HOPS):
        if tree.under(verb, "auxpass", "nsubjpass", "agent", "csubjpass"):
            return True
        if tree.tag[verb] not in ("VBN", "VBD"):
            return False
        has_own = tree.under(verb, "aux", "nsubj", "dobj")
        if tree.dep[verb] == "conj" and tree.tag[verb] == "VBN" and not has_own and tree.is_verb(tree.head[verb]):
            verb = tree.head[verb]
            continue
        if tree.dep[verb] in ("acl", "relcl"):
            return not tree.under(verb, "nsubj", "aux", "dobj")
        if tree.tag[verb] == "VBN":
            return tree.dep[verb] in ("advcl", "amod", "oprd", "ccomp", "xcomp", "pcomp", "dep", "ROOT") and not has_own
        return False
    return False


def with_particles(tree: Tree, verb: int) -> list[str]:
    """A verb with its particles: "rule out"."""
    return [f"{tree.lemma[verb]} {tree.lower[c]}" for c in tree.under(verb, "prt")]


def has_infinitive(tree: Tree, verb: int) -> bool:
    """Whether a verb form is a to-infinitive."""
    return any(tree.lower[c] == "to" for c in tree.under(verb, "aux"))


def has_mark(tree: Tree, clause: int, *words: str) -> bool:
    """Whether one of these words opens a clause."""
    return any(tree.lower[c] in words for c in tree.under(clause, "mark"))


def surface_subject(tree: Tree, verb: int) -> list[int]:
    """The grammatical subject of a verb, through coordination, control, raising, participles and gerunds; or nothing.

    Of an object-control governor ("forced X to leave", "accused X of shelling") it is the object.
    """
    sets = tree.sets
    for _ in range(_MAX_HOPS):
        own = tree.under(verb, *SUBJECTS)
        if own:
            return own
        dep, parent = tree.dep[verb], tree.head[verb]
        if parent == verb:
            return []
        if dep == "advcl" and (owner := _owner_before(tree, verb) or _named_to(tree, verb, parent)):
            return owner
        if dep in ("conj", "advcl", "dep") and tree.is_verb(parent):
            verb = parent
        elif dep in ("xcomp", "ccomp", "oprd") and tree.is_verb(parent):
            controlled = tree.under(parent, "dobj")
            if dep == "ccomp" and not (has_infinitive(tree, verb) or tree.tag[verb] in ("VBG", "VB")):
                return []
            if controlled and controlled[0] < verb and not is_passive(tree, parent):
                return controlled
            verb = parent
        elif (
            dep in ("xcomp", "ccomp")
            and tree.dep[parent] in ("acomp", "attr", "oprd")
            and tree.is_verb(tree.head[parent])
        ):
            verb = tree.head[parent]
        elif dep in ("relcl", "acl") and has_infinitive(tree, verb) and _is_single(tree, parent):
            copula = tree.head[parent]
            if tree.dep[parent] != "attr" or not tree.is_verb(copula):
                return [parent]
            verb = copula  # "becomes the first woman to lead the corps"
        elif dep == "relcl":
            return []
        elif dep == "acl":
            above = _effort_above(tree, verb, parent)
            if above is None:
                return _noun_subject(tree, verb, parent)
            verb = above
        elif dep == "pcomp":
            governor = tree.head[parent]
            if tree.pos[governor] == "ADV" and tree.is_verb(tree.head[governor]):
                verb = tree.head[governor]  # "far from capturing X, the army ..."
                continue
            link = tree.head[governor]
            if (
                tree.dep[governor] == "pobj"
                and tree.lemma[governor] in sets["nearing"]
                and tree.is_verb(tree.head[link])
            ):
                verb = tree.head[link]  # "were on the verge of attacking"
                continue
            if (tree.dep[governor] in ("acomp", "oprd") and tree.is_verb(link)) or _is_taken_on(tree, governor):
                verb = tree.head[governor]  # "is capable of attacking", "claimed responsibility for attacking"
                continue
            if not tree.is_verb(governor):
                accused = tree.dep[governor] == "dobj" and tree.lemma[tree.head[governor]] in sets["accusing"]
                return [governor] if accused else tree.under(governor, "poss")
            if tree.lower[parent] == "by" and is_passive(tree, governor):
                return []  # "were killed by shelling": not the killed
            controlled = (
                tree.under(governor, "dobj") if tree.lower[parent] in ("of", "from", "for", "into", "as") else []
            )
            if controlled and not is_passive(tree, governor):
                return controlled
            verb = governor
        else:
            return []
    return []


def _named_to(tree: Tree, verb: int, governor: int) -> list[int]:
    """ "Named his cousin, X, to head the guard": who is named, where the comma hides that the infinitive is his."""
    if (
        not has_infinitive(tree, verb)
        or tree.lemma[governor] not in tree.sets["putting_to"]
        or is_passive(tree, governor)
    ):
        return []
    return [c for c in tree.under(governor, "dobj") if c < verb]


def _is_single(tree: Tree, noun: int) -> bool:
    """ "the first woman", "the only officer": one of a kind, who does what the infinitive behind says."""
    words = tree.sets["one_of_a_kind"]
    return tree.lower[noun] in words or any(tree.lower[c] in words for c in tree.under(noun, "amod"))


def _is_taken_on(tree: Tree, noun: int) -> bool:
    """ "claimed responsibility for", "has no intention of": what the subject above does, or has in mind."""
    return tree.dep[noun] == "dobj" and tree.lemma[noun] in tree.sets["taken_on"] and not tree.under(noun, "poss")


def _noun_subject(tree: Tree, verb: int, noun: int) -> list[int]:
    """Subject of a verb that modifies a noun: the noun itself of a participle; of an infinitive the noun's owner ("X's
    efforts to", "coalition efforts to", "efforts by X to")."""
    if not has_infinitive(tree, verb):
        return [noun]
    by = objects_of(tree, [c for c in tree.under(noun, "prep") if tree.lower[c] == "by" and c < verb])
    return tree.under(noun, "poss") or by or tree.under(noun, "compound", "nmod")[-1:]


def _owner_before(tree: Tree, verb: int) -> list[int]:
    """ "supports X in their campaign to seize Y": the owner of the noun right before an infinitive that the parser hung
    higher."""
    to = next((c for c in tree.under(verb, "aux") if tree.lower[c] == "to"), 0)
    if to < 1 or tree.dep[to - 1] != "pobj" or tree.lower[tree.head[to - 1]] != "in":
        return []
    return [c for c in tree.under(to - 1, "poss") if tree.lower[c] in ("its", "their")]


def _effort_above(tree: Tree, verb: int, noun: int) -> int | None:
    """The verb whose subject makes the effort of an infinitive: "X leads efforts to", "X joined in the fight to"."""
    if not has_infinitive(tree, verb):
        return None
    owners, parent = _noun_subject(tree, verb, noun), tree.head[noun]
    failed_in = tree.lemma[tree.head[parent]] == "fail" and tree.dep[noun] == "pobj"  # "failed in their attempt to"
    if owners and not (failed_in and tree.tag[owners[0]] == "PRP$"):
        return None
    if tree.dep[noun] == "pobj" and tree.lower[parent] in ("in", "for"):
        parent = tree.head[parent]
    elif tree.dep[noun] not in ("dobj", "attr", "acomp"):
        return None
    return parent if tree.is_verb(parent) else None


def antecedent(tree: Tree, token: int) -> int | None:
    """The noun that a relative pronoun stands for: what its relative clause hangs from."""
    if tree.tag[token] not in RELATIVE_TAGS and tree.lower[token] != "that":
        return None
    for at, dep, parent in climb(tree, token):
        if dep in ("relcl", "acl"):
            return parent
        if dep == "ccomp" and tree.tag[at] in VERB_TAGS and tree.pos[parent] in ("NOUN", "PROPN"):
            return parent
    return None


def objects_of(tree: Tree, prepositions: Iterable[int]) -> list[int]:
    """The nouns that prepositions govern, coordinated ones too, through doubled prepositions ("from inside X")."""
    found = []
    links = [link for preposition in prepositions for link in conjuncts(tree, preposition)]
    for first in links:
        at = first
        for _ in range(_MAX_HOPS):
            nouns = tree.under(at, "pobj")
            if nouns:
                found += [c for noun in nouns for c in conjuncts(tree, noun)]
                break
            nested = tree.under(at, "prep", "pcomp")
            if not nested or tree.is_verb(nested[0]):
                break
            at = nested[0]
    return found
