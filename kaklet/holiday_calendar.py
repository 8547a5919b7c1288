"""The one door to the package that knows the world's public holidays. Its answers are stored with the results."""

from datetime import date
from importlib.metadata import version

EVES = "de_facto"
"""The category of days that are no holidays by law and on which nearly everybody is off: Sweden's eves."""


class UnknownCountryError(ValueError):
    """The package knows no such country, or no such part of it: one sentence."""


def public_holidays(country: str, subdivision: str | None, first: date, last: date) -> tuple[tuple[date, str], ...]:
    """
    List the public holidays from *first* to *last*, both included, in order of the day, each with its English name.

    *country* is its code of ISO 3166-1 (``SE``), *subdivision* that of ISO 3166-2 without the country (``BY``), or
    None. Days that are off in fact though not by law count where the package tells them (Sweden: the eves of
    Midsummer, Christmas and New Year). Raises `UnknownCountryError`, and `ImportError` where the package is missing.
    """
    # A third of a second to load, and only plans and reports need it.
    import holidays  # noqa: PLC0415 -- see above

    try:
        supported = holidays.country_holidays(country, subdiv=subdivision).supported_categories
        found = holidays.country_holidays(
            country,
            subdiv=subdivision,
            years=range(first.year, last.year + 1),
            categories=tuple(one for one in ("public", EVES) if one in supported),
            language=_english(country),
        )
    except NotImplementedError:
        where = country if subdivision is None else f"{country}-{subdivision}"
        raise UnknownCountryError(
            f"The holidays of {where!r} are not known: write a country's code of ISO 3166-1, such as SE, and for its "
            "part one of ISO 3166-2 without it, such as BY."
        ) from None
    return tuple((day, name) for day, name in sorted(found.items()) if first <= day <= last)


def _english(country: str) -> str | None:
    import holidays  # noqa: PLC0415 -- see above

    languages = holidays.country_holidays(country).supported_languages
    return next((one for one in ("en_US", "en_GB", "en") if one in languages), None)


def package_version() -> str:
    """Tell which package answers, and its version."""
    return f"holidays {version('holidays')}"
