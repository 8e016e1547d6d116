"""Bad input: no crash, bounded time, nothing from what was never parsed."""

import time
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc
from spacy.vocab import Vocab

from pipeline.config import pipeline_section
from pipeline.ids import content_id
from pipeline.packing import unpack_records
from pipeline.records import Article, Claim, Mention
from pipeline.relate import RelateSettings, find_claims, task
from pipeline.vocabulary import vocabulary

WORDS = [
    "captured",
    "attacked",
    "said",
    "denied",
    "killed",
    "of",
    "by",
    "that",
    "the",
    "and",
    "in",
    "brigade",
    "soldiers",
]
WORDS += [
    ",",
    "(",
    "losses",
    "not",
    "to",
    "be",
    "with",
    "“",
    "”",
    '"',
    "?",
    "24",
    "claims",
    "according",
    "put",
    "at",
    "other",
]
DEPS = ["nsubj", "nsubjpass", "dobj", "pobj", "prep", "agent", "conj", "cc", "acl", "relcl", "advcl", "ccomp", "xcomp"]
DEPS += [
    "appos",
    "compound",
    "amod",
    "poss",
    "case",
    "attr",
    "aux",
    "auxpass",
    "neg",
    "mark",
    "pcomp",
    "dep",
    "npadvmod",
]
DEPS += ["det", "nummod", "parataxis"]
TAGS = ["NN", "NNS", "NNP", "VBD", "VBN", "VBG", "VB", "VBZ", "IN", "DT", "JJ", "WDT", "PRP", "CD", "MD"]
POS = {"N": "NOUN", "V": "VERB", "I": "ADP", "D": "DET", "J": "ADJ", "W": "PRON", "P": "PRON", "C": "NUM", "M": "AUX"}
LABELS = sorted(vocabulary().labels)


def article(text, mentions=()):
    return Article("d", "", text, "en", "", 1, mentions=tuple(mentions))


def mention(text, start, end, label):
    return Mention(
        content_id("m", start, end, label), "d", start, end, text[start:end], label, "name", "test", 0, len(text)
    )


def timed(nlp, rules, text, mentions):
    """The claims, and the processor time they take as a share of what the parse takes."""
    start = time.process_time()
    doc = nlp(text)
    parsed = time.process_time()
    claims = find_claims(doc, article(text, mentions), rules)
    return claims, (time.process_time() - parsed) / (parsed - start)


def test_without_a_parse_there_are_no_claims(rules):
    doc = Doc(Vocab(), words=["Rebels", "captured", "Gao"])
    assert find_claims(doc, article(doc.text, [mention(doc.text, 0, 6, "GROUP")]), rules) == ()


def test_without_mentions_there_are_no_claims(nlp, rules):
    assert find_claims(nlp("Rebels captured Gao."), article("Rebels captured Gao."), rules) == ()


def test_empty_text(rules):
    assert find_claims(Doc(Vocab()), article(""), rules) == ()


