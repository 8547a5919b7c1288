"""Terms and offerings, the providers beneath each other."""

from collections.abc import Mapping

from report_templates.foreign import plain
from report_templates.language import Language
from report_templates.service.tables import (
    ServicePart,
    SmallCell,
    SmallRow,
    SmallTable,
    cell,
    given,
    listed,
    share,
)
from report_templates.service.words import PANELS
from results.judge.service.calls import ProviderCalls
from results.judge.service.contracts import ProviderTerms
from results.judge.service.profiles import Item, Profile
from results.judge.service.record import ReviewTold, ServiceRecord


def terms_part(language: Language, record: ServiceRecord, names: Mapping[str, str]) -> ServicePart | None:
    """Tell contracts, impressions and outside scores; None where none were noted."""
    tables = [
        table
        for table in (
            _contracts(language, record, names),
            _impressions(language, record, names),
            _reviews(language, record, names),
        )
        if table.rows
    ]
    if not tables:
        return None
    return ServicePart(
        key="terms",
        title=language.say("Contract and impressions"),
        lead=language.say(
            "What stands in the contract, and what our testers say for themselves. Being satisfied with the result is "
            "not the same as recommending the firm to friends."
        ),
        tables=tuple(tables),
    )


def phone_part(language: Language, record: ServiceRecord, names: Mapping[str, str]) -> ServicePart | None:
    """Tell the timed calls; None where nobody called."""
    if not record.calls:
        return None
    return ServicePart(
        key="phone",
        title=language.say("On the phone"),
        lead=language.say(
            "People called, and a stopwatch ran from the dialling on. Calls outside of the published hours are left"
            " out here."
        ),
        tables=(_phones(language, record, names),),
    )


def _contracts(language: Language, record: ServiceRecord, names: Mapping[str, str]) -> SmallTable:
    return SmallTable(
        key="contracts",
        caption=language.say("In the contract"),
        heads=(
            language.say("Provider"),
            language.say("Binding period"),
            language.say("Notice"),
            language.say("Money back"),
            language.say("Beyond the legal right of withdrawal"),
            language.say("Phone hours"),
        ),
        numbers=False,
        rows=tuple(_contract(language, one, names) for one in record.terms),
    )


def _contract(language: Language, one: ProviderTerms, names: Mapping[str, str]) -> SmallRow:
    def days(value: float) -> str:
        return language.count("%(n)s day", "%(n)s days", round(value))

    def months(value: float) -> str:
        return language.count("%(n)s month", "%(n)s months", round(value)) if value else language.say("none")

    return SmallRow(
        head=names[one.provider],
        beneath="",
        cells=(
            cell(given(one.binding_months, months)),
            cell(given(one.notice_days, days)),
            cell(given(one.refund_days, days)),
            cell(given(one.refund_beyond_law_days, lambda value: days(value) if value > 0 else language.say("none"))),
            cell(plain(one.phone_hours)),
        ),
    )


def _impressions(language: Language, record: ServiceRecord, names: Mapping[str, str]) -> SmallTable:
    judged = [
        one
        for one in record.terms
        if one.control_panel or one.friendliness_n or one.came_as_promised.n or one.would_recommend.n or one.satisfied.n
    ]
    return SmallTable(
        key="impressions",
        caption=language.say("What testers say"),
        heads=(
            language.say("Provider"),
            language.say("Control panel"),
            language.say("Friendliness, 1 to 10"),
            language.say("Came as promised"),
            language.say("Satisfied"),
            language.say("Would recommend"),
        ),
        numbers=False,
        rows=tuple(
            SmallRow(
                head=names[one.provider],
                beneath="",
                cells=(
                    _panel(language, one),
                    _mean(language, one.friendliness, one.friendliness_n),
                    share(language, one.came_as_promised),
                    share(language, one.satisfied),
                    share(language, one.would_recommend),
                ),
            )
            for one in judged
        ),
    )


def _panel(language: Language, one: ProviderTerms) -> SmallCell:
    if len(one.control_panel) == 1:
        ((word, n),) = one.control_panel.items()
        return cell(language.say(PANELS[word]), f"n = {n}")
    return cell(", ".join(f"{language.say(PANELS[word])} {n}" for word, n in one.control_panel.items()))


def _mean(language: Language, mean: float | None, n: int) -> SmallCell:
    return cell("") if mean is None else cell(language.number(round(mean, 1), 1), f"n = {language.number(n)}")


