"""What must fit together for a campaign: each check names the key and the mend."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import time

from kaklet.campaign.bank import LANGUAGES, faults
from kaklet.campaign.layout import days_of, questions_of
from kaklet.campaign.settings import Campaign
from kaklet.study import Study
from probes.contact.budget import CEILING
from results.records import Channel

Complain = Callable[[str, str], None]
"""Takes the path of a key and a sentence that continues it."""

MAX_WEEKS = 52
SHORTEST_WINDOW_MINUTES = 30
_WINDOW = re.compile(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d")
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")


def check_campaign(study: Study, complain: Complain) -> None:
    """Tell *complain* of everything that a campaign could not be laid out with."""
    _own_questions(study, complain)
    _seeds(study, complain)
    if study.campaign is None:
        return
    _times(study.campaign, complain)
    _contacts(study, study.campaign, complain)
    _steps(study, study.campaign, complain)
    _who(study, study.campaign, complain)
    _questions(study, study.campaign, complain)


def _own_questions(study: Study, complain: Complain) -> None:
    for place, question in enumerate(study.question):
        if bool(question.text) == bool(question.subject and question.body):
            complain(f"question[{place}]", "needs either a subject and a body, or a text for each language")


def _seeds(study: Study, complain: Complain) -> None:
    seeds = study.mail.seed if study.mail else ()
    taken = Counter([provider.id for provider in study.provider] + [seed.name for seed in seeds])
    for place, seed in enumerate(seeds):
        if taken[seed.name] > 1:
            complain(f"mail.seed[{place}].name", f"is {seed.name!r}, which is taken: give each seed its own")
        if not _ADDRESS.fullmatch(seed.address):
            complain(f"mail.seed[{place}].address", "must be a mail address of the study's own")


def _times(campaign: Campaign, complain: Complain) -> None:
    if not _ID.fullmatch(campaign.id):
        complain("campaign.id", "must be of lower-case letters, digits and hyphens")
    if not 1 <= campaign.weeks <= MAX_WEEKS:
        complain("campaign.weeks", f"must be from 1 to {MAX_WEEKS}")
    if not campaign.weekdays or len(set(campaign.weekdays)) < len(campaign.weekdays):
        complain("campaign.weekdays", "must name at least one day, and each only once")
    if not campaign.windows or not all(map(_WINDOW.fullmatch, campaign.windows)):
        complain("campaign.windows", 'must be times of day such as ["09:00-11:30", "13:00-16:00"]')
        return
    last = 0
    for begin, end in campaign.hours:
        if _minutes(begin) < last:
            complain("campaign.windows", "must stand in the order of time and not overlap")
        if _minutes(end) - _minutes(begin) < SHORTEST_WINDOW_MINUTES:
            complain("campaign.windows", f"must each be at least {SHORTEST_WINDOW_MINUTES} minutes long")
        last = _minutes(end)


def _minutes(at: time) -> int:
    return 60 * at.hour + at.minute


def _contacts(study: Study, campaign: Campaign, complain: Complain) -> None:
    asking = {task.name: task for task in study.task if task.probe.channel}
    for name, count in campaign.contacts.items():
        if name not in asking:
            complain(
                f"campaign.contacts.{name}",
                f"is no task that asks questions: name one of {', '.join(asking) or 'those, once there is one'}",
            )
        if count < 0:
            complain(f"campaign.contacts.{name}", "must be 0 or more")
    if not 1 <= campaign.budget_per_week <= CEILING:
        complain(
            "campaign.budget_per_week", f"must be from 1 to {CEILING}: a study can lower that ceiling, not raise it"
        )
    weekly = sum(campaign.contacts.values())
    if weekly < 1:
        complain("campaign.contacts", "has no question in it: write how many each task asks a week")
    if weekly > len(campaign.weekdays):
        complain("campaign.contacts", f"are {weekly} a week, on {len(campaign.weekdays)} weekdays: each needs its own")
    by_mail = sum(count for name, count in campaign.contacts.items() if name in asking and _mails(study, name))
    follow_ups = (campaign.reminder_after_business_days is not None) + (campaign.complaint is not None)
    if (most := weekly + by_mail * follow_ups) > campaign.budget_per_week:
        complain(
            "campaign.contacts",
            f"come to {most} a week with all follow-ups, more than campaign.budget_per_week "
            f"({campaign.budget_per_week}): ask fewer questions",
        )


def _mails(study: Study, name: str) -> bool:
    return any(task.name == name and task.probe.channel is Channel.EMAIL for task in study.task)


def _steps(study: Study, campaign: Campaign, complain: Complain) -> None:
    reminder, complaint = campaign.reminder_after_business_days, campaign.complaint
    if reminder is not None and not 1 <= reminder <= 20:  # noqa: PLR2004 -- four weeks
        complain("campaign.reminder_after_business_days", "must be from 1 to 20; leave it out to send none")
    if complaint is None:
        return
    if reminder is None:
        complain("campaign.complaint", "needs a reminder before it: set campaign.reminder_after_business_days")
    elif not reminder < complaint.after_business_days <= 30:  # noqa: PLR2004 -- six weeks
        complain("campaign.complaint.after_business_days", f"must be more than {reminder}, and at most 30")
    if not complaint.we_hold:
        complain("campaign.complaint.we_hold", "is empty: complaints go only where the study holds an account")
    known = {provider.id for provider in study.provider}
    for provider, words in complaint.we_hold.items():
        if provider not in known:
            complain(f"campaign.complaint.we_hold.{provider}", f"is no provider: name one of {', '.join(known)}")
        if not words.strip():
            complain(f"campaign.complaint.we_hold.{provider}", "must say which account or contract the study holds")


def _who(study: Study, campaign: Campaign, complain: Complain) -> None:
    doors = {task.target for task in study.task if campaign.contacts.get(task.name)}
    contacted = [(place, one) for place, one in enumerate(study.provider) if doors & set(one.target)]
    if campaign.contacts and doors and not contacted:
        complain("campaign.contacts", "reach nobody: no provider has such a target")
    for place, provider in contacted:
        if not provider.languages:
            complain(f"provider[{place}].languages", 'is missing: say in which it is written to, such as ["sv"]')
        for language in provider.languages:
            if language not in LANGUAGES:
                complain(f"provider[{place}].languages", f"names {language!r}: use {', '.join(LANGUAGES)}")
        if len(set(provider.languages)) < len(provider.languages):
            complain(f"provider[{place}].languages", "names one twice")
        if provider.country is None:
            complain(
                f"provider[{place}].country", 'must be a country of ISO 3166-1, such as "SE": its holidays are free'
            )
    if not any(days_of(campaign)):
        complain("campaign.weeks", "leaves no day: choose an earlier start in its week, or more weeks")


def _questions(study: Study, campaign: Campaign, complain: Complain) -> None:
    try:
        asked = questions_of(study, campaign)
    except KeyError as error:
        complain("campaign.questions", f"names {error.args[0]!r}, which is neither in the bank nor a [[question]]")
        return
    if len({one.id for one in asked}) < len(asked):
        complain("campaign.questions", "names one twice")
    if len(asked) < 2:  # noqa: PLR2004 -- two are needed to tell
        complain("campaign.questions", "must be at least two: the same words in two answers tell a template")
    languages = {language for provider in study.provider for language in provider.languages}
    for one in asked:
        for language in sorted(languages & set(LANGUAGES)):
            wording = one.wordings.get(language)
            if wording is None:
                complain("campaign.questions", f"names {one.id!r}, which has no text in {language!r}")
                continue
            for fault in faults(wording):
                complain("campaign.questions", f"names {one.id!r}, which {fault}")
