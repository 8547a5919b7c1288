"""What the vocabularies of Internet lines are called in sentences."""

from report_templates.words import mark
from results.judge.line.disconnections import Cause
from results.judge.line.plan import Direction
from results.judge.line.ruling import Outcome, Reason

WAYS = {Direction.DOWN: mark("download"), Direction.UP: mark("upload")}
CAUSES = {
    Cause.SERVER: mark("the server"),
    Cause.LINE: mark("the line"),
    Cause.HOUSE: mark("the house"),
    Cause.UNKNOWN: mark("cause unknown"),
}
CAUSE_HEADS = {
    Cause.SERVER: mark("Server"),
    Cause.LINE: mark("Line"),
    Cause.HOUSE: mark("House"),
    Cause.UNKNOWN: mark("Unknown"),
}
CAUSED = {
    Cause.SERVER: mark("the server %(server)s, while others answered"),
    Cause.LINE: mark("the line, no server answered"),
    Cause.HOUSE: mark("the house, the device itself was off or had no link"),
    Cause.UNKNOWN: mark("cause unknown, no server but %(server)s was asked"),
}
OUTCOMES = {
    Outcome.CONFORMS: mark("no deviation from the contract"),
    Outcome.DEVIATES: mark("deviates from the contract"),
    Outcome.NO_CAMPAIGN: mark("not a valid campaign"),
    Outcome.ABOVE: mark("above 95 per cent"),
    Outcome.BETWEEN: mark("80 to 95 per cent"),
    Outcome.BELOW: mark("below 80 per cent"),
    Outcome.MEETS: mark("meets the standard"),
    Outcome.FALLS_SHORT: mark("falls short of the standard"),
    Outcome.TOO_FEW: mark("too few tests"),
    Outcome.NOT_PROMISED: mark("the contract names no such speed"),
}
REASONS = {
    Reason.NO_DAYS: mark("no measuring days are named"),
    Reason.NOT_WIRED: mark("it is not known to be measured by cable"),
    Reason.NOT_THREE_DAYS: mark("there are not three measuring days"),
    Reason.DAYS_TOO_CLOSE: mark("there is no day between two measuring days"),
    Reason.DAYS_TOO_FAR: mark("the measuring days do not lie within fourteen days"),
    Reason.NOT_TEN_TESTS: mark("a measuring day does not have ten tests"),
    Reason.SHORT_BREAK: mark("less than three hours lie between a fifth and a sixth test"),
    Reason.SHORT_PAUSE: mark("less than five minutes lie between two tests"),
    Reason.MARKED: mark("a test does not count"),
    Reason.MAXIMUM: mark("nine tenths of the maximum were reached on fewer than two days"),
    Reason.NORMAL: mark("the normal speed was reached in less than nine tenths of the tests"),
    Reason.MINIMUM: mark("the minimum was undershot on two days"),
}
COUNTED = {
    "above_95": OUTCOMES[Outcome.ABOVE],
    "80_to_95": OUTCOMES[Outcome.BETWEEN],
    "below_80": OUTCOMES[Outcome.BELOW],
    "good": mark("good"),
    "acceptable": mark("acceptable"),
    "bad": mark("bad"),
}
EXPLAINED = {
    "bnetza": mark(
        "Thirty tests on three days, ten a day, by cable. A line deviates if not on two days a test reaches nine tenths"
        " of the maximum, if fewer than nine tenths of the tests reach the speed that is normally available, or if on"
        " two days a test falls below the minimum."
    ),
    "fcc_bands": mark(
        "The median of a line's tests in peak hours against the advertised speed: above 95 per cent, 80 to 95, or below"
        " 80. A plan counts its lines in each band."
    ),
    "fcc_80_80": mark(
        "The speed that four of five lines have in four of five of their tests in peak hours, against the advertised"
        " one. We have seen the title of the chart, and not the appendix that defines it."
    ),
    "bead": mark(
        "Four of five tests of a plan's lines, at all hours, must reach four fifths of the speed that is required. The"
        " advertised speed stands for it here."
    ),
    "bredbandskollen": mark(
        "Each test by itself: bad below the contract's minimum, good above two fifths of the way from there to its"
        " maximum, acceptable between them."
    ),
}
RULES = {
    "bnetza": mark("Contract conformity (Germany)"),
    "fcc_bands": mark("Median in peak hours (USA)"),
    "fcc_80_80": mark("80/80 consistent speed (USA)"),
    "bead": mark("BEAD 80/80 (USA)"),
    "bredbandskollen": mark("Bredbandskollen, test by test (Sweden)"),
}
