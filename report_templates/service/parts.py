"""Which parts of the service record a page tells, in order."""

from collections.abc import Mapping

import msgspec

from report_templates.foreign import plain
from report_templates.language import Language
from report_templates.page import provider_name
from report_templates.service.case_part import case_part
from report_templates.service.journey_part import journey_part
from report_templates.service.promise_part import promise_part
from report_templates.service.side_by_side import offering_part, phone_part, terms_part
from report_templates.service.survey_part import survey_part
from report_templates.service.tables import ServicePart
from results.judge.comparison import Comparison
from results.judge.service.record import ServiceRecord

__all__ = ["ServicePart", "service_parts"]


def service_parts(language: Language, comparison: Comparison, provider: str | None = None) -> tuple[ServicePart, ...]:
    """Tell the service record of *comparison*, or what of it is about *provider*; nothing where nobody noted any."""
    record = comparison.service if provider is None else _about(comparison.service, provider)
    sellers = {one.plan.provider: plain(one.name) for one in comparison.lines.plans}
    names: Mapping[str, str] = sellers | {one.id: provider_name(one) for one in comparison.providers}
    tellers = (phone_part, terms_part, promise_part, journey_part, offering_part, case_part, survey_part)
    found = (tell(language, record, names) for tell in tellers)
    return tuple(part for part in found if part is not None)


def _about(record: ServiceRecord, provider: str) -> ServiceRecord:
    kept = {
        field: tuple(one for one in value if one.provider == provider)
        for field in record.__struct_fields__
        if isinstance(value := getattr(record, field), tuple)
    }
    return msgspec.structs.replace(record, **kept)
