"""From facts to claims: scope, claimer, place, time and instrument are added, and what is said twice is said once."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from spacy.tokens import Doc

from pipeline.ids import content_id
from pipeline.records import Article, Claim, Mention
from pipeline.relate.arguments import MentionIndex, index_mentions
from pipeline.relate.circumstances import Time, find_instrument, find_place, find_time
from pipeline.relate.claimers import Source, find_trailers, quoted_sources, source_of_verb
from pipeline.relate.denials import deny, find_denials
from pipeline.relate.events import find_events
from pipeline.relate.facts import Fact
from pipeline.relate.losses import find_losses
from pipeline.relate.properties import find_properties
from pipeline.relate.repairs import repair
from pipeline.relate.rules import Rules
from pipeline.relate.scope import Voice, find_voices
from pipeline.relate.tree import Tree, read_tree

_NO_TIME = frozenset({"born_on", "serves_since", "has_age", "has_nationality", "alias_of", "located_in", "has_role", "has_rank",
                      "subordinate_to", "based_in", "member_of", "commands"})  # fmt: skip
_NO_PLACE = _NO_TIME | {"present_in", "moved_to", "controls", "carries_document", "issued_in", "supplied"}
_IDENTIFYING = frozenset({"has_nationality", "alias_of", "located_in", "subordinate_to"})
_ONLY_IDENTIFIES = frozenset({"has_role", "has_rank", "located_in"})
_EVENT_RULES = frozenset({"verb", "noun", "losses"})
_ONCE_AN_ARTICLE = frozenset({"has_nationality"})


def find_claims(doc: Doc, article: Article, rules: Rules) -> tuple[Claim, ...]:
    """All claims of one article, in order of the text.

    `doc` is the parse of `article.text`, `article.mentions` must be filled. Without a parse or without mentions:
    nothing.
    """
    tree = read_tree(doc, rules.settings.max_sentence_tokens)
    if tree is None or not article.mentions:
        return ()
    repair(tree, article.mentions, rules)
    index = index_mentions(tree, article.mentions)
    quoted = quoted_sources(tree, index, rules)
    by_sentence: dict[int, list[Mention]] = {}
    for mention in index.mentions:
        by_sentence.setdefault(tree.sentence[index.head_of[mention.mention_id]], []).append(mention)
    claims: dict[str, Claim] = {}
    once: set[tuple[str, str | None, str | None]] = set()
    previous: list[Claim] = []
    for number, (first, last) in enumerate(tree.sentences):
        if number not in by_sentence or first == last:
            continue
        facts = list(_facts(tree, index, rules, (first, last), by_sentence[number]))
        found = _sentence_claims(tree, index, rules, article, number, facts, quoted.get(number))
        found += _denied(tree, index, rules, number, found, previous)
        previous = found
        for claim in found[: rules.settings.max_claims_per_sentence]:
            key = _article_key(index, claim)
            if claim.predicate in _ONCE_AN_ARTICLE and key in once:
                continue
            once.add(key)
            claims.setdefault(claim.claim_id, claim)
    kept = _worth_a_row(index, list(claims.values()))
    return tuple(sorted(kept, key=lambda c: (c.sentence_start, c.matched, c.predicate, c.claim_id)))


def _worth_a_row(index: MentionIndex, claims: list[Claim]) -> list[Claim]:
    """Leave out what only identifies somebody of whom nothing else is said ("a cleric", "the airport in X").

    An unnamed person or place with a single mention in the article keeps its role, rank, membership or containment
    only when
    another claim speaks of it.
    """
    mentions_of: dict[str, int] = {}
    for mention in index.mentions:
        mentions_of[_referent(mention)] = mentions_of.get(_referent(mention), 0) + 1
    spoken: dict[str, int] = {}
    for claim in claims:
        for mention_id in {
            claim.subject_mention_id,
            claim.object_mention_id,
            claim.place_mention_id,
            claim.claimer_mention_id,
        } - {None}:
            key = _referent(index.by_id[mention_id])  # type: ignore[index]
            spoken[key] = spoken.get(key, 0) + 1
    kept = []
    for claim in claims:
        subject = index.by_id[claim.subject_mention_id] if claim.subject_mention_id else None
        if claim.predicate in _ONLY_IDENTIFIES and subject is not None and subject.kind == "nominal":
            alone = mentions_of[_referent(subject)] == 1 and spoken[_referent(subject)] == 1
            if alone:
                continue
        kept.append(claim)
    return kept


def _referent(mention: Mention) -> str:
    return mention.referent or mention.mention_id


def _article_key(index: MentionIndex, claim: Claim) -> tuple[str, str | None, str | None]:
    subject = index.by_id[claim.subject_mention_id] if claim.subject_mention_id else None
    obj = index.by_id[claim.object_mention_id] if claim.object_mention_id else None
    return (
        claim.predicate,
        _referent(subject) if subject is not None else None,
        obj.text.lower() if obj is not None else None,
    )


def _facts(
    tree: Tree, index: MentionIndex, rules: Rules, sentence: tuple[int, int], mentions: Iterable[Mention]
) -> Iterator[Fact]:
    for token in range(*sentence):
        yield from find_events(tree, index, rules, token)
        yield from find_losses(tree, index, rules, token)
    for mention in mentions:
        yield from find_properties(tree, index, rules, mention)


def _sentence_claims(
    tree: Tree,
    index: MentionIndex,
    rules: Rules,
    article: Article,
    number: int,
    facts: list[Fact],
    quoted: Source | None,
) -> list[Claim]:
    claims: dict[tuple[object, ...], Claim] = {}
    voices: dict[int, list[Voice]] = {}
    trailers = find_trailers(tree, index, rules, tree.sentences[number])
    for fact in _without_weaker(index, facts):
        if _unresolved(fact.object) or _unresolved(fact.subject):
            if not (
                fact.object is not None
                and not _unresolved(fact.object)
                and rules.vocabulary.predicates[fact.predicate].subject_optional
            ):
                continue
            fact = replace(fact, subject=None)
        if fact.anchor not in voices:
            voices[fact.anchor] = find_voices(tree, index, rules, fact.anchor)
        for voice in voices[fact.anchor]:
            if not fact.is_event:
                voice = Voice(source=None if _is_own_voice(fact) else voice.source)
            if fact.predicate == "allied_with" and voice.realis == "planned" and set(voice.cues) == {fact.anchor}:
                voice = replace(voice, realis="actual")  # "sent troops to support Y": help is on its way
            if voice.source is None and fact.anchor_reports:
                voice = replace(voice, source=source_of_verb(tree, index, rules, fact.anchor))
            trailer = next((t for t in trailers if t.first <= fact.anchor < t.last), None)
            if voice.source is None and trailer is not None and not _is_own_voice(fact):
                voice = replace(voice, source=trailer.source)
            if quoted is not None and voice.source is None:
                voice = replace(voice, source=quoted)
            claim = _claim(tree, index, rules, article, number, fact, voice)
            key = (claim.predicate, _who(index, claim.subject_mention_id), _who(index, claim.object_mention_id), claim.polarity,
                   claim.claimer_mention_id, claim.value_kind)  # fmt: skip
            known = claims.get(key)
            if known is None or _richness(claim) > _richness(known):
                claims[key] = claim
    return list(claims.values())


def _is_own_voice(fact: Fact) -> bool:
    """Whether a noun phrase only identifies: what it says is the article's, whoever the sentence quotes indirectly."""
    is_named = fact.subject is not None and fact.subject.kind == "name"
    return fact.predicate in _IDENTIFYING or (is_named and fact.predicate in ("has_role", "has_rank"))


