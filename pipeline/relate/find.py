"""All claims of an article: facts, their voices, and what is left out or said only once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from spacy.tokens import Doc

from pipeline.records import Article, Claim, Mention
from pipeline.relate.arguments import MentionIndex, index_mentions
from pipeline.relate.assemble import make_claim, with_id
from pipeline.relate.capacities import further_posts, posts_held
from pipeline.relate.claimers import Source, source_of_verb
from pipeline.relate.complements import repair_complements
from pipeline.relate.denials import deny, find_denials
from pipeline.relate.echelons import by_echelon
from pipeline.relate.event_repairs import repair_events
from pipeline.relate.events import find_events
from pipeline.relate.facts import Fact
from pipeline.relate.headlines import repair_headlines
from pipeline.relate.inclusion import find_belonging, find_members
from pipeline.relate.listings import repair_listings, with_recoverer
from pipeline.relate.losses import find_losses
from pipeline.relate.names import seats_of_posts
from pipeline.relate.offices import of_title_holders, offices
from pipeline.relate.post_repairs import repair_posts
from pipeline.relate.presence import find_whereabouts
from pipeline.relate.properties import find_properties
from pipeline.relate.quotations import quoted_sources
from pipeline.relate.reading import Reading
from pipeline.relate.repairs import repair
from pipeline.relate.respectively import paired
from pipeline.relate.responsibility import with_targets
from pipeline.relate.rules import Rules
from pipeline.relate.scope import find_voices
from pipeline.relate.speech_repairs import repair_speech
from pipeline.relate.stations import moved_between, postings
from pipeline.relate.strengths import find_strengths
from pipeline.relate.succession import predecessors, successors
from pipeline.relate.trailers import Trailer, find_trailers
from pipeline.relate.tree import SUBJECTS, read_tree
from pipeline.relate.voices import Voice

_IDENTIFYING = frozenset({"has_nationality", "alias_of", "located_in", "subordinate_to"})
_ONLY_IDENTIFIES = frozenset({"has_role", "has_rank", "located_in"})
_ONLY_DESCRIBES = frozenset({"noun_phrase.inhabitants"})
_BY_TITLE = frozenset({"noun_phrase.role_commands", "noun_phrase.role_of", "noun_phrase.unit_behind_name"})
# "One of the guards", "captured by soldiers of X": who is meant, in the article's words, whoever the sentence reports;
# "Y said that soldiers of X fled" has who fled in the words of Y.
_PARTITIVE = "noun_phrase.one_of"
_BY_PHRASE = frozenset({"noun_phrase.people_of_body", "noun_phrase.owner_of_people"})
_RECENT_CLAIMS = 12  # of the sentences before, kept for a list that names no agent
_ONCE_AN_ARTICLE = frozenset({"has_nationality"})
_EVENT_RULES = frozenset({"verb", "noun", "losses"})


def read_article(doc: Doc, article: Article, rules: Rules) -> Reading | None:
    """The article as the rules read it, its parse mended; None without a parse."""
    tree = read_tree(doc, rules.settings.max_sentence_tokens, rules.structure)
    if tree is None or article.mentions is None:
        return None
    tree = replace(tree, text=article.text) if len(article.text) == len(tree.text) else tree
    repair(tree, article.mentions, rules)
    repair_complements(tree, article.mentions)
    repair_posts(tree, article.mentions, rules)
    repair_headlines(tree, article.mentions, rules)
    repair_events(tree, article.mentions, rules)
    repair_listings(tree, article.mentions, rules)
    repair_speech(tree, article.mentions, rules)
    return Reading(tree, index_mentions(tree, article.mentions), rules, article)


def find_claims(doc: Doc, article: Article, rules: Rules) -> tuple[Claim, ...]:
    """All claims of one article, in order of the text.

    `doc` is the parse of `article.text`; `article.mentions` must be filled. Without a parse or mentions: nothing.
    """
    reading = read_article(doc, article, rules)
    if reading is None or not article.mentions:
        return ()
    tree, index = reading.tree, reading.index
    quoted = quoted_sources(reading)
    by_sentence: dict[int, list[Mention]] = {}
    for mention in index.mentions:
        by_sentence.setdefault(tree.sentence[index.head_of[mention.mention_id]], []).append(mention)
    claims: dict[str, Claim] = {}
    once: set[tuple[str, str | None, str | None]] = set()
    previous: list[Claim] = []
    recent: list[Claim] = []
    for number, sentence in enumerate(tree.sentences):
        if number not in by_sentence or sentence[0] == sentence[1]:
            continue
        facts = _facts(reading, sentence, by_sentence[number])
        facts = with_recoverer(reading, sentence, facts, [*previous, *recent])
        facts = with_targets(reading, facts, [*claims.values()])
        facts += find_members(reading, sentence, facts)
        facts += find_belonging(reading, sentence)
        facts += successors(reading, sentence, claims.values())
        facts += seats_of_posts(reading, facts)
        facts += find_strengths(reading, by_sentence[number], facts)
        facts += find_whereabouts(reading, by_sentence[number], facts)
        found = _sentence_claims(reading, number, facts, quoted)
        found += _denied(reading, number, found, previous)
        recent, previous = [*previous, *recent][:_RECENT_CLAIMS], found
        for claim in found[: rules.settings.max_claims_per_sentence]:
            key = _article_key(index, claim)
            if claim.predicate not in _ONCE_AN_ARTICLE or key not in once:
                claims.setdefault(claim.claim_id, claim)
            once.add(key)
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
        if claim.predicate == "alias_of" and subject is not None and subject.kind == "nominal":
            continue  # "a field commander known as X" says who he is, not what else he is called
        identifies = claim.predicate in _ONLY_IDENTIFIES or claim.rule_id in _ONLY_DESCRIBES
        if identifies and subject is not None and subject.kind == "nominal":
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


def _facts(reading: Reading, sentence: tuple[int, int], mentions: Iterable[Mention]) -> list[Fact]:
    """What the words and noun phrases of a sentence say, and what follows from the offices that people hold in it."""
    facts = [*_said(reading, sentence, mentions), *posts_held(reading, sentence)]
    facts += further_posts(reading, facts)
    facts += [*offices(reading, facts), *postings(reading, facts)]
    facts = paired(reading, sentence, of_title_holders(reading, facts))
    facts += by_echelon(reading, facts)
    return [*facts, *predecessors(reading, sentence, facts)]


def _said(reading: Reading, sentence: tuple[int, int], mentions: Iterable[Mention]) -> Iterator[Fact]:
    for token in range(*sentence):
        yield from find_events(reading, token)
        yield from find_losses(reading, token)
        yield from moved_between(reading, token)
    for mention in mentions:
        yield from find_properties(reading, mention)


def _sentence_claims(reading: Reading, number: int, facts: list[Fact], quoted: Mapping[int, Source]) -> list[Claim]:
    """The claims of one sentence; of claims that differ only in what they add, the richest."""
    index = reading.index
    claims: dict[tuple[object, ...], Claim] = {}
    voices: dict[int, list[Voice]] = {}
    trailers = find_trailers(reading, reading.tree.sentences[number])
    for found in _without_weaker(index, facts):
        fact = _resolved(reading, found)
        if fact is None:
            continue
        if fact.anchor not in voices:
            voices[fact.anchor] = find_voices(reading, fact.anchor)
        for heard in voices[fact.anchor]:
            voice = _voice_of(reading, fact, heard, trailers, quoted.get(fact.anchor))
            claim = make_claim(reading, number, fact, voice)
            arguments = (_who(index, claim.subject_mention_id), _who(index, claim.object_mention_id))
            key = (claim.predicate, *arguments, claim.polarity, claim.claimer_mention_id, claim.value_kind)
            known = claims.get(key)
            if known is None or _richness(claim) > _richness(known):
                claims[key] = claim
    return list(claims.values())


def _resolved(reading: Reading, fact: Fact) -> Fact | None:
    """The fact without an argument whose pronoun nobody resolved; None when it says nothing without it."""
    if not _unresolved(fact.object) and not _unresolved(fact.subject):
        return fact
    if fact.object is None or _unresolved(fact.object):
        return None
    return replace(fact, subject=None) if reading.rules.vocabulary.predicates[fact.predicate].subject_optional else None


def _voice_of(reading: Reading, fact: Fact, voice: Voice, trailers: list[Trailer], quoted: Source | None) -> Voice:
    """The voice that a fact is said in, when the attribution is not above it in the parse: behind it, or around it."""
    if not fact.is_event:
        voice = Voice(source=None if _is_own_voice(fact) else voice.source)
    if fact.predicate == "allied_with" and voice.realis == "planned" and set(voice.cues) == {fact.anchor}:
        voice = replace(voice, realis="actual")  # "sent troops to support Y": help is on its way
    if fact.anchor_reports:
        own = source_of_verb(reading, fact.anchor)
        voice = replace(voice, source=own) if voice.source is None or own.mention is not None else voice
    if fact.rule_id in _BY_PHRASE and not _is_said_of(reading, fact.anchor, voice):
        voice, trailers = replace(voice, source=None), []
    return attributed(fact.anchor, voice, [] if _is_own_voice(fact) else trailers, quoted)


def _is_said_of(reading: Reading, anchor: int, voice: Voice) -> bool:
    """Whether a noun is the subject of what somebody, named before, is reported to say."""
    return voice.source is not None and voice.source.cue < anchor and reading.tree.dep[anchor] in SUBJECTS


def attributed(anchor: int, voice: Voice, trailers: Sequence[Trailer], quoted: Source | None) -> Voice:
    """A voice that nobody above it in the parse claims: whose it is by an attribution behind it, or by a quotation."""
    trailer = next((t for t in trailers if t.first <= anchor < t.last), None)
    if voice.source is None and trailer is not None:
        voice = replace(voice, source=trailer.source)
    if voice.source is None and quoted is not None:
        voice = replace(voice, source=quoted)
    return voice


def _is_own_voice(fact: Fact) -> bool:
    """Whether a noun phrase only identifies: what it says is the article's, whoever the sentence quotes indirectly."""
    is_named = fact.subject is not None and fact.subject.kind == "name"
    by_title = fact.predicate in ("has_role", "has_rank") or fact.rule_id in _BY_TITLE
    return fact.predicate in _IDENTIFYING or fact.rule_id == _PARTITIVE or (is_named and by_title)


