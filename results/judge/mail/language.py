"""A guess of the language of a short text, from its commonest small words."""

import re
from collections import Counter
from collections.abc import Mapping

_WORD = re.compile(r"[^\W\d_]{1,20}")
_LOOKED_AT = 4_000
_WHOLE = 60
"""The vote of a word that only one language has."""
_ENOUGH = 120
_NEAR = 0.6

_SMALL_WORDS: Mapping[str, str] = {
    "sv": ("och att det är som för inte på med har vi du ditt din jag kan om till av från eller så hej ett hälsningar"),
    "nb": ("og at det er som for ikke på med har vi du deg din jeg kan om til av fra eller så hei et en dere etter"),
    "da": ("og at det er som for ikke på med har vi du dig din jeg kan om til af fra eller så hej et en jer efter"),
    "nl": (
        "je jouw te door kunt bent heeft ook nog maar of dit hier zal kan krijgt hebt en dat het is als voor "
        "niet op met hebben wij u uw ik om naar van een de deze wordt zijn beste bij"
    ),
    "de": ("und dass das ist als für nicht auf mit haben wir sie ihre ich kann um zu von ein oder der die den wird"),
    "en": ("and that the is as for not on with have we you your i can if to of from or are this be will our in it an"),
    "fi": (
        "ja että se on kuin ei me te sinun voi jos tai olemme kiitos viesti teidän hei ole mutta kun tämä terveisin"
    ),
    "fr": (
        "ce ci du est nos votre vos être cette afin merci et que le comme pour ne sur avec avons nous vous je "
        "peut si de ou la les des une un dans pas au"
    ),
}
_LANGUAGES: Mapping[str, tuple[str, ...]] = {
    word: tuple(code for code, words in _SMALL_WORDS.items() if word in words.split())
    for word in {word for words in _SMALL_WORDS.values() for word in words.split()}
}


def language(text: str) -> str | None:
    """Return the ISO 639-1 code of the language that *text* is most probably in; None if too few words tell."""
    best = _votes(text).most_common(1)
    return best[0][0] if best and best[0][1] >= _ENOUGH else None


def languages(text: str) -> tuple[str, ...]:
    """Return the languages that *text* may be in, the likeliest first; empty if too few words tell."""
    votes = _votes(text).most_common()
    if not votes or votes[0][1] < _ENOUGH:
        return ()
    return tuple(code for code, count in votes if count >= _NEAR * votes[0][1])


def _votes(text: str) -> Counter[str]:
    """Count small words; one that several languages share counts for each of them by so much less."""
    votes: Counter[str] = Counter()
    for match in _WORD.finditer(text[:_LOOKED_AT].lower()):
        found = _LANGUAGES.get(match[0], ())
        for code in found:
            votes[code] += _WHOLE // len(found)
    return votes
