"""The desk's addresses: the application's own, below a prefix for each language."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

urlpatterns = i18n_patterns(path("", include("helpdesk.urls", namespace="helpdesk")))
