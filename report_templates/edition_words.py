"""What is said of an edition and of changes. Every word is marked for the catalogues here."""

from report_templates.words import mark
from results.judge.editions.edition import Course, Hindrance
from results.judge.rules import Metric

CHANGED: dict[tuple[Metric | None, Course], str] = {
    (None, Course.BETTER): mark("%(name)s has a better total than in %(before)s, %(now)s instead of %(then)s."),
    (None, Course.WORSE): mark("%(name)s has a worse total than in %(before)s, %(now)s instead of %(then)s."),
    (Metric.UPTIME_PERCENT, Course.BETTER): mark(
        "%(column)s: %(name)s was down less than in %(before)s, %(now)s in 30 days instead of %(then)s."
    ),
    (Metric.UPTIME_PERCENT, Course.WORSE): mark(
        "%(column)s: %(name)s was down more than in %(before)s, %(now)s in 30 days instead of %(then)s."
    ),
    (Metric.RESPONSE_SECONDS, Course.BETTER): mark(
        "%(column)s: %(name)s was faster than in %(before)s, with a median of %(now)s instead of %(then)s."
    ),
    (Metric.RESPONSE_SECONDS, Course.WORSE): mark(
        "%(column)s: %(name)s was slower than in %(before)s, with a median of %(now)s instead of %(then)s."
    ),
    (Metric.ANSWERED_PERCENT, Course.BETTER): mark(
        "%(column)s: people at %(name)s answered more of our questions than in %(before)s, %(now)s instead of %(then)s."
    ),
    (Metric.ANSWERED_PERCENT, Course.WORSE): mark(
        "%(column)s: people at %(name)s answered fewer of our questions than in %(before)s, %(now)s instead of"
        " %(then)s."
    ),
    (Metric.ANSWER_SECONDS, Course.BETTER): mark(
        "%(column)s: %(name)s let us wait less than in %(before)s, with a restricted mean of %(now)s instead of"
        " %(then)s."
    ),
    (Metric.ANSWER_SECONDS, Course.WORSE): mark(
        "%(column)s: %(name)s let us wait longer than in %(before)s, with a restricted mean of %(now)s instead of"
        " %(then)s."
    ),
}
"""Who changed by more than chance; None is the total."""

COURSES = {
    Course.BETTER: mark("better"),
    Course.WORSE: mark("worse"),
    Course.NOISE: mark("no more than chance"),
    Course.NOT_COMPARED: mark("not compared"),
}

HINDRANCES = {
    Hindrance.JUDGED: mark("Not compared, because it was judged by method %(then)s then and by %(now)s now: %(what)s."),
    Hindrance.MEASURED: mark("Not compared, because it was measured by another method: %(what)s."),
    Hindrance.PLACES: mark("Not compared, because it was measured from other places: %(what)s."),
    Hindrance.TASK: mark("Not compared, because what was asked is new or was changed: %(what)s."),
    Hindrance.RULE: mark("Not compared, because another rule decided what counts: %(what)s."),
    Hindrance.TOO_LITTLE: mark("Not compared, because there is no grade in one of the two: %(what)s."),
    Hindrance.PART: mark("Not compared, because a part of it is not: %(what)s."),
}