HOSTILE = {
    "coordination": "Rebels captured Gao and " * 90 + "Kidal.",
    "nesting": "Rebels said that " * 90 + "rebels captured Gao.",
    "denials": "Rebels denied the claim that " * 60 + "rebels captured Gao.",
    "prepositions": "Rebels attacked Gao " + "in the town of the region of the state " * 40,
    "list": "Rebels, " * 190 + "captured Gao.",
    "capitals": "REBELS CAPTURED GAO AND KIDAL SAID THE MINISTRY " * 10,
    "no punctuation": "rebels captured gao the ministry said so and nobody knew why " * 30,
    "quotes": '“Rebels "captured” Gao" “«said ' * 60,
    "brackets": "Rebels ((((" * 60 + " captured Gao ))))",
    "table": "Gao | rebels | 24 | captured\n" * 60,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_takes_bounded_time(text, nlp, rules):
    found = []
    for word, label in (
        ("rebels", "GROUP"),
        ("gao", "PLACE"),
        ("kidal", "PLACE"),
        ("ministry", "ORG"),
        ("24", "QUANTITY"),
    ):
        at = text.lower().find(word)
        while at >= 0:
            found.append(mention(text, at, at + len(word), label))
            at = text.lower().find(word, at + 1)
    found.sort(key=lambda m: (m.start, -m.end))
    claims, share = timed(nlp, rules, text, found)
    assert share < 10
    limit = rules.settings.max_claims_per_sentence
    by_sentence = {}
    for claim in claims:
        by_sentence.setdefault(claim.sentence_start, []).append(claim)
    assert all(len(here) <= 2 * limit for here in by_sentence.values())


def test_a_sentence_beyond_the_limit_gives_nothing(nlp, rules):
    text = "Rebels captured Gao."
    found = [mention(text, 0, 6, "GROUP"), mention(text, 16, 19, "PLACE")]
    assert len(find_claims(nlp(text), article(text, found), rules)) == 1
    short = replace(rules, settings=replace(rules.settings, max_sentence_tokens=3))
    assert find_claims(nlp(text), article(text, found), short) == ()


@st.composite
def docs(draw):
    """A random tree over random words with random mentions: nothing that a parser would make, everything that it
    could."""
    n = draw(st.integers(1, 25))
    words = draw(st.lists(st.sampled_from(WORDS), min_size=n, max_size=n))
    tags = draw(st.lists(st.sampled_from(TAGS), min_size=n, max_size=n))
    deps = draw(st.lists(st.sampled_from(DEPS), min_size=n, max_size=n))
    order = draw(st.permutations(range(n)))
    heads = [0] * n
    for i, token in enumerate(order):
        heads[token] = token if i == 0 else order[draw(st.integers(0, i - 1))]
    deps[order[0]] = "ROOT"
    doc = Doc(Vocab(), words=words, tags=tags, pos=[POS[t[0]] for t in tags], deps=deps, heads=heads, lemmas=words)
    spans = draw(st.lists(st.tuples(st.integers(0, n - 1), st.integers(1, 4), st.sampled_from(LABELS)), max_size=8))
    mentions = {}
    for first, length, label in spans:
        end = min(n, first + length) - 1
        m = mention(doc.text, doc[first].idx, doc[end].idx + len(doc[end]), label)
        mentions[m.mention_id] = m
    return doc, sorted(mentions.values(), key=lambda m: (m.start, -m.end))


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(docs())
def test_any_tree_gives_only_allowed_claims(rules, made):
    doc, mentions = made
    labels = {m.mention_id: m.label for m in mentions}
    claims = find_claims(doc, article(doc.text, mentions), rules)
    assert len({c.claim_id for c in claims}) == len(claims)
    for claim in claims:
        subject, obj = labels.get(claim.subject_mention_id or ""), labels.get(claim.object_mention_id or "")
        assert vocabulary().predicates[claim.predicate].allows(subject, obj), claim
        assert doc.text[claim.sentence_start : claim.sentence_end] == claim.quote
        assert {claim.place_mention_id, claim.claimer_mention_id, claim.instrument_mention_id} - {None} <= set(labels)


def test_the_same_input_gives_the_same_claims(nlp, rules):
    text = "Rebels captured Gao and Kidal on Monday, the ministry said."
    found = [mention(text, 0, 6, "GROUP"), mention(text, 16, 19, "PLACE"), mention(text, 24, 29, "PLACE")]
    assert find_claims(nlp(text), article(text, found), rules) == find_claims(nlp(text), article(text, found), rules)


def test_an_article_that_breaks_a_rule_stops_no_other(monkeypatch, caplog):
    def break_on_first(doc, article, rules):
        if article.path == "bad.txt":
            raise IndexError("list index out of range")
        return ()

    monkeypatch.setattr(task, "find_claims", break_on_first)
    monkeypatch.setattr(task, "decode_doc", lambda parse, vocab: None)
    work = task.RelateTask(pipeline_section("relate", RelateSettings)).load()
    bad, good = (replace(article("Rebels captured Gao."), path=path) for path in ("bad.txt", "good.txt"))
    assert [unpack_records(packed, Claim)[0] for packed in work([bad, good])] == [(), ()]
    assert "bad.txt: no claims, since a rule failed on it (IndexError" in caplog.text
