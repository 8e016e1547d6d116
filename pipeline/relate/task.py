"""Claims of a batch of articles, as an engine maps them."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from spacy.vocab import Vocab

from pipeline.config import project_root
from pipeline.docs import decode_doc
from pipeline.packing import pack_records
from pipeline.records import Article, Claim
from pipeline.relate.find import find_claims
from pipeline.relate.rules import Rules, load_rules
from pipeline.relate.settings import RelateSettings

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RelateTask:
    """Finds the claims of a batch of annotated articles, packed."""

    settings: RelateSettings

    def load(self) -> Callable[[Sequence[Article]], list[bytes]]:
        """Loads the rules; returns the function over a batch."""
        rules = load_rules(self.settings, project_root())

        def find(batch: Sequence[Article]) -> list[bytes]:
            vocab = Vocab()  # a new one each batch, since it keeps every word it ever read
            return [pack_records(_claims_of(article, vocab, rules)) for article in batch]

        return find


def _claims_of(article: Article, vocab: Vocab, rules: Rules) -> tuple[Claim, ...]:
    """The claims of an article; none, and a message that names it, where it breaks a rule: the others go on."""
    try:
        return find_claims(decode_doc(article.parse or b"", vocab), article, rules)
    except Exception as error:  # whatever a construction that nobody foresaw makes a rule do
        problem = f"{type(error).__name__}: {error}"
        _LOG.error("%s: no claims, since a rule failed on it (%s); please report it", article.path, problem)
        return ()
