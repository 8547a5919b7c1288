"""Pages and replies of our own, shaped as form software and help desks make them."""

import json
from collections.abc import Mapping

from results.records.came_back import CameBack, Reply

LETTER = (
    "Hello, I would like to move my domain to you. How long does a transfer take, and is my site reachable meanwhile? "
    "Thank you for your message in advance."
)
SENT = {"your-name": "Åsa Öberg", "your-email": "asa.oberg.kt0483920@example.net", "your-message": LETTER}

HEAD = (
    "<html><head><meta charset=utf-8><title>{title}</title></head><body><nav><a href=/>"
    "Start</a></nav>{body}</body></html>"
)
FORM = (
    "<form method=post action=/contact><p><label>Name <input name=your-name value='{name}'></label>"
    "<p><label>E-mail <input name=your-email type=email value='{email}'></label>"
    "<p><label>Message <textarea name=your-message>{message}</textarea></label>{more}<button>Send</button></form>"
)
EMPTY = FORM.format(name="", email="", message="", more="")
FILLED = FORM.format(name="Åsa Öberg", email=SENT["your-email"], message=LETTER, more="")


def page(body: str, title: str = "Contact us") -> bytes:
    """Make a page."""
    return HEAD.format(title=title, body=body).encode()


BEFORE = page(f"<h1>Contact us</h1>{EMPTY}")


def html(
    body: str,
    *,
    status: int = 200,
    title: str = "Contact us",
    url: str = "https://host.example/contact",
    before: bytes = BEFORE,
    headers: Mapping[str, str] | None = None,
    sent: Mapping[str, str] = SENT,
) -> CameBack:
    """Make the answer that is a page."""
    return CameBack(
        url=url,
        status=status,
        body=page(body, title),
        content_type="text/html; charset=utf-8",
        headers=headers or {},
        before_url="https://host.example/contact",
        before=before,
        sent=sent,
    )


def scripted(said: object, *, url: str = "https://host.example/ajax", status: int = 200, left: str = EMPTY) -> CameBack:
    """Make the answer of a page whose script sent the form and got *said*."""
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    reply = Reply(url=url, status=status, content_type="application/json", body=body)
    return CameBack(
        url="https://host.example/contact",
        status=200,
        body=page(left),
        content_type="text/html",
        replies=(reply,),
        before_url="https://host.example/contact",
        before=BEFORE,
        sent=SENT,
    )


def bare(said: object, *, url: str = "https://host.example/ajax", status: int = 200) -> CameBack:
    """Make the answer that is JSON itself, as one gets it who sends the form without its script."""
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    return CameBack(
        url=url,
        status=status,
        body=body,
        content_type="application/json",
        before_url="https://host.example/contact",
        before=BEFORE,
        sent=SENT,
    )
