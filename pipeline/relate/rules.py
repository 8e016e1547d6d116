"""The rules as data: verb and noun classes, cue words, reporting words and the words of structure
(configs/relate/*.yaml).

Everything is read and checked once; an unknown key, predicate, label or slot stops the run with file and line.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.config import LineOf, load_keys, load_yaml
from pipeline.errors import ConfigError
from pipeline.grammar.phrases import Phrases
from pipeline.relate.settings import RelateSettings
from pipeline.vocabulary import Vocabulary, vocabulary

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FrameClass:
    """One class of verbs or nouns: what they say and where the arguments stand. The keys are explained in
    verbs.yaml."""

    rule_id: str
    predicate: str
    frame: tuple[tuple[str, Words], ...]
    labels: Mapping[str, frozenset[str]]
    needs: frozenset[str]
    lift: Words = ()
    transitive: bool = False
    kind: str | None = None
    value: Words = ()
    needs_value: bool = False
    strength: bool = False
    pairs: bool = False
    instrument: str | None = None
    unless: frozenset[str] = frozenset()
    states_only: bool = False
    counted: bool = False
    bare: bool = False
    named: bool = False
    definite: bool = False
    mutual: bool = False
    reports: bool = False
    violent: bool = False
    heads: frozenset[str] = frozenset()
    barred_heads: frozenset[str] = frozenset()
    hostile: Words = ()
    agents: str | None = None
    behind: str | None = None


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word that may say a claim: its class, and the words that must hang from it in a chain."""

    frame_class: FrameClass
    rest: Words


@dataclass(frozen=True, slots=True)
class Effect:
    """What a cue does. `polarity` is "flip"; `speech` marks cues whose subject is a claimer ("deny")."""

    polarity: str | None = None
    certainty: str | None = None
    realis: str | None = None
    speech: bool = False


@dataclass(frozen=True, slots=True)
class Cues:
    """Cue words in edsnlp's five kinds. `verbs` holds governing verbs, nouns and adjectives by lemma."""

    pseudo: frozenset[str]
    preceding: Mapping[str, Effect]
    following: Mapping[str, Effect]
    adjectives: Mapping[str, Effect]
    verbs: Mapping[str, Effect]
    marks: Mapping[str, Effect]
    modals: Mapping[str, Effect]
    implicative: frozenset[str]
    verifying: frozenset[str]
    checking: frozenset[str]
    factive: frozenset[str]
    performing: frozenset[str]
    raising: frozenset[str]
    stative: frozenset[str]
    knowable: frozenset[str]
    unsayable: frozenset[str]
    infinitive: Effect
    terminations: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reporting:
    """Words of saying: verbs, nouns ("claims that"), prepositions ("according to"), hedged passives and adverbs."""

    verbs: frozenset[str]
    weak_verbs: frozenset[str]
    denying: frozenset[str]
    nouns: frozenset[str]
    hearsay_nouns: frozenset[str]
    hearsay_verbs: frozenset[str]
    emerging: frozenset[str]
    voicing: frozenset[str]
    minded: frozenset[str]
    citing: frozenset[str]
    calling: frozenset[str]
    quoting: frozenset[str]
    framing: frozenset[str]
    not_sources: frozenset[str]
    aimed: frozenset[str]
    counting: frozenset[str]
    directing: frozenset[str]
    according: frozenset[str]
    sources: frozenset[str]
    issued: frozenset[str]
    uttered: frozenset[str]
    issuing: frozenset[str]


