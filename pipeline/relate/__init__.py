"""Claims: who did what to whom, where, when, says who; by rules over the dependency parse."""

from pipeline.relate.explain import explain_claim
from pipeline.relate.find import find_claims
from pipeline.relate.rules import Rules, load_rules
from pipeline.relate.settings import RelateSettings
from pipeline.relate.task import RelateTask

__all__ = ["RelateSettings", "RelateTask", "Rules", "explain_claim", "find_claims", "load_rules"]
