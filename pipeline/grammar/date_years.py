"""Whether four bare digits are a year or a count. The words are in configs/grammar/dates.yaml, `year_context`."""

from collections.abc import Mapping, Sequence

from pipeline.grammar.lexer import Tokens

Context = Mapping[str, Sequence[str]]


def is_year(tokens: Tokens, index: int, context: Context) -> bool:
    """Whether the number at `index` stands as a year: 1900 to 2099 without a counted noun, a bound or a number sign.

    "2000 soldiers" is a count; "in 2014", "the 2022 talks" and "(2019)" are years.
    """
    year = int(tokens.words[index])
    if not 1900 <= year <= 2099:
        return False
    before = tokens.words[index - 1].lower() if index else ""
    after = tokens.words[index + 1] if index + 1 < len(tokens.words) else ""
    if before in context["before_count"] or after in context["after_count"]:
        return False
    if before in context["before_year"] and not (before == "the" and year % 100 == 0):
        return True
    return not is_counted(tokens, index + 1, context)


def is_counted(tokens: Tokens, index: int, context: Context) -> bool:
    """Whether the word at `index`, after a number, reads as a counted noun in the plural or as a unit."""
    word = tokens.words[index] if index < len(tokens.words) else ""
    if word in context["counted"]:
        return True
    return word.islower() and word.endswith("s") and not word.endswith("ss") and word not in context["no_plural"]
