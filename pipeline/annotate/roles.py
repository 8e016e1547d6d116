"""Roles: offices, posts and trades by their head word, the words of the post before it, and what it is in charge of.

A role is a head of heads.yaml (`also: ROLE`), a fixed title or an acronym of titles.yaml. To the left it takes the words
of the post ("deputy", "brigade", "Public Relations"), never the holder's state, body or description; to the right what
belongs to the title ("of State", "of Medical Services", "Army Public Relations", "for Operations").
"""

from collections.abc import Iterator

from pipeline.annotate.honorifics import Honorifics
from pipeline.annotate.lexicon import Lexicon
from pipeline.annotate.post_codes import PostCodes
from pipeline.annotate.title_words import Title, by_first, is_name_word, longest_at
from pipeline.annotate.tokens import Tokens

_NOUNS = frozenset({"NOUN", "PROPN"})
_DUTY_JOINS = frozenset({"of", "for", "on"})
_DUTY_WORDS = frozenset({"NOUN", "PROPN", "ADJ"})
_MAX_DUTY_WORDS = 8
_MAX_COMPLEMENTS = 2
_OWNING = frozenset({"PRP$", "POS"})


class RoleFinder:
    """The lists of roles, indexed by the word at which a role is found."""

    def __init__(self, lexicon: Lexicon, things: frozenset[str]) -> None:
        t = lexicon.titles
        self._things = things
        self._fixed = by_first(t["fixed_roles"])
        self._codes = PostCodes(lexicon)
        self._modifiers = lexicon.words("titles", "role_modifiers")
        self._weak_modifiers = lexicon.words("titles", "weak_role_modifiers")
        self._services = lexicon.words("titles", "services")
        self._named_services = lexicon.words("titles", "named_services")
        self._not_in_role = lexicon.words("titles", "not_in_role") | {"-"}
        self._bodies = lexicon.words("titles", "bodies_before_roles")
        self._of_heads = lexicon.words("titles", "of_heads")
        self._of_complements = by_first(t["of_complements"])
        self._duties = lexicon.words("titles", "duties")
        self._crew = lexicon.words("titles", "crew")
        self._weapon_words = lexicon.words("titles", "weapon_words")
        self._writers = lexicon.words("titles", "writers")
        self._adjectives = lexicon.words("titles", "adjectives_too")
        self._participles = lexicon.words("titles", "role_participles")
        self._capital_modifiers = lexicon.words("titles", "capital_modifiers") | self._duties
        self._post_words = self._capital_modifiers | self._modifiers | {"and", "&", "-"}
        self._eponyms = lexicon.words("titles", "eponyms")
        self._not_yet = lexicon.words("titles", "not_yet")
        self._deputies = lexicon.words("titles", "deputies")
        self._doubtful = lexicon.words("titles", "doubtful_roles")
        self._apposed = lexicon.words("titles", "apposed_roles")
        self._leading = lexicon.words("titles", "leading_roles")
        self._roles = {
            word: tuple(h.words for h in heads if h.also == "ROLE" and not h.is_plural)
            for word, heads in lexicon.heads.items()
            if any(h.also == "ROLE" and not h.is_plural for h in heads)
        }
        self._trades = lexicon.words("titles", "surnames")
        self.first_names = lexicon.words("titles", "first_names")
        self._honorifics = Honorifics(lexicon, self.names_thing)
        self.called = self._trades | self._eponyms | self._codes.initials
        self.words = frozenset(self._fixed) | frozenset(self._roles) | self._codes.words | self._honorifics.words

    def fixed_at(self, tokens: Tokens, i: int, not_before: int) -> Title | None:
        """The fixed title or the acronym that begins at token `i`."""
        last = longest_at(tokens, i, self._fixed) or self._codes.end_at(tokens, i)
        if last is None:
            return self._honorifics.at(tokens, i)
        first = self._reach_left(tokens, i, not_before)
        head = self._reach_duty(tokens, last) - 1
        last = self._with_bracket(tokens, head + 1)
        title = Title(first, last, head, "ROLE", is_name_word(tokens, last), last)
        return None if self._owns_an_office(tokens, title) else title

    def begins_code(self, word: str) -> bool:
        """Whether a word with digits may be a post: "J3", "GSO1"."""
        return self._codes.begins(word)

    def headed_at(self, tokens: Tokens, i: int, not_before: int) -> Title | None:
        """The role whose head ends with token `i`."""
        before = self._roles.get(tokens.lower[i])
        if before is None or not (self._is_noun(tokens, i) or (tokens.capital[i] and is_name_word(tokens, i + 1))):
            return None
        if tokens.lower[i] in self._writers and i > 0 and tokens.lower[i - 1] in {"our", "this"}:
            return None
        start = next((i - len(w) for w in before if tuple(tokens.lower[max(0, i - len(w)) : i]) == w), None)
        if start is None or (start == i and self._hangs_from_hyphen(tokens, i)):
            return None
        if start == i and (self._is_surname(tokens, i) or self._is_first_name(tokens, i)):
            return None
        if tokens.capital[i] and tokens.lower[i] in self._eponyms and self.names_thing(tokens, i + 1):
            return None
        first, last = self._reach_left(tokens, start, not_before), self._reach_right(tokens, i)
        title = Title(first, last, i, "ROLE", is_name_word(tokens, last), last)
        if tokens.lower[i] == "guard" and tokens.capital[i] and first < start:
            return None  # the National Guard
        if (
            (start == i and self._is_doubtful(tokens, title))
            or self._only_modifies(tokens, title)
            or self._owns_an_office(tokens, title)
        ):
            return None
        return title

    def _is_noun(self, tokens: Tokens, i: int) -> bool:
        """Whether a word is a noun, or stands where one does: the parser takes many a "medic" and "marabout" for none."""
        if tokens.pos[i] in _NOUNS:
            return True
        if not i or (i + 1 < len(tokens) and tokens.pos[i + 1] in {"NOUN", "PROPN", "ADJ"}):
            return False
        if tokens.pos[i] == "VERB" or tokens.lower[i] in self._adjectives:
            is_after_article = tokens.tag[i - 1] in {"DT", "JJ"} and tokens.pos[i] == "VERB"
            return is_after_article or (tokens.pos[i] == "ADJ" and tokens.lower[i - 1] in self._modifiers)
        return tokens.pos[i] in {"ADJ", "ADP", "ADV", "X"}

    def is_modifier(self, tokens: Tokens, j: int) -> bool:
        """Whether token `j` belongs to the role whose next word follows it: "County" of "County Commissioner"."""
        return j >= 0 and self._belongs(tokens, j, j + 1)

    def is_deputy_of(self, tokens: Tokens, before: Title, title: Title) -> bool:
        """Whether two roles are one: "deputy" + "company commander", "Chief" + "Press Secretary"."""
        if not (before.label == title.label == "ROLE" and before.first <= title.first <= before.last):
            return False
        word = tokens.lower[before.head]
        is_part = before.last == before.first + 1 and word in self._modifiers | self._capital_modifiers
        return word in self._deputies or (is_part and tokens.capital[before.first] == tokens.capital[title.first])

    def names_thing(self, tokens: Tokens, i: int) -> bool:
        """Whether the capitalised words from token `i` end as things do: "(General) Staff", "(Major) Crimes Unit"."""
        last = i
        while last < len(tokens) and tokens.capital[last] and tokens.pos[last] in _NOUNS | {"ADJ"}:
            last += 1
        return last > i and (tokens.lower[last - 1] in self._things or tokens.lower[i] in self._things)

    # -- doubts --------------------------------------------------------------------------------------------------

    @staticmethod
    def _hangs_from_hyphen(tokens: Tokens, i: int) -> bool:
        """Whether the word is the second part of a compound that makes no role: "Ahmad-leader", not "soldier-medic"."""
        if not i or tokens.text[i - 1] != "-" or tokens.end[i - 1] != tokens.start[i]:
            return False
        is_joined = i > 1 and tokens.end[i - 2] == tokens.start[i - 1]
        return not (i > 1 and is_joined and tokens.pos[i - 2] in {"NOUN", "ADJ"})

    def _is_surname(self, tokens: Tokens, i: int) -> bool:
        """Whether a capitalised trade ends a person's name: "Tom Baker", not "Tank Driver Ivan Kolo"."""
        if tokens.lower[i] not in self._trades or not tokens.capital[i] or i == tokens.sentence_start(i):
            return False
        is_alone = not tokens.capital[i - 1] or tokens.lower[i - 1] in self._capital_modifiers | self._modifiers
        return tokens.pos[i - 1] == "PROPN" and not is_alone and not is_name_word(tokens, i + 1)

    def _is_first_name(self, tokens: Tokens, i: int) -> bool:
        """Whether a capitalised office is how somebody is called: "Bulama Modu", not "the Bulama" or "Bulama of Kuka"."""
        if tokens.lower[i] not in self.first_names or not tokens.capital[i]:
            return False
        return tokens.lower[i - 1] != "the" and tokens.lower[i + 1 : i + 2] != ["of"]

    def _is_doubtful(self, tokens: Tokens, title: Title) -> bool:
        """Whether a word that is something else more often stands without what makes it a role."""
        i, first, last = title.head, title.first, title.last
        if tokens.lower[i] not in self._doubtful or title.before_name or last > i + 1:
            return False
        if not all(tokens.lower[j] in self._weak_modifiers for j in range(first, i)):
            return False
        joins = {"of", "at", "for", "to"} if tokens.lower[i] == "secretary" else {"of", "at", "for"}
        takes_of = last < len(tokens) and tokens.lower[last] in joins and tokens.lower[i] != "guard"
        return not takes_of and not self._is_of_a_body(tokens, first, i)

    def _is_of_a_body(self, tokens: Tokens, first: int, i: int) -> bool:
        """ "its chief", "the group's leader", "Army chief", "the head, Colonel X", "a guard, X": whose, or who, stands beside."""
        word, before = tokens.lower[i], first - 1
        if tokens.tag[i] not in {"NN", "NNP"}:
            return False
        if before >= 0 and tokens.lower[before] == "as" and tokens.dep[i] == "pobj":
            return True
        if word in self._leading and before >= tokens.sentence_start(i):
            owner = tokens.tag[before] in _OWNING
            body = tokens.pos[before] == "PROPN" and tokens.dep[before] in {"compound", "nmod"}
            if owner or (body and tokens.dep[i] not in {"compound", "amod"}):
                return True
        is_apposed = i + 2 < len(tokens) and tokens.text[i + 1] == "," and tokens.pos[i + 2] == "PROPN"
        articles = {"the"} if word in self._apposed else {"a", "an"}
        return (
            is_apposed
            and before >= 0
            and tokens.lower[before] in articles
            and tokens.dep[i + 2] in {"compound", "appos"}
        )

    @staticmethod
    def _owns_an_office(tokens: Tokens, title: Title) -> bool:
        """Whether the office is meant rather than its holder: "the prosecutor's office"."""
        at = title.last
        return at + 1 < len(tokens) and tokens.tag[at] == "POS" and tokens.lower[at + 1] in {"office", "offices"}

    @staticmethod
    def _only_modifies(tokens: Tokens, title: Title) -> bool:
        """Whether the role only describes the common noun behind it: "the commander role"."""
        i = title.head
        return (
            not title.before_name
            and tokens.dep[i] in {"compound", "amod"}
            and tokens.head[i] == i + 1
            and not tokens.capital[i + 1]
        )

    # -- reach ---------------------------------------------------------------------------------------------------

    def _reach_left(self, tokens: Tokens, start: int, not_before: int) -> int:
        first = start
        floor = max(not_before, tokens.sentence_start(start))
        while first > floor:
            j = first - 1
            if self._is_joint(tokens, j) and j - 1 >= floor and self._is_first_part(tokens, j - 1, first, start):
                first = j - 1
            elif self._belongs(tokens, j, start):
                first = j
            elif tokens.lower[j] == "and" and j - 1 >= floor and self._are_two_duties(tokens, j, first, start):
                first = j - 1
            else:
                break
        return first

    def _are_two_duties(self, tokens: Tokens, j: int, first: int, start: int) -> bool:
        """Whether "and" joins two words of the post: "operations and training officer", "military and air attaché"."""
        known = self._duties | self._modifiers
        is_one_case = tokens.capital[j - 1] == tokens.capital[first]
        return first < start and is_one_case and {tokens.lower[j - 1], tokens.lower[first]} <= known

    @staticmethod
    def _is_joint(tokens: Tokens, j: int) -> bool:
        """Whether token `j` is a hyphen inside a word."""
        is_hyphen = 0 < j < len(tokens) - 1 and tokens.text[j] in {"-", "–"}
        return is_hyphen and tokens.end[j - 1] == tokens.start[j] and tokens.end[j] == tokens.start[j + 1]

    def _is_first_part(self, tokens: Tokens, j: int, first: int, start: int) -> bool:
        """Whether token `j` begins a compound that belongs to the role: "civil" of "civil-military operations officer"."""
        if first == start or tokens.lower[j] in self._not_in_role or not tokens.text[j].isalpha():
            return False
        return tokens.capital[j] == tokens.capital[first] and tokens.pos[j] in {"ADJ", "NOUN", "PROPN"}

    def _belongs(self, tokens: Tokens, j: int, start: int) -> bool:
        """Whether token `j`, before a role that begins at `start`, is part of the post."""
        word, capital = tokens.lower[j], tokens.capital[j]
        if word in self._not_in_role or (word in self._bodies and not capital) or tokens.pos[j] == "PUNCT":
            return False
        if j == start - 1 and tokens.lower[start] in self._crew and self._is_weapon(word):
            return True
        if word in self._services and capital and not tokens.capital[start]:
            # "Army spokesman": the Army is whom he speaks for; "Military spokesman" opens a sentence
            return j == tokens.sentence_start(j) and word not in self._named_services
        if word in self._modifiers and (tokens.pos[j] in {"ADJ", "NOUN", "PROPN"} or word in self._participles):
            return capital or not tokens.capital[start] or word in self._deputies
        if capital and j == tokens.sentence_start(j) and word in self._duties and not tokens.capital[start]:
            return True  # "Information minister Ada Obi"
        if capital and tokens.capital[start] and word in self._capital_modifiers:
            return tokens.pos[j] in {"ADJ", "NOUN", "PROPN"}
        return (
            tokens.pos[j] == "NOUN"
            and not capital
            and not tokens.capital[start]
            and tokens.tag[j] in {"NN", "NNS"}
            and tokens.dep[j] == "compound"
        )

    def _is_weapon(self, word: str) -> bool:
        """Whether a word names what a crew serves: "Bren", "M60", "F-16"."""
        has_digits = word[0].isalpha() and len(word) < 8 and any(char.isdigit() for char in word)
        return has_digits or word in self._weapon_words

    def _reach_right(self, tokens: Tokens, i: int) -> int:
        last = i + 1
        while self._is_joint(tokens, last) and (
            tokens.lower[last + 1] in self._roles or tokens.lower[last + 1] in self._not_yet
        ):
            last += 2  # "gunner-operator", "president-elect"
        if tokens.lower[i] not in self._of_heads:
            return last
        for _ in range(_MAX_COMPLEMENTS):
            further = self._complement(tokens, last)
            if further == last:
                break
            last = further
        return self._with_bracket(tokens, last) if last > i + 1 else last

    def _with_bracket(self, tokens: Tokens, last: int) -> int:
        """Where "Chief of Policy and Plans (Army)", "Provost Marshal (Navy)" ends: past the bracket of a service or duty."""
        close = last + 2
        if close >= len(tokens) or (tokens.text[last], tokens.text[close]) != ("(", ")"):
            return last
        return close + 1 if tokens.lower[last + 1] in self._services | self._duties else last

    def _complement(self, tokens: Tokens, at: int) -> int:
        """Where what belongs to the title ends: "of the General Staff", "for Defence"; `at` where nothing does."""
        reached = self._reach_duty(tokens, at)
        if at + 1 < len(tokens) and tokens.lower[at] in {"of", "for"}:
            last = longest_at(tokens, at + 1, self._of_complements)
            if last is not None and not self._goes_on(tokens, at + 1, last):
                reached = max(reached, last)
        return reached

    def _goes_on(self, tokens: Tokens, first: int, last: int) -> bool:
        """Whether a complement is only the beginning of a longer name: "of Defence Intelligence Agency"."""
        if last >= len(tokens):
            return False
        is_noun = tokens.pos[last] in _NOUNS and tokens.capital[last] == tokens.capital[last - 1]
        return self._is_joint(tokens, last) or (is_noun and tokens.lower[last] in self._things)

    def _reach_duty(self, tokens: Tokens, at: int) -> int:
        """The end of "(Director) Army Public Relations", "(Chief) of Medical Services"; `at` where there is no duty."""
        if at + 1 >= len(tokens) or not (tokens.capital[at - 1] or tokens.lower[at] in _DUTY_JOINS):
            return at
        is_linked = tokens.lower[at] in _DUTY_JOINS
        if not (tokens.capital[at] or is_linked):
            return at
        reached = at
        for last in self._duty_words(tokens, at + 1 if is_linked else at):
            if tokens.lower[last - 1] in self._duties:
                reached = last
        if tokens.lower[at] == "of" and reached > at:
            is_known = all(tokens.lower[j] in self._post_words for j in range(at + 1, reached))
            if not is_known or (not tokens.capital[at + 1] and tokens.pos[reached : reached + 1] == ["NOUN"]):
                return at
        return at if reached > at and self._goes_on(tokens, at, reached) else reached

    def _duty_words(self, tokens: Tokens, first: int) -> Iterator[int]:
        """The end of each word of what somebody is in charge of, over "and" and hyphens, in one case throughout."""
        last = first
        limit = min(len(tokens), first + _MAX_DUTY_WORDS)
        while last < limit and tokens.pos[last] in _DUTY_WORDS and tokens.capital[last] == tokens.capital[first]:
            last += 1
            yield last
            joins = last < limit and tokens.lower[last] in {"and", "&"} and self._duty_follows(tokens, last + 1)
            if joins or self._is_joint(tokens, last):
                last += 1

    def _duty_follows(self, tokens: Tokens, at: int) -> bool:
        return any(word in self._duties for word in tokens.lower[at : at + 2])