def _denied(
    tree: Tree, index: MentionIndex, rules: Rules, number: int, found: list[Claim], previous: list[Claim]
) -> list[Claim]:
    """Claims that a denial of this sentence points back at, denied, with this sentence as theirs."""
    start, end = tree.sentence_text(number)
    claims: list[Claim] = []
    for denial in find_denials(tree, index, rules, tree.sentences[number]):
        for claim in deny(index, denial, found, previous, tree.words[denial.token], _EVENT_RULES):
            moved = replace(claim, sentence_start=start, sentence_end=end, quote=tree.text[start:end],
                            matched=(*claim.matched, (tree.start[denial.token], tree.end[denial.token])))  # fmt: skip
            claims.append(replace(moved, claim_id=_claim_id(moved)))
    return claims


def _who(index: MentionIndex, mention_id: str | None) -> str | None:
    if mention_id is None:
        return None
    return index.by_id[mention_id].referent or mention_id


def _richness(claim: Claim) -> int:
    return sum(
        x is not None
        for x in (claim.place_mention_id, claim.time_start, claim.instrument_mention_id, claim.claimer_mention_id)
    )


def _unresolved(mention: Mention | None) -> bool:
    return mention is not None and mention.kind == "pronoun" and mention.referent is None


def _without_weaker(index: MentionIndex, facts: list[Fact]) -> list[Fact]:
    """Drop a fact without subject (or object) when another of the same predicate and patient in the sentence has
    one."""

    def who(mention: Mention | None) -> str | None:
        return None if mention is None else mention.referent or mention.mention_id

    lumped = {who(f.subject) for f in facts if f.predicate == "has_losses" and f.kind == "killed_or_wounded"}
    full_objects = {(f.predicate, who(f.object)) for f in facts if f.subject is not None and f.object is not None}
    subjects = {(f.predicate, who(f.subject)) for f in facts if f.subject is not None and f.object is not None}
    kept = []
    for fact in facts:
        if fact.subject is None and (fact.predicate, who(fact.object)) in full_objects:
            continue
        if fact.predicate in ("killed", "wounded") and who(fact.object) in lumped and fact.rule_id.startswith("verb."):
            continue  # "killed or wounded": neither is said of all
        if fact.object is None and (fact.predicate, who(fact.subject)) in subjects:
            continue
        kept.append(fact)
    return kept


