"""Who speaks where no word of the sentence says so: quotations over several sentences and paragraphs, interviews."""

import re
from bisect import bisect_right

from pipeline.relate.arguments import MentionIndex
from pipeline.relate.claimers import Source, according_source, set_off, source_of_verb
from pipeline.relate.reading import Reading
from pipeline.relate.tree import SUBJECTS, Tree

_OPEN, _CLOSE, _EITHER = "“«„", "”»", '"'
_FIRST_PERSON = re.compile(r"\b(?:I|I'm|we|We|us|our|Our|my|My|me)\b")
_MARKS = re.compile(r"[\"“”«»„]|\n\n")
_QUESTIONS = frozenset({"Q", "Question"})
_ANSWERS = frozenset({"A", "Answer"})
_MIN_LABELS = 4  # "Name:" labels that make an article an interview
_MAX_SILENCE = 2  # sentences between two quotations of one speaker
_MAX_LABEL = 8  # tokens of the name before the colon that opens a quotation
_MAX_PARAGRAPHS = 3  # further paragraphs of a quotation that are not opened anew
_MAX_QUOTE = 4000  # characters: a quotation longer than this was never closed


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
    """Whether the next straight quotation mark, few paragraphs on, is a closing one."""
    at = next((mark for mark in marks[: _MAX_PARAGRAPHS + 1] if text[mark] != "\n"), None)
    return at is not None and text[at] == _EITHER and at > 0 and not text[at - 1].isspace()


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
    speakers = _speakers(reading, spans, by_quotation)
    last_speaker: tuple[int, Source] | None = None
    for q, numbers in sorted(by_quotation.items()):
        source = speakers.get(q)
        if source is None and last_speaker is not None and numbers[0] - last_speaker[0] <= _MAX_SILENCE:
            source = last_speaker[1]
        elif source is None:
            source = _speaker_before(reading, numbers[0], spans[q])
        if source is None:
            continue
        last_speaker = (numbers[-1], source)
        for number in numbers:
            begin, end = tree.sentence_text(number)
            if spans[q][0] <= begin + 1 and end <= spans[q][1] + 1:
                found[number] = source
    found.update(_interview(tree, index))
    return found


def _speakers(reading: Reading, spans: list[tuple[int, int]], numbers: dict[int, list[int]]) -> dict[int, Source]:
    """The attributed speaker of each quotation; paragraphs of one quotation, each opened anew, share theirs."""
    text = reading.tree.text
    found = {}
    for q in sorted(numbers):
        source = _attribution(reading, numbers[q], spans[q])
        if source is not None:
            found[q] = source
    for q in sorted(numbers, reverse=True):
        is_open = text[spans[q][1] - 1] not in (*_CLOSE, _EITHER)
        goes_on = q + 1 in numbers and not text[spans[q][1] : spans[q + 1][0]].strip()
        if q not in found and q + 1 in found and is_open and goes_on:
            found[q] = found[q + 1]
    return found


