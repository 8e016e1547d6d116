"""From a fact and a voice to a claim record: values, place, time, instrument, cue, id."""

from dataclasses import replace

from pipeline.ids import content_id
from pipeline.records import Claim, Mention
from pipeline.relate.circumstances import find_instrument, find_place
from pipeline.relate.facts import Fact
from pipeline.relate.reading import Reading
from pipeline.relate.times import Time, find_time
from pipeline.relate.voices import Voice

# What holds through time has no time of its own; what is itself about a place has no further place.
_TIMELESS = frozenset(
    {
        "born_on",
        "serves_since",
        "has_age",
        "has_nationality",
        "alias_of",
        "located_in",
        "has_role",
        "has_rank",
        "commands",
    }
    | {"subordinate_to", "based_in", "member_of"}
)
_PLACELESS = _TIMELESS | {"present_in", "moved_to", "controls", "carries_document", "issued_in", "supplied"}
_WITH_TOOLS = frozenset({"attacked", "killed", "wounded", "destroyed", "captured"})


def make_claim(reading: Reading, number: int, fact: Fact, voice: Voice) -> Claim:
    """The claim that this fact is, as this voice says it, in sentence `number`."""
    tree, article = reading.tree, reading.article
    kind = reading.rules.vocabulary.predicates[fact.predicate].value
    start, end = tree.sentence_text(number)
    tool = (fact.instrument or find_instrument(reading, fact)) if fact.predicate in _WITH_TOOLS else None
    value, low, high, unit = _value(fact, kind)
    said = () if voice.source is None else (voice.source.cue,)
    cues = [tree.words[c] for c in dict.fromkeys(voice.cues)]
    claim = Claim(
        claim_id="",
        doc_id=article.doc_id,
        predicate=fact.predicate,
        rule_id=fact.rule_id,
        sentence_start=start,
        sentence_end=end,
        quote=article.text[start:end],
        subject_mention_id=_id(fact.subject),
        object_mention_id=_id(fact.object),
        value=value,
        value_low=low,
        value_high=high,
        value_unit=unit,
        value_kind=fact.kind,
        instrument_mention_id=_id(tool),
        place_mention_id=None if fact.predicate in _PLACELESS else _id(find_place(reading, fact)),
        polarity=voice.polarity,
        certainty=voice.certainty,
        realis=voice.realis,
        claimer_mention_id=_id(voice.source.mention) if voice.source is not None else None,
        claimer_text=voice.source.text if voice.source is not None else None,
        cue=" … ".join(cues) or None,
        matched=tuple((tree.start[t], tree.end[t]) for t in sorted({fact.anchor, *fact.matched, *voice.cues, *said})),
    )
    return with_id(_with_time(claim, _time(reading, fact, voice, kind)))


def with_id(claim: Claim) -> Claim:
    """The claim with its content id."""
    c = claim
    claim_id = content_id(
        "c", c.doc_id, c.sentence_start, c.predicate, c.subject_mention_id, c.object_mention_id, c.value, c.value_low,
        c.value_high, c.value_kind, c.polarity, c.claimer_mention_id,
    )  # fmt: skip
    return replace(claim, claim_id=claim_id)


def _id(mention: Mention | None) -> str | None:
    return None if mention is None else mention.mention_id


def _with_time(claim: Claim, time: Time | None) -> Claim:
    if time is None:
        return claim
    return replace(
        claim, time_text=time.text, time_start=time.start, time_end=time.end, time_granularity=time.granularity
    )


def _time(reading: Reading, fact: Fact, voice: Voice, kind: str | None) -> Time | None:
    if kind == "date" and fact.object is not None:
        date = fact.object
        return Time(date.text, date.time_start, date.time_end, date.time_granularity)
    return None if fact.predicate in _TIMELESS else find_time(reading, fact, voice)


def _value(fact: Fact, kind: str | None) -> tuple[str | None, float | None, float | None, str | None]:
    """Value columns: goods as words, numbers with their bounds, years of birth and service with the ISO text."""
    mention = fact.object
    if kind is None or mention is None:
        return fact.value, None, None, None
    if kind != "date":
        return mention.text, mention.value_low, mention.value_high, "years" if kind == "years" else mention.value_unit
    if mention.time_start is None or mention.time_end is None:
        is_year = len(mention.text) == 4 and mention.text.isdigit()
        year = float(mention.text) if is_year else None
        return mention.text, year, year, None
    same_day = mention.time_start == mention.time_end
    text = mention.time_start.isoformat() if same_day else str(mention.time_start.year)
    return text, float(mention.time_start.year), float(mention.time_end.year), None
