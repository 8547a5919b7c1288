"""
Web forms, understood as a person understands them: what a form is for, what each field is, what may not be touched.

`read_forms` takes the bytes of a page and returns its forms; `fill` fills one of them in with answers by role.
Nothing here talks to a network but `fetch` and the engines (`engine`, `static`), by which a form is used.
"""

from probes.forms.filling import Filling, NotFillableError, fill
from probes.forms.form import Field, Form, Purpose, Role
from probes.forms.reading import read_forms

__all__ = ["Field", "Filling", "Form", "NotFillableError", "Purpose", "Role", "fill", "read_forms"]
