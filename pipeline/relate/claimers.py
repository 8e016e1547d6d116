"""Who says so: reporting verbs, content nouns, "according to", and quotations over several sentences."""

import re
from bisect import bisect_right
from dataclasses import dataclass

from pipeline.records import Mention
from pipeline.relate.arguments import MentionIndex, find_argument
from pipeline.relate.reading import Reading
from pipeline.relate.tree import Tree, is_passive, objects_of, surface_subject

SPEAKERS = frozenset({"PERSON", "ORG", "UNIT", "PLACE", "GROUP"})
_OPEN, _CLOSE, _EITHER = "“«„", "”»", '"'
_MARKS = re.compile(r"[\"“”«»„]|\n\n")
_MAX_DESCRIPTION = 12  # tokens between the comma and the speaker's head ("a senior official of the department")
_MIN_LABELS = 4  # "Name:" labels that make an article an interview
_MAX_SILENCE = 2  # sentences between two quotations of one speaker
_MAX_QUOTE = 4000  # characters: a quotation longer than this was never closed


@dataclass(frozen=True, slots=True)
class Source:
    """A claimer: its mention when it has one, its words, and the token of the reporting word."""

    mention: Mention | None
    text: str | None
    cue: int


def source_of_verb(reading: Reading, verb: int) -> Source:
    """Who speaks in a reporting verb: its subject, or the by-phrase of a passive; nobody in "it was reported"."""
    tree = reading.tree
    if is_passive(tree, verb):
        speakers = objects_of(tree, [c for c in tree.under(verb, "agent", "prep") if tree.lower[c] == "by"])
    else:
        speakers = surface_subject(tree, verb)
    return _source(reading, speakers, verb)


def _source(reading: Reading, speakers: list[int], cue: int) -> Source:
    tree, index, rules = reading.tree, reading.index, reading.rules
    for token in speakers:
        found = find_argument(tree, index, rules.structure, token, SPEAKERS)
        if found is not None:
            return Source(found[0], found[0].text, cue)
        owner = next((o for o in tree.under(token, "poss") if tree.lemma[token] in rules.reporting.sources), None)
        owned = None if owner is None else find_argument(tree, index, rules.structure, owner, SPEAKERS)
        if owned is not None:
            return Source(owned[0], _phrase(tree, token), cue)
        if tree.lemma[token] in rules.reporting.sources:
            return Source(None, _phrase(tree, token), cue)
    return Source(None, None, cue)


def _phrase(tree: Tree, token: int) -> str:
    """A noun with the words that stand directly before it and hang from it."""
    first = min([token, *tree.under(token, "compound", "amod", "nmod", "poss", "nummod")])
    return tree.text[tree.start[first] : tree.end[token]]


def source_of_noun(reading: Reading, noun: int) -> Source:
    """Whose claim a content noun is: "Y's claim that", "claims by Y that", "a report from Y that"."""
    tree = reading.tree
    speakers = tree.under(noun, "poss")
    links = [c for c in tree.under(noun, "prep", "agent") if tree.lower[c] in ("by", "from")]
    return _source(reading, speakers or objects_of(tree, links), noun)


def according_source(reading: Reading, token: int) -> Source | None:
    """The source of an "according to Y" that hangs from this word."""
    tree, rules = reading.tree, reading.rules
    for child in tree.children[token]:
        if tree.lower[child] in rules.reporting.according and tree.dep[child] in (
            "prep",
            "pcomp",
            "advcl",
            "acl",
            "amod",
        ):
            nouns = objects_of(tree, [child])
            source = _source(reading, nouns, child)
            if source.text is None and nouns:
                source = Source(None, _phrase(tree, nouns[0]), child)
            if source.text is not None:
                return source
    return None


