"""What is drawn for all providers at once, and what only the page of each one draws."""

import msgspec

from results.judge.comparison import Comparison

MOST_CHECKS = 60
"""With more checks than this the pages about all providers draw those that are graded."""
MOST_LANES = 400
"""With more questions than this only the pages of providers draw each by itself."""


def graded(comparison: Comparison) -> Comparison:
    """Return *comparison* without the checks that no criterion is about, where there are too many to look at."""
    tasks = {criterion.task for criterion in comparison.criteria}
    every = [check.task for one in comparison.providers for check in one.checks]
    if len(every) <= MOST_CHECKS or tasks >= set(every) or not tasks & set(every):
        return comparison
    kept = (
        msgspec.structs.replace(one, checks=tuple(check for check in one.checks if check.task in tasks))
        for one in comparison.providers
    )
    return msgspec.structs.replace(comparison, providers=tuple(kept))
