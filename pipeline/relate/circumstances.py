"""Where, when and with what: PLACE, DATE, WEAPON and PLATFORM mentions that the grammar attaches to the event."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pipeline.records import Article, Mention
from pipeline.relate.arguments import MentionIndex, find_argument
from pipeline.relate.facts import Fact
from pipeline.relate.reading import Reading
from pipeline.relate.rules import Rules
from pipeline.relate.tree import Tree, climb, conjuncts
from pipeline.relate.voices import Voice

_PLACES, _DATES, _TOOLS = frozenset({"PLACE"}), frozenset({"DATE"}), frozenset({"WEAPON", "PLATFORM"})
_CLAUSES = frozenset({"ccomp", "relcl", "advcl", "csubj", "conj", "acl", "xcomp", "parataxis", "nsubj", "nsubjpass"})
_MAX_VISITED = 80  # words looked at below one event


@dataclass(frozen=True, slots=True)
class Time:
    """When: a closed range with its granularity, and the words that say it."""

    text: str
    start: date | None
    end: date | None
    granularity: str | None


def find_place(reading: Reading, fact: Fact) -> Mention | None:
    """The place of an event; None when the predicate's object is itself the place or nothing is attached."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    taken = {m.mention_id for m in (fact.subject, fact.object) if m is not None}
    contained = (
        index.tokens[fact.object.mention_id][1] if fact.object is not None and fact.object.label == "PLACE" else None
    )
    for host in _hosts(tree, fact):
        for prep, noun in _prepositional(tree, rules, host):
            if prep == contained:
                continue
            if tree.lower[prep] not in rules.structure.sets["locative"]:
                continue
            found = find_argument(tree, index, rules.structure, noun, _PLACES)
            if found is not None and found[0].mention_id not in taken and found[0].kind != "pronoun":
                return found[0]
    return _place_of_where(tree, index, fact) or _place_in_participle(reading, fact, taken)


def _place_of_where(tree: Tree, index: MentionIndex, fact: Fact) -> Mention | None:
    """ "moved to X, where they are being questioned": X."""
    at = fact.anchor
    for _ in range(4):
        if tree.dep[at] == "relcl":
            if any(tree.lower[c] == "where" for v in (at, fact.anchor) for c in tree.under(v, "advmod")):
                return index.headed_by(tree.head[at], _PLACES) or next(
                    (m for m in index.covering.get(tree.head[at], ()) if m.label == "PLACE"), None
                )
            return None
        if tree.dep[at] not in ("conj", "xcomp"):
            return None
        at = tree.head[at]
    return None


def _place_in_participle(reading: Reading, fact: Fact, taken: set[str]) -> Mention | None:
    """ "captured two soldiers fighting for Y in X": the parser hangs the last place on the participle."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    if not tree.is_verb(fact.anchor):
        return None
    patients = [*tree.under(fact.anchor, "dobj"), *(h for h in fact.hosts if h > fact.anchor)]
    for verb in [c for patient in patients for c in tree.under(patient, "acl") if tree.tag[c] == "VBG"]:
        for prep, noun in _prepositional(tree, rules, verb):
            found = find_argument(tree, index, rules.structure, noun, _PLACES)
            if (
                found is None
                or found[0].mention_id in taken
                or tree.lower[prep] not in rules.structure.sets["locative"]
            ):
                continue
            return found[0]
    return None


def find_instrument(reading: Reading, fact: Fact) -> Mention | None:
    """What the event was done with: "with X", "using X", "a drone strike", "in a missile attack"."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    taken = {m.mention_id for m in (fact.subject, fact.object) if m is not None}
    for prep, noun in _prepositional(tree, rules, fact.anchor):
        found = find_argument(tree, index, rules.structure, noun, _TOOLS)
        if (
            tree.lower[prep] in rules.structure.sets["instrument"]
            and found is not None
            and found[0].mention_id not in taken
        ):
            return found[0]
        for part in tree.under(noun, "compound", "nmod"):
            tool = index.headed_by(part, _TOOLS)
            if tool is not None and tree.lemma[noun] in rules.nouns and tool.mention_id not in taken:
                return tool
    for child in tree.under(fact.anchor, "compound", "nmod", "advcl"):
        tool = index.headed_by(child, _TOOLS)
        if tool is not None and tool.mention_id not in taken:
            return tool
        if tree.lower[child] == "using":
            for used in tree.under(child, "dobj"):
                found = find_argument(tree, index, rules.structure, used, _TOOLS)
                if found is not None and found[0].mention_id not in taken:
                    return found[0]
    return None