def parenthetical_source(reading: Reading, token: int) -> Source | None:
    """The source of a reporting clause that hangs below what it reports ("P, as Y reported", "P, Y said")."""
    tree, rules = reading.tree, reading.rules
    for child in tree.under(token, "advcl", "parataxis", "ccomp", "conj", "dep", "intj", "relcl", "acl"):
        if tree.lemma[child] not in rules.reporting.verbs or not tree.is_verb(child):
            continue
        mark = any(tree.lower[c] == "as" for c in tree.under(child, "mark", "advmod", "prep"))
        bare = not tree.under(child, "ccomp", "dobj", "xcomp") and tree.under(child, "nsubj")
        if (mark and not tree.under(child, "dobj", "ccomp")) or (
            bare and tree.dep[child] not in ("conj", "relcl", "acl", "advcl")
        ):
            source = source_of_verb(reading, child)
            if source.text is not None:
                return source
    return None


@dataclass(frozen=True, slots=True)
class Trailer:
    """An attribution at the end of a sentence: it covers the tokens [first, last) before it."""

    source: Source
    first: int
    last: int


def find_trailers(reading: Reading, sentence: tuple[int, int]) -> list[Trailer]:
    """ "P and Q, X said on Friday.", "P, said X", "P, according to X; R": whatever the parser made of P, X says it.

    The attribution stands behind a comma, says nothing more itself, and covers what stands before it up to a semicolon.
    """
    tree, index, rules = reading.tree, reading.index, reading.rules
    found = []
    first = sentence[0]
    for token in range(*sentence):
        if tree.lower[token] == ";":
            first = token + 1
        is_source = tree.lower[token] in rules.reporting.according
        says = tree.is_verb(token) and tree.lemma[token] in rules.reporting.verbs - rules.reporting.weak_verbs
        if not (is_source or (says and tree.tag[token] in ("VBD", "VBZ", "VBP"))):
            continue
        source = according_source(reading, tree.head[token]) if is_source else _closing(reading, token)
        start = token
        if source is not None and source.mention is not None and not is_source:
            start = min(token, index.tokens[source.mention.mention_id][0])
        opener = next(
            (t for t in range(start - 1, max(first, start - _MAX_DESCRIPTION), -1) if tree.lower[t] in (",", "”", '"')),
            None,
        )
        if source is not None and source.text is not None and opener is not None and opener > first:
            found.append(Trailer(source, first, opener))
    return found


def _closing(reading: Reading, verb: int) -> Source | None:
    """The speaker of a reporting verb behind which nothing is said: no object, no clause, no more verbs of its own."""
    tree = reading.tree
    behind = [c for c in tree.under(verb, "ccomp", "dobj", "xcomp", "conj", "dative") if c > verb]
    subjects = tree.under(verb, "nsubj")
    if behind or not subjects or tree.under(verb, "neg", "mark", "aux") or is_passive(tree, verb):
        return None
    return _source(reading, subjects, verb)


def quotations(tree: Tree) -> list[tuple[int, int]]:
    """Spans of quoted text (offsets, marks included).

    An unclosed quotation ends with its paragraph, unless the next paragraph closes it before opening another.
    """
    spans: list[tuple[int, int]] = []
    opened: int | None = None
    text = tree.text
    marks = [m.start() for m in _MARKS.finditer(text)]
    for i, at in enumerate(marks):
        char = text[at]
        if char == "\n":
            following = next((text[m] for m in marks[i + 1 :] if text[m] != "\n"), "")
            if opened is not None and not (following in _CLOSE and following) and not _closes(text, marks[i + 1 :]):
                spans.append((opened, at))
                opened = None
        elif opened is None:
            if char in _OPEN or (char == _EITHER and (at == 0 or not text[at - 1].isalnum())):
                opened = at
        elif char in _CLOSE or char == _EITHER:
            spans.append((opened, at + 1))
            opened = None
        elif char in _OPEN:
            spans.append((opened, at))
            opened = at
    if opened is not None:
        spans.append((opened, len(text)))
    return [(start, min(end, start + _MAX_QUOTE)) for start, end in spans]


def _closes(text: str, marks: list[int]) -> bool:
    """Whether the next straight quotation mark, before another paragraph ends, is a closing one."""
    if not marks or text[marks[0]] != _EITHER:
        return False
    at = marks[0]
    return at > 0 and not text[at - 1].isspace()


