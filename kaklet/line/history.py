"""The samples of Internet lines, out of the store: what their agents measured by the tasks that tell of lines."""

from results.judge.compare import Period, Records, StudyFacts
from results.judge.line.found import Lines
from results.judge.line.lines import lines
from results.keep import Store


def line_history(store: Store, study: StudyFacts, period: Period, records: Records) -> Lines:
    """
    Tell of all lines of *study* what *store* holds of them in *period*.

    Must be called inside of the snapshot that the rest is told from. Nothing is read where the study has no lines.
    """
    if not study.lines:
        return Lines()
    tasks, agents = study.line_rules.tasks, {one.agent for one in study.lines}
    wanted = [one for one in store.series() if one.task in tasks and one.agent in agents]
    return lines(study, store.of_series(wanted, period.start, period.end), records.sessions, records.heartbeats, period)