def _speaker_before(reading: Reading, number: int, span: tuple[int, int]) -> Source | None:
    """The person whom the sentence before has speaking; or whom it is about, when the quotation speaks of "I"."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    if number == 0:
        return None
    first, last = tree.sentences[number - 1]
    for token in reversed(range(first, last)):
        if tree.is_verb(token) and tree.lemma[token] in rules.reporting.verbs - rules.reporting.weak_verbs:
            source = source_of_verb(reading, token)
            if source.mention is not None and source.mention.label == "PERSON":
                return source
    begin = tree.start[tree.sentences[number][0]]
    is_own = span[0] >= begin and "\n" not in tree.text[tree.end[max(last - 1, 0)] - 1 : begin]
    if not is_own or not _FIRST_PERSON.search(tree.text, *span):
        return None
    for token in range(first, last):
        if tree.dep[token] in SUBJECTS and tree.head[tree.head[token]] == tree.head[token]:
            person = index.headed_by(token, frozenset({"PERSON"}))
            if person is not None and (person.kind == "name" or person.referent is not None):
                return Source(person, person.text, token)
    return None


def _interview(tree: Tree, index: MentionIndex) -> dict[int, Source]:
    """ "Name: what Name says", up to the end of the paragraph; in an interview up to the next label.

    Behind the last label it ends with the first paragraph that speaks of no "I" or "we". "Q:" and "A:" are labels too:
    the answers are those of the only person named before the first question.
    """
    found: dict[int, Source] = {}
    waiting: dict[int, Source] = {}
    labels, speaker, fresh = 0, None, False
    after: list[int] = []
    for number, (first, last) in enumerate(tree.sentences):
        if first == last:
            continue
        if _opens_paragraph(tree, first):
            fresh = False
            label = _label(tree, index, first, last)
            if label is not None or _is_marked(tree, first, _QUESTIONS):
                speaker, fresh = label, True
                labels, after = labels + 1, []
        if speaker is not None and speaker.mention is not None:
            (found if fresh else waiting)[number] = speaker
            after.append(number)
    for number in _behind_the_end(tree, after):
        waiting.pop(number, None)
    return {**waiting, **found} if labels >= _MIN_LABELS else found


def _opens_paragraph(tree: Tree, first: int) -> bool:
    return first == 0 or "\n" in tree.text[tree.start[first - 1] : tree.start[first]]


def _is_marked(tree: Tree, first: int, words: frozenset[str]) -> bool:
    """Whether a sentence begins with "Q:" or the like."""
    return tree.words[first] in words and tree.words[first + 1 : first + 2] == [":"]


def _label(tree: Tree, index: MentionIndex, first: int, last: int) -> Source | None:
    """The speaker whom a label names ("Name:"), or who answers ("A:"); no mention for a body."""
    person = index.starting_at(first, frozenset({"PERSON", "ORG"}))
    behind = index.tokens[person.mention_id][1] if person is not None else last
    if person is not None and behind < last and tree.words[behind] == ":" and "(" not in person.text:
        return Source(person if person.label == "PERSON" else None, person.text, first)
    if _is_marked(tree, first, _ANSWERS):
        asked = next((a for a, b in tree.sentences if a < b and _is_marked(tree, a, _QUESTIONS)), 0)
        named = {
            m.referent or m.mention_id: m
            for m in reversed(index.mentions)
            if m.label == "PERSON" and m.kind == "name" and m.end <= tree.start[asked]
        }
        if len(named) == 1:
            answering = next(iter(named.values()))
            return Source(answering, answering.text, first)
    return None


def _behind_the_end(tree: Tree, numbers: list[int]) -> list[int]:
    """Of the sentences behind the last label: those from the first paragraph on that speaks of no "I" or "we"."""
    for at, number in enumerate(numbers[1:], 1):
        begin, end = tree.sentence_text(number)
        if _opens_paragraph(tree, tree.sentences[number][0]) and not _FIRST_PERSON.search(tree.text, begin, end):
            return numbers[at:]
    return []


def _attribution(reading: Reading, numbers: list[int], span: tuple[int, int]) -> Source | None:
    """A reporting verb outside the quotation marks in the sentences that the quotation touches, or right behind it."""
    tree, rules = reading.tree, reading.rules
    first = tree.sentences[numbers[0]][0]
    colon = next((t for t in range(first, first + _MAX_LABEL) if t < len(tree.words) and tree.words[t] == ":"), None)
    if colon is not None and 0 <= span[0] - tree.end[colon] <= 1:
        labelled = set_off(reading, first, colon)
        if labelled is not None:
            return labelled
    order = [numbers[0], numbers[-1], *numbers[1:-1]]
    if numbers[-1] + 1 < len(tree.sentences) and len(numbers) == 1:
        order.append(numbers[-1] + 1)
    for number in dict.fromkeys(order):
        first, last = tree.sentences[number]
        near = [t for t in range(first, last) if not span[0] <= tree.start[t] < span[1]]
        for token in near:
            if tree.is_verb(token) and tree.lemma[token] in rules.reporting.verbs | rules.reporting.quoting:
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
