"""Claims of many articles set against each other: relations with their support, and verdicts with a reason.

First unnamed people and counted groups are joined across articles by what is claimed about them; then claims about the
same things form relations; then relations that speak of one matter are compared.
"""

from pipeline.reconcile.run import ReconcileInputs, Reconciliation, reconcile_claims
from pipeline.reconcile.settings import ReconcileSettings

__all__ = ["ReconcileInputs", "ReconcileSettings", "Reconciliation", "reconcile_claims"]
