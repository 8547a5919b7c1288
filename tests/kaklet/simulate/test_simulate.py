"""A made-up study is what it says: its figures are its truth's, and it is never taken for a real one."""

import math
import statistics
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from kaklet.command_line import main
from kaklet.config import load
from kaklet.daemon import database
from kaklet.reporting import compare_study
from kaklet.simulate.lines.cast import HOMES
from kaklet.simulate.plan import OUTAGE_SIGMA, START, apart, plan_of, spans
from kaklet.simulate.samples import rhythm
from kaklet.simulate.truth import Truth
from kaklet.simulate.waits import answers_of
from results.judge.comparison import Comparison
from results.judge.mail.verdict import Verdict
from results.judge.support import State
from results.keep import Store
from results.records import Case, Handover, Message, Observation, Session

EVERY = 900
EVER = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def made_up(config: Path, *, seed: int, days: int) -> Path:
    """Make a study up by the command."""
    arguments = ["--providers", "4", "--days", str(days), "--seed", str(seed), "--every", str(EVERY)]
    result = CliRunner().invoke(main, ["simulate", *arguments, "--out", str(config)])
    assert result.exit_code == 0, result.output
    return config


def truth_of(config: Path) -> Truth:
    """Read what stands beside it."""
    return msgspec.json.decode(config.with_name("truth.json").read_bytes(), type=Truth)


def stored(config: Path) -> Store:
    """Open its records."""
    return Store.read(database(Path(load(config).study.study.data)))


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One study for all who only look."""
    return made_up(tmp_path_factory.mktemp("synthetic") / "study.toml", seed=7, days=60)


@pytest.fixture(scope="module")
def truth(study: Path) -> Truth:
    """Read what really happened in it."""
    return truth_of(study)


@pytest.fixture(scope="module")
def comparison(study: Path) -> Comparison:
    """Judge it."""
    return compare_study(load(study))


def test_it_is_a_study_that_says_that_it_is_synthetic(study: Path) -> None:
    """The file passes `kaklet check`, and its head has the mark."""
    assert CliRunner().invoke(main, ["check", str(study)]).exit_code == 0
    assert load(study).study.study.synthetic
    assert study.read_text("utf-8").startswith("# SYNTHETIC")


def test_whatever_is_made_from_it_says_so(study: Path) -> None:
    """Summary and status for people begin with it; the summary for programs has it as a field."""
    for command in ("summary", "status"):
        assert CliRunner().invoke(main, [command, str(study)]).output.startswith("SYNTHETIC")
    summary = CliRunner().invoke(main, ["summary", str(study), "--json"])
    assert msgspec.json.decode(summary.output)["synthetic"] is True


def test_nothing_is_ever_measured_for_it(study: Path) -> None:
    """The daemon refuses it, so that made-up and measured records never mix."""
    result = CliRunner().invoke(main, ["run", str(study)])
    assert result.exit_code == 1
    assert "is a synthetic study" in result.output


def test_it_overwrites_nothing(study: Path) -> None:
    """A second study in the same folder is refused, and what is there stays."""
    before = study.read_bytes()
    arguments = ["simulate", "--providers", "1", "--days", "1", "--seed", "1", "--out"]
    for name in (study.name, "other.toml"):
        result = CliRunner().invoke(main, [*arguments, str(study.with_name(name))])
        assert result.exit_code == 1
        assert "exists already" in result.output
    assert study.read_bytes() == before
    assert not study.with_name("other.toml").exists()


def test_the_same_arguments_make_the_same_records(tmp_path: Path) -> None:
    """Every record and the whole truth come out again; another seed makes others."""
    found = []
    for number, seed in enumerate((7, 7, 8)):
        config = made_up(tmp_path / str(number) / "study.toml", seed=seed, days=8)
        store = stored(config)
        records = [list(store.observations(*EVER)), *map(store.all, (Case, Handover, Message, Session))]
        found.append((records, store.heartbeats(), config.with_name("truth.json").read_bytes()))
        store.close()
    assert found[0] == found[1]
    assert found[0] != found[2]


def test_uptime_is_the_truths_as_far_as_sampling_allows(comparison: Comparison, truth: Truth) -> None:
    """Each edge of an outage can be missed by one slot, and an unmeasured slot may lie within an outage."""
    checks = 0
    for provider in comparison.providers:
        true = next(one for one in truth.providers if one.id == provider.id)
        for check in provider.checks:
            found, edges = check.availability, 2 * sum(one.task in {None, check.task} for one in true.outages)
            allowed = (edges + found.missed + found.void) / found.measured
            assert found.uptime == pytest.approx(true.checks[check.task].uptime, abs=allowed)
            assert (found.down > 0) or found.uptime == 1.0
            checks += 1
    assert checks == 8
    assert min(one.availability.uptime or 0 for p in comparison.providers for one in p.checks) < 1


def test_each_outage_that_spans_a_slot_is_found(comparison: Comparison, truth: Truth) -> None:
    """An outage of two intervals outside of gaps is told with bounds that hold its true start and end."""
    seen = 0
    for provider in comparison.providers:
        true = next(one for one in truth.providers if one.id == provider.id)
        for outage in true.outages:
            in_gap = any(gap.start <= outage.end and gap.end >= outage.start for gap in truth.gaps)
            if in_gap or outage.end - outage.start < timedelta(seconds=2 * EVERY):
                continue
            for check in (one for one in provider.checks if outage.task in {None, one.task}):
                told = [one for one in check.availability.outages if one.start < outage.end and one.end > outage.start]
                assert len(told) == 1
                assert told[0].cause is outage.failure
                seen += 1
    assert seen > 5


def test_every_message_is_judged_as_it_was_meant(comparison: Comparison, truth: Truth) -> None:
    """The classifier reads the made-up mail, and its verdicts are the truth's; so are the states of the cases."""
    meant = {mail.evidence: mail.verdict for one in truth.providers for case in one.cases for mail in case.messages}
    states = {case.id: case.state for one in truth.providers for case in one.cases}
    stories = [story for one in comparison.providers for door in one.support for story in door.stories]
    assert {received.evidence: received.verdict for story in stories for received in story.messages} == meant
    assert {story.case: story.state for story in stories} == states
    assert set(meant.values()) == {
        Verdict.HUMAN,
        Verdict.AUTO_ACK,
        Verdict.OUT_OF_OFFICE,
        Verdict.BOUNCE,
        Verdict.CLOSED_NOTICE,
        Verdict.UNDETERMINED,
    }
    assert {State.ANSWERED, State.SILENT, State.UNDELIVERABLE} <= set(states.values())


