"""What a text says, added up: which phrases, how much of it is nobody's phrase, and whether a person signs it."""

import re
from collections.abc import Mapping, Sequence
from functools import cached_property

from results.judge.mail.answer import Kind
from results.judge.mail.phrases import Sentence, sentences

_CLOSER = re.compile(
    r"^\W{0,3}(?:(?:kind|best|warm|many|with)? ?(?:kind |best |warm )?regards|yours|sincerely|cheers|best wishes|"
    r"best,?$|"
    r"(?:med )?(?:vänliga?|bästa|varma)? ?(?:vänlig )?(?:hälsningar|hälsning)|mvh|vh\b|(?:med )?(?:venn?lig|beste|"
    r"bedste) hilsen|"
    r"hilsen|med venlig|(?:met )?(?:vriendelijke|hartelijke) groet|groet|mvg|mit (?:freundliche|besten|herzlichen)|"
    r"(?:freundliche|viele|beste|liebe|schöne) grüße|mfg|cordialement|bien (?:à vous|cordialement)|salutations|"
    r"(?:ystävällisin |parhain )?terveisin|ystävällisesti|im auftrag|i\. ?a\.)",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"^\W{0,3}(?:hi|hello|hey|dear|good (?:morning|afternoon|day|evening)|hej|hejsan|hei|god dag|kära|kjære|kære|"
    r"beste|"
    r"geachte|hallo|goedendag|dag|guten tag|liebe|lieber|sehr geehrte|bonjour|cher|chère|madame|monsieur|hyvä|moi|"
    r"terve)"
    r"\w{0,2}\b",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"^\W{0,3}[^\W\d_a-z][\w'\u2019.-]{1,20}(?: (?:[^\W\d_a-z][\w'\u2019.-]{0,20}|van|de|von|der|af)){1,3}\W{0,2}$"
)
_FIRST_NAME = re.compile(r"^\W{0,3}([^\W\d_a-z][^\W\d_A-Z]{1,14})\W{0,2}$")
_NOT_A_NAME = re.compile(
    r"team|support|service|kund|kunde|customer|help|desk|office|department|council|university|ltd|inc\b|gmbh|"
    r"\bab\b|\bas\b|"
    r"administrat|staff|hosting|center|centre|tuki|palvelu|klant|helpdesk|assistance|equipe|équipe|commission|unit\b|"
    r"sales|billing|information|group|systems?|regards|hilsen|hälsning|groet|grüße|avdelning|avdeling|afdeling",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?://\S{1,300}|\S{1,80}@\S{1,80}|www\.\S{1,200}")
_TEMPLATE = frozenset(Kind) - {Kind.PERSON, Kind.POLITE}
_SELF = frozenset({Kind.MACHINE, Kind.RECEIVED, Kind.ABSENCE, Kind.RETURN, Kind.VERIFY, Kind.BOT})
"""What responders say in the words of their owner: an "I" in such a sentence proves nothing."""
_POLITE_WORDS = 8
_PHRASE_WORDS = 25
_GREETING_WORDS = 5
_SIGNATURE_LINES = 4


class Speech:
    """One text, looked at for what machines say."""

    def __init__(self, text: str, languages: Sequence[str], house: frozenset[str] = frozenset()) -> None:
        """Take the *text*, the *languages* it may be in, and the words of the sender's domain, which sign nothing."""
        self._text = text
        self._house = house
        self._sentences = sentences(_ADDRESS.sub(" ", text), languages)
        self._body = _until_closer(self._sentences)

    @cached_property
    def said(self) -> Mapping[Kind, str]:
        """The first words of each kind; whatever a person's signature says is not looked at for an "I"."""
        said: dict[Kind, str] = {}
        for sentence in self._sentences:
            said = {**sentence.said, **said}
        if not self.person:
            said.pop(Kind.PERSON, None)
        return said

    @cached_property
    def person(self) -> int:
        """Sentences in which an "I" says something that no machine's phrase is."""
        return sum(Kind.PERSON in s.said and not set(s.said) & _SELF for s in self._body)

    @cached_property
    def specific(self) -> int:
        """Words that belong to no phrase, greeting or signature."""
        return sum(_specific(sentence) for sentence in self._body)

    @cached_property
    def words(self) -> int:
        """All its words."""
        return sum(sentence.words for sentence in self._sentences)

    @cached_property
    def signed(self) -> bool:
        """Whether the name of a person stands under it."""
        lines = [line.strip() for line in self._text.splitlines() if line.strip()]
        for number, line in enumerate(lines):
            if _CLOSER.match(line[:80]):
                after = [*lines[number + 1 : number + 1 + _SIGNATURE_LINES]]
                return any(self._names(name[:80], alone=place == 0) for place, name in enumerate(after))
        return False

    def _names(self, line: str, *, alone: bool) -> bool:
        """Whether *line* is a person's name; a first name alone only counts right under the greeting."""
        if _NOT_A_NAME.search(line):
            return False
        first = _FIRST_NAME.match(line) if alone else None
        return bool(_NAME.match(line)) or (first is not None and first[1].lower() not in self._house)

    def early(self, kind: Kind, within: int) -> bool:
        """Whether *kind* is said in the first *within* sentences."""
        return any(kind in sentence.said for sentence in self._sentences[:within])


def _until_closer(found: list[Sentence]) -> list[Sentence]:
    for number, sentence in enumerate(found):
        if number and _CLOSER.match(sentence.text[:80]):
            return found[:number]
    return found


def _specific(sentence: Sentence) -> int:
    words = len(sentence.text.split())
    if set(sentence.said) & _TEMPLATE:
        return max(0, words - _PHRASE_WORDS)
    if Kind.POLITE in sentence.said:
        return max(0, words - _POLITE_WORDS)
    if _GREETING.match(sentence.text) and words <= _GREETING_WORDS:
        return 0
    return words
