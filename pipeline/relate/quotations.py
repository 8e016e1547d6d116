"""Who speaks where no word of the sentence says so: quotations over several sentences and paragraphs."""

import re
from bisect import bisect_right

from pipeline.relate.claimers import Source, according_source, source_of_verb
from pipeline.relate.interviews import FIRST_PERSON, interview_sources
from pipeline.relate.reading import Reading
from pipeline.relate.trailers import set_off
from pipeline.relate.tree import SUBJECTS, Tree, is_passive

_OPEN, _CLOSE, _EITHER = ("“", "«", "„", "‘", "``"), ("”", "»"), ('"', "''")
_SINGLE = ("‘", "’", "''")
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_MARKS = re.compile(r"[\"“”«»„‘’]|``|''|\n\n")
_MAX_SILENCE = 2  # sentences between two quotations of one speaker
_MAX_LABEL = 8  # tokens of the name before the colon that opens a quotation
_MAX_PARAGRAPHS = 3  # further paragraphs of a quotation that are not opened anew
_MAX_BEHIND = 20  # characters from a quotation to the word of saying in the next sentence
_MIN_LEAD = 3  # tokens of a clause that leads in a quotation
_MAX_QUOTE = 4000  # characters: a quotation longer than this was never closed


def quotations(tree: Tree) -> list[tuple[int, int]]:
    """Spans of quoted text (offsets, marks included), in double, single curly or typewriter marks.

    An unclosed quotation ends with its paragraph, unless the next paragraph closes it before opening another. What is
    quoted inside a quotation is part of it.
    """
    spans: list[tuple[int, int]] = []
    opened: int | None = None
    text = tree.text
    marks = [(m.start(), m.group()) for m in _MARKS.finditer(text)]
    for i, (at, mark) in enumerate(marks):
        if mark == "\n\n":
            following = next((m for _, m in marks[i + 1 :] if m != "\n\n"), "")
            if opened is not None and following not in _CLOSE and not _closes(text, marks[i + 1 :]):
                spans.append((opened, at))
                opened = None
        elif opened is None:
            if mark in _OPEN or (mark in _EITHER and (at == 0 or not text[at - 1].isalnum())):
                opened = at
        elif _ends(text, opened, at, mark):
            spans.append((opened, at + len(mark)))
            opened = None
        elif mark in _OPEN and mark != "‘":
            spans.append((opened, at))
            opened = at
    if opened is not None:
        spans.append((opened, len(text)))
    return [(start, min(end, start + _MAX_QUOTE)) for start, end in spans]


def _ends(text: str, opened: int, at: int, mark: str) -> bool:
    """Whether a mark closes the quotation opened before: of the same kind, and no apostrophe."""
    if text[opened] == "‘":
        is_apostrophe = text[at + 1 : at + 2].isalnum() or text[at - 1 : at + 2] == "s’ "
        return mark == "’" and not is_apostrophe
    if text[opened] == "`":
        return mark == "''"
    return mark in _CLOSE or mark == '"'


def _closes(text: str, marks: list[tuple[int, str]]) -> bool:
    """Whether the next straight quotation mark, few paragraphs on, is a closing one."""
    at = next((at for at, mark in marks[: _MAX_PARAGRAPHS + 1] if mark != "\n\n" and mark not in _SINGLE), None)
    return at is not None and text[at] == '"' and at > 0 and not text[at - 1].isspace()


def quoted_sources(reading: Reading) -> dict[int, Source]:
    """For each token that lies in a quotation: who speaks, by an attribution in a sentence that the quotation touches.

    Of a sentence that only ends or begins in a quotation, the words inside count where they make a clause. A quotation
    without an attribution goes on from the last speaker when at most two sentences lie between. Lines of an interview
    ("Name: ...") count as quotations of Name.
    """
    tree = reading.tree
    spans = quotations(tree)
    by_quotation = _sentences_of(tree, spans)
    found: dict[int, Source] = {}
    speakers = _speakers(reading, spans, by_quotation)
    last_speaker: tuple[int, Source] | None = None
    for q, numbers in sorted(by_quotation.items()):
        source = speakers.get(q)
        if source is None and last_speaker is not None and numbers[0] - last_speaker[0] <= _MAX_SILENCE:
            source = _introduced(reading, numbers[0], spans[q]) or last_speaker[1]
        elif source is None:
            source = _speaker_before(reading, numbers[0], spans[q])
        if source is None:
            continue
        last_speaker = (numbers[-1], source)
        for number in numbers:
            begin, end = tree.sentence_text(number)
            if spans[q][0] <= begin + 1 and end <= spans[q][1] + 1:
                found |= dict.fromkeys(range(*tree.sentences[number]), source)
            elif q in speakers:
                found |= dict.fromkeys(_clause_inside(tree, number, spans[q]), source)
    for number, source in interview_sources(tree, reading.index).items():
        found |= dict.fromkeys(range(*tree.sentences[number]), source)
    return found