def test_the_share_answered_is_the_truths(comparison: Comparison, truth: Truth) -> None:
    """It is answered / (answered + silent + undetermined), over the proven cases whose window has closed."""
    window = timedelta(seconds=comparison.rules.answer_window_seconds)
    for provider in comparison.providers:
        true = next(one for one in truth.providers if one.id == provider.id)
        (door,) = provider.support
        closed = {story.case for story in door.stories if story.asked_at + window <= truth.end}
        states = [case.state for case in true.cases if case.id in closed and case.proven]
        answered, silent = states.count(State.ANSWERED), states.count(State.SILENT) + states.count(State.UNDETERMINED)
        assert door.answered_share == answered / (answered + silent)


def test_the_restricted_mean_is_the_truths(comparison: Comparison, truth: Truth) -> None:
    """The interval holds what the dice were thrown by, for each provider; so does that of each share in time."""
    for provider in comparison.providers:
        true = next(one for one in truth.providers if one.id == provider.id).answers
        (door,) = provider.support
        wall = door.waits[0]
        assert wall.restricted_mean is not None
        assert wall.window_seconds == true.window_seconds
        assert wall.restricted_mean.low <= true.restricted_mean_seconds <= wall.restricted_mean.high
        assert wall.restricted_mean.high - wall.restricted_mean.low < true.window_seconds / 3
        for horizon, seconds in (("1h", "3600"), ("1bd", "86400"), ("3bd", "259200")):
            share = wall.answered_within[horizon]
            assert share.n > 45
            assert (share.low or 0) <= true.answered_within[seconds] <= (share.high or 0)


def test_the_truth_about_waits_is_what_the_dice_show() -> None:
    """Over many throws the mean within the window, and the shares in time, are those that were computed."""
    plan = plan_of(providers=1, days=1, seed=11, every_seconds=300)
    (who,) = plan.characters
    true, dice, n = answers_of(who, 259_200.0), plan.dice("many"), 40_000
    waits = []
    for _ in range(n):
        thrown = dice.lognormvariate(math.log(who.answer_median_seconds), who.answer_sigma)
        waits.append(max(240.0, thrown) if dice.random() < who.answers else math.inf)
    mean = statistics.fmean(min(wait, 259_200.0) for wait in waits)
    assert mean == pytest.approx(true.restricted_mean_seconds, rel=0.03)
    for seconds, share in true.answered_within.items():
        assert sum(wait <= float(seconds) for wait in waits) / n == pytest.approx(share, abs=0.01)


def test_latencies_follow_their_parameters(study: Path, truth: Truth) -> None:
    """Median and spread of round trip and server's share are the truth's, the daily rhythm taken off."""
    store = stored(study)
    found: dict[tuple[str, str], list[Observation]] = {}
    for observation in store.observations(*EVER):
        if observation.kind == "http" and observation.failure is None:
            found.setdefault((observation.provider, observation.task), []).append(observation)
    store.close()
    for provider in truth.providers:
        for task, check in provider.checks.items():
            samples, latency = found[provider.id, task], check.latency
            rtt = [math.log(o.metrics["rtt_seconds"]) for o in samples]
            server = [math.log(o.metrics["server_seconds"] / rhythm(latency, o.started_at or o.slot)) for o in samples]
            allowed = 5 / math.sqrt(len(samples))  # five standard errors of a standard normal's mean
            assert statistics.fmean(rtt) == pytest.approx(math.log(latency.rtt_median_seconds), abs=0.1 * allowed)
            assert statistics.fmean(server) == pytest.approx(math.log(latency.server_median_seconds), abs=allowed)
            assert statistics.stdev(server) == pytest.approx(latency.server_sigma, rel=allowed)