def _denied(reading: Reading, number: int, found: list[Claim], previous: list[Claim]) -> list[Claim]:
    """Claims that a denial of this sentence points back at, denied, with this sentence as theirs."""
    tree = reading.tree
    start, end = tree.sentence_text(number)
    claims: list[Claim] = []
    for denial in find_denials(reading, tree.sentences[number]):
        mark = (tree.start[denial.token], tree.end[denial.token])
        for claim in deny(reading, denial, found, previous, _EVENT_RULES):
            quote = tree.text[start:end]
            moved = replace(claim, sentence_start=start, sentence_end=end, quote=quote, matched=(*claim.matched, mark))
            claims.append(with_id(moved))
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
    led = {(who(f.subject), who(f.object)) for f in facts if f.predicate == "commands"}
    subjects = {(f.predicate, who(f.subject)) for f in facts if f.subject is not None and f.object is not None}
    said = {(f.predicate, who(f.object)) for f in facts if not f.rule_id.startswith("losses.counted_")}
    kept = []
    for fact in facts:
        if fact.rule_id.startswith("losses.counted_") and (fact.predicate, who(fact.object)) in said:
            continue
        if fact.subject is None and (fact.predicate, who(fact.object)) in full_objects:
            continue
        if fact.predicate in ("killed", "wounded") and who(fact.object) in lumped and fact.rule_id.startswith("verb."):
            continue  # "killed or wounded": neither is said of all
        if fact.predicate == "member_of" and (who(fact.subject), who(fact.object)) in led:
            continue
        if fact.object is None and (fact.predicate, who(fact.subject)) in subjects:
            continue
        kept.append(fact)
    return kept
