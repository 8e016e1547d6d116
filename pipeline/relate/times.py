"""When: DATE mentions that the grammar attaches to the event, read by the tense of the event."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from pipeline.grammar.dates import resolve_date
from pipeline.records import Mention
from pipeline.relate.arguments import MentionIndex
from pipeline.relate.circumstances import event_hosts, framing_clauses, opener, prepositional
from pipeline.relate.facts import Fact
from pipeline.relate.reading import Reading
from pipeline.relate.rules import Rules
from pipeline.relate.tree import Tree, climb
from pipeline.relate.voices import Voice

_DATES = frozenset({"DATE"})
_PRESENT = frozenset({"VBZ", "VBP"})
_PAST = frozenset({"VBD", "VBN"})


@dataclass(frozen=True, slots=True)
class Time:
    """When: a closed range with its granularity, and the words that say it."""

    text: str
    start: date | None
    end: date | None
    granularity: str | None


def find_time(reading: Reading, fact: Fact, voice: Voice) -> Time | None:
    """When: a DATE attached to the event; else to the clause it joins; else to the word that reports it
    (`reported`)."""
    tree, index, rules, article = reading.tree, reading.index, reading.rules, reading.article
    taken = {m.mention_id for m in (fact.subject, fact.object) if m is not None}
    tense = _tense(reading, fact, voice)
    for host in [*event_hosts(tree, fact), *_clauses_around(tree, fact)]:
        found = _date_below(reading, host, taken)
        if found is not None:
            return _as_time(reading, found[0], found[1], tense)
    for prep, noun in opener(tree, rules, fact.anchor):
        mention = index.headed_by(noun, _DATES) or _covering_date(tree, index, noun)
        if mention is not None:
            return _as_time(reading, mention, tree.lower[prep], tense)
    if _says_now(tree, rules, fact) and article.published is not None:
        return Time("currently", article.published, article.published, "day")
    cue = voice.source.cue if voice.source is not None else None
    if cue is not None and not _is_aside(tree, fact.anchor, cue):
        at = cue if tree.is_verb(cue) else tree.head[cue]
        found = _date_below(reading, at, taken) if tree.is_verb(at) and at != fact.anchor else None
        if found is not None:
            time = _as_time(reading, found[0], found[1], None)
            return Time(time.text, time.start, time.end, "reported")
    return None


def _is_aside(tree: Tree, anchor: int, cue: int) -> bool:
    """Whether the event is only an aside within what is reported ("the soldiers fighting for X"): its time is not
    that of the report."""
    for _at, dep, parent in climb(tree, anchor):
        if dep in ("acl", "relcl"):
            return True
        if parent == cue:
            return False
    return False


def _date_below(reading: Reading, host: int, taken: set[str]) -> tuple[Mention, str] | None:
    tree, index, rules = reading.tree, reading.index, reading.rules
    for child in tree.under(host, "npadvmod", "tmod", "advmod", "nmod", "dobj", "appos", "dep"):
        mention = index.headed_by(child, _DATES) or _covering_date(tree, index, child)
        if mention is not None and mention.mention_id not in taken:
            return mention, ""
    for prep, noun in prepositional(tree, rules, host):
        mention = index.headed_by(noun, _DATES) or _covering_date(tree, index, noun)
        if mention is not None and mention.mention_id not in taken:
            return mention, tree.lower[prep]
    return None


def _covering_date(tree: Tree, index: MentionIndex, token: int) -> Mention | None:
    return next((m for m in index.covering.get(token, ()) if m.label == "DATE"), None)


def _says_now(tree: Tree, rules: Rules, fact: Fact) -> bool:
    now = rules.structure.sets["now_words"]
    return any(tree.lower[c] in now for c in tree.under(fact.anchor, "advmod"))


def _clauses_around(tree: Tree, fact: Fact) -> list[int]:
    """Clauses that tell the same moment: "ten died when Y hit X on Friday", "hit X, where a school burned down"."""
    found = framing_clauses(tree, fact.anchor)
    for at, dep, parent in climb(tree, fact.anchor):
        if dep in ("relcl", "advcl") and any(tree.lower[c] == "where" for c in tree.under(at, "advmod")):
            verb = next((t for t, _, _ in climb(tree, parent) if tree.is_verb(t)), None)
            return [*found, *([verb, *tree.under(verb, "nsubj", "nsubjpass")] if verb is not None else [])]
        if dep not in ("conj", "xcomp"):
            break
    return found


def _tense(reading: Reading, fact: Fact, voice: Voice) -> Literal["past", "future"] | None:
    """Whether the event lies behind or ahead of the article: by what makes it a plan, else by its verb's form."""
    tree = reading.tree
    if voice.realis == "planned":
        return "future" if any(_looks_ahead(tree, cue) for cue in voice.cues) else None
    if voice.realis == "actual" and tree.tag[fact.anchor] in _PAST:
        return "past"
    return None


def _looks_ahead(tree: Tree, cue: int) -> bool:
    """Whether a cue of a plan stands in the present or future: "will", "plans to", "is expected to", "has agreed to"."""
    around = [cue, tree.head[cue], *tree.under(cue, "aux", "auxpass", "cop")]
    return any(tree.tag[t] in _PRESENT or tree.tag[t] == "MD" for t in around)


def _as_time(reading: Reading, mention: Mention, preposition: str, tense: Literal["past", "future"] | None) -> Time:
    """The mention's days, or none behind "before" and "until"; "since" runs up to publication."""
    article = reading.article
    start, end, granularity = _days(mention, article.published, tense)
    if preposition == "since" and start is not None and article.published is not None and start <= article.published:
        end, granularity = article.published, "range"
    if preposition in ("before", "until", "till"):
        return Time(mention.text, None, None, None)
    return Time(mention.text, start, end, granularity)


def _days(
    mention: Mention, published: date | None, tense: Literal["past", "future"] | None
) -> tuple[date | None, date | None, str | None]:
    """The days of a date, read anew when the event's tense says more than the sentence's ("is to meet on Friday").

    A date that was read in the light of the one before it keeps its days.
    """
    known = (mention.time_start, mention.time_end, mention.time_granularity)
    if tense is None or published is None or mention.time_start is None:
        return known
    readings = [resolve_date(mention.text, published, t) for t in (None, "past", "future")]
    if known[:2] not in [(r.start, r.end) for r in readings if r is not None]:
        return known
    again = resolve_date(mention.text, published, tense)
    return (again.start, again.end, again.granularity) if again is not None else known