def test_gaps_are_gaps(study: Path, comparison: Comparison, truth: Truth) -> None:
    """No record stands for a slot in which no daemon ran, and the sessions leave the same gaps."""
    store = stored(study)
    slots = [observation.slot for observation in store.observations(*EVER)]
    store.close()
    assert truth.gaps
    assert not [slot for slot in slots for gap in truth.gaps if gap.holds(slot)]
    assert [(gap.start, gap.end) for gap in comparison.gaps] == [(gap.start, gap.end) for gap in truth.gaps]


def test_some_slots_are_missed_and_some_are_void(study: Path) -> None:
    """The prober is made up to be as imperfect as a real one."""
    store = stored(study)
    failures = {observation.failure for observation in store.observations(*EVER)}
    store.close()
    assert {"missed_late", "probe_fault", "resolver_silent"} <= failures


def test_outages_come_by_poisson_and_last_lognormally() -> None:
    """Over many, the waits have the mean and spread of an exponential, the lengths the sigma that is stated."""
    plan = plan_of(providers=1, days=1, seed=3, every_seconds=300)
    found = list(spans(plan.dice("test"), START, START + timedelta(days=40_000), a_day=0.25, median_seconds=300.0))
    waits = [(b.start - a.start) / timedelta(days=1) for a, b in pairwise(found)]
    lengths = [math.log((span.end - span.start).total_seconds()) for span in found]
    assert statistics.fmean(waits) == pytest.approx(4.0, rel=0.05)
    assert statistics.stdev(waits) == pytest.approx(4.0, rel=0.07)
    assert statistics.fmean(lengths) == pytest.approx(math.log(300), abs=0.06)
    assert statistics.stdev(lengths) == pytest.approx(OUTAGE_SIGMA, rel=0.04)
    assert all(a.end < b.start for a, b in pairwise(apart(found)))


def test_every_part_of_a_case_occurs(comparison: Comparison, truth: Truth) -> None:
    """Seeds that came and one day on which they did not, reminders, grades, promises, closed and undetermined cases."""
    cases = [door.cases for one in comparison.providers for door in one.support]
    assert all(one.n for one in cases)
    for name in (
        "undetermined", "silent", "undeliverable", "unproven", "useful", "not_useful", "ungraded", "reminded",
        "promises_made", "promises_kept", "closed_without_answer",
    ):  # fmt: skip
        assert sum(getattr(one, name) for one in cases), name
    lost = {case.id for one in truth.providers for case in one.cases if not case.proven}
    stories = [story for one in comparison.providers for door in one.support for story in door.stories]
    assert {story.case for story in stories if story.unproven} == lost
    assert all(len(door.waits) == 2 for one in comparison.providers for door in one.support)
    assert any(2 in one.contacts_until_solved for one in cases)


def with_lines(config: Path, *, providers: int, days: int) -> Path:
    """Make a study with lines up by the command."""
    arguments = ["--providers", str(providers), "--days", str(days), "--seed", "7", "--every", str(EVERY), "--lines"]
    result = CliRunner().invoke(main, ["simulate", *arguments, "--out", str(config)])
    assert result.exit_code == 0, result.output
    return config


def test_lines_stand_beside_hosts_that_are_as_without_them(tmp_path: Path) -> None:
    """Every record of the hosts comes out as if there were no lines; both studies pass their check."""
    bare = made_up(tmp_path / "bare" / "study.toml", seed=7, days=2)
    both = with_lines(tmp_path / "both" / "study.toml", providers=4, days=2)
    assert CliRunner().invoke(main, ["check", str(both)]).exit_code == 0
    found = []
    for config in (bare, both):
        store = stored(config)
        found.append([one for one in store.observations(*EVER) if one.agent == "synthetic"])
        store.close()
    assert found[0] == found[1]
    assert len(compare_study(load(both)).lines.lines) == len(HOMES)


def test_a_study_can_be_of_lines_alone(tmp_path: Path) -> None:
    """With its mark, and with nobody graded; nothing at all is refused."""
    config = with_lines(tmp_path / "study.toml", providers=0, days=2)
    assert "--lines" in config.read_text("utf-8").splitlines()[0]
    assert compare_study(load(config)).providers == ()
    nothing = ["simulate", "--providers", "0", "--days", "2", "--seed", "7", "--out", str(tmp_path / "no.toml")]
    result = CliRunner().invoke(main, nothing)
    assert result.exit_code == 1
    assert "Nothing would be in this study" in result.output