def _phones(language: Language, record: ServiceRecord, names: Mapping[str, str]) -> SmallTable:
    return SmallTable(
        key="phones",
        caption=language.say("On the phone, in the published hours"),
        heads=(
            language.say("Provider"),
            language.say("Calls"),
            language.say("A person answered"),
            language.say("Median wait"),
            language.say("Question solved"),
            language.say("Friendliness, 1 to 10"),
        ),
        numbers=True,
        rows=tuple(_phone(language, one, names) for one in record.calls),
    )


def _phone(language: Language, one: ProviderCalls, names: Mapping[str, str]) -> SmallRow:
    return SmallRow(
        head=names[one.provider],
        beneath="",
        cells=(
            cell(language.number(one.in_hours)),
            share(language, one.answered),
            cell(given(one.median_wait_seconds, language.duration)),
            share(language, one.solved),
            _mean(language, one.friendliness, one.friendliness_n),
        ),
    )


def _reviews(language: Language, record: ServiceRecord, names: Mapping[str, str]) -> SmallTable:
    return SmallTable(
        key="reviews",
        caption=language.say("What review sites said; mixed into none of our figures"),
        heads=(
            language.say("Provider"),
            language.say("Site"),
            language.say("Score"),
            language.say("Read on the day"),
            language.say("Source"),
        ),
        numbers=False,
        rows=tuple(_review(language, one, names) for one in record.reviews),
    )


def _review(language: Language, one: ReviewTold, names: Mapping[str, str]) -> SmallRow:
    score = language.say("%(score)s of %(most)s", score=_short(language, one.score), most=_short(language, one.highest))
    return SmallRow(
        head=names[one.provider],
        beneath="",
        cells=(
            cell(plain(one.site)),
            cell(score, "" if one.reviews is None else f"n = {language.number(one.reviews)}"),
            cell(language.day(one.on)),
            cell(plain(one.source)),
        ),
    )


def _short(language: Language, value: float) -> str:
    return language.number(value, min(2, len(f"{value:g}".partition(".")[2])))


def offering_part(language: Language, record: ServiceRecord, names: Mapping[str, str]) -> ServicePart | None:
    """Tell the offerings side by side; None where none were noted."""
    if not record.offerings:
        return None
    return ServicePart(
        key="offering",
        title=language.say("What the service is made of"),
        lead=language.say(
            "The core, what makes it possible, what raises its value, and how much of the work is left to the customer."
        ),
        tables=(
            SmallTable(
                key="offering-services",
                caption=language.say("Services side by side"),
                heads=(
                    language.say("Provider"),
                    language.say("Core"),
                    language.say("Makes it possible"),
                    language.say("Raises its value"),
                    language.say("Only here"),
                    language.say("Others have it, this one does not"),
                ),
                numbers=False,
                rows=tuple(_services(one, names) for one in record.offerings),
            ),
            SmallTable(
                key="offering-work",
                caption=language.say("Reaching it, and working with it"),
                heads=(
                    language.say("Provider"),
                    language.say("Accessibility"),
                    language.say("Interaction"),
                    language.say("Work left to the customer"),
                    language.say("Kept by bonds"),
                    language.say("Kept by a relation"),
                ),
                numbers=False,
                rows=tuple(_work(language, one, names) for one in record.offerings),
            ),
        ),
    )


def _services(one: Profile, names: Mapping[str, str]) -> SmallRow:
    columns = (one.core, one.facilitating, one.value_raising, one.only_here, one.lacks)
    return SmallRow(head=names[one.provider], beneath="", cells=tuple(map(listed, columns)))


def _work(language: Language, one: Profile, names: Mapping[str, str]) -> SmallRow:
    own = [item for item in one.customer_work if item.value == "customer"]
    left = language.say("%(n)s of %(closed)s", n=len(own), closed=len(one.customer_work)) if one.customer_work else ""
    return SmallRow(
        head=names[one.provider],
        beneath="",
        cells=(
            listed(map(_item, one.accessibility)),
            listed(map(_item, one.interaction)),
            cell(left, ", ".join(plain(item.item, at_most=80) for item in own)),
            listed(one.bonds),
            listed(one.relations),
        ),
    )


def _item(one: Item) -> str:
    return f"{one.item}: {one.value}"