@dataclass(frozen=True, slots=True)
class Structure:
    """Words that carry structure: transparent nouns, prepositions of place and membership, roles that command, ..."""

    transparent: Mapping[str, Words]
    sets: Mapping[str, frozenset[str]]
    phrases: Mapping[str, Phrases]
    support: Mapping[str, frozenset[str]]
    states: frozenset[str]
    capitals: frozenset[str]
    lemmas: Mapping[str, str]
    role_echelons: Mapping[str, Words]


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules of the stage. `verbs` and `nouns` map a lemma to its triggers."""

    settings: RelateSettings
    vocabulary: Vocabulary
    verbs: Mapping[str, Sequence[Trigger]]
    nouns: Mapping[str, Sequence[Trigger]]
    cues: Cues
    reporting: Reporting
    structure: Structure


def load_rules(settings: RelateSettings, root: Path) -> Rules:
    """Read the rules below `root` / settings.rules_folder. Raises ConfigError with file and line."""
    folder = root / settings.rules_folder
    vocab = vocabulary()
    return Rules(
        settings=settings,
        vocabulary=vocab,
        verbs=_read_classes(folder / "verbs.yaml", "verbs"),
        nouns=_read_classes(folder / "nouns.yaml", "nouns"),
        cues=_read_cues(folder / "cues.yaml"),
        reporting=_read_reporting(folder / "reporting.yaml"),
        structure=_read_structure(folder / "structure.yaml", folder / "states.yaml"),
    )


def _read_structure(path: Path, states_path: Path) -> Structure:
    """The words of structure.yaml and the names of states.yaml. Raises ConfigError for an unknown key or no text."""
    tree, line_of = load_keys(path, Structure.__dataclass_fields__.keys() - {"states", "capitals"})
    states, _ = load_keys(states_path, {"states", "capitals"})
    for section in ("sets", "phrases", "support"):
        for name, words in tree[section].items():
            if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
                raise ConfigError(path, line_of(section, name), f"{name}: expected a list of words (quote on, off, no)")
    return Structure(
        transparent={k: tuple(v) for k, v in tree["transparent"].items()},
        sets={k: frozenset(v) for k, v in tree["sets"].items()},
        phrases={k: Phrases(v) for k, v in tree["phrases"].items()},
        support={k: frozenset(v) for k, v in tree["support"].items()},
        states=frozenset(name.lower() for name in states["states"]),
        capitals=frozenset(name.lower() for name in states["capitals"]),
        lemmas=dict(tree["lemmas"]),
        role_echelons={k: tuple(v) for k, v in tree["role_echelons"].items()},
    )


_FLAGS = (
    "transitive",
    "needs_value",
    "strength",
    "pairs",
    "states_only",
    "counted",
    "bare",
    "named",
    "definite",
    "mutual",
    "reports",
    "violent",
)
_WORD_KEYS = ("lift", "value", "unless", "heads", "barred_heads", "hostile")
_CLASS_KEYS = frozenset(
    {"predicate", "frame", "labels", "needs", "kind", "instrument", "agents", "behind", *_WORD_KEYS, *_FLAGS}
)


def _read_classes(path: Path, words_key: str) -> dict[str, list[Trigger]]:
    tree, line_of = load_yaml(path)
    triggers: dict[str, list[Trigger]] = {}
    for name, spec in tree.items():
        frame_class = _read_class(path, name, spec, words_key, line_of)
        for entry in spec[words_key]:
            if not isinstance(entry, str) or not entry.split():
                raise ConfigError(path, line_of(name, words_key), f"{name}: expected words, found {entry!r}")
            lemma, *rest = entry.lower().split()
            triggers.setdefault(lemma, []).append(Trigger(frame_class, tuple(rest)))
    return triggers


def _read_class(path: Path, name: str, spec: Any, words_key: str, line_of: LineOf) -> FrameClass:
    line = line_of(name)
    if not isinstance(spec, dict) or not {"predicate", "frame", words_key} <= set(spec):
        raise ConfigError(path, line, f"{name}: expected the keys predicate, frame and {words_key}")
    unknown = set(spec) - _CLASS_KEYS - {words_key}
    if unknown:
        raise ConfigError(path, line_of(name, sorted(unknown)[0]), f"{name}: unknown key {sorted(unknown)[0]!r}")
    problem = _problem(spec)
    if problem is not None:
        raise ConfigError(path, line, f"{name}: {problem}")
    return FrameClass(
        rule_id=f"{words_key.removesuffix('s')}.{name}",
        predicate=spec["predicate"],
        frame=tuple((role, tuple(slots)) for role, slots in spec["frame"].items()),
        labels={role: frozenset(found) for role, found in spec.get("labels", {}).items()},
        needs=frozenset(spec.get("needs", ())),
        lift=tuple(spec.get("lift", ())),
        kind=spec.get("kind"),
        value=tuple(spec.get("value", ())),
        instrument=spec.get("instrument"),
        unless=frozenset(spec.get("unless", ())),
        heads=frozenset(spec.get("heads", ())),
        barred_heads=frozenset(spec.get("barred_heads", ())),
        hostile=tuple(spec.get("hostile", ())),
        agents=spec.get("agents"),
        behind=spec.get("behind"),
        **{flag: bool(spec.get(flag, False)) for flag in _FLAGS},
    )


def _problem(spec: Mapping[str, Any]) -> str | None:
    """What is wrong with the values of a class, or None."""
    vocab = vocabulary()
    labels: Mapping[str, Sequence[str]] = spec.get("labels", {})
    lists = (
        *spec["frame"].values(),
        spec.get("unless", ()),
        *(spec.get(key, ()) for key in ("lift", "heads", "barred_heads", "hostile")),
    )
    words = [one for found in lists for one in found]
    if spec["predicate"] not in vocab.predicates:
        return f"unknown predicate {spec['predicate']!r}"
    if spec.get("kind") not in (None, *vocab.value_kinds):
        return f"unknown kind {spec['kind']!r}; expected one of {vocab.value_kinds}"
    for word in words:
        if not isinstance(word, str):
            return f"expected a word, found {word!r} (YAML reads on, off, no as truth values: quote them)"
    for role in (*spec["frame"], *labels, *spec.get("needs", ())):
        if role not in ("subject", "object"):
            return f"unknown role {role!r}; expected subject or object"
    for label in (one for found in labels.values() for one in found):
        if label not in vocab.labels:
            return f"unknown label {label!r}"
    return None


def _effect(path: Path, line: int | None, spec: Any) -> Effect:
    if not isinstance(spec, dict) or set(spec) - {"polarity", "certainty", "realis", "speech", "words"}:
        raise ConfigError(path, line, f"expected polarity, certainty, realis, speech and words, found {spec!r}")
    return Effect(spec.get("polarity"), spec.get("certainty"), spec.get("realis"), bool(spec.get("speech", False)))


def _read_cues(path: Path) -> Cues:
    tree, line_of = load_keys(path, Cues.__dataclass_fields__.keys())

    def table(kind: str) -> dict[str, Effect]:
        found: dict[str, Effect] = {}
        for name, spec in tree[kind].items():
            effect = _effect(path, line_of(kind, name), spec)
            found.update({str(word).lower(): effect for word in spec["words"]})
        return found

    return Cues(
        pseudo=frozenset(tree["pseudo"]),
        preceding=table("preceding"),
        following=table("following"),
        adjectives=table("adjectives"),
        verbs=table("verbs"),
        marks=table("marks"),
        modals=table("modals"),
        implicative=frozenset(tree["implicative"]),
        verifying=frozenset(tree["verifying"]),
        checking=frozenset(tree["checking"]),
        factive=frozenset(tree["factive"]),
        performing=frozenset(tree["performing"]),
        raising=frozenset(tree["raising"]),
        stative=frozenset(tree["stative"]),
        knowable=frozenset(tree["knowable"]),
        unsayable=frozenset(tree["unsayable"]),
        infinitive=_effect(path, line_of("infinitive"), tree["infinitive"]),
        terminations=frozenset(tree["terminations"]),
    )


def _read_reporting(path: Path) -> Reporting:
    tree, _ = load_keys(path, Reporting.__dataclass_fields__.keys())
    return Reporting(**{key: frozenset(str(word).lower() for word in words) for key, words in tree.items()})
