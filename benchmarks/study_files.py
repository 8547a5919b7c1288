"""The study files of benchmarks: some checks of the sites of some providers, weighed by the uptime of the first."""

_HEAD = """[study]
id = "bench"
title.en = "A study to measure with"
funding.en = "Nobody pays."
agent = "{agent}"
data = "data"

[rules]
minimum_samples = 1
minimum_questions = 1
answer_window_seconds = 60.0

[[rules.criteria]]
id = "uptime"
metric = "uptime_percent"
task = "check-0"
title.en = "Uptime"
weight = 100
thresholds = [80, 90, 95, 99, 99.9]
"""
_TASK = """
[[task]]
name = "check-{number}"
target = "site"
every_seconds = {every_seconds}
probe = {{ kind = "http", timeout_seconds = {timeout_seconds} }}
{acceptable}
"""
_PROVIDER = """
[[provider]]
id = "host-{number}"
name = "Host {number}"
target.site = {{ url = "{site}" }}
{more}
"""


def study_text(  # noqa: PLR0913 -- each is named at the call
    *,
    checks: int,
    providers: int,
    agent: str = "bench",
    every_seconds: float = 60,
    timeout_seconds: float = 10.0,
    acceptable_seconds: float | None = 2.0,
    site: str = "https://{number}.example/",
    of_provider: str = "",
    more: str = "",
) -> str:
    """
    Return the text of a study.

    *site* is the address of a provider's site, *of_provider* further lines of its table; {number} in them is its
    number. *more* are further tables.
    """
    acceptable = "" if acceptable_seconds is None else f"acceptable_seconds = {acceptable_seconds}"
    timing = {"every_seconds": every_seconds, "timeout_seconds": timeout_seconds, "acceptable": acceptable}
    return "".join(
        (
            _HEAD.format(agent=agent),
            more,
            *(_TASK.format(number=number, **timing) for number in range(checks)),
            *(
                _PROVIDER.format(number=number, site=site.format(number=number), more=of_provider.format(number=number))
                for number in range(providers)
            ),
        )
    )
