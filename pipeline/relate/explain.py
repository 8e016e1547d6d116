"""Why a claim was drawn, as text a person can check: the sentence with its matched words marked, rule, cues,
claimer."""

from pipeline.records import Article, Claim, Mention
from pipeline.relate.rules import FrameClass, Rules

_NOUN_PHRASE = "what a noun phrase says by itself (an apposition, a possessive, a title, a bracket)"
_LOSSES = "a number of people lost"


def explain_claim(claim: Claim, article: Article, rules: Rules) -> str:
    """A readable account of one claim. The words that the rule matched stand between » and «.

    `article` is the claim's article with its mentions. Raises KeyError for a mention id that is not in the article.
    """
    mentions = {m.mention_id: m for m in article.mentions or ()}

    def name(mention_id: str | None) -> str:
        return "nobody named" if mention_id is None else _name(mentions[mention_id], mentions)

    lines = [
        f"{claim.predicate}: {name(claim.subject_mention_id)} -> {name(claim.object_mention_id)}",
        f"  said in: {_marked(claim, article)}",
        f"  rule:    {claim.rule_id}, {_rule(claim.rule_id, rules)}",
        f"  read as: {claim.polarity}, {claim.certainty}, {claim.realis}"
        + (f", because of “{claim.cue}”" if claim.cue else ""),
        f"  claimer: {claim.claimer_text or 'the article itself'}",
    ]
    if claim.value_low is not None or claim.value_high is not None:
        bounds = f"{_bound(claim.value_low, 'any')} to {_bound(claim.value_high, 'more')}"
        lines.append(f"  value:   {claim.value}: {bounds} {claim.value_unit or ''} {claim.value_kind or ''}".rstrip())
    elif claim.value is not None:
        lines.append(f"  value:   {claim.value}")
    if claim.place_mention_id is not None:
        lines.append(f"  place:   {name(claim.place_mention_id)}")
    if claim.instrument_mention_id is not None:
        lines.append(f"  with:    {name(claim.instrument_mention_id)}")
    if claim.time_text is not None:
        days = (
            f"{claim.time_start} to {claim.time_end} ({claim.time_granularity})" if claim.time_start else "not resolved"
        )
        lines.append(f"  time:    “{claim.time_text}”, {days}")
    return "\n".join(lines)


def _name(mention: Mention, mentions: dict[str, Mention]) -> str:
    first = mentions.get(mention.referent or "")
    if first is None or first.text == mention.text:
        return f"{mention.text} ({mention.label})"
    return f"{mention.text} ({mention.label}, that is {first.text})"


def _bound(value: float | None, open_word: str) -> str:
    return open_word if value is None else f"{value:g}"


def _rule(rule_id: str, rules: Rules) -> str:
    """What a rule is, in words: the frame of a class, or the construction."""
    kind = rule_id.split(".")[0]
    if kind == "noun_phrase":
        return _NOUN_PHRASE
    if kind == "losses":
        return _LOSSES
    triggers = rules.verbs if kind == "verb" else rules.nouns
    words: list[str] = []
    found: FrameClass | None = None
    for lemma, here in triggers.items():
        for trigger in here:
            if trigger.frame_class.rule_id == rule_id:
                found = trigger.frame_class
                words.append(" ".join((lemma, *trigger.rest)))
    if found is None:
        return "a rule that the configuration no longer holds"
    frame = "; ".join(f"{role} from {' or '.join(slots) or 'nothing'}" for role, slots in found.frame)
    return f"{frame}; words: {', '.join(sorted(words)[:8])}{', ...' if len(words) > 8 else ''}"


def _marked(claim: Claim, article: Article) -> str:
    """The sentence, its matched tokens marked; tokens outside it (a claim denied from the next sentence) are left
    out."""
    parts: list[str] = []
    at = claim.sentence_start
    for start, end in sorted(set(claim.matched)):
        if start < at or end > claim.sentence_end:
            continue
        parts.append(f"{article.text[at:start]}»{article.text[start:end]}«")
        at = end
    parts.append(article.text[at : claim.sentence_end])
    return " ".join("".join(parts).replace("« »", " ").split())
