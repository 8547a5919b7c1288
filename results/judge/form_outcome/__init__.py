"""
Did the form work? What came back is judged to be confirmed, thanked, rejected, blocked or unknown.

Thanks are no delivery: only what a known form software says in its own words for machines, or a number under which the
case is kept, confirms. Pure; `RULES` is raised whenever any answer may be judged otherwise than before.
"""

from results.judge.form_outcome.outcome import Outcome, OutcomeKind
from results.judge.form_outcome.verdict import RULES, judge

__all__ = ["RULES", "Outcome", "OutcomeKind", "judge"]
