"""What keeps machines out of a form: vendors by their marks in the page, and questions of the page's own."""

import re
from collections.abc import Mapping, Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from probes.forms.form import Field, Role
from probes.forms.tree import ancestors, attribute
from probes.forms.words import plain

WIDGETS: Mapping[str, str] = {
    "Turnstile": ".cf-turnstile, [name=cf-turnstile-response]",
    "hCaptcha": ".h-captcha, [name=h-captcha-response], [data-hcaptcha-widget-id]",
    "Friendly Captcha": ".frc-captcha, [name=frc-captcha-solution], [name=frc-captcha-response]",
    "reCAPTCHA 1": "[name=recaptcha_challenge_field], [name=recaptcha_response_field], #recaptcha_widget_div, "
    "#recaptcha_widget, #recaptcha_image",
    "reCAPTCHA 3": "[name=_wpcf7_recaptcha_response], .ginput_recaptchav3, .g-recaptcha[data-action], "
    "[data-recaptcha-v3]",
    "reCAPTCHA 2": ".g-recaptcha, [name=g-recaptcha-response], .wpcf7-recaptcha, #g-recaptcha, .ginput_recaptcha, "
    ".elementor-g-recaptcha, .nf-recaptcha, div[id^=recaptcha], div[class*=recaptcha]",
    "other": "altcha-widget, .mtcaptcha, .geetest_holder, #funcaptcha, .procaptcha, .captchafox, .smart-captcha, "
    ".mcaptcha__widget, #mcaptcha__widget-container, cap-widget, [name=adcopy_response], #adcopy_response, "
    ".keycaptcha, #kc_internal, .sweetcaptcha, [name=amzn-captcha-answer], #captcha-container.amzn, .trustcaptcha, "
    "[name=altcha], .QapTcha, #QapTcha, .slidercaptcha",
    "image": "img[src*=captcha i], img[id*=captcha i], img[class*=captcha i], img[alt*=captcha i], "
    "img[src*=kaptcha i], img[src*=securimage i], img[src*=seccode i], img[src*='securityimage' i], "
    "[name=_wpcf7_captcha_challenge_captcha], .wpcf7-captchac, canvas[id*=captcha i], .BDC_CaptchaDiv",
    "sum": ".wpcf7-quiz, .et_pb_contact_captcha, .cptch_block, [name=cptch_number], .math-captcha, [name=mathcaptcha]",
}
"""CSS selectors of what stands in a form, by the vendor's name; the first that is there is told."""
BOXES = "form div[id*=captcha i], form div[class*=captcha i], form span[id*=captcha i], form li[class*=captcha i]"
"""Places that are kept for one of no vendor that is known; a script fills them later."""
SCRIPTS: tuple[tuple[str, str], ...] = (
    ("Turnstile", r"challenges\.cloudflare\.com/turnstile"),
    ("hCaptcha", r"(?:js\.)?hcaptcha\.com/1/api"),
    ("Friendly Captcha", r"(?i:friendly-?(?:captcha|challenge))"),
    ("reCAPTCHA 1", r"recaptcha/api/(?:challenge|js)|api\.recaptcha\.net|recaptcha_ajax"),
    ("reCAPTCHA 3", r"recaptcha/(?:api|enterprise)\.js\?[^\"']*render=(?!explicit|onload)[\w-]{6,}"),
    ("reCAPTCHA 2", r"(?:google\.com|gstatic\.com|recaptcha\.net)/recaptcha/"),
    ("other", r"geetest|arkoselabs|funcaptcha|mtcaptcha|solvemedia|keycaptcha|altcha|captchafox|prosopo"),
)
"""What scripts of the page load, by vendor: patterns."""
_SUM = re.compile(
    r"[+\u00d7]\s{0,3}\d\s{0,3}=|\d\s{0,3}[+*x\u00d7\u2212-]\s{0,3}\d|\d\s{0,3}[+*\u00d7\u2212]|\b(?:plus|minus|und|og|och|en)\b\s{0,3}\d"
    r"|\b(?:what is|how much is|sum of|hva er|hvad er|vad blir|vad är|was ist|wieviel|wie viel|hoeveel is|math)\b",
    re.IGNORECASE,
)
# Words that name a check, beside those that name other codes.
_CHECKS = re.compile(
    r"\b(?:human|humanverify|verif\w*|security|spam\w*|bot|robot|quiz|code|kod|kode|codice|código|answer|svar|antwort"
    r"|antwoord|math|sum|calc\w*|magic\w*|turing|userconfirm|kontroll\w*|control|check|confirm)\b"
)
_SPELT = re.compile(r"(?:\b\w\b\s+){5}")
"""Letters one by one, as beside the picture that they are to be copied from."""
_CODES = re.compile(
    r"\b(?:zip|post\w*|area|country|promo|coupon|discount|voucher|dial|product|order|bar|tax|vat|source)"
)


class Guards:
    """The CAPTCHAs of one page."""

    def __init__(self, page: LexborHTMLParser) -> None:
        self._widgets: list[tuple[str, frozenset[int], bool]] = []
        for vendor, marks in WIDGETS.items():
            for node in page.css(marks)[:20]:
                above = list(ancestors(node))
                in_form = any(one.tag == "form" for one in above)
                self._widgets.append((vendor, frozenset(one.mem_id for one in above), in_form))
        self._boxes = {up.mem_id for node in page.css(BOXES)[:20] for up in ancestors(node) if up.tag == "form"}
        scripts = page.css("script")[:300]
        # Some scripts are loaded by others, which name them.
        sources = " ".join(attribute(script, "src")[:500] or script.text()[:20_000] for script in scripts)
        self._script = next((vendor for vendor, marks in SCRIPTS if re.search(marks, sources)), None)

    def of(
        self, form: LexborNode, controls: Sequence[LexborNode], fields: Sequence[Field], *, door: bool
    ) -> str | None:
        """
        Tell what guards *form*: what stands in it, else a question of its own.

        Where *form* is a *door* to people, what stands outside all forms, and what the page only loads, counts, too:
        such a guard is often drawn by a script.
        """
        inside = {form.mem_id, *(up.mem_id for node in controls for up in list(ancestors(node))[:1])}
        for vendor, above, in_form in self._widgets:
            if form.mem_id in above or (not in_form and (door or above & (inside - {form.mem_id}))):
                return self._script if vendor == "reCAPTCHA 2" and self._script == "reCAPTCHA 3" else vendor
        own = _own_question(fields)
        return own or (self._script if door else None) or ("other" if form.mem_id in self._boxes else None)


def _own_question(fields: Sequence[Field]) -> str | None:
    asked = [field for field in fields if field.role is Role.CAPTCHA and not field.concealed and field.type != "hidden"]
    for field in asked:
        if _SUM.search(field.label):
            return "sum"
    if not asked:
        return _doubtful(fields)
    return "other" if asked[0].type in {"checkbox", "radio", "select"} else "image"


def _doubtful(fields: Sequence[Field]) -> str | None:
    """Tell what a visible line asks for whose name or words speak of a check, and of nothing else that is known."""
    lines = [field for field in fields if field.role is Role.OTHER and field.type in {"text", "number"}]
    for field in lines:
        if field.concealed:
            continue
        if _SUM.search(field.label):
            return "sum"
        if _SPELT.search(field.label):
            return "image"
        said = f"{plain(field.name, code=True)} {plain(field.label)}"
        if _CHECKS.search(said) and not _CODES.search(said):
            return "other"
    return None
