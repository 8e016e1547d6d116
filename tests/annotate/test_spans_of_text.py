"""What is found in a sentence, by the span conventions of docs/annotation.md: cases/spans.txt, counted.txt,
military.txt, bodies.txt, postings.txt, targets.txt, forces.txt."""

import pytest

from pipeline.annotate import Annotator
from pipeline.vocabulary import vocabulary
from tests.annotate.conftest import lines_of, mentions_of, read_marks


def _cases() -> list[tuple[str, str]]:
    labels, found = "", []
    files = ("spans.txt", "counted.txt", "military.txt", "bodies.txt", "postings.txt", "targets.txt", "forces.txt")
    for line in (line for name in files for line in lines_of(name)):
        if line.startswith("labels:"):
            labels = line.removeprefix("labels:").strip()
        elif line:
            found.append((labels, line))
    return found


CASES = _cases()


def test_cases_are_read() -> None:
    assert len(CASES) >= 330


@pytest.mark.parametrize(("labels", "line"), CASES)
def test_mentions_are_those_marked(annotator: Annotator, labels: str, line: str) -> None:
    wanted = [tuple(label.partition(".")[::2]) for label in labels.split()]
    kinds = vocabulary().labels

    def is_wanted(label: str, kind: str) -> bool:
        return any(label == name and (not only or kind == only) for name, only in wanted)

    marked = read_marks(line)
    expected = set()
    for start, end, label, kind, _ in marked.marks:
        only = next((k for name, k in wanted if name == label), "")
        kind_of = kind or only or kinds.get(label, "")
        if is_wanted(label, kind_of):
            expected.add((marked.text[start:end], label, kind_of))
    found = {(m.text, m.label, m.kind) for m in mentions_of(annotator, marked.text) if is_wanted(m.label, m.kind)}
    assert found == expected
