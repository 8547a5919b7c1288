"""The press: Jinja templates, filled by contexts alone. The one place that knows Jinja."""

from pathlib import Path

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from report_templates.language import Language

TEMPLATES = Path(__file__).parent / "templates"
Press = Environment
"""The templates in one language; dear to make, so a report makes one for each."""


def environment(language: Language) -> Press:
    """Return the templates in *language*: what is missing is an error, what is put in is escaped."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_callables(language.gettext, language.ngettext, newstyle=True)  # type: ignore[attr-defined]  # put there by the extension
    return made


def printed(press: Press, template: str, context: msgspec.Struct) -> str:
    """Fill *template* with the fields of *context*."""
    fields = {name: getattr(context, name) for name in context.__struct_fields__}
    return press.get_template(template).render(fields)
