"""Ranks and roles: where they stand, and how far they reach (configs/annotate/titles.yaml, heads.yaml)."""

from collections.abc import Iterable
from dataclasses import replace

from pipeline.annotate.lexicon import Lexicon
from pipeline.annotate.roles import RoleFinder
from pipeline.annotate.signatures import signed_name
from pipeline.annotate.title_words import (
    Title,
    all_pieces,
    by_first,
    is_name_word,
    longest_at,
    pieces_of,
    with_acronyms,
)
from pipeline.annotate.tokens import Tokens

_NOUNS = frozenset({"NOUN", "PROPN"})
_MAX_CORPS = 5  # letters and a point: "(Kav.)", "(Inf)"
_ARGUMENTS = frozenset(
    {"nsubj", "nsubjpass", "dobj", "pobj", "attr", "appos", "conj", "ROOT", "agent", "dative", "oprd", "poss"}
)


class TitleFinder:
    """The title lists, indexed by their first or last word."""

    def __init__(self, lexicon: Lexicon, ranks: Iterable[str] = ()) -> None:
        """`ranks` are those of patterns, which count as ranks before names; elsewhere the patterns find them themselves."""
        t = dict(lexicon.titles)
        more = frozenset(tuple(rank.lower().split()) for rank in ranks) - t["ranks"] - t["abbreviations"]
        t["ranks"], t["ranks_before_names"] = t["ranks"] | more, t["ranks_before_names"] | more
        plurals = _plurals(t["ranks"] - t["ranks_before_names"]) - t["ranks"]
        self._ranks = by_first(t["ranks"] | plurals)
        self._plural_ranks = {tuple(all_pieces(phrase)) for phrase in plurals}
        self._abbreviations = by_first(t["abbreviations"] | _plurals(p for p in t["abbreviations"] if len(p[-1]) > 2))
        self._doubtful = {tuple(all_pieces(phrase)) for phrase in t["doubtful_ranks"]}
        self._before_names = {tuple(all_pieces(phrase)) for phrase in t["ranks_before_names"]}
        self._rank_modifiers = lexicon.words("titles", "rank_modifiers")
        self._rank_complements = by_first(t["rank_complements"])
        self._reserve = lexicon.words("titles", "reserve")
        self._retired = lexicon.words("titles", "retired")
        self._things = lexicon.words("titles", "not_people") | frozenset(
            phrase[-1]
            for key in ("org_last", "unit_last", "place_after_capital", "place_after_any_case")
            for phrase in lexicon.names[key]
        )
        self._bodies = frozenset(p[-1] for key in ("org_last", "unit_last") for p in lexicon.names[key])
        self._roles = RoleFinder(lexicon, self._things)
        self._alone = {tuple(all_pieces(phrase)) for phrase in t["ranks_alone"]}
        self._words = frozenset(self._ranks) | frozenset(self._abbreviations) | self._roles.words

    def find(self, tokens: Tokens) -> list[Title]:
        """All titles of a text, by position; ranks before roles where both begin at one token."""
        found: list[Title] = []
        at = 0
        for i, word in enumerate(tokens.lower):
            if i < at or (word not in self._words and (word.isalpha() or not self._begins(word))):
                continue
            title = self._title_at(tokens, i, at)
            if title is None:
                continue
            before = found[-1] if found else None
            if before is not None and (
                self._is_first_name(tokens, before, title) or self._is_called_rank(tokens, before, title)
            ):
                continue
            if before is not None and self._roles.is_deputy_of(tokens, before, title):
                found[-1] = title = replace(title, first=before.first)
            else:
                found.append(title)
            at = title.last
        return with_acronyms(tokens, found)

    def _is_first_name(self, tokens: Tokens, before: Title, title: Title) -> bool:
        """Whether a role right behind a rank is how somebody is called: "Lt Gen Nazir Butt", "Captain Tom Baker"."""
        is_word = title.label == "ROLE" and title.last == title.first + 1 and tokens.capital[title.first]
        if not (is_word and before.before_name and before.name_at == title.first):
            return False
        called = self._roles.called if before.label == "RANK" else self._roles.first_names
        return tokens.lower[title.first] in called

    def _is_called_rank(self, tokens: Tokens, before: Title, title: Title) -> bool:
        """Whether a foreign rank right behind an honorific is how somebody is called: "Mullah Naqib Khaksar"."""
        is_word = title.label == "RANK" and title.last == title.first + 1
        is_behind = before.label == "ROLE" and before.before_name and before.name_at == title.first
        return is_word and is_behind and (tokens.lower[title.first],) in self._before_names

    def _begins(self, word: str) -> bool:
        pieces = pieces_of(word)
        return bool(pieces) and (pieces[0] in self._words or self._roles.begins_code(word))

    def _title_at(self, tokens: Tokens, i: int, not_before: int) -> Title | None:
        fixed = self._roles.fixed_at(tokens, i, not_before)
        rank = self._rank_reached(tokens, i, not_before)
        if fixed is not None and (rank is None or fixed.last > rank.last):
            return fixed
        if rank is None and fixed is None and self._belongs_to_rank(tokens, i):
            return None
        return rank or fixed or self._roles.headed_at(tokens, i, not_before)

    def _belongs_to_rank(self, tokens: Tokens, i: int) -> bool:
        """Whether a capitalised word is the beginning of the rank behind it: "Infantry Specialist Sergeant Ali Bey"."""
        is_part = tokens.lower[i] in self._rank_modifiers and tokens.capital[i]
        return is_part and i + 1 < len(tokens) and tokens.capital[i + 1] and self._rank_at(tokens, i + 1) is not None

    def _rank_reached(self, tokens: Tokens, i: int, not_before: int) -> Title | None:
        """The rank at token `i` with the capitalised words that belong to it: "Guards Senior Sergeant 1st Class"."""
        title = self._rank_at(tokens, i)
        if title is None or not tokens.capital[i]:
            return title
        first, last, name_at = i, title.last, title.name_at
        floor = max(not_before, tokens.sentence_start(i))
        while first > floor and tokens.capital[first - 1] and tokens.lower[first - 1] in self._rank_modifiers:
            first -= 1
        more = longest_at(tokens, last, self._rank_complements) if last < len(tokens) else None
        if more is not None and (tokens.capital[last] or tokens.text[last][0].isdigit() or tokens.lower[last] == "of"):
            last, name_at = (more, more) if self._is_complement(tokens, last, more) else (last, name_at)
        bracket = self._reserve_bracket(tokens, last)
        if bracket is not None:
            close, is_kept = bracket
            last, name_at = close if is_kept else last, close
        return Title(first, last, last - 1, "RANK", title.before_name or self._name_follows(tokens, name_at), name_at)

    @staticmethod
    def _is_complement(tokens: Tokens, last: int, more: int) -> bool:
        """Whether what follows a rank completes it: "Sergeant First Class Lee", not the initial of "Gen I. J. Musa"."""
        is_initial = more - last == 1 and (tokens.text[last].endswith(".") or tokens.text[more : more + 1] == ["."])
        return not is_initial and (is_name_word(tokens, more) or tokens.text[more : more + 1] == ["("])

    def _reserve_bracket(self, tokens: Tokens, at: int) -> tuple[int, bool] | None:
        """Where the bracket of "Captain (res.)", "Colonel (Rtd)" or "Col. (Inf) Ali" ends, and whether it is of the rank."""
        if at + 2 >= len(tokens) or tokens.text[at] != "(":
            return None
        close = next((j for j in range(at + 2, min(at + 5, len(tokens))) if tokens.text[j] == ")"), None)
        if close is None:
            return None
        words = {word.rstrip(".") for word in tokens.lower[at + 1 : close]} - {"", "now"}
        is_corps = len(words) == 1 and tokens.capital[at + 1] and tokens.text[at + 1][:_MAX_CORPS].isalpha()
        is_corps = is_corps and len(tokens.text[at + 1]) <= _MAX_CORPS and is_name_word(tokens, close + 1)
        if not (is_corps or words & (self._reserve | self._retired)):
            return None
        return close + 1, not words.isdisjoint(self._reserve)

    def _rank_at(self, tokens: Tokens, i: int) -> Title | None:
        last = longest_at(tokens, i, self._ranks)
        if last is not None:
            follows = self._name_follows(tokens, self._past_bracket(tokens, last))
            phrase = tuple(all_pieces(tokens.lower[i:last]))
            if phrase in self._plural_ranks:
                is_plural = tokens.tag[last - 1] in {"NNS", "NNPS"} or (follows and tokens.capital[last - 1])
                return Title(i, last, last - 1, "RANK", follows, last) if is_plural else None
            is_of_a_body = follows and self._names_body(tokens, last)  # "Inspector General Frontier Corps"
            if phrase in self._before_names and (is_of_a_body or not (follows and tokens.capital[i])):
                return None
            if phrase in self._alone and self._roles.is_modifier(tokens, i - 1):
                return None
            is_signed = signed_name(tokens, i) is not None
            is_doubtful = phrase in self._doubtful and not follows and not self._is_somebody(tokens, last - 1)
            if is_doubtful and not is_signed:
                return None
            if last - i == 1 and tokens.capital[i] and self._roles.names_thing(tokens, last) and not is_signed:
                return None
            if tokens.pos[last - 1] in _NOUNS or follows or (tokens.capital[i] and last - i > 1):
                return Title(i, last, last - 1, "RANK", follows, last)
        last = longest_at(tokens, i, self._abbreviations)
        if (
            last is not None
            and last < len(tokens)
            and tokens.text[last] == "."
            and tokens.start[last] == tokens.end[last - 1]
        ):
            last += 1
        is_written_large = tokens.capital[i] or (
            tokens.text[i][0].isdigit() and tokens.capital[min(i + 1, len(tokens) - 1)]
        )
        if last is not None and is_written_large and self._name_follows(tokens, self._past_bracket(tokens, last)):
            return Title(i, last, last - 1, "RANK", True, last)
        return None

    def _names_body(self, tokens: Tokens, i: int) -> bool:
        """Whether a body is named at token `i`, whoever is named behind it: "Frontier Corps Maj Gen Ali Bey"."""
        end = next((j for j in range(i, min(i + 4, len(tokens))) if not tokens.capital[j]), min(i + 4, len(tokens)))
        return self._roles.names_thing(tokens, i) or any(tokens.lower[j] in self._bodies for j in range(i, end))

    def _past_bracket(self, tokens: Tokens, last: int) -> int:
        bracket = self._reserve_bracket(tokens, last)
        return last if bracket is None else bracket[0]

    def _name_follows(self, tokens: Tokens, i: int) -> bool:
        """Whether a person's name may begin at token `i`: no second rank, as in "Commandant Col Musa"."""
        if not is_name_word(tokens, i):
            return False
        second = longest_at(tokens, i, self._abbreviations) or longest_at(tokens, i, self._ranks)
        return second is None or not is_name_word(tokens, second)

    @staticmethod
    def _is_somebody(tokens: Tokens, i: int) -> bool:
        if tokens.tag[i] not in {"NN", "NNP"} or tokens.dep[i] not in _ARGUMENTS:
            return False
        if tokens.sentence_start(i) == i:
            return False
        return tokens.capital[i] or any(tokens.tag[j] in {"DT", "PRP$"} for j in tokens.children(i) if j < i)


def _plurals(phrases: Iterable[tuple[str, ...]]) -> frozenset[tuple[str, ...]]:
    """ "Brigadier generals", "majors general", "Lt Cols"."""
    alphabetic = [phrase for phrase in phrases if phrase[-1].isalpha()]
    by_last = {(*phrase[:-1], phrase[-1] + "s") for phrase in alphabetic}
    return frozenset(by_last | {(phrase[0] + "s", phrase[1]) for phrase in alphabetic if phrase[1:] == ("general",)})
