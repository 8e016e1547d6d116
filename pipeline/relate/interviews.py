"""Who speaks in an interview: by labels ("Name: ..."), by "Q:" and "A:", or by questions that are paragraphs."""

import re

from pipeline.records import Mention
from pipeline.relate.arguments import MentionIndex
from pipeline.relate.claimers import Source
from pipeline.relate.tree import Tree

FIRST_PERSON = re.compile(r"\b(?:I|I'm|we|We|us|our|Our|my|My|me)\b")
_ASKED = re.compile(r"\b(?:you|your|You|Your)\b")
_QUESTIONS = frozenset({"Q", "Question"})
_ANSWERS = frozenset({"A", "Answer"})
_MIN_LABELS = 4  # "Name:" labels that make an article an interview
_MIN_QUESTIONS = 3  # paragraphs that ask, where nothing labels them
_MAX_QUESTION = 60  # tokens of such a paragraph


def interview_sources(tree: Tree, index: MentionIndex) -> dict[int, Source]:
    """The speaker of each sentence of an interview; empty for any other article.

    "Name: what Name says", up to the end of the paragraph; in an interview up to the next label. Behind the last label
    it ends with the first paragraph that speaks of no "I" or "we". "Q:" and "A:" are labels too: the answers are those
    of the only person named before the first question, as behind questions without labels.
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
    return {**waiting, **found} if labels >= _MIN_LABELS else found or _answers(tree, index)


def _answers(tree: Tree, index: MentionIndex) -> dict[int, Source]:
    """The answers between paragraphs that ask "you" something, without labels."""
    paragraphs: list[list[int]] = []
    for number, (first, last) in enumerate(tree.sentences):
        if first < last and (not paragraphs or _opens_paragraph(tree, first)):
            paragraphs.append([])
        if first < last:
            paragraphs[-1].append(number)
    asking = [p for p in paragraphs if _asks(tree, p)]
    if len(asking) < _MIN_QUESTIONS or not any(_ASKED.search(tree.text, *_text_of(tree, p)) for p in asking):
        return {}
    person = _only_person_before(index, tree.start[tree.sentences[asking[0][0]][0]])
    if person is None:
        return {}
    found: dict[int, Source] = {}
    answering = [p for p in paragraphs if p[0] > asking[0][0] and p not in asking]
    for paragraph in answering:
        is_last = paragraph[0] > asking[-1][0]
        begin, end = _text_of(tree, paragraph)
        if tree.text[begin] in "([":
            continue  # a note of the interviewer's
        if is_last and found and not FIRST_PERSON.search(tree.text, begin, end):
            break
        source = Source(person, person.text, tree.sentences[paragraph[0]][0])
        found |= dict.fromkeys(paragraph, source)
    return found


def _asks(tree: Tree, paragraph: list[int]) -> bool:
    """Whether a paragraph is one question, not quoted."""
    begin, end = _text_of(tree, paragraph)
    n_tokens = tree.sentences[paragraph[-1]][1] - tree.sentences[paragraph[0]][0]
    return tree.text[end - 1] == "?" and n_tokens <= _MAX_QUESTION and tree.text[begin] not in '"“‘('


def _text_of(tree: Tree, paragraph: list[int]) -> tuple[int, int]:
    """Offsets of a paragraph, without white space around it."""
    return tree.sentence_text(paragraph[0])[0], tree.sentence_text(paragraph[-1])[1]


def _only_person_before(index: MentionIndex, offset: int) -> Mention | None:
    """The only person named before an offset; nobody where there are several."""
    named = {
        m.referent or m.mention_id: m
        for m in reversed(index.mentions)
        if m.label == "PERSON" and m.kind == "name" and m.end <= offset
    }
    return next(iter(named.values())) if len(named) == 1 else None


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
        answering = _only_person_before(index, tree.start[asked])
        if answering is not None:
            return Source(answering, answering.text, first)
    return None


def _behind_the_end(tree: Tree, numbers: list[int]) -> list[int]:
    """Of the sentences behind the last label: those from the first paragraph on that speaks of no "I" or "we"."""
    for at, number in enumerate(numbers[1:], 1):
        begin, end = tree.sentence_text(number)
        if _opens_paragraph(tree, tree.sentences[number][0]) and not FIRST_PERSON.search(tree.text, begin, end):
            return numbers[at:]
    return []
