"""What answers to forms say, by language: one table for each."""

from collections.abc import Mapping

from results.judge.form_outcome.words import da, de, en, nb, nl, sv
from results.judge.form_outcome.words.said import Said, Table

__all__ = ["FOLDERS", "THANKS_ADDRESS", "TICKET", "WORDS", "Said"]

WORDS: Mapping[str, Table] = {
    "en": en.WORDS,
    "sv": sv.WORDS,
    "nb": nb.WORDS,
    "da": da.WORDS,
    "nl": nl.WORDS,
    "de": de.WORDS,
}
"""The order is that in which a line is asked for its language."""
FOLDERS = (
    r"\binbox\b|\bspam-?\s?(?:folder|ordner|map\b|mapp|mappe|filter)|\bjunk\b|\bskräppost|\binkorg|\binnboks|\bindbakke"
    r"|\bposteingang|\bpostfach|\bpostvak|\bsøppelpost|\buønsket (?:e-?)?post"
)
"""Folders of mail: who speaks of them tells where to look for an answer."""
TICKET = (
    r"\b(?:ticket|case|request|reference|ref|enquiry|incident|ärende|supportärende|sak|saks|sag|sags|zaak|vorgang|vorgangs|anfrage|"
    r"aanvraag|meldings?|referens|referanse|reference|referentie|referenz|ticketnr|henvendelse)"
    r"(?:-|\s)?(?:id|number|no|num|nummer|nummeret|numret|nr|kod|code)?"
    r"(?: is| är| er| ist| lautet|:s)?\s{0,2}[:#.]{0,2}\s{0,2}"
    r"[\[(\"']?#?((?=[\w-]{0,24}\d{3})[a-z]{0,6}-?\d[\w-]{2,22}|[a-z]{3}-\d{6})\b"
)
"""A word for a case, beside its number; the number is the group. At least three digits follow each other."""
THANKS_ADDRESS = (
    r"(?:^|[/_.?=-])(?:thank-?you|thanks|danke|vielen-dank|tack|tak|takk|bedankt|dank-u-wel|kiitos|confirmation|bekraftelse|"
    r"bekreftelse|bekraeftelse|bestaetigung|bevestiging|message-sent|sent|success)(?:$|[/_.?&=-])"
)
"""What stands in the path or query of a page of thanks."""