def _hosts(tree: Tree, fact: Fact) -> list[int]:
    """The words below which an event's circumstances may stand: itself, its patient, its light verb, the clause it
    joins."""
    hosts = [fact.anchor]
    if tree.is_verb(fact.anchor):
        hosts += tree.under(fact.anchor, "dobj", "agent", "attr", "acomp", "xcomp", "prt")
    hosts += [h for h in fact.hosts if h > fact.anchor or not tree.is_verb(fact.anchor)]
    hosts += [c for c in tree.under(fact.anchor, "conj") if tree.is_verb(c) and not tree.under(c, "nsubj", "nsubjpass")]
    at = fact.anchor
    for _ in range(4):
        parent, dep = tree.head[at], tree.dep[at]
        own = tree.under(at, "nsubj", "nsubjpass")
        joined = dep in ("xcomp", "conj", "advcl") and not own and tree.is_verb(parent)
        noun_event = not tree.is_verb(at) and dep in ("dobj", "nsubjpass", "nsubj", "pobj", "prep") and parent != at
        if not (joined or noun_event):
            break
        if tree.is_verb(parent):
            hosts.append(parent)
            if noun_event:
                break
        at = parent
    return list(dict.fromkeys(hosts))


def _prepositional(tree: Tree, rules: Rules, host: int) -> Iterable[tuple[int, int]]:
    """(preposition, noun) pairs below a word, through event nouns ("during an operation in X"), not into other
    clauses."""
    queue, seen = [host], 0
    while queue and seen < _MAX_VISITED:
        at = queue.pop(0)
        seen += 1
        for child in tree.children[at]:
            dep = tree.dep[child]
            if dep in ("prep", "agent", "prt", "advmod", "npadvmod") or (dep == "pcomp" and tree.pos[child] == "ADP"):
                if tree.lower[child] in ("according",):
                    continue
                nouns = [c for n in tree.under(child, "pobj") for c in conjuncts(tree, n)]
                for noun in nouns:
                    yield child, noun
                    if tree.lower[child] in rules.structure.sets["descend"]:
                        queue.append(noun)
                queue.append(child)


def find_time(reading: Reading, fact: Fact, voice: Voice) -> Time | None:
    """When: a DATE attached to the event; else to the clause it joins; else to the word that reports it
    (`reported`)."""
    tree, rules, article = reading.tree, reading.rules, reading.article
    taken = {m.mention_id for m in (fact.subject, fact.object) if m is not None}
    for host in _hosts(tree, fact):
        found = _date_below(reading, host, taken)
        if found is not None:
            return _as_time(found[0], found[1], article)
    if _says_now(tree, rules, fact) and article.published is not None:
        return Time("currently", article.published, article.published, "day")
    cue = voice.source.cue if voice.source is not None else None
    if cue is not None and not _is_aside(tree, fact.anchor, cue):
        at = cue if tree.is_verb(cue) else tree.head[cue]
        found = _date_below(reading, at, taken) if tree.is_verb(at) and at != fact.anchor else None
        if found is not None:
            time = _as_time(found[0], found[1], article)
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
    for prep, noun in _prepositional(tree, rules, host):
        mention = index.headed_by(noun, _DATES) or _covering_date(tree, index, noun)
        if mention is not None and mention.mention_id not in taken:
            return mention, tree.lower[prep]
    return None


def _covering_date(tree: Tree, index: MentionIndex, token: int) -> Mention | None:
    return next((m for m in index.covering.get(token, ()) if m.label == "DATE"), None)


def _says_now(tree: Tree, rules: Rules, fact: Fact) -> bool:
    now = rules.structure.sets["now_words"]
    return any(tree.lower[c] in now for c in tree.under(fact.anchor, "advmod"))


def _as_time(mention: Mention, preposition: str, article: Article) -> Time:
    start, end, granularity = mention.time_start, mention.time_end, mention.time_granularity
    if preposition == "since" and start is not None and article.published is not None and start <= article.published:
        end, granularity = article.published, "range"
    if preposition in ("before", "until", "till"):
        return Time(mention.text, None, None, None)
    return Time(mention.text, start, end, granularity)
