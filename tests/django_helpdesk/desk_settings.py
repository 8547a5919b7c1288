"""
Django's settings for the provider's ticket desk of the tests; where it is, the environment tells.

DESK_FOLDER is its own folder, DESK_HOST where its pages are, DESK_MAIL the port that takes its mail.
"""

import os
from pathlib import Path

FOLDER = Path(os.environ["DESK_FOLDER"])
HERE = Path(__file__).parent

SECRET_KEY = "of a desk that only this machine can reach"  # noqa: S105 -- it guards nothing
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
ROOT_URLCONF = "desk_pages"
SITE_ID = 1
USE_TZ = True
TIME_ZONE = "Europe/Stockholm"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("sv", "Svenska"), ("nb-no", "Norsk")]
LOCALE_PATHS = [str(FOLDER / "locale")]
"""What the application's own catalogues leave in English is translated here, as its operators do."""

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.sites",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.admin",
    "django.contrib.staticfiles",
    "rest_framework",
    "helpdesk",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [str(HERE / "templates")],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(FOLDER / "desk.sqlite3"),
        "OPTIONS": {"timeout": 10},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
STATIC_URL = "/static/"
MEDIA_ROOT = str(FOLDER / "attachments")
LOGIN_URL = "helpdesk:login"
LOGIN_REDIRECT_URL = "/en/"
# It takes a tenth of a second to check a good hash, and nobody's secret is in here.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

EMAIL_HOST = "127.0.0.1"
EMAIL_PORT = int(os.environ.get("DESK_MAIL", "25"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = "kundservice@webdesk.localhost"

SECURE_SSL_REDIRECT = False
HELPDESK_TEAMS_MODE_ENABLED = False
HELPDESK_PUBLIC_TICKET_FORM_CLASS = "desk_form.QuestionForm"
HELPDESK_USE_HTTPS_IN_EMAIL_LINK = False
