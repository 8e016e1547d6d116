"""What an article has spoken of so far, in reading order, and what the tokens say about one mention."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.annotate.coref_clauses import SUBJECTS, is_coargument, is_subject_above, weight
from pipeline.annotate.coref_fates import find_fates
from pipeline.annotate.coref_names import CorefWords, Groups
from pipeline.annotate.coref_numbers import ages_of, number_key
from pipeline.annotate.coref_places import place_kinds
from pipeline.annotate.coref_posts import Posts
from pipeline.annotate.coref_states import states_of
from pipeline.annotate.coref_titles import Titles, fits_title
from pipeline.annotate.quotes import Quote
from pipeline.annotate.spans import Candidate
from pipeline.annotate.tokens import Tokens, headline_end

DEFINITE = frozenset({"the", "this", "that", "these", "those", "both"})
POSSESSIVE = frozenset({"his", "her", "their", "its", "our", "my", "your"})
BEARERS = frozenset({"UNIT", "PERSON", "PLACE", "ORG", "GROUP"})
_INDEFINITE = frozenset({"a", "an", "another", "some", "any", "no", "every", "each"})
_OF_STATE = frozenset(
    {
        "pattern:unit-service-of-state",
        "pattern:unit-national-service",
        "pattern:unit-national-lower",
        "pattern:unit-state-service",
        "pattern:unit-royal-service",
        "pattern:unit-own-service",
        "pattern:unit-service",
    }
)  # seeds/patterns/UNIT.jsonl: of the armed services of a state: the Nigerian Army, not the Arakan Army


@dataclass
class Referent:
    """Somebody or something the article has spoken of: what is known from its mentions so far."""

    first: int
    label: str
    heads: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    sides: set[str] = field(default_factory=set)
    states: set[str] = field(default_factory=set)  # whose a body is
    numbers: set[str] = field(default_factory=set)
    contrast: set[str] = field(default_factory=set)
    fates: set[str] = field(default_factory=set)  # killed, wounded, captive, accused
    kinds: set[str] = field(default_factory=set)  # what the text calls a named place: "the village of X"
    titles: Titles = field(default_factory=Titles)
    is_named: bool = False
    times: set[str] = field(default_factory=set)  # past, new: of the post by which somebody was described
    is_movement: bool = False
    has_spoken: bool = False
    is_of_state: bool = False
    gender: str | None = None
    n_mentions: int = 0
    last_sentence: int = 0
    last_weight: float = 0.0
    last_token: int = 0
    last_span: tuple[int, int] = (0, 0)  # tokens [first, last) of the last mention


class Walk:
    """The referents met so far, in reading order, and what the tokens say about a mention."""

    def __init__(
        self,
        tokens: Tokens,
        mentions: Sequence[Candidate],
        groups: Groups,
        words: CorefWords,
        posts: Posts,
    ) -> None:
        self.tokens, self.mentions, self._groups, self._words = tokens, mentions, groups, words
        self.referents: dict[int, Referent] = {}
        self._forces: dict[str, int] = {}
        self._states = {n for n, m in enumerate(mentions) if m.detector == "table:state"}
        self.posts = posts
        self._nested: dict[tuple[int, int], list[Candidate]] = {}
        self.kin, self.called_bodies = words.kin, words.called_bodies
        self.headline_end = headline_end(tokens)
        self.quotes: list[Quote] = []
        self.open_heads: dict[str, int] = {}  # last sentence in which a description with this head stayed open

    def leave_open(self, mention: Candidate) -> None:
        """Remember that a description stayed open: whoever it means is nearer than anybody before it."""
        if mention.kind == "nominal":
            self.open_heads[self.head_word(mention)] = self.tokens.sentence[mention.first]

    def quote_at(self, i: int) -> int | None:
        """Which quotation token `i` stands in, by its number; None outside."""
        at = bisect_right(self.quotes, i, key=lambda quote: quote.first) - 1
        return at if at >= 0 and i < self.quotes[at].last else None

    def goes_on(self, before: int, i: int) -> bool:
        """Whether token `i` is quoted within the sentence of token `before`: the article's sentence goes on in the
        quotation ("the prisoners know no English, "so talking with them is slow"")."""
        at = self.quote_at(i)
        if at is None or self.tokens.sentence[before] != self.tokens.sentence[i]:
            return False
        return before < self.quotes[at].first and not self.tokens.capital[self.quotes[at].first]

    def speaker_at(self, i: int) -> int | None:
        """The mention that speaks the quotation in which token `i` stands."""
        at = self.quote_at(i)
        return None if at is None else self.quotes[at].speaker

    def says(self, i: int) -> bool:
        """Whether token `i` is the subject of a verb of saying; who speaks is seldom named in the quotation."""
        return str(self.tokens.doc[self.tokens.head[i]].lemma_) in self._words.lists["saying_verbs"]

    def speaks(self, i: int) -> bool:
        """Whether token `i` is told to say something: subject of a verb of saying, "according to him"."""
        tokens = self.tokens
        if tokens.dep[i] == "pobj":
            above = tokens.head[tokens.head[i]]
            return "according" in (tokens.lower[above], tokens.lower[max(tokens.head[i] - 1, 0)])
        return tokens.dep[i] in SUBJECTS and self.says(i)

    def is_quoted_beside(self, referent: Referent, i: int) -> bool:
        """Whether somebody was last spoken of in the quotation of whose speaker token `i` is: "The driver lives," he said."""
        at = self.quote_at(referent.last_token)
        if at is None or self.quote_at(i) is not None or not self.says(i):
            return False
        sentence = self.tokens.sentence
        return sentence[self.quotes[at].last] == sentence[i] or sentence[self.quotes[at].first] == sentence[i]

    def mention_at(self, i: int) -> int | None:
        """The longest mention on head token `i`."""
        return next((n for n, m in enumerate(self.mentions) if m.head == i and m.label in BEARERS), None)

    def first_of(self, n: int) -> int:
        """The first mention of the referent of mention `n`."""
        return self._groups.find(n)

    def owner_of(self, mention: Candidate) -> int | None:
        """The person whose somebody is: the referent of the "his" of "his successor", where it is known."""
        tokens = self.tokens
        for n, owner in enumerate(self.mentions):
            if tokens.dep[owner.head] == "poss" and tokens.head[owner.head] == mention.head and owner.label == "PERSON":
                first = self._groups.find(n)
                return first if first in self.referents else None
        return None

    def has_complement(self, mention: Candidate) -> bool:
        """Whether an "of" or "from" makes a description somebody of its own: "soldiers of the 84th"."""
        i = mention.last
        return (
            mention.detector == "nominals"
            and mention.label in {"GROUP", "UNIT", "PLACE", "ORG"}
            and i < len(self.tokens)
            and self.tokens.lower[i] in {"of", "from"}
            and self.tokens.head[i] == mention.head
        )

    def note(self, n: int) -> None:
        """Remember a mention whose referent is known."""
        mention, tokens = self.mentions[n], self.tokens
        first = self._groups.find(n)
        referent = self.referents.get(first)
        if referent is None:
            referent = self.referents[first] = Referent(first, mention.label)
        referent.n_mentions += 1
        referent.last_sentence = tokens.sentence[mention.first]
        referent.last_token = mention.head
        referent.last_span = (mention.first, mention.last)
        is_speaker = self.speaks(mention.head)
        referent.has_spoken = referent.has_spoken or is_speaker
        referent.last_weight = max(weight(tokens, mention.head), 4.0 if is_speaker else 0.0)
        if mention.label in {"UNIT", "ORG"} and mention.kind != "pronoun":
            referent.states |= self.states(mention)
        if mention.label in {"PERSON", "GROUP"}:
            referent.fates |= find_fates(tokens, mention, self._words.lists)
            self._note_titles(referent, n)
        if mention.kind == "pronoun":
            if referent.label == "PERSON" and referent.gender is None:
                referent.gender = self.gender_of_pronoun(mention.head)
        elif mention.kind == "name":
            self._note_name(referent, mention, is_state=n in self._states)
        else:
            self._note_description(referent, mention)

    def gender_of_pronoun(self, i: int) -> str | None:
        """m, f, or None for a pronoun that tells none."""
        word, lists = self.tokens.lower[i], self._words.lists
        return "m" if word in lists["male_pronouns"] else "f" if word in lists["female_pronouns"] else None

    def _note_name(self, referent: Referent, mention: Candidate, *, is_state: bool) -> None:
        tokens = self.tokens
        referent.is_named = True
        referent.names.add(tokens.source[mention.start : mention.end])
        referent.is_movement = referent.is_movement or self._is_movement(mention)
        referent.is_of_state = referent.is_of_state or mention.detector in _OF_STATE
        if is_state:
            referent.sides.add("state")
        if mention.label == "PLACE":
            referent.kinds |= place_kinds(tokens, mention, self._words.lists)
        if mention.label in {"UNIT", "ORG", "PLACE"}:
            referent.heads |= {word for word in tokens.lower[mention.first : mention.last] if len(word) > 3}
        else:
            before = mention.first - 1
            if before > 0 and tokens.lower[before] == ",":  # "his mother, X, asked for time"
                before -= 1
            self._note_gender(referent, tokens.lower[max(before, 0)])
            self._note_first_name(referent, tokens.lower[mention.first])

    def _note_titles(self, referent: Referent, n: int) -> None:
        """Remember the ranks, posts and age that are told of somebody, and what else the text says they are."""
        if (titles := self.posts.titles.get(n)) is not None:
            referent.titles.update(titles)
            referent.numbers |= titles.ages
            referent.heads |= titles.nouns
            for noun in sorted(titles.nouns):
                self._note_gender(referent, noun)

    def is_called(self, referent: Referent, mention: Candidate) -> bool:
        """Whether a description fits the rank or post of somebody named: "the general", "the officer"."""
        return fits_title(self.tokens, mention, referent.titles, self._words)

    def _is_movement(self, mention: Candidate) -> bool:
        """Whether a body's name is known as a movement under arms, or fighters are called by it here."""
        if mention.label not in {"ORG", "UNIT"} or mention.detector == "pattern:org-movements":
            return mention.label in {"ORG", "UNIT"}
        tokens, i = self.tokens, mention.last - 1
        head = tokens.head[i]
        if tokens.dep[i] == "pobj" and tokens.lower[head] in {"of", "from"}:
            head = tokens.head[head]
        elif tokens.dep[i] not in {"compound", "nmod", "amod"}:
            return False
        return str(tokens.doc[head].lemma_).lower() in self._words.lists["fighters"]

    def _note_description(self, referent: Referent, mention: Candidate) -> None:
        word = self.head_word(mention)
        referent.heads.add(word)
        referent.times |= self.times(mention)
        referent.sides |= self.sides(mention)
        referent.numbers |= self.numbers(mention)
        referent.contrast |= self.contrast(mention)
        if referent.label == "PERSON":
            self._note_gender(referent, word)

    def _note_gender(self, referent: Referent, word: str) -> None:
        """Note what a word beside a name ("Mrs"), or of a description ("widow") tells."""
        lists = self._words.lists
        if word in lists["female"] or word in lists["male"]:
            referent.gender = "f" if word in lists["female"] else "m"

    def _note_first_name(self, referent: Referent, word: str) -> None:
        """Note what a first name tells, where nothing did before."""
        lists = self._words.lists
        if referent.gender is None and (word in lists["female_names"] or word in lists["male_names"]):
            referent.gender = "f" if word in lists["female_names"] else "m"

    def is_victim(self, mention: Candidate) -> bool:
        """Whether a description says only what befell people: "the dead", "the victims"."""
        victims = self._words.lists["victims"]
        return mention.label in {"PERSON", "GROUP"} and bool(
            {self.head_word(mention), self.tokens.lower[mention.head]} & victims
        )

    def times(self, mention: Candidate) -> frozenset[str]:
        """Whether a description tells of a post of the past, or just taken up: "the mayor" is not "the former mayor"."""
        words = set(self.tokens.lower[max(mention.first - 1, 0) : mention.last])
        told = {"past": words & self._words.lists["former"], "new": words & self._words.lists["new_posts"]}
        return frozenset(time for time, said in told.items() if said)

    def is_aged(self, mention: Candidate) -> bool:
        """Whether a description says only how old somebody is: "the 38-year-old"."""
        return mention.detector == "nominals:aged"

    def head_word(self, mention: Candidate) -> str:
        """Lemma of the head of a description; of "one of the soldiers" that of the soldiers."""
        i = mention.last - 1 if mention.detector == "nominals:of" else mention.head
        if mention.label in {"PLACE", "UNIT", "ORG"}:
            return self.tokens.lower[i]
        word = self.tokens.lower[i]
        if self.tokens.tag[i] == "NNPS":  # read as a name, which has no singular: "Gunmen" at the start of a line
            return f"{word[:-3]}man" if word.endswith("men") else word.removesuffix("s")
        return str(self.tokens.doc[i].lemma_).lower() or word

    def definiteness(self, mention: Candidate) -> str:
        """definite, indefinite, possessive, or bare (no determiner)."""
        tokens = self.tokens
        j = mention.first - 1
        start = tokens.sentence_start(mention.first)
        if tokens.lower[mention.first] in {"one", "another"}:
            return "indefinite"
        if mention.label == "UNIT" and tokens.dep[mention.head] in {"compound", "nmod", "amod"}:
            return "bare"  # the article is the next noun's: "an army officer"
        if mention.label == "GROUP" and self.numbers(mention) and (j < start or not self._is_definite(j)):
            return "indefinite"
        while (
            j >= start
            and tokens.pos[j] in {"DET", "ADJ", "NUM", "ADV", "PRON"}
            and tokens.lower[j] not in DEFINITE | _INDEFINITE | POSSESSIVE
        ):
            j -= 1
        if j < start:
            return "bare"
        word = tokens.lower[j]
        if self._is_definite(j):
            return "definite"
        if word in _INDEFINITE:
            return "indefinite"
        if word in POSSESSIVE or word in {"'s", "’s", "'", "’"}:
            return "possessive"
        return "bare"

    def _is_definite(self, j: int) -> bool:
        """Whether token `j` is a definite determiner; "said that 500 men" has none."""
        word = self.tokens.lower[j]
        return word in DEFINITE and (word != "that" or self.tokens.tag[j] == "DT")

    def contrast(self, mention: Candidate) -> frozenset[str]:
        """ "other", "second": the words that single somebody out against another."""
        words = set(self.tokens.lower[mention.first : mention.last])
        if mention.first and self.tokens.lower[mention.first - 1] in {"another", "other"}:
            words.add("other")
        return frozenset("other" if w in {"another", "others"} else w for w in words & self._words.lists["contrast"])

    def sides(self, mention: Candidate) -> set[str]:
        """Nationalities inside a description."""
        return {self.tokens.source[m.start : m.end].lower() for m in self._inside(mention) if m.label == "NATIONALITY"}

    def states(self, mention: Candidate) -> set[str]:
        """The states whose body a mention says it is."""
        return states_of(self.tokens, mention, self._words.state_of)

    def numbers(self, mention: Candidate) -> set[str]:
        """Counts inside a description, as keys; of one person the age in years."""
        if mention.detector == "nominals:of":
            return set()
        if mention.label == "PERSON":
            return ages_of(self.tokens, mention)
        texts = (self.tokens.source[m.start : m.end].lower() for m in self._inside(mention) if m.label == "QUANTITY")
        return {number_key(text) or text for text in texts}

    def _inside(self, mention: Candidate) -> list[Candidate]:
        found = self._nested.get((mention.start, mention.end))
        if found is None:
            found = [
                m for m in self.mentions
                if mention.start <= m.start and m.end <= mention.end and m.label in {"NATIONALITY", "QUANTITY"}
            ]  # fmt: skip
            self._nested[mention.start, mention.end] = found
        return found

    def same_force(self, n: int) -> int | None:
        """A bare side-and-force group ("Russian forces") is one wherever it stands; this is its first mention here."""
        mention = self.mentions[n]
        if not self.sides(mention) or self.numbers(mention) or self.contrast(mention):
            return None
        if mention.last - mention.first > 3 or self.definiteness(mention) == "indefinite":
            return None
        key = self.tokens.source[mention.start : mention.end].lower()
        head, _, side = key.rpartition(" ")[::-1]
        if head in self._words.lists["forces"] and side in self.sides(mention):
            key = f"{side} forces"
        return self._forces.setdefault(key, n)

    def forget_force(self, first: int) -> None:
        """A headline's "Malian soldiers" turned out to be two soldiers: later ones are the force, and not these."""
        self._forces = {key: n for key, n in self._forces.items() if n != first}

    def encloses(self, referent: Referent, mention: Candidate) -> bool:
        """Whether a mention lies inside the referent's last one: "two of them" are not "them"."""
        first, last = referent.last_span
        return first <= mention.first and mention.last <= last

    def may_mean(self, speaker: Candidate, referent: Referent) -> bool:
        """Whether a described speaker, read only later, may be this one: "He hit him," the corporal said."""
        return speaker.kind == "nominal" and self.head_word(speaker) in referent.heads

    def is_coargument(self, referent: Referent, mention: Candidate) -> bool:
        """Whether a pronoun is object of the verb whose subject the referent is: "he saw him" are two."""
        return is_coargument(self.tokens, referent.last_token, mention.head)

    def is_above(self, referent: Referent, mention: Candidate) -> bool:
        """Whether a description stands in a clause whose subject names the referent, or is a pronoun for them: "he said the
        general was ill". A description may be taken up by another in one clause: "the soldier said ..., the prisoner's"."""
        by_name = self.tokens.pos[referent.last_token] in {"PRON", "PROPN"}
        return by_name and is_subject_above(self.tokens, referent.last_token, mention.head)

    def is_pronoun(self, referent: Referent, n: int) -> bool:
        """Whether the referent's last mention is the same pronoun, in the same role: a chain goes on."""
        last = self.tokens.lower[referent.last_token]
        return last in {"he", "she", "they"} and self.tokens.dep[self.mentions[n].head] in SUBJECTS
