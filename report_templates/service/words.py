"""What the vocabularies of the service record are called in sentences."""

from report_templates.words import mark
from results.judge.service.held import Held, Unmeasured
from results.records.service import Component, Measure, Party

COMPONENTS = {
    Component.HOSPITALITY: mark("hospitality"),
    Component.SERVICE: mark("service"),
    Component.QUALITY: mark("quality"),
}
PARTIES = {
    Party.CUSTOMER: mark("the customer"),
    Party.PROVIDER: mark("the provider"),
    Party.RESELLER: mark("the reseller"),
    Party.THIRD_PARTY: mark("a third party"),
}
HELD = {
    Held.KEPT: mark("kept"),
    Held.BROKEN: mark("broken"),
    Held.NOT_MEASURABLE: mark("not measurable"),
}
MARKS = {Held.KEPT: "m-kept", Held.BROKEN: "m-broken", Held.NOT_MEASURABLE: "m-unknown"}
UNMEASURED = {
    Unmeasured.NO_MEASURE: mark("nothing here tests it"),
    Unmeasured.NO_TASK: mark("the study does not measure it here"),
    Unmeasured.WHICH_TASK: mark("it is not said which measurement tests it"),
    Unmeasured.NOTHING_MEASURED: mark("nothing was measured"),
    Unmeasured.TOO_FEW: mark("too little was measured"),
    Unmeasured.LOW_COVERAGE: mark("too much of the time is unknown"),
    Unmeasured.UNDETERMINED: mark("it hangs on messages that may or may not be answers"),
    Unmeasured.BEYOND_MEASURE: mark("it promises what this study cannot see"),
}
MEASURES = {
    Measure.UPTIME: mark("uptime"),
    Measure.RESPONSE: mark("response time"),
    Measure.ANSWER_WITHIN: mark("answer in time"),
    Measure.PHONE_ANSWERED: mark("calls answered"),
    Measure.DONE_BY: mark("done by a day"),
    Measure.NONE: mark("other"),
}
PANELS = {
    "excellent": mark("excellent"),
    "good": mark("good"),
    "poor": mark("poor"),
    "none": mark("none"),
}
"""What testers call a control panel."""
