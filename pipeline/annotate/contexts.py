"""What the words beside a name say it is the name of: "the village of X", "X, a think tank", "told the X"."""

from collections.abc import Iterator

from pipeline.annotate.lexicon import Lexicon
from pipeline.annotate.occurrences import CERTAIN, CONTEXT, LOCATIVE, STRONG, WEAK
from pipeline.annotate.surroundings import Surroundings
from pipeline.annotate.tokens import Tokens

# A piece of evidence: the label it speaks for, its kind (each counts once a name), its weight.
Evidence = tuple[str, str, float]

_CLOSING_QUOTES = frozenset({'"', "”", "»", "'", "’"})
_OPENING_QUOTES = frozenset({'"', "“", "«", "'", "‘"})
_POSSESSIVE = frozenset({"'s", "’s", "'", "’"})
_MAX_APPOSITION = 9  # tokens between a name and the noun that says what it is
_BEING = frozenset({"is", "are", "was", "were", "be", "been"})
_DIRECTION = 1.05  # from, to, through: a little more than one vote of the recogniser
_LABELS_OF_NOUNS = {"ORG": "ORG", "PLACE": "PLACE", "PERSON": "PERSON", "UNIT": "UNIT", "GROUP": "ORG"}


def beside(tokens: Tokens, first: int, last: int) -> tuple[str, str, str, str]:
    """The word before a span, the one before that, the word after it, the one after that; lower case, or ""."""
    return (
        tokens.lower[first - 1] if first else "",
        tokens.lower[first - 2] if first >= 2 else "",
        tokens.lower[last] if last < len(tokens) else "",
        tokens.lower[last + 1] if last + 1 < len(tokens) else "",
    )


def modifies_noun(tokens: Tokens, last: int) -> bool:
    """Whether the span that ends before `last` modifies the noun after it: "the Putin regime"."""
    return (
        last < len(tokens)
        and tokens.dep[last - 1] in {"compound", "nmod", "amod"}
        and tokens.pos[last] in {"NOUN", "PROPN", "ADJ"}
    )