def _sentences_of(tree: Tree, spans: list[tuple[int, int]]) -> dict[int, list[int]]:
    """The sentences that each quotation touches."""
    starts = [span[0] for span in spans]
    by_quotation: dict[int, list[int]] = {}
    for number, (first, last) in enumerate(tree.sentences):
        if first == last:
            continue
        begin, end = tree.sentence_text(number)
        for q in range(max(0, bisect_right(starts, begin) - 1), bisect_right(starts, end)):
            if spans[q][0] < end and begin < spans[q][1]:
                by_quotation.setdefault(q, []).append(number)
    return by_quotation


def _clause_inside(tree: Tree, number: int, span: tuple[int, int]) -> list[int]:
    """The tokens of a sentence inside a quotation, where they make a clause: not of "the so-called 'liberation'"."""
    inside = [t for t in range(*tree.sentences[number]) if span[0] < tree.start[t] < span[1]]
    return inside if any(tree.tag[t] in _FINITE for t in inside) else []


def _speakers(reading: Reading, spans: list[tuple[int, int]], numbers: dict[int, list[int]]) -> dict[int, Source]:
    """The attributed speaker of each quotation; paragraphs of one quotation, each opened anew, share theirs."""
    text = reading.tree.text
    found = {}
    for q in sorted(numbers):
        source = _attribution(reading, numbers[q], spans[q])
        if source is not None:
            found[q] = source
    for q in sorted(numbers, reverse=True):
        is_open = text[spans[q][1] - 1] not in ("”", "»", '"', "’", "'")
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
    if not is_own or not FIRST_PERSON.search(tree.text, *span):
        return None
    for token in range(first, last):
        if tree.dep[token] in SUBJECTS and tree.head[tree.head[token]] == tree.head[token]:
            person = index.headed_by(token, frozenset({"PERSON"}))
            if person is not None and (person.kind == "name" or person.referent is not None):
                return Source(person, person.text, token)
    return None


def _attribution(reading: Reading, numbers: list[int], span: tuple[int, int]) -> Source | None:
    """A reporting verb outside the quotation marks in the sentences that the quotation touches, or right behind it."""
    tree, rules = reading.tree, reading.rules
    first = tree.sentences[numbers[0]][0]
    colon = next((t for t in range(first, first + _MAX_LABEL) if t < len(tree.words) and tree.words[t] == ":"), None)
    if colon is not None and 0 <= span[0] - tree.end[colon] <= 1:
        labelled = set_off(reading, first, colon)
        if labelled is not None:
            return labelled
    following = numbers[-1] + 1
    order = list(numbers)
    if following < len(tree.sentences) and len(numbers) == 1:
        order.append(following)
    saying = rules.reporting.verbs | rules.reporting.quoting | rules.reporting.calling
    outside = [t for number in order for t in range(*tree.sentences[number]) if not span[0] <= tree.start[t] < span[1]]
    for token in sorted(outside, key=lambda t: min(abs(tree.start[t] - span[0]), abs(tree.start[t] - span[1]))):
        if tree.sentence[token] == following and abs(tree.start[token] - span[1]) > _MAX_BEHIND:
            continue
        source: Source | None = None
        if tree.is_verb(token) and tree.lemma[token] in saying:
            source = source_of_verb(reading, token)
        elif tree.lower[token] in rules.reporting.according:
            source = according_source(reading, tree.head[token])
        if source is not None and source.text is not None:
            return source
    return _leads_in(reading, numbers[0], span)


def _introduced(reading: Reading, number: int, span: tuple[int, int]) -> Source | None:
    """ "Nurse Hanin Jarrar watched. "They shot him."": whom the sentence before brings in, named for the first time."""
    tree, index = reading.tree, reading.index
    first, last = tree.sentences[number - 1]
    if number == 0 or first == last or span[0] < tree.start[tree.sentences[number][0]]:
        return None
    for token in range(first, last):
        if tree.dep[token] != "nsubj" or tree.head[tree.head[token]] != tree.head[token]:
            continue
        person = index.headed_by(token, frozenset({"PERSON"}))
        if person is None or person.kind != "name" or is_passive(tree, tree.head[token]):
            return None
        known = [m for m in index.mentions if m.end <= person.start and m.referent == person.referent]
        is_new = person.referent is None or not known
        return Source(person, person.text, token) if is_new else None
    return None


def _leads_in(reading: Reading, number: int, span: tuple[int, int]) -> Source | None:
    """ "She reacted with shock: 'I was stunned.'": who acts in the clause that ends where the quotation opens."""
    tree, index = reading.tree, reading.index
    before = [t for t in range(*tree.sentences[number]) if tree.end[t] <= span[0]]
    if len(before) < _MIN_LEAD or tree.words[before[-1]] not in (",", ":"):
        return None
    if not tree.text[span[0] + 1 : span[0] + 2].isupper() or not _clause_inside(tree, number, span):
        return None
    for token in reversed(before):
        if tree.tag[token] in _FINITE - {"MD"} and not is_passive(tree, token):
            for subject in tree.under(token, "nsubj"):
                person = index.headed_by(subject, frozenset({"PERSON"}))
                if person is not None and (person.kind != "pronoun" or person.referent is not None):
                    return Source(person, person.text, token)
            return None
    return None
