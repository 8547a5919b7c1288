"""The service record in the report: small tables and stories, one part for each thing that people noted."""

from report_templates.service.parts import ServicePart, service_parts

__all__ = ["ServicePart", "service_parts"]
