"""A guess of the language of a short text, from its commonest small words."""

import re
from collections import Counter
from collections.abc import Mapping

_WORD = re.compile(r"[^\W\d_]{1,20}")
_LOOKED_AT = 4_000
_ENOUGH = 2

_SMALL_WORDS: Mapping[str, str] = {
    "sv": "och att det är som för inte på med har vi du ditt din jag kan om till av från eller så hej ett hälsningar",
    "nb": "og at det er som for ikke på med har vi du deg din jeg kan om til av fra eller så hei et en dere etter",
    "da": "og at det er som for ikke på med har vi du dig din jeg kan om til af fra eller så hej et en jer efter",
    "nl": "en dat het is als voor niet op met hebben wij u uw ik kan om naar van een of de deze wordt zijn beste bij",
    "de": "und dass das ist als für nicht auf mit haben wir sie ihre ich kann um zu von ein oder der die den wird",
    "en": "and that the is as for not on with have we you your i can if to of from or are this be will our in it an",
    "fi": "ja että se on kuin ei me te sinun voi jos tai olemme kiitos viesti teidän hei ole mutta kun tämä terveisin",
    "fr": "et que le est comme pour ne sur avec avons nous vous votre je peut si de ou la les des une un dans pas au",
}
_LANGUAGES: Mapping[str, tuple[str, ...]] = {
    word: tuple(code for code, words in _SMALL_WORDS.items() if word in words.split())
    for word in {word for words in _SMALL_WORDS.values() for word in words.split()}
}


def language(text: str) -> str | None:
    """Return the ISO 639-1 code of the language that *text* is most probably in; None if too few words tell."""
    votes: Counter[str] = Counter()
    for match in _WORD.finditer(text[:_LOOKED_AT].lower()):
        found = _LANGUAGES.get(match[0], ())
        for code in found:
            votes[code] += 6 // len(found) or 1
    best = votes.most_common(2)
    if not best or best[0][1] < _ENOUGH * 6:
        return None
    return best[0][0]
