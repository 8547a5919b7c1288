"""`kaklet simulate`: a made-up study whose truth is known."""

from pathlib import Path

import click

from kaklet.simulate.plan import plan_of
from kaklet.simulate.study import TRUTH, TakenError
from kaklet.simulate.study import simulate as make_up
from kaklet.telling import give_up, telling

MOST_PROVIDERS, MOST_DAYS = 254, 3_660


@click.command()
@click.option("--providers", type=click.IntRange(0, MOST_PROVIDERS), required=True, help="How many are compared.")
@click.option("--days", type=click.IntRange(1, MOST_DAYS), required=True, help="How long it lasts.")
@click.option("--seed", type=int, required=True, help="The same arguments make the same records.")
@click.option(
    "--every", type=click.IntRange(15, 86_400), default=300, show_default=True, help="Seconds between samples."
)
@click.option("--lines", is_flag=True, help="Add three Internet providers with fourteen lines.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The study file to write.")
@telling
def simulate(providers: int, days: int, seed: int, every: int, out: Path, *, lines: bool) -> None:
    """Make up a study: its file at --out, its records in data/ and the truth in truth.json beside it."""
    if not providers and not lines:
        give_up("Nothing would be in this study: give --providers 1 or more, or --lines.")
    plan = plan_of(providers=providers, days=days, seed=seed, every_seconds=every, lines=lines)
    try:
        loaded = make_up(plan, out)
    except TakenError as error:
        give_up(str(error))
    series = len(loaded.study.series())
    click.echo(f"Wrote {out}, a synthetic study of {series} series over {days} days. The truth: {out.parent / TRUTH}")
