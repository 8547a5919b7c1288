"""What types alone cannot say about a study: that its parts fit together. Each check names the key and the mend."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import timedelta
from math import ceil, inf
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kaklet.alerts.settings import check_alerts
from kaklet.checks.accounting import check_accounting
from kaklet.checks.campaign import check_campaign
from kaklet.checks.categories import check_weights
from kaklet.checks.forms import check_forms
from kaklet.checks.lines import check_lines
from kaklet.desk.settings import check_desk
from kaklet.fleet.settings import check_broker, check_names
from kaklet.opening_hours import check_hours
from kaklet.study import UNGRADED, Mail, Study
from probes import Spaced, mistakes
from probes.names.name_servers import stated_server
from probes.wire.endpoint import address_mistake
from results.judge.rules import Criterion, Metric
from scheduler import Task

Complain = Callable[[str, str], None]
"""Takes the path of a key and a sentence that continues it."""

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")
_YEAR_SECONDS = 366 * 86_400.0
_MILLISECOND = timedelta(milliseconds=1)
_MAIL_SCHEMES = frozenset({"smtp", "smtps", "smtp+starttls"})


def check(study: Study, complain: Complain) -> None:
    """Tell *complain* of everything in *study* that does not fit."""
    _head(study, complain)
    check_measuring(study, complain)
    _rules(study, complain)
    _mail(study, complain)
    check_accounting(study, complain)
    check_hours(study, complain)
    check_campaign(study, complain)
    check_forms(study, complain)
    check_lines(study, complain)
    check_desk(study.desk, complain)
    check_broker(study.broker, study.study.id, complain)
    if study.broker is not None:
        check_names(study.study.agent, [one.id for one in study.provider], complain)
    check_alerts(study.alerts, complain, broker=study.broker is not None)


def check_measuring(study: Study, complain: Complain) -> None:
    """Tell *complain* of what does not fit in that part of *study* that an agent needs: who is asked what, and when."""
    if len(study.provider) == 0:
        complain("provider", "is empty: a comparison needs at least one [[provider]]")
    _names(study, complain)
    for place, task in enumerate(study.task):
        _task(study, task, f"task[{place}]", complain)
    _targets(study, complain)


def _head(study: Study, complain: Complain) -> None:
    for key in ("title", "funding"):
        if "en" not in getattr(study.study, key):
            complain(f"study.{key}.en", "is missing: set it; other languages stand beside it")
    try:
        ZoneInfo(study.study.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        complain("study.timezone", f"{study.study.timezone!r} is no time zone: write one such as Europe/Stockholm")
    if study.study.edition is not None and study.study.edition < 1:
        complain("study.edition", "must be 1 or more: editions are counted from 1")


def _names(study: Study, complain: Complain) -> None:
    named = {
        "provider": [provider.id for provider in study.provider],
        "task": [task.name for task in study.task],
        "question": [question.id for question in study.question],
        "rules.criteria": [criterion.id for criterion in study.rules.criteria],
        "rules.categories": [category.id for category in study.rules.categories],
    }
    for table, names in named.items():
        for name, times in Counter(names).items():
            if times > 1:
                complain(table, f"names {name!r} {times} times: give each its own")
            if not _ID.fullmatch(name):
                complain(table, f"names {name!r}: use lower-case letters, digits and hyphens")


def _task(study: Study, task: Task, path: str, complain: Complain) -> None:
    offered = [provider.target[task.target] for provider in study.provider if task.target in provider.target]
    # What tells of a line may ask neutral places alone: see check_lines.
    neutral = any(task.target in control.target for control in study.control)
    if study.provider and not offered and not neutral:
        complain(f"{path}.target", f"{task.target!r} is no target of any provider: name one of {_targets_of(study)}")
    for address in offered:
        if _parts(address.url).scheme not in {"", *task.probe.schemes}:
            schemes = " or ".join(f"{scheme}:" for scheme in sorted(task.probe.schemes))
            complain(f"{path}.target", f"leads to {address.url}, but this kind of probe asks {schemes}")
    apart = (
        max((task.probe.shortest_interval_seconds(one.url) for one in offered), default=0.0)
        if isinstance(task.probe, Spaced)
        else 0.0
    )
    if task.every_seconds < apart:
        complain(
            f"{path}.every_seconds",
            f"must be at least {apart:g} for servers of others, or the study's own named by own_server = true",
        )
    for key, sentence in mistakes(task.probe):
        complain(f"{path}.probe.{key}", sentence)
    _confirmations(task, path, complain)
    shortest = ceil(round(1000 * task.shortest_seconds, 3)) / 1000
    if task.every_seconds < task.shortest_seconds:
        confirmed = f" and {len(task.confirm_after_seconds)} confirmations" if task.confirm_after_seconds else ""
        complain(
            f"{path}.every_seconds",
            f"must be at least {shortest:.10g}, so that a timeout of {task.probe.timeout_seconds:g} s{confirmed} "
            f"{'end' if confirmed else 'ends'} before the next slot begins",
        )
    elif task.every_seconds > _YEAR_SECONDS:
        complain(f"{path}.every_seconds", f"must be at most {_YEAR_SECONDS:.0f}, a year")
    elif task.every % _MILLISECOND:
        complain(f"{path}.every_seconds", "must be whole milliseconds: that is how exactly slots are kept")


def _confirmations(task: Task, path: str, complain: Complain) -> None:
    if task.confirm_after_seconds and task.probe.channel is not None:
        complain(f"{path}.confirm_after_seconds", "is for tasks that measure: a question to people is asked once")
    if any(delay <= 0 for delay in task.confirm_after_seconds):
        complain(f"{path}.confirm_after_seconds", "must hold delays of more than 0")


def _targets_of(study: Study) -> str:
    return ", ".join(sorted({name for provider in study.provider for name in provider.target}))


def _targets(study: Study, complain: Complain) -> None:
    used = {task.target for task in study.task}
    for place, provider in enumerate(study.provider):
        for name, address in provider.target.items():
            path = f"provider[{place}].target.{name}"
            if name not in used:
                complain(path, "is asked by no task: remove it, or add a task for it")
            if mistake := address_mistake(address.url):
                complain(f"{path}.url", mistake)
            _server(address.server, f"{path}.server", complain)
        criteria = {criterion.id for criterion in study.rules.criteria}
        for which, promise in enumerate(provider.promise):
            _known(promise.criterion, criteria, f"provider[{place}].promise[{which}].criterion", complain)


def _rules(study: Study, complain: Complain) -> None:
    rules = study.rules
    if rules is UNGRADED and (not study.line or any(provider.target for provider in study.provider)):
        complain("rules", "is missing: it says how providers are graded; only a study of lines alone needs none")
        return
    tasks = {task.name: task for task in study.task}
    for place, criterion in enumerate(rules.criteria):
        path = f"rules.criteria[{place}]"
        if _known(criterion.task, tasks, f"{path}.task", complain):
            _metric(criterion, tasks[criterion.task], path, complain)
        if criterion.weight <= 0:
            complain(f"{path}.weight", "must be more than 0")
        if max(criterion.thresholds) > (longest := _longest_wait(criterion, study)):
            complain(f"{path}.thresholds", f"must not exceed {longest:g}: nothing is followed for longer")
        steps = list(criterion.thresholds)
        if steps != sorted(set(steps), reverse=not criterion.metric.higher_is_better):
            way = "rise" if criterion.metric.higher_is_better else "fall"
            complain(f"{path}.thresholds", f"must {way} from grade 1 to grade 5")
    if rules.criteria or not study.line:  # lines are not graded
        check_weights(rules, complain)
    if rules.answer_window_seconds <= 0:
        complain("rules.answer_window_seconds", "must be more than 0")
    _caps(study, complain)


def _caps(study: Study, complain: Complain) -> None:
    criteria = {criterion.id: criterion for criterion in study.rules.criteria}
    for place, cap in enumerate(study.rules.caps):
        path = f"rules.caps[{place}]"
        if _known(cap.criterion, criteria, f"{path}.criterion", complain):
            longest = _longest_wait(criteria[cap.criterion], study)
            if cap.worse_than > longest:
                complain(f"{path}.worse_than", f"must not exceed {longest:g}: nothing is followed for longer")


def _longest_wait(criterion: Criterion, study: Study) -> float:
    """Tell the largest figure in seconds that can be known: beyond it a threshold could not be judged."""
    if criterion.metric is Metric.ANSWER_SECONDS:
        return study.rules.answer_window_seconds
    timeouts = [task.probe.timeout_seconds for task in study.task if task.name == criterion.task]
    return max(timeouts, default=inf) if criterion.metric is Metric.RESPONSE_SECONDS else inf


def _metric(criterion: Criterion, task: Task, path: str, complain: Complain) -> None:
    if criterion.metric.of_support != (task.probe.channel is not None):
        what = "a task that asks questions" if criterion.metric.of_support else "a task that measures"
        complain(f"{path}.metric", f"{criterion.metric} is computed from {what}, which {task.name!r} is not")


def _mail(study: Study, complain: Complain) -> None:
    if not any(task.probe.channel for task in study.task):
        return
    if study.mail is None:
        complain("mail", "is missing: tasks that ask questions need the study's own post")
    else:
        _account(study.mail, complain)
        if not study.mail.personas and study.campaign is None:
            complain("mail.personas", "is empty: give at least one name to sign with")
    if not study.question and study.campaign is None:
        complain("question", "is empty: tasks that ask questions need at least one [[question]]")


def _account(mail: Mail, complain: Complain) -> None:
    if mail.poll_seconds <= 0:
        complain("mail.poll_seconds", "must be more than 0")
    if mail.keep_raw_months < 0:
        complain("mail.keep_raw_months", "must be 0 or more: for so many months after its end a study keeps raw mail")
    _server(mail.server, "mail.server", complain)
    _delivery(mail, complain)
    secrets = {"mail.password": mail.password, "mail.inbox.password": getattr(mail.inbox, "password", None)}
    secrets |= {
        f"mail.seed[{place}].inbox.password": getattr(one.inbox, "password", None)
        for place, one in enumerate(mail.seed)
    }
    for path, secret in secrets.items():
        if secret is not None and (secret.env is None) == (secret.file is None):
            complain(path, 'must name one place: { env = "NAME" } or { file = "PATH" }')
    if (mail.user is None) != (mail.password is None):
        complain("mail.user", "and mail.password go together: set both, or neither")


def _delivery(mail: Mail, complain: Complain) -> None:
    if mail.delivery == "relay" and mail.server is None:
        complain("mail.delivery", 'is "relay", and there is none: set mail.server, or "direct"')
    if mail.relay is None and mail.user is not None and mail.password is not None:
        complain("mail.user", "is for mail.server: letters that go straight to a provider need no account")
    if not 1 <= mail.exchanger_port <= 65_535:  # noqa: PLR2004 -- the last port there is
        complain("mail.exchanger_port", "must be between 1 and 65535")
    try:
        stated_server(mail.resolver or "127.0.0.1")
    except ValueError as error:
        complain("mail.resolver", str(error))


def _server(url: str | None, path: str, complain: Complain) -> None:
    # It is not shown: somebody may have put a password into it.
    if url is not None and not (_parts(url).scheme in _MAIL_SCHEMES and _parts(url).hostname):
        complain(path, "must be written as smtp://HOST:PORT")


def _parts(url: str) -> SplitResult:
    """Take *url* apart; one that is none, or has no possible port, has empty parts."""
    try:
        parts = urlsplit(url)
        return parts if parts.port != 0 else urlsplit("")
    except ValueError:
        return urlsplit("")


def _known(name: str, names: Iterable[str], path: str, complain: Complain) -> bool:
    if name in names:
        return True
    complain(path, f"names {name!r}, which is not there: name one of {', '.join(names)}")
    return False
