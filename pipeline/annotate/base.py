"""The base spaCy pipeline: found without importing its package, told where paragraphs end, safe on hostile text."""

import importlib.util
import re
import warnings
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
import spacy
from spacy.language import Language
from spacy.lookups import Lookups
from spacy.tokens import Doc

from pipeline.annotate.attributes import remember_attributes
from pipeline.annotate.joined import join_sentences
from pipeline.annotate.participles import mend_participles
from pipeline.annotate.products import numpy_products
from pipeline.annotate.recogniser import add_recogniser
from pipeline.annotate.settings import AnnotateSettings
from pipeline.config import load_yaml
from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from thinc.types import Ints2d

# spaCy warns that the packaged pipeline was trained with another minor version; its scores are the same (DESIGN, 7).
_VERSION_WARNING = r"\[W095\]"
_NAMES_NEED = ("tok2vec", "transformer", "ner")
_ACTION = "check annotate.base_pipeline in configs/pipeline.yaml"


def load_base(settings: AnnotateSettings, root: Path, *, with_ner: bool = True) -> Language:
    """The base pipeline, with paragraph ends as fixed sentence ends.

    Names come from the trained recogniser where the settings name one, else from the base pipeline's own.
    Raises ConfigError when neither an installed package nor a folder below `root` has its name.
    """
    path = find_pipeline(settings.base_pipeline, root)
    keeps_ner = with_ner and settings.recogniser is None
    with warnings.catch_warnings(), numpy_products():
        warnings.filterwarnings("ignore", message=_VERSION_WARNING, category=UserWarning)
        try:
            nlp = spacy.load(path, exclude=["senter"] if keeps_ner else ["senter", "ner"])
        except (OSError, ValueError, KeyError) as error:
            raise ConfigError(path, None, f"is not a spaCy pipeline ({error}); {_ACTION}") from error
    if "parser" not in nlp.pipe_names:
        raise ConfigError(path, None, f"has no parser; {_ACTION}")
    if "lemmatizer" in nlp.pipe_names:
        nlp.get_pipe("lemmatizer")
    nlp.max_length = max(nlp.max_length, settings.max_chunk_chars + 1)
    titles, _ = load_yaml(root / "configs" / "annotate" / "titles.yaml")
    paragraphs = {
        "max_sentence_tokens": settings.max_sentence_tokens,
        "abbreviations": [*titles["abbreviations"], *titles["shortened"]],
    }
    _keep_joined(nlp, titles["abbreviations"])
    remember_attributes(nlp)
    nlp.add_pipe("sitrep_paragraphs", first=True, config=paragraphs)
    nlp.add_pipe("sitrep_joined", config={"abbreviations": [*titles["abbreviations"]]})
    if with_ner and settings.recogniser is not None:
        add_recogniser(nlp, root / settings.recogniser)
    return nlp


def _keep_joined(nlp: Language, abbreviations: Sequence[str]) -> None:
    """Keep the last point of "Maj.-Gen." in its token; the tokenizer would cut it off, and end a sentence there."""
    add = getattr(nlp.tokenizer, "add_special_case", None)
    for first, *rest in (abbreviation.title().replace("-", " ").split() for abbreviation in abbreviations):
        if rest and add is not None:
            form = ".-".join([first, *rest]) + "."
            add(form, [{"ORTH": form}])


def load_stock_names(settings: AnnotateSettings, root: Path) -> Language:
    """The base pipeline's own recogniser alone: what the stock model sees, without a parse."""
    path = find_pipeline(settings.base_pipeline, root)
    with warnings.catch_warnings(), numpy_products():
        warnings.filterwarnings("ignore", message=_VERSION_WARNING, category=UserWarning)
        nlp = spacy.load(path)
    for name in [name for name in nlp.pipe_names if name not in _NAMES_NEED]:
        nlp.remove_pipe(name)
    return nlp


def load_tokenizer(settings: AnnotateSettings, root: Path) -> Language:
    """The base pipeline without components and vectors, as far as cutting a text into words needs it: quick to load."""
    path = find_pipeline(settings.base_pipeline, root)
    components = spacy.util.load_config(path / "config.cfg")["nlp"]["pipeline"]
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=_VERSION_WARNING, category=UserWarning)
        return spacy.load(path, exclude=["vectors", *components])


def english_words(name: str, root: Path) -> frozenset[str]:
    """The words, in lower case, of the dictionary of a pipeline's lemmatizer; none where it has no dictionary."""
    folder = find_pipeline(name, root) / "lemmatizer" / "lookups"
    tables = Lookups().from_disk(folder) if folder.is_dir() else Lookups()
    by_part_of_speech = tables.get_table("lemma_index", {})
    return frozenset(word for words in by_part_of_speech.values() for word in words)


def find_pipeline(name: str, root: Path) -> Path:
    """The folder of a pipeline: `name` below `root`, or inside the installed package `name` (never imported)."""
    folder = root / name
    if (folder / "config.cfg").is_file():
        return folder
    try:
        spec = importlib.util.find_spec(name) if name.isidentifier() else None
    except (ImportError, ValueError):
        spec = None
    for place in spec.submodule_search_locations or () if spec is not None else ():
        for config in sorted(Path(place).glob("*/config.cfg")):
            return config.parent
        if (Path(place) / "config.cfg").is_file():
            return Path(place)
    raise ConfigError(folder, None, f"no spaCy pipeline {name!r}, neither installed nor in the project; {_ACTION}")


