"""The application's public ticket form, with a trap for robots, and a record of all that was posted to it."""

import json
from pathlib import Path

from django import forms
from django.conf import settings
from helpdesk.forms import PublicTicketForm

_TRAP = {"style": "position:absolute;left:-9999px", "tabindex": "-1", "autocomplete": "off", "aria-hidden": "true"}


class QuestionForm(PublicTicketForm):
    """What a visitor sees. Whoever fills in the trap gets the form again."""

    homepage = forms.CharField(required=False, label="Homepage", widget=forms.TextInput(attrs=_TRAP))

    def clean(self) -> dict[str, object]:
        """Write down what was posted, and refuse what a robot wrote."""
        with Path(settings.FOLDER / "posted.jsonl").open("a", encoding="utf-8") as posted:
            posted.write(json.dumps(list(self.data.lists())) + "\n")
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("homepage"):
            raise forms.ValidationError("Robots are not answered here.")
        return cleaned
