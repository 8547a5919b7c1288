"""How fast a year of 20 providers becomes a report in one language, and how heavy its pages are (issue 7)."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from benchmarks.long_period import DAY, histogram_of, study
from benchmarks.stored import DICE, FULL, MINUTE_MS, PROVIDERS, SERIES, START, Sizes, seconds_of, tell
from kaklet.config import Loaded
from kaklet.daemon import database
from kaklet.mail.importing import import_cases
from kaklet.reporting import compare_study
from report_templates import render
from results.keep import Store
from results.keep.packing import DAY_MS, HOUR_MS

CASES = 2_000
SECONDS, BYTES, FRONT_BYTES = 15.0, 2_000_000, 300_000
"""The bars: for the whole command, for all that a reader loads, and for its first page."""
ASKING = """
[[task]]
name = "ask"
target = "support"
every_seconds = 86400
probe = { kind = "support_email", timeout_seconds = 10.0 }

[mail]
domain = "bench.example"
personas = ["Maja Lind"]
inbox = { kind = "maildir", path = "maildir" }

[[question]]
id = "php"
subject = "PHP"
body = "Which versions?"
"""
ASKED = 'target.support = {{ url = "mailto:support@{number}.example" }}\n'


def main(sizes: Sizes = FULL) -> None:
    """Print a line for the time, one for all pages and one for the front page."""
    with tempfile.TemporaryDirectory(prefix="kaklet-bench-") as name:
        folder = Path(name)
        pool = {span: [histogram_of(span // MINUTE_MS) for _ in range(300)] for span in (HOUR_MS, DAY_MS)}
        loaded = study(folder / "study", sizes.days + 1, sizes.days, pool, of_provider=ASKED, more=ASKING)
        cases = max(PROVIDERS, round(CASES * sizes.days / FULL.days))
        with closing(Store.create(database(Path(loaded.study.study.data)))) as store:
            taken = import_cases(case_lines(cases, sizes.days), loaded.study, store)
        if taken.bad:
            raise RuntimeError(f"A case was not taken: {taken.bad[0].sentence}")
        took = seconds_of(lambda: report(loaded, sizes.days, folder / "report"))
        pages = [one for one in (folder / "report").rglob("*") if one.suffix in {".html", ".css", ".js"}]
        whole = sum(one.stat().st_size for one in pages)
        front = (folder / "report" / "en" / "index.html").stat().st_size
    extent = {"samples": sizes.days * DAY * SERIES, "cases": cases, "pages": len(pages)}
    tell("a year's report in one language, seconds", took, None, SECONDS, met=took < SECONDS, **extent)
    tell("its pages and their style, bytes", whole, None, BYTES, met=whole < BYTES)
    tell("its front page, bytes", front, None, FRONT_BYTES, met=front < FRONT_BYTES)


def case_lines(count: int, days: int) -> Iterator[bytes]:
    """Yield *count* cases in turn at all providers, over *days*: three in four answered by a person."""
    for number in range(count):
        asked = START + timedelta(days=days * number / count + 0.6)
        until = START + timedelta(days=days + 30)
        came = asked + timedelta(hours=DICE.lognormvariate(1.5, 1.2))
        messages = [{"id": "1", "at": came.isoformat(), "verdict": "human"}] if DICE.random() < 0.75 else []  # noqa: PLR2004
        told = {"id": f"case-{number}", "provider": f"host-{number % PROVIDERS}", "channel": "email"}
        times = {"opened_at": asked, "delivered_at": asked, "observed_until": max(until, came)}
        yield json.dumps(
            {**told, **{name: at.isoformat() for name, at in times.items()}, "messages": messages}
        ).encode()


def report(loaded: Loaded, days: int, folder: Path) -> None:
    """Make the report of the last *days*, from noon to noon."""
    end = START + timedelta(days=days + 1, hours=-12)
    render(compare_study(loaded, start=end - timedelta(days=days), end=end), folder, ["en"])


if __name__ == "__main__":
    main()
