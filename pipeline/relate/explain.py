"""Why a claim was drawn, as text a person can check: the sentence with its matched words marked, rule, cues,
claimer."""

from pipeline.records import Article, Claim, Mention
from pipeline.relate.rules import Effect, FrameClass, Rules

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
        + (f", because of {_cues(claim.cue, rules)}" if claim.cue else ""),
        f"  claimer: {claim.claimer_text or 'the article itself'}{_said_by(claim, article, rules)}",
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
        lines.append(f"  time:    “{claim.time_text}”, {_days(claim, article)}")
    return "\n".join(lines)


_MEANINGS = {
    "flip": "denies it",
    "probable": "makes it probable",
    "possible": "makes it possible",
    "planned": "puts it ahead",
    "hypothetical": "only supposes it",
}


def _cues(cue: str, rules: Rules) -> str:
    """Each cue word with what it does: “denied” (denies it), “may” (makes it possible)."""
    parts = []
    for word in cue.split(" … "):
        effect = _effect(word, rules)
        does = [] if effect is None else [effect.polarity, effect.certainty, effect.realis]
        meanings = " and ".join(_MEANINGS[one] for one in does if one is not None)
        parts.append(f"“{word}”" + (f" ({meanings})" if meanings else ""))
    return ", ".join(parts)


def _effect(word: str, rules: Rules) -> Effect | None:
    """The effect of a cue by any of its forms."""
    cues = rules.cues
    tables = (cues.modals, cues.preceding, cues.adjectives, cues.following, cues.verbs, cues.marks)
    forms = _forms(word)
    for form in forms:
        for table in tables:
            if form in table:
                return table[form]
    heads = {form + " " for form in forms}  # "rule out" is known by "ruled"
    return next((e for table in tables for key, e in table.items() if key[: key.find(" ") + 1] in heads), None)


def _forms(word: str) -> list[str]:
    """A word and what its lemma may be: "denied" → deny, "planning" → plan, plane, "fails" → fail."""
    lower = word.lower()
    forms = [lower]
    for ending, replacements in _ENDINGS.items():
        if lower.endswith(ending) and len(lower) > len(ending) + 2:
            stem = lower[: -len(ending)]
            forms += [stem + replacement for replacement in replacements]
            if len(stem) > 3 and stem[-1] == stem[-2]:
                forms.append(stem[:-1])
    return forms + _IRREGULAR.get(lower, [])


_ENDINGS = {"ied": ("y",), "ies": ("y",), "ed": ("", "e"), "ing": ("", "e"), "es": ("", "e"), "s": ("",)}
_IRREGULAR = {
    "said": ["say"],
    "told": ["tell"],
    "wrote": ["write"],
    "thought": ["think"],
    "meant": ["mean"],
    "sought": ["seek"],
    "kept": ["keep"],
    "forbade": ["forbid"],
}


def _said_by(claim: Claim, article: Article, rules: Rules) -> str:
    """The word that makes somebody the claimer: ", by “said”"; and where it stands, when in another sentence."""
    if claim.claimer_text is None:
        return ""
    words = rules.reporting
    known = words.verbs | words.denying | words.nouns | words.hearsay_nouns | words.according | words.quoting
    known |= words.citing | words.calling | words.counting | words.framing
    known |= {word.split()[0] for word in words.denying}
    for start, end in sorted(claim.matched, key=lambda span: (span[0] < claim.sentence_start, span)):
        text = article.text[start:end]
        if any(form in known for form in _forms(text)) and text.lower() != claim.claimer_text.lower():
            is_inside = claim.sentence_start <= start < claim.sentence_end
            return f", by “{text}”" + ("" if is_inside else " in another sentence")
    return ", who speaks here"


def _days(claim: Claim, article: Article) -> str:
    """The days of a claim's time, and what they are counted from."""
    if claim.time_start is None:
        return "not resolved"
    days = f"{claim.time_start} to {claim.time_end} ({claim.time_granularity})"
    if claim.time_granularity == "reported":
        days += ", when it was reported"
    is_relative = not any(part.isdigit() and len(part) == 4 for part in (claim.time_text or "").split())
    anchored = is_relative and article.published is not None
    return f"{days}, counted from publication on {article.published}" if anchored else days


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