class ContextReader:
    """Reads the words beside one occurrence of a name; holds the lists it needs."""

    def __init__(self, lexicon: Lexicon) -> None:
        def words(key: str) -> frozenset[str]:
            return lexicon.words("names", key)

        self._class_words = lexicon.class_words
        self._locative = words("locative")
        self._strongly_locative = words("strongly_locative")
        self._leading = words("leading")
        self._media_verbs = words("media_verbs")
        self._saying_verbs = words("saying_verbs")
        self._place_nouns = words("place_nouns")
        self._kin = words("kin")
        self._leading_words = words("led_by")
        self._place_verbs = words("place_verbs")
        self._place_only_verbs = words("place_only_verbs")
        self._to_whom = words("to_whom")
        self._from_whom = words("from_whom")
        self._compass = words("compass")
        self._fighters = words("fighters")
        self._soldiers = words("soldiers")
        self._adherents = words("adherents")
        self._organised = words("organised")
        self._before_organised = words("before_organised")
        self._distances = words("distances")
        self._local_levels = words("local_levels") | words("local_rule")
        self._rulers = words("rulers")
        self._governing = words("governing")
        self._things = words("thing_nouns")
        self._language_nouns = words("language_nouns")
        self._language_verbs = words("language_verbs")
        self._plural_bodies = words("plural_bodies")
        self._words_in_capitals = words("words_in_capitals") | words("never_names") | frozenset(lexicon.heads)
        self._person_nouns = {
            word for word, heads in lexicon.heads.items()
            if any(h.label == "PERSON" and not h.is_plural and not h.words for h in heads)
        }  # fmt: skip
        self._people = frozenset(
            word for word, heads in lexicon.heads.items() if any(h.label in {"PERSON", "GROUP"} for h in heads)
        )
        self._noun_labels = {
            word: _LABELS_OF_NOUNS[heads[-1].label]
            for word, heads in lexicon.heads.items()
            if heads[-1].label in _LABELS_OF_NOUNS and not heads[-1].is_plural
        }

    def read(self, tokens: Tokens, first: int, last: int, around: Surroundings) -> Iterator[Evidence]:
        """All that the words beside one occurrence say."""
        if first in around.after_title:
            yield "PERSON", "title" if around.after_title[first].label == "RANK" else "post", CERTAIN
        yield from self._person(tokens, first, last, around)
        yield from self._class_nouns(tokens, first, last)
        yield from self._apposition(tokens, first, last)
        yield from self._organisation(tokens, first, last)
        yield from self._place(tokens, first, last, around)

    def is_acronym(self, word: str) -> bool:
        """Whether a word in capitals may stand for the name of a body; "UAV" and "HQ" never do."""
        return 2 < len(word) < 9 and word.isupper() and word.isalpha() and word.lower() not in self._words_in_capitals

    def is_source(self, tokens: Tokens, first: int, last: int) -> bool:
        """Whether an occurrence only reports: "according to X", "X notes", "X reports"."""
        before, before2, after, _ = beside(tokens, first, last)
        return (before == "to" and before2 == "according") or after in self._media_verbs

    def is_language(self, tokens: Tokens, first: int, last: int) -> bool:
        """Whether an occurrence is a language: "Tigrinya interpreters", "interpreters of Tigrinya", "speaks Bambara"."""
        before, before2, after, _ = beside(tokens, first, last)
        of = before2 if before in {"of", "in", "from"} else before
        return after in self._language_nouns or of in self._language_nouns or before in self._language_verbs

    def is_thing(self, tokens: Tokens, first: int, last: int) -> bool:
        """Whether an occurrence is a thing's: "two Zulfiqar missiles", "a Lancet", "22 Griffons"."""
        before, before2, after, _ = beside(tokens, first, last)
        if after in self._things or before in self._things:
            return True
        if modifies_noun(tokens, last) or after == "-" or tokens.text[first].isupper():
            return False
        is_counted = before.isdigit() and before2 not in {",", "-"} and int(before[:9]) > 1
        return before in {"a", "an"} or (is_counted and tokens.tag[last - 1] in {"NNPS", "NNS"})

    def _person(self, tokens: Tokens, first: int, last: int, around: Surroundings) -> Iterator[Evidence]:
        """Ages, roles beside the name, verbs of saying, "identified as"."""
        before, before2, after, after2 = beside(tokens, first, last)
        if before in {"as", "is", "simply"} and (
            before2 in {"identified", "named", "as"} or self._class_words.get(before2) == "PERSON"
        ):
            yield "PERSON", "identified", STRONG
        if after == "," and last + 1 in around.title_starts:
            yield "PERSON", "role after", CONTEXT
        if first in around.holders and last - first > 1:
            yield "PERSON", "role before", CONTEXT  # "the leader of Djugu, Jules Tsuba"
        if before == "," and first - 1 in around.title_ends and not tokens.text[first].isupper():
            yield "PERSON", "role before", CONTEXT
        if (before, before2) == ("of", "name") or (
            before == "called"
            and (before2 in self._person_nouns or (before2 in _BEING and self._is_of_people(tokens, first)))
        ):
            yield "PERSON", "called", STRONG
        is_one = before == "one" and not modifies_noun(tokens, last) and not tokens.text[first].isupper()
        if is_one and (before2 == "by" or (last - first > 1 and all(tokens.capital[first:last]))):
            yield "PERSON", "one", STRONG  # "led by one Dogo Kachalla"
        if before == "by" and before2 in self._leading_words and last - first > 1 and not modifies_noun(tokens, last):
            yield "PERSON", "leads", STRONG  # "is led by Gollicha Dhenge"
        is_kin = before2 in self._kin or tokens.lower[max(0, first - 4) : first - 1] == ["in", "-", "law"]
        if before == "," and is_kin and tokens.capital[first] and not tokens.text[first].isupper():
            yield "PERSON", "kin", STRONG  # "his brother, Tesfaye", "her predecessor, Baffa-Dala"
        if before in self._person_nouns and tokens.capital[first] and not tokens.text[first].isupper():
            yield "PERSON", "noun before", CONTEXT
        if (
            after == ","
            and after2.isdigit()
            and len(after2) == 2
            and tokens.text[last + 2 : last + 3] in ([","], ["."])
        ):
            yield "PERSON", "age", STRONG
        if after == "," and after2 in {"a", "an", "the"} and self._is_aged_person(tokens, last + 2, around):
            yield "PERSON", "age after", STRONG
        if tokens.dep[last - 1] == "nsubj" and tokens.lower[tokens.head[last - 1]] in self._saying_verbs:
            yield "PERSON", "says", 0.4

    def _is_of_people(self, tokens: Tokens, first: int) -> bool:
        """Whether "called" right before a name is said of people: "The three brothers were called Soran and Zana"."""
        verb = first - 1
        return any(
            tokens.lower[j] in self._people or tokens.lower[j] in {"he", "she", "they"}
            for j in tokens.children(verb)
            if tokens.dep[j] in {"nsubj", "nsubjpass"}
        )

    def _is_aged_person(self, tokens: Tokens, i: int, around: Surroundings) -> bool:
        """Whether "25-year-old fishmonger" starts here: years, and within two words one who has a trade or is human."""
        old = next((j for j in range(i, min(i + 5, len(tokens))) if tokens.lower[j].endswith("old")), None)
        if old is None or not tokens.text[i][0].isdigit():
            return False
        behind = range(old + 1, min(old + 4, len(tokens)))
        return any(j in around.title_starts or tokens.lower[j] in self._person_nouns for j in behind)

    def _class_nouns(self, tokens: Tokens, first: int, last: int) -> Iterator[Evidence]:
        """Nouns that say what the name is of: "the channel X", "the village of X", "the X unit"."""
        before, before2, after, after2 = beside(tokens, first, last)
        unit_noun = after2 if after in _CLOSING_QUOTES else after
        if self._class_words.get(unit_noun) == "UNIT" and not " ".join(tokens.text[first:last]).isupper():
            yield "UNIT", "unit noun", CONTEXT if after == unit_noun else STRONG
        label = self._class_words.get(before)
        if label is not None and (first < 2 or tokens.capital[first]):
            yield label, "class", STRONG
        if before == "of" and self._class_words.get(before2) == "PLACE":
            yield "PLACE", "class of", STRONG
        if before in _OPENING_QUOTES and before2 in self._class_words:
            yield self._class_words[before2], "class quoted", CONTEXT

    def _apposition(self, tokens: Tokens, first: int, last: int) -> Iterator[Evidence]:
        """The noun that explains a name: "X, a think tank in Beirut", "X is a village", "X (a militia)"."""
        head = tokens.head[last - 1]
        if tokens.dep[last - 1] in {"nsubj", "nsubjpass"} and tokens.lower[head] in {"is", "was", "are"}:
            noun = next((j for j in tokens.children(head) if j > last and tokens.dep[j] == "attr"), None)
        elif last + 2 < len(tokens) and tokens.text[last] in {",", "(", "—", "–"}:
            stop = min(len(tokens), last + _MAX_APPOSITION)
            noun = next((j for j in range(last + 1, stop) if tokens.dep[j] == "appos"), None)
            if noun is not None and not first <= tokens.head[noun] < last:
                noun = None
        else:
            noun = None
        if noun is None or tokens.capital[noun]:
            return
        label = self._noun_labels.get(tokens.lower[noun])
        if label is not None:
            yield label, "explained", LOCATIVE

    def _organisation(self, tokens: Tokens, first: int, last: int) -> Iterator[Evidence]:
        """Who is told, reports, has fighters, members and leaders, or is a news outlet."""
        before, before2, after, after2 = beside(tokens, first, last)
        if before == "to" and before2 == "according":
            yield "ORG", "according to", 0.4
        if after in self._media_verbs:
            yield "ORG", "reports", 0.4
        if before in {"like", "as", "including"} and not {before2, tokens.lower[first - 3]}.isdisjoint(
            self._plural_bodies
        ):
            yield "ORG", "such as", CONTEXT
        noun = after2 if after in self._before_organised else after
        if noun in self._organised and modifies_noun(tokens, last):
            yield "ORG", "organised", STRONG if noun == after2 else CONTEXT
        has_article = before == "the" and not modifies_noun(tokens, last)
        told = before2 if before == "the" else before
        if told in {"told", "tells"} and not tokens.capital[first - 1]:
            yield "ORG", "told", CONTEXT + 0.2 if has_article else (WEAK if last - first > 1 else CONTEXT)
        if (
            has_article
            and tokens.dep[last - 1] == "nsubj"
            and tokens.lower[tokens.head[last - 1]] in self._saying_verbs
        ):
            yield "ORG", "the X says", WEAK
        if last - first == 1 and self.is_acronym(tokens.text[first]):
            if has_article:
                yield "ORG", "the acronym", 0.55
            if after in self._adherents or after in self._soldiers or after in _POSSESSIVE:
                yield "ORG", "adherents", WEAK
            elif tokens.dep[first] in {"nsubj", "agent"} and not modifies_noun(tokens, last):
                yield "ORG", "acronym acts", 0.55
        if (
            last - first == 1
            and any(char.isupper() for char in tokens.text[first][2:])
            and not tokens.text[first].isupper()
        ):
            yield "ORG", "mixed case", WEAK  # "PRNigeria", "DeepState"
            if after in self._adherents:
                yield "ORG", "adherents", WEAK
        yield from self._adherence(tokens, first, last)

    def _adherence(self, tokens: Tokens, first: int, last: int) -> Iterator[Evidence]:
        """ "X fighters", "a commander of the X", "the troops of the X" """
        before, before2, after, _ = beside(tokens, first, last)
        if after in self._fighters:
            yield "ORG", "fighters", 1.0
        elif after in self._soldiers and tokens.text[first].isupper():
            yield "UNIT", "soldiers", 1.0
        of = before2 if before == "the" else before
        j = first - 2 if before == "the" else first - 1
        whose = tokens.lower[j - 1] if j > 0 else ""
        if of not in {"of", "from"}:
            return
        if whose in self._fighters:
            yield "ORG", "fighters of", 0.9
        elif whose in self._soldiers and before == "the":
            yield "UNIT", "soldiers of", 1.0
        elif whose in self._adherents and before == "the":
            yield "ORG", "adherents of", WEAK

    def _place(self, tokens: Tokens, first: int, last: int, around: Surroundings) -> Iterator[Evidence]:
        """Prepositions of place, distances, what has residents or is reached, where a unit is."""
        before, before2, after, _ = beside(tokens, first, last)
        if (before == "of" and before2 in self._place_nouns) or (before == "to" and before2 == "road"):
            yield "PLACE", "noun of", STRONG
        elif before == "of" and (before2 in self._governing or before2 == "," or self._is_ruled(tokens, first)):
            yield "PLACE", "governed", CONTEXT
        elif before == "," and self._follows_age(tokens, first - 1) and after in {",", ".", ";", ""}:
            yield "PLACE", "home", CONTEXT  # "Captain Itamar Gozlan, 28, Beit Rimon, ..."
        if tokens.dep[last - 1] == "dobj":
            verb = tokens.doc[tokens.head[last - 1]].lemma_
            if verb in self._place_verbs:
                yield "PLACE", "object of", CONTEXT if verb in self._place_only_verbs else _DIRECTION
        if after == "," and self._tells_distance(tokens, last + 1):
            yield "PLACE", "distance", STRONG
        if before == "," and first - 1 in around.unit_ends and (after in {",", ".", ";", "", "and"}):
            yield "PLACE", "seat of a unit", CONTEXT
        if first in around.cardinal_ends and not tokens.text[first].isupper():
            yield "PLACE", "garrison", CERTAIN  # "145 Battalion Ikot Umoh Essien", in armies that count so
        yield from self._prepositions(tokens, first, last)

    def _prepositions(self, tokens: Tokens, first: int, last: int) -> Iterator[Evidence]:
        before, before2, after, _ = beside(tokens, first, last)
        if before == "to" and before2 == "according":
            return
        if modifies_noun(tokens, last) or after in _POSSESSIVE:
            if before in self._compass:
                yield "PLACE", "compass", STRONG
        elif before in self._strongly_locative:
            yield "PLACE", "locative", LOCATIVE
        elif before in self._leading or self._is_direction(tokens, first - 1):
            yield "PLACE", "from to", _DIRECTION
        elif before == "at":
            yield "PLACE", "at", 1.1
        elif before in self._locative:
            yield "PLACE", "locative", WEAK

    def _is_ruled(self, tokens: Tokens, first: int) -> bool:
        """Whether a name behind "of" is what a post of local rule rules: "the district head of Miri"."""
        return first > 3 and tokens.lower[first - 2] in self._rulers and tokens.lower[first - 3] in self._local_levels

    def _is_direction(self, tokens: Tokens, i: int) -> bool:
        """Whether token `i` is a "from" or "to" of place: not that of "a message from", "according to", "spoke to"."""
        if i < 0 or tokens.lower[i] not in {"from", "to"}:
            return False
        lemma = tokens.doc[tokens.head[i]].lemma_.lower()
        if tokens.lower[i] == "from":
            return lemma not in self._from_whom
        return tokens.pos[i] == "ADP" and lemma not in self._to_whom

    @staticmethod
    def _follows_age(tokens: Tokens, comma: int) -> bool:
        return (
            comma >= 2
            and tokens.text[comma - 2] == ","
            and len(tokens.text[comma - 1]) == 2
            and tokens.text[comma - 1].isdigit()
        )

    def _tells_distance(self, tokens: Tokens, i: int) -> bool:
        """ "some 70 km from", "two miles east" """
        words = tokens.lower[i : i + 5]
        return not self._distances.isdisjoint(words[:4])
