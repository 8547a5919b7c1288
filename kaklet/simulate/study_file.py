"""Writes the study file of a made-up study. Its head says that it is synthetic."""

from kaklet.simulate.lines.study_file import lines_text
from kaklet.simulate.plan import DAY, Plan

ANSWER_WINDOW_SECONDS = 259_200

_HEAD = """\
# SYNTHETIC. A program made this study up, and all of its records: kaklet simulate --providers {providers} \
--days {days} --seed {seed} --every {every}{lines}
# Nothing was measured, and the providers do not exist. What really happened in it stands in {truth}.

[study]
id = "synthetic-{seed}"
title.en = "Synthetic study {seed}"
title.sv = "Syntetisk undersökning {seed}"
title.nb = "Syntetisk undersøkelse {seed}"
title.nl = "Synthetisch onderzoek {seed}"
funding.en = "Nobody paid: nothing was measured."
funding.sv = "Ingen har betalat: inget är uppmätt."
funding.nb = "Ingen har betalt: Ingenting er målt."
funding.nl = "Niemand heeft betaald: er is niets gemeten."
agent = "synthetic"
data = "{data}"
timezone = "UTC"
synthetic = true

[rules]
minimum_samples = {samples}
minimum_questions = 5
answer_window_seconds = {window}
human_seconds = 60.0
"""

_RULES_AND_TASKS = """
[[rules.criteria]]
id = "uptime"
metric = "uptime_percent"
task = "front-page"
title = { en = "Uptime", sv = "Drifttid", nb = "Oppetid", nl = "Uptime" }
weight = 40
thresholds = [99.0, 99.5, 99.8, 99.9, 99.99]

[[rules.criteria]]
id = "speed"
metric = "response_seconds"
task = "shop-page"
title = { en = "Response time", sv = "Svarstid", nb = "Svartid", nl = "Responstijd" }
weight = 20
thresholds = [2.0, 1.0, 0.5, 0.25, 0.1]

[[rules.criteria]]
id = "answered"
metric = "answered_percent"
task = "ask-by-mail"
title = { en = "E-mails answered", sv = "Besvarade mejl", nb = "Besvart e-post", nl = "Beantwoorde mails" }
weight = 25
thresholds = [50, 70, 85, 95, 100]

[[rules.criteria]]
id = "answer-time"
metric = "answer_seconds"
task = "ask-by-mail"
title = { en = "Wait for an answer", sv = "Väntan på svar", nb = "Ventetid på svar", nl = "Wachttijd op antwoord" }
weight = 15
thresholds = [172800, 86400, 43200, 14400, 3600]

[[task]]
name = "front-page"
title = { en = "Front page", sv = "Startsidan", nb = "Forsiden", nl = "Homepage" }
target = "site"
every_seconds = EVERY

[task.probe]
kind = "http"
timeout_seconds = 10

[[task]]
name = "shop-page"
title.en = "A page of the shop"
title.sv = "En sida i butiken"
title.nb = "En side i butikken"
title.nl = "Een pagina van de winkel"
target = "shop"
every_seconds = EVERY

[task.probe]
kind = "http"
timeout_seconds = 10

[[task]]
name = "ask-by-mail"
title = { en = "Questions by e-mail", sv = "Frågor per mejl", nb = "Spørsmål på e-post", nl = "Vragen per e-mail" }
target = "support"
every_seconds = DAILY

[task.probe]
kind = "support_email"
timeout_seconds = 60

[mail]
domain = "readers.example"
personas = ["Anna Lind", "Erik Moberg", "Maja Berg"]
server = "smtp://mail.readers.example:25"

[mail.inbox]
kind = "maildir"
path = "DATA/maildir"

[[mail.seed]]
name = "elsewhere"
address = "ours@elsewhere.example"

[[question]]
id = "dns-ttl"
subject = "How short may a TTL be?"
body = "Hello,\\n\\nI am about to move a site. What is the shortest TTL that a DNS record can have?\\n\\nThanks,"

[[question]]
id = "backup"
subject = "Copies of my files"
body = "Hello,\\n\\nHow often do you copy the files of a site, and can I bring back one of them myself?\\n\\nRegards,"

[[question]]
id = "php"
subject = "PHP versions"
body = "Hi,\\n\\nWhich PHP versions can be chosen today, and can each folder have its own?\\n\\nKind regards,"

[[question]]
id = "quota"
subject = "Size of mailboxes"
body = "Hello,\\n\\nHow large may a mailbox be with you, and what happens to new mail when it is full?\\n\\nThank you,"
"""

_PROVIDER = """
[[provider]]
id = "{id}"
name = "{name}"
hours = {{ source = "made up", mon = ["00:00-10:00"], tue = ["00:00-10:00"], \
wed = ["00:00-10:00"], thu = ["00:00-10:00"], fri = ["00:00-09:00"] }}
about.en = "Made up by a program."
about.sv = "Påhittad av ett program."
about.nb = "Diktet opp av et program."
about.nl = "Verzonnen door een programma."

[provider.target]
site = {{ url = "https://www.{id}.example/" }}
shop = {{ url = "https://www.{id}.example/shop" }}
support = {{ url = "mailto:support@{id}.example" }}
"""


def study_text(plan: Plan, *, data: str, truth: str) -> str:
    """Return the TOML of *plan*'s study, whose records are in the folder *data* and whose truth in the file *truth*."""
    head = _HEAD.format(
        providers=len(plan.characters),
        days=plan.days,
        seed=plan.seed,
        every=plan.every_seconds,
        lines=" --lines" if plan.lines else "",
        data=data,
        truth=truth,
        samples=min(1_000, int(plan.days * DAY.total_seconds()) // plan.every_seconds // 2),
        window=ANSWER_WINDOW_SECONDS,
    )
    rest = _RULES_AND_TASKS.replace("EVERY", str(plan.every_seconds)).replace("DATA", data)
    rest = rest.replace("DAILY", str(int(DAY.total_seconds())))
    if not plan.characters:
        return f"{head}criteria = []\n{lines_text(plan)}"
    if plan.lines:
        rest += lines_text(plan)
    return head + rest + "".join(_PROVIDER.format(id=one.id, name=one.name) for one in plan.characters)
