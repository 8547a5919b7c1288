"""Fills an empty database of the desk: the application's own contents, three queues, their mails, and one agent."""

import json
from pathlib import Path

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402 -- Django has models once it is set up
from django.contrib.sites.models import Site  # noqa: E402 -- the same
from django.core.management import call_command  # noqa: E402 -- the same
from helpdesk.models import EmailTemplate, Queue  # noqa: E402 -- the same

QUEUES = (("support", "Support", "en"), ("kundtjanst", "Kundtjänst", "sv"), ("kundesenter", "Kundesenter", "nb"))
MAILS = Path(__file__).with_name("mails.json")


def fill() -> None:
    """Make the tables and what is in them."""
    call_command("migrate", verbosity=0)
    call_command("loaddata", "emailtemplate.json", verbosity=0)
    for slug, title, locale in QUEUES:
        Queue.objects.create(
            slug=slug,
            title=title,
            locale=locale,
            email_address=f"{slug}@webdesk.localhost",
            allow_public_submission=True,
        )
    for mail in json.loads(MAILS.read_text(encoding="utf-8")):
        EmailTemplate.objects.create(**mail)
    Site.objects.update_or_create(id=1, defaults={"domain": "webdesk.localhost", "name": "The desk"})
    get_user_model().objects.create_user(
        "karin", "karin@webdesk.localhost", "a sound secret", is_staff=True, is_superuser=True
    )


fill()