@Language.factory("sitrep_paragraphs", default_config={"max_sentence_tokens": 300, "abbreviations": []})
def make_paragraphs(
    nlp: Language, name: str, max_sentence_tokens: int, abbreviations: list[str]
) -> Callable[[Doc], Doc]:
    """A component that fixes sentence starts after every line break, and inside a run of words without an end.

    No sentence starts after the point of one of the `abbreviations` ("Brig. Gen. Noor").

    The parser keeps these starts and adds its own; the recogniser opens no name across them. Without the second
    rule a list of ten thousand words is one sentence, and the rules that read sentences become slow.
    """

    short = {word for abbreviation in abbreviations for word in abbreviation.split()}

    def mark_paragraphs(doc: Doc) -> Doc:
        words = [token.text for token in doc]
        starts = [0] * len(words)  # 1: a sentence starts, -1: none does; written at once, which costs a fiftieth
        since = 0
        for i, word in enumerate(words):
            if (i and "\n" in words[i - 1] and words[i - 1].isspace()) or since >= max_sentence_tokens:
                starts[i] = 1
                since = 0
            elif word in _ENDS:
                since = 0
            if i + 1 < len(words) and _goes_on(words, i, short):
                starts[i + 1] = -1
            since += 1
        marks = np.array(starts, dtype="int64").astype("uint64").reshape(-1, 1)
        doc.from_array(["SENT_START"], cast("Ints2d", marks))
        return doc

    return mark_paragraphs


@Language.factory("sitrep_joined", default_config={"abbreviations": []})
def make_joined(nlp: Language, name: str, abbreviations: list[str]) -> Callable[[Doc], Doc]:
    """A component that makes one sentence of two that the parser broke behind the point of one of the `abbreviations`.

    And that mends sentences whose first participle was read as their verb.
    """
    singular = {word for abbreviation in abbreviations for word in abbreviation.split()}
    short = frozenset(singular | {f"{word}s" for word in singular if len(word) > 2})
    return lambda doc: mend_participles(join_sentences(doc, short))


def _goes_on(words: Sequence[str], i: int, short: Collection[str]) -> bool:
    """Whether no sentence ends with word `i`: a word without a sign, an abbreviation's point, initials."""
    word, after = words[i], words[i + 1]
    if word == ".":
        return i > 0 and words[i - 1].lower() in short
    if word[-1].isalnum():
        return True
    is_short = word[-1] == "." and len(word) > 1 and (".-" in word or _INITIALS.fullmatch(word) is not None)
    return is_short and after[0].isupper()


# "V.O." before a surname; what is often the last word of a sentence is none ("in the U.S.").
_INITIALS = re.compile(r"(?!U\.[SKN]|D\.C|E\.U|U\.A\.E|P\.M\.$)(?:[A-Z]\.){1,3}")
_ENDS = frozenset({".", "!", "?", ".”", "…"})


def make_doc(nlp: Language, text: str, settings: AnnotateSettings) -> Doc:
    """Tokenise. Runs without a space longer than `max_word_chars` are cut first.

    spaCy's tokenizer peels one bracket at a time off a word, which takes quadratic time on a megabyte of brackets.
    """
    limit = settings.max_word_chars
    if not re.search(rf"\S{{{limit}}}", text):
        return nlp.make_doc(text)
    pieces = [text[a:b] for a, b in _cut_words(text, limit)]
    joined = Doc.from_docs([nlp.make_doc(piece) for piece in pieces], ensure_whitespace=False)
    if joined is None or joined.text != text:
        raise AssertionError(f"tokenising changed a text of {len(text)} characters")
    return joined


def _cut_words(text: str, limit: int) -> Iterator[tuple[int, int]]:
    start = 0
    for run in re.finditer(rf"\S{{{limit},}}", text):
        if run.start() > start:
            yield start, run.start()
        for at in range(run.start(), run.end(), limit):
            yield at, min(at + limit, run.end())
        start = run.end()
    if start < len(text):
        yield start, len(text)


def cut_text(text: str, limit: int) -> list[tuple[int, int]]:
    """Spans of at most `limit` characters that cover `text`, cut after a paragraph, else a space, else anywhere."""
    spans = []
    start = 0
    while len(text) - start > limit:
        window = text[start : start + limit]
        cut = next((at + len(mark) for mark in ("\n\n", "\n", ". ", " ") if (at := window.rfind(mark)) > 0), limit)
        spans.append((start, start + cut))
        start += cut
    if start < len(text) or not spans:
        spans.append((start, len(text)))
    return spans


def parse_texts(nlp: Language, texts: Sequence[str], settings: AnnotateSettings) -> Iterator[Doc]:
    """One parsed Doc a text, in order; token offsets are offsets in the text, however long it is."""
    chunks = [[text[a:b] for a, b in cut_text(text, settings.max_chunk_chars)] for text in texts]
    docs = nlp.pipe(
        (make_doc(nlp, chunk, settings) for of_text in chunks for chunk in of_text), batch_size=settings.batch_texts
    )
    for of_text in chunks:
        parts = [next(docs) for _ in of_text]
        if len(parts) == 1:
            yield parts[0]
        else:
            joined = Doc.from_docs(parts, ensure_whitespace=False)
            if joined is None:
                raise AssertionError("a text without chunks")
            yield joined
