"""007a: the view for other tools tells whose clock each sample goes by."""

from results.keep.told_view import OBSERVATIONS_TOLD_WITH_CLOCK

STATEMENTS = ("DROP VIEW observations_told", OBSERVATIONS_TOLD_WITH_CLOCK)