def quoted_sources(reading: Reading) -> dict[int, Source]:
    """For each sentence that lies in a quotation: who speaks, by an attribution in a sentence that the quotation
    touches.

    A quotation without one goes on from the last speaker when at most two sentences lie between. Lines of an interview
    ("Name: ...") count as quotations of Name.
    """
    tree, index = reading.tree, reading.index
    spans = quotations(tree)
    starts = [span[0] for span in spans]
    found: dict[int, Source] = {}
    by_quotation: dict[int, list[int]] = {}
    for number, (first, last) in enumerate(tree.sentences):
        if first == last:
            continue
        begin, end = tree.sentence_text(number)
        for q in range(max(0, bisect_right(starts, begin) - 1), bisect_right(starts, end)):
            if spans[q][0] < end and begin < spans[q][1]:
                by_quotation.setdefault(q, []).append(number)
    last_speaker: tuple[int, Source] | None = None
    for q, numbers in sorted(by_quotation.items()):
        source = _attribution(reading, numbers, spans[q])
        if source is None and last_speaker is not None and numbers[0] - last_speaker[0] <= _MAX_SILENCE:
            source = last_speaker[1]
        elif source is None:
            source = _speaker_before(reading, numbers[0])
        if source is None:
            continue
        last_speaker = (numbers[-1], source)
        for number in numbers:
            begin, end = tree.sentence_text(number)
            if spans[q][0] <= begin + 1 and end <= spans[q][1] + 1:
                found[number] = source
    found.update(_interview(tree, index))
    return found


def _speaker_before(reading: Reading, number: int) -> Source | None:
    """The person whom the sentence before the quotation has speaking."""
    tree, rules = reading.tree, reading.rules
    if number == 0:
        return None
    for token in reversed(range(*tree.sentences[number - 1])):
        if tree.is_verb(token) and tree.lemma[token] in rules.reporting.verbs - rules.reporting.weak_verbs:
            source = source_of_verb(reading, token)
            if source.mention is not None and source.mention.label == "PERSON":
                return source
    return None


def _interview(tree: Tree, index: MentionIndex) -> dict[int, Source]:
    """ "Name: what Name says", up to the end of the paragraph; in an interview up to the next label."""
    found: dict[int, Source] = {}
    labels = 0
    waiting: dict[int, Source] = {}
    speaker: Source | None = None
    fresh = False
    for number, (first, last) in enumerate(tree.sentences):
        if first == last:
            continue
        if first == 0 or "\n" in tree.text[tree.start[first - 1] : tree.start[first]]:
            fresh = False
            person = index.starting_at(first, frozenset({"PERSON", "ORG"}))
            behind = index.tokens[person.mention_id][1] if person is not None else last
            if person is not None and behind < last and tree.words[behind] == ":":
                speaker = Source(person if person.label == "PERSON" else None, person.text, first)
                labels, fresh = labels + 1, True
        if speaker is not None and speaker.mention is not None:
            (found if fresh else waiting)[number] = speaker
    return {**waiting, **found} if labels >= _MIN_LABELS else found


def _attribution(reading: Reading, numbers: list[int], span: tuple[int, int]) -> Source | None:
    """A reporting verb outside the quotation marks in the sentences that the quotation touches, or right behind it."""
    tree, rules = reading.tree, reading.rules
    order = [numbers[0], numbers[-1], *numbers[1:-1]]
    if numbers[-1] + 1 < len(tree.sentences) and len(numbers) == 1:
        order.append(numbers[-1] + 1)
    for number in dict.fromkeys(order):
        first, last = tree.sentences[number]
        near = [t for t in range(first, last) if not span[0] <= tree.start[t] < span[1]]
        for token in near:
            if tree.is_verb(token) and tree.lemma[token] in rules.reporting.verbs:
                if number not in numbers and abs(tree.start[token] - span[1]) > 20:
                    continue
                source = source_of_verb(reading, token)
                if source.text is not None:
                    return source
            elif tree.lower[token] in rules.reporting.according:
                source_found = according_source(reading, tree.head[token])
                if source_found is not None:
                    return source_found
    return None
