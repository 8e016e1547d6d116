"""Every construction and predicate as marked sentences with their claims (cases/*.txt, the format of seeds/gold)."""

from pipeline.vocabulary import vocabulary


def arguments(predicate, subject, obj):
    """The argument pair; of a symmetric predicate sorted, for order means nothing there."""
    pair = (subject, obj)
    return tuple(sorted(pair, key=str)) if vocabulary().predicates[predicate].symmetric else pair


def expected(case):
    attributes = ("claimer", "place", "instrument", "time_ref", "value_kind")
    return {
        (
            *(c.predicate, *arguments(c.predicate, c.subject, c.object), c.polarity, c.certainty, c.realis),
            *(c.attributes.get(name) for name in attributes),
        )
        for c in case.claims
    }


def found(case, claims, refs):
    dates = {m.text: m.ref for m in case.mentions if m.label == "DATE"}
    result = set()
    for c in claims:
        ids = (c.subject_mention_id, c.object_mention_id, c.claimer_mention_id)
        subject, obj, claimer = (refs[i] if i is not None else None for i in ids)
        place, tool = (refs[i] if i is not None else None for i in (c.place_mention_id, c.instrument_mention_id))
        pair = arguments(c.predicate, subject, obj)
        time = dates.get(c.time_text or "")
        result.add((c.predicate, *pair, c.polarity, c.certainty, c.realis, claimer, place, tool, time, c.value_kind))
    return result


def test_case(case, claims_of):
    claims, refs = claims_of(case)
    assert found(case, claims, refs) == expected(case), case.text


def test_all_predicates_have_cases(all_cases):
    covered = {c.predicate for case in all_cases for c in case.claims}
    assert set(vocabulary().predicates) - covered == set()


def test_cases_are_many_and_some_expect_nothing(all_cases):
    assert len(all_cases) > 120
    assert sum(not case.claims for case in all_cases) >= 8
