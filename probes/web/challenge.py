"""Pages that ask whether a visitor is a person: they say nothing about the site behind them."""

from collections.abc import Callable

HEADERS = {
    b"cf-mitigated": frozenset({"challenge"}),
    b"x-amzn-waf-action": frozenset({"challenge", "captcha"}),
    b"x-vercel-mitigated": frozenset({"challenge"}),
}
"""Headers by which guards themselves say so, with their values (Cloudflare, AWS WAF, Vercel)."""
MARKS = (b"_cf_chl_opt", b"/_Incapsula_Resource", b"captcha-delivery.com/", b"px-captcha")
"""What stands in the pages of guards that say it in no header. Only a page that is not the agreed one is read for it,
for some guards leave traces in each page that they let through."""


def challenged_by_header(header: Callable[[bytes], bytes]) -> str | None:
    """Tell the header that says this is a challenge, as a line; None if there is none."""
    for name, values in HEADERS.items():
        said = header(name)
        if said and (value := said.decode("latin-1").strip().lower()) in values:
            return f"{name.decode()}: {value}"
    return None


def challenged_by_body(body: bytes) -> str | None:
    """Tell the mark of a known guard in *body*; None if there is none."""
    return next((mark.decode() for mark in MARKS if mark in body), None)
