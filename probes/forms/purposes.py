"""What a form is for: evidence weighed for each purpose, the heaviest wins."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from selectolax.lexbor import LexborNode

from probes.forms.form import Kind, Purpose, Role
from probes.forms.look import FEW, Look, by_names
from probes.forms.tree import attribute, words
from probes.forms.words import found, plain, purposes

ORDER = (
    "contact", "search", "login", "newsletter", "order", "callback",
    "comment", "review", "registration", "recovery", "application", "booking", "share", "publish",
)  # fmt: skip
"""All that forms are told apart by; of equals the first."""
LEAST = 3.0
"""Below it, a form is for something else."""
_WORDS: Mapping[str, float] = {"button": 3.0, "form": 2.5, "action": 2.0, "page": 1.0, "heading": 2.0, "field": 1.5}
_HELP_DESK = re.compile(r"/hc/[\w-]+/requests(?:/new)?/?$")
"""Where the form of a Zendesk help centre leads; a script draws its fields once a topic is chosen."""
_FOR_READERS = re.compile(
    r"wp-comments-post|mt-comments?\b|comments?/reply|serendipity_comment|formulaire_forum|comment_?post\b|postcomment"
)
"""Where comments lead in WordPress, Movable Type, Drupal, Serendipity, SPIP and their like."""
_ACTS = frozenset({"order", "registration", "application", "booking", "publish", "comment", "review", "newsletter"})
"""What a button says that does more than to send words."""
WORDS_TO_PEOPLE = frozenset({Kind.COMMENT, Kind.REVIEW, Kind.SHARE})
"""Kinds that are told as ``contact``, too, though they are no door to support: all of them where there is room for
words, and recommendations also without."""


def purpose_of(form: LexborNode, look: Look, action: str) -> tuple[Purpose, Kind, tuple[str, ...]]:
    """Tell what *form* is for, coarsely and finely, and by what evidence, strongest first."""
    scores: dict[str, float] = defaultdict(float)
    reasons: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for purpose, weight, reason in (*_by_shape(look), *_by_words(form, look, action)):
        scores[purpose] += weight
        if weight > 0:
            reasons[purpose].append((-weight, reason))
    best = max(ORDER, key=lambda one: scores[one])
    if scores[best] < LEAST:
        if _only_words(look) and not scores["search"] > 0:
            return Purpose.CONTACT, Kind.COMMENT, ("kind=comment", "role=message")
        return Purpose.OTHER, Kind.OTHER, ()
    told = tuple(dict.fromkeys(reason for _, reason in sorted(reasons[best])))
    if best in set(Purpose):
        return Purpose(best), Kind(best), told
    words_to_people = best in WORDS_TO_PEOPLE and (look.has(Role.MESSAGE) or best == Kind.SHARE)
    return Purpose.CONTACT if words_to_people else Purpose.OTHER, Kind(best), (f"kind={best}", *told)


def _only_words(look: Look) -> bool:
    """Whether there is room for words, and for little else: they are for people."""
    return look.has(Role.MESSAGE) and look.count("textarea") > 0 and not look.count("password") and look.rooms <= FEW


def _by_shape(look: Look) -> Iterator[tuple[str, float, str]]:
    """Judge by which fields there are."""
    message, mail, phone = look.has(Role.MESSAGE), look.has(Role.EMAIL), look.has(Role.PHONE)
    person = look.has(Role.NAME) or look.has(Role.LAST_NAME) or look.has(Role.FIRST_NAME)
    passwords, rooms = look.count("password"), look.rooms
    if message:
        # One line is enough for a chat or a title, and seldom for a question.
        yield "contact", (3.0 if look.count("textarea") else 1.5), "role=message"
        yield "contact", (3.0 if mail else 0.0 if phone else -2.5), "role=email"
        yield "contact", (1.5 if person else 0.0), "role=name"
        yield "contact", (1.0 if look.has(Role.SUBJECT) or look.has(Role.DEPARTMENT) else 0.0), "role=subject"
        yield "contact", (1.0 if phone else 0.0), "role=phone"
        yield "newsletter", -5.0, "role=message"
        yield "search", -6.0, "role=message"
        yield "login", -6.0, "role=message"
    else:
        yield "contact", -2.5, ""
    if passwords:
        yield "contact", -6.0, ""
        yield "newsletter", -5.0, ""
        yield "search", -5.0, ""
        yield "login", (5.0 if passwords == 1 and rooms <= 3 else 1.0), "type=password"  # noqa: PLR2004 -- name, password, one more
        yield "registration", (6.0 if passwords > 1 else 2.0 if rooms > 3 else 0.0), "type=password"  # noqa: PLR2004 -- as above
    elif mail and not message and rooms <= 4:  # noqa: PLR2004 -- name and address at most
        yield "newsletter", (3.5 if rooms == 1 else 2.0), "role=email"
    if not mail and not message and not passwords:
        yield "newsletter", -2.0, ""
        yield "callback", (2.0 if phone and rooms <= 4 else 0.0), "role=phone"  # noqa: PLR2004 -- a number, a name, a time
    else:
        yield "callback", -2.5, ""
    if rooms == 1 and not mail and not message and not passwords:
        yield "search", 1.5, "one field"
        yield "search", (4.0 if look.count("search") else 0.0), "type=search"
    elif rooms > 3:  # noqa: PLR2004 -- words and two choices
        yield "search", -1.5, ""

    yield from by_names(look, message=message, rooms=rooms)


def _by_words(form: LexborNode, look: Look, action: str) -> Iterator[tuple[str, float, str]]:
    """Judge by what the form says: on its buttons, in its own names, where it leads, above it, in its fields."""
    if _HELP_DESK.search(action.partition("?")[0]):
        yield "contact", 6.0, "action:help center"
    if _FOR_READERS.search(action):
        yield "comment", 9.0, "action:comments"
    if attribute(form, "role") == "search":
        yield "search", 5.0, "role=search"
    for source, text in _texts(form, look, action):
        code = source in {"form", "action", "page"}
        hits = found(purposes(), plain(text, code=code))
        longest = max((len(hit) for hit in hits.values()), default=0)
        if source == "button" and "contact" not in hits and not _ACTS.isdisjoint(hits):
            yield "contact", -3.0, ""
        for purpose, hit in hits.items():
            share = 1.0 if len(hit) == longest else 0.4
            # Whoever has lost a password gives an address, as for a newsletter: the words decide.
            weight = _WORDS[source] * (1.5 if purpose == "recovery" else 1.0)
            if source == "button" and purpose in _ACTS:
                weight += 3.0  # nobody presses it for a question
            if source == "form" and not look.rooms:
                weight *= 2.0  # a script draws its fields later: its own name is the best that is there
            yield purpose, weight * share, f"{source}:{hit}"


def _texts(form: LexborNode, look: Look, action: str) -> Iterator[tuple[str, str]]:
    buttons = [control for control in look.controls if control.kind in {"submit", "button", "image"}][:3]
    for button in buttons:
        said = attribute(button.node, "value") if button.node.tag == "input" else words(button.node) or ""
        yield "button", " ".join((said or attribute(button.node, "alt") or attribute(button.node, "aria-label"),))[:60]
    own = " ".join(attribute(form, key) for key in ("id", "name", "class", "aria-label", "data-name"))
    yield "form", own
    path, _, query = action.partition("?")
    yield "action" if attribute(form, "action") else "page", f"{'/'.join(path.split('/')[3:])[-80:]} {query[:60]}"
    heading = heading_of(form)
    yield "heading", heading[:90]
    # Each field once: many boxes with one word say it no louder.
    names = " ".join(field.name for field in look.fields if field.role is not Role.HIDDEN)[:200]
    yield "field", names
    yield "field", " ".join(field.label for field in look.fields if not field.concealed)[:300]


def heading_of(form: LexborNode) -> str:
    """Tell the heading in *form*, or the one just above it."""
    inside = form.css_first("h1, h2, h3, h4, h5, legend, caption")
    if inside is not None and (said := words(inside)):
        return said
    here = form
    for _ in range(4):
        before = here.prev
        for _ in range(8):
            if before is None:
                break
            if before.is_element_node:
                if before.tag == "form":
                    return ""
                if before.tag in {"h1", "h2", "h3", "h4", "h5"}:
                    return words(before) or ""
                found_in = before.css_first("h1, h2, h3, h4, h5")
                if found_in is not None:
                    return words(found_in) or ""
            before = before.prev
        if here.parent is None or here.parent.tag in {"body", "html"}:
            return ""
        here = here.parent
    return ""
