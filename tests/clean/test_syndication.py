"""Near-copies are grouped, independent reports are not, whatever the order and whatever else there is."""

import random

import pytest

from pipeline.clean import CleanSettings, group_syndication
from pipeline.clean.syndication import Overlap, overlap, shingle_hashes
from tests.clean.syndication_pairs import BACKGROUND, Pair, labelled_pairs


@pytest.fixture(scope="module")
def pairs(settings: CleanSettings) -> list[Pair]:
    return labelled_pairs(settings)


def overlap_of(pair: Pair, settings: CleanSettings) -> Overlap:
    return overlap(shingle_hashes(pair.a, settings.shingle_words), shingle_hashes(pair.b, settings.shingle_words))


def test_the_labelled_set_is_large_and_hard(pairs: list[Pair]) -> None:
    copies = [pair for pair in pairs if pair.is_copy]
    assert len(pairs) >= 200
    assert len(copies) >= 100
    assert len(pairs) - len(copies) >= 100
    assert len({pair.kind for pair in copies}) >= 10
    assert len({pair.kind for pair in pairs if not pair.is_copy}) >= 6


def test_every_labelled_pair_is_told_right(pairs: list[Pair], settings: CleanSettings) -> None:
    wrong = []
    for pair in pairs:
        groups = group_syndication([("a", pair.a), ("b", pair.b)], settings)
        if (groups["a"] == groups["b"]) != pair.is_copy:
            wrong.append((pair.kind, overlap_of(pair, settings)))
    assert wrong == []


def test_the_threshold_lies_well_between(pairs: list[Pair], settings: CleanSettings) -> None:
    """configs/pipeline.yaml names these figures."""
    comparable = [
        (pair, found)
        for pair in pairs
        if (found := overlap_of(pair, settings)).n_longer <= settings.max_length_ratio * found.n_shorter
    ]
    copies = min(found.containment for pair, found in comparable if pair.is_copy)
    others = max(found.containment for pair, found in comparable if not pair.is_copy)
    assert copies >= settings.min_containment + 0.1
    assert others <= settings.min_containment - 0.2


def test_groups_do_not_depend_on_order(pairs: list[Pair], settings: CleanSettings) -> None:
    articles = [
        (f"d_{n:03}{side}", text) for n, pair in enumerate(pairs[:60]) for side, text in (("a", pair.a), ("b", pair.b))
    ]
    shuffled = articles.copy()
    random.Random(5).shuffle(shuffled)
    assert group_syndication(shuffled, settings) == group_syndication(articles, settings)


def test_an_unrelated_article_changes_no_group(pairs: list[Pair], settings: CleanSettings) -> None:
    articles = [
        (f"d_{n:03}{side}", text) for n, pair in enumerate(pairs[:40]) for side, text in (("a", pair.a), ("b", pair.b))
    ]
    before = group_syndication(articles, settings)
    words = [word for pair in pairs[-20:] for word in pair.a.split()]
    strangers = [(f"d_{n:03}_", " ".join(random.Random(n).sample(words, 300))) for n in range(30)]
    after = group_syndication([*strangers, *articles], settings)
    assert {doc_id: after[doc_id] for doc_id in before} == before
    assert all(after[doc_id] == doc_id for doc_id, _ in strangers)


def test_a_group_is_its_smallest_doc_id_and_joins_chains(pairs: list[Pair], settings: CleanSettings) -> None:
    words = pairs[0].a.split()
    half = len(words) // 2
    first, last = " ".join(words[:half]), " ".join(words[half:])
    texts = {"d_3": first, "d_9": " ".join(words), "d_5": last, "d_1": BACKGROUND}
    assert group_syndication(texts.items(), settings) == {"d_3": "d_3", "d_9": "d_3", "d_5": "d_3", "d_1": "d_1"}
    del texts["d_9"]
    assert group_syndication(texts.items(), settings) == {"d_3": "d_3", "d_5": "d_5", "d_1": "d_1"}


def test_a_story_printed_by_many_is_one_group(pairs: list[Pair], settings: CleanSettings) -> None:
    paragraphs = pairs[0].a.split("\n\n")
    rng = random.Random(2)
    texts = {
        f"d_{n:04}": "\n\n".join(
            [f"Paper {n} on the day's news", *paragraphs[1 : rng.randint(len(paragraphs) // 2, 99)]]
        )
        for n in range(400)
    }
    assert set(group_syndication(texts.items(), settings).values()) == {"d_0000"}


@pytest.mark.parametrize("text", ["", "Fire.", "Air alarm in Dovhe", "…", "a b c d e f g"])
def test_short_texts_are_grouped_only_when_equal(text: str, settings: CleanSettings) -> None:
    groups = group_syndication([("a", text), ("b", text), ("c", text + " on Monday it was said by all")], settings)
    assert groups["c"] == "c"
    assert groups["b"] == ("a" if shingle_hashes(text, 3).size else "b")


def test_a_doc_id_given_twice_counts_once(settings: CleanSettings) -> None:
    assert group_syndication([("a", "one two three"), ("a", "one two three")], settings) == {"a": "a"}
    assert group_syndication([], settings) == {}


def test_case_and_punctuation_do_not_count() -> None:
    assert list(shingle_hashes("“Fire!” he said, twice.", 3)) == list(shingle_hashes("fire he SAID twice", 3))
    assert len(shingle_hashes("one two three four", 3)) == 2
    assert len(shingle_hashes("one two", 3)) == 1
    assert len(shingle_hashes("—", 3)) == 0


def test_articles_that_share_a_part_do_not_hide_a_copy(pairs: list[Pair], settings: CleanSettings) -> None:
    """Each of the three between them, in order of doc_id, shares another third of the story."""
    words = next(pair.a.split() for pair in pairs if len(pair.a.split()) > 390)[:390]
    fillers = [[f"word{n}x{m}" for m in range(300)] for n in range(3)]
    texts = {"d_1": " ".join(words), "d_5": " ".join(words)}
    texts |= {f"d_{n + 2}": " ".join([*words[130 * n : 130 * n + 130], *fillers[n]]) for n in range(3)}
    groups = group_syndication(texts.items(), settings)
    assert groups == {"d_1": "d_1", "d_2": "d_2", "d_3": "d_3", "d_4": "d_4", "d_5": "d_1"}
