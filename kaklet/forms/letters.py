"""The questions whose forms asked for a person, from the approved plans or, without a campaign, from the study."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from kaklet.campaign.document import decoded
from kaklet.config import Loaded
from probes.contact.budget import CEILING
from probes.contact.manners import refusal
from probes.contact.post import Post, letterhead
from probes.forms.door import FormDoor
from probes.forms.form import Role
from probes.support_form import SupportFormProbe
from results.keep import Store
from results.keep.rows import to_ms
from results.records import Approval, Case, Channel, Failure, Observation, Plan
from results.records.rollup import SeriesName

KIND = str(SupportFormProbe.__struct_config__.tag)


class Letter(NamedTuple):
    """A question that could not be sent by a program: its case as it will be, and its words."""

    case: Case
    """As it would be if it were begun when it was due; without evidence."""
    url: str
    words: str
    consent: bool
    values: Mapping[Role, str]
    """What the study gives beside the letter, where the form demands it."""
    per_week: int | None
    """How many contacts a provider may have in a week; None on this machine itself, where nobody is contacted."""


def waiting_letters(loaded: Loaded, store: Store) -> Iterator[Letter]:
    """Yield each question whose form asked for a person when it was due, begun since or not."""
    if loaded.study.campaign is None:
        yield from _of_the_study(loaded, store)
        return
    approved = {one.plan for one in store.all(Approval)}
    for plan in store.all(Plan):
        if plan.sha256 in approved:
            yield from _of_a_plan(plan, store)


def _of_a_plan(plan: Plan, store: Store) -> Iterator[Letter]:
    document = decoded(plan.document)
    forms = {
        (SeriesName(document.agent, one.provider, one.target, one.task, KIND), to_ms(one.at)): one
        for one in document.contacts
        if one.channel is Channel.FORM
    }
    for tried in store.looked_up(forms):
        if tried.failure is not Failure.NEEDS_PERSON:
            continue
        names = SeriesName(tried.agent, tried.provider, tried.target, tried.task, tried.kind)
        contact = forms[names, to_ms(tried.slot)]
        yield Letter(
            case=_case(
                tried,
                name=contact.case,
                question=contact.question,
                persona=contact.persona,
                address=contact.address,
                subject=contact.subject,
                plan=plan.sha256,
            ),
            url=contact.url,
            words=contact.text,
            consent=contact.consent,
            values=contact.form.values if isinstance(contact.form, FormDoor) else {},
            per_week=min(document.budget_per_week, CEILING),
        )


def _of_the_study(loaded: Loaded, store: Store) -> Iterator[Letter]:
    """Yield the newest question of each form on this machine: one that was due before it is superseded."""
    study = loaded.study
    if study.mail is None or not study.question:
        return
    post = Post(
        study=study.study.id,
        domain=study.mail.domain,
        personas=study.mail.personas,
        questions=[one.for_all for one in study.question],
    )
    series = {(one.task.name, one.target.provider): one for one in study.series()}
    for tried in store.newest_observations():
        asked = series.get((tried.task, tried.provider))
        if asked is None or tried.kind != KIND or tried.failure is not Failure.NEEDS_PERSON or refusal(asked.target):
            continue
        turn = asked.task.turn(tried.slot)
        head = letterhead(post, provider=tried.provider, task=tried.task, slot=tried.slot, turn=turn)
        yield Letter(
            case=_case(
                tried,
                name=head.case,
                question=head.question.id,
                persona=head.persona,
                address=head.address,
                subject=head.question.subject,
                plan=None,
            ),
            url=asked.target.url,
            words=head.question.body,
            consent=isinstance(asked.task.probe, SupportFormProbe) and asked.task.probe.consents(asked.target.form),
            values=asked.target.form.values if asked.target.form else {},
            per_week=None,
        )


def _case(
    tried: Observation, *, name: str, question: str, persona: str, address: str, subject: str, plan: str | None
) -> Case:
    return Case(
        id=name,
        agent=tried.agent,
        provider=tried.provider,
        target=tried.target,
        task=tried.task,
        channel=Channel.FORM,
        slot=tried.slot,
        opened_at=tried.slot,
        question=question,
        persona=persona,
        address=address,
        subject=subject,
        evidence="",
        plan=plan,
    )
