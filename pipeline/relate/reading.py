"""What every rule reads: an article's parse, its mentions on that parse, and the rules."""

from dataclasses import dataclass

from pipeline.records import Article
from pipeline.relate.arguments import MentionIndex
from pipeline.relate.rules import Rules
from pipeline.relate.tree import Tree


@dataclass(frozen=True, slots=True)
class Reading:
    """One article under the rules. `index` places `article.mentions` on the tokens of `tree`."""

    tree: Tree
    index: MentionIndex
    rules: Rules
    article: Article