def _claim(
    tree: Tree, index: MentionIndex, rules: Rules, article: Article, number: int, fact: Fact, voice: Voice
) -> Claim:
    predicate = rules.vocabulary.predicates[fact.predicate]
    start, end = tree.sentence_text(number)
    place = None if fact.predicate in _NO_PLACE else find_place(tree, index, rules, fact)
    tool = fact.instrument or (find_instrument(tree, index, rules, fact) if fact.predicate in _WITH_TOOLS else None)
    time = _time(tree, index, rules, article, fact, voice, predicate.value)
    value, low, high, unit = _value(fact, predicate.value)
    source = voice.source
    claimer = source.mention if source is not None else None
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
        place_mention_id=_id(place),
        time_text=time.text if time is not None else None,
        time_start=time.start if time is not None else None,
        time_end=time.end if time is not None else None,
        time_granularity=time.granularity if time is not None else None,
        polarity=voice.polarity,
        certainty=voice.certainty,
        realis=voice.realis,
        claimer_mention_id=_id(claimer),
        claimer_text=source.text if source is not None else None,
        cue=" … ".join(cues) or None,
        matched=tuple((tree.start[t], tree.end[t]) for t in sorted({fact.anchor, *fact.matched, *voice.cues})),
    )
    return replace(claim, claim_id=_claim_id(claim))


def _id(mention: Mention | None) -> str | None:
    return None if mention is None else mention.mention_id


_WITH_TOOLS = frozenset({"attacked", "killed", "wounded", "destroyed", "captured"})


def _claim_id(c: Claim) -> str:
    return content_id(
        "c", c.doc_id, c.sentence_start, c.predicate, c.subject_mention_id, c.object_mention_id, c.value, c.value_low, c.value_high,
        c.value_kind, c.polarity, c.claimer_mention_id,
    )  # fmt: skip


def _time(
    tree: Tree, index: MentionIndex, rules: Rules, article: Article, fact: Fact, voice: Voice, value: str | None
) -> Time | None:
    if value == "date" and fact.object is not None:
        m = fact.object
        return Time(m.text, m.time_start, m.time_end, m.time_granularity)
    if fact.predicate in _NO_TIME:
        return None
    return find_time(tree, index, rules, fact, voice, article)


def _value(fact: Fact, kind: str | None) -> tuple[str | None, float | None, float | None, str | None]:
    """Value columns: goods as words, numbers with their bounds, years of birth and service with the ISO text."""
    mention = fact.object
    if kind is None or mention is None:
        return fact.value, None, None, None
    if kind == "date":
        if mention.time_start is None or mention.time_end is None:
            is_year = len(mention.text) == 4 and mention.text.isdigit()
            year = float(mention.text) if is_year else None
            return mention.text, year, year, None
        low, high = float(mention.time_start.year), float(mention.time_end.year)
        same_day = mention.time_start == mention.time_end
        text = mention.time_start.isoformat() if same_day else str(mention.time_start.year)
        return text, low, high, None
    return mention.text, mention.value_low, mention.value_high, "years" if kind == "years" else mention.value_unit
