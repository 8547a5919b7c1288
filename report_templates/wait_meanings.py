"""What the figures about waits mean, in words for readers without statistics."""

from report_templates.words import mark

WAITS: tuple[tuple[str, str], ...] = (
    (
        mark("Answered within a time"),
        mark(
            "The share of all delivered questions that a person had answered by then. A question that we could not"
            " follow for so long yet counts for as long as we have followed it. So the share cannot fall from one day"
            " to three. Its confidence interval is Wilson's, and is wider the fewer questions were followed that long."
        ),
    ),
    (
        mark("The curve (Kaplan-Meier)"),
        mark(
            "How large a share of the questions is still waiting after each hour. A question without an answer counts"
            " as waiting for as long as we have watched, and then leaves the reckoning. It is taken neither for"
            " answered nor for never answered."
        ),
    ),
    (
        mark("Median wait"),
        mark(
            "The time by which half of the questions had been answered. Where fewer than half have been there is none,"
            " and it is told as longer than what we followed."
        ),
    ),
    (
        mark("Restricted mean"),
        mark(
            "The mean wait, where a question without an answer counts as having waited for the whole window. Nobody"
            " gains by leaving questions unanswered. It is the one figure to compare providers by."
        ),
    ),
    (
        mark("Log-rank test"),
        mark(
            "Tells whether two providers' waits differ by more than chance may explain. At each answer it looks at"
            " whose turn it would have been if both were equally fast, and adds up the differences. p is how often"
            " equally fast providers would differ by as much. As many things are compared, p is corrected for all"
            " comparisons of this report, by Holm's method."
        ),
    ),
    (
        mark("Delivery not proven"),
        mark(
            "With each day's questions a letter goes to addresses of our own, also at other mail providers. If none of"
            " these letters arrives, our own mail may be stuck. That day's questions then count neither as answered"
            " nor as unanswered."
        ),
    ),
)
"""Names and meanings, in the order in which they are told."""
