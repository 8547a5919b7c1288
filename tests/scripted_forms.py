"""Pages of our own whose forms live by scripts, on a server of this machine that keeps what it gets."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from aiohttp import web

LETTER = "Hei! Hvor lenge tar en flytting av domenet?\r\n\r\nMed vennlig hilsen"


class Got(NamedTuple):
    """One request that carried something."""

    method: str
    path: str
    fields: dict[str, str]


def page(body: str, head: str = "") -> str:
    """Make a page."""
    return f"<!DOCTYPE html><html lang=nb><meta charset=utf-8><title>Kontakt</title>{head}<body>{body}</body></html>"


FIELDS = (
    "<p><label>Navn <input name=navn required></label><p><label>E-post <input name=epost type=email required></label>"
    "<p><label>Melding <textarea name=melding required></textarea></label>"
)

CF7 = page(
    f"""<h1>Kontakt oss</h1><div class=wpcf7>
    <form class="wpcf7-form init" data-status=init method=post action="/cf7#o1">
    <input type=hidden name=_wpcf7 value=12>{FIELDS}
    <p class=wide><label>Nettsted <input name=nettsted></label></p>
    <button class=wpcf7-submit>Send melding</button><div class=wpcf7-response-output hidden></div></form></div>
    <script>
    document.querySelector("form").addEventListener("submit", async (event) => {{
      event.preventDefault();
      const form = event.target, output = form.querySelector(".wpcf7-response-output");
      const path = "/wp-json/contact-form-7/v1/contact-forms/12/feedback";
      const said = await (await fetch(path, {{method: "POST", body: new FormData(form)}})).json();
      form.dataset.status = said.status === "mail_sent" ? "sent" : "invalid";
      form.className = "wpcf7-form " + form.dataset.status;
      output.hidden = false; output.textContent = said.message;
    }});
    </script>""",
    "<link rel=stylesheet href=/style.css>",
)
"""The trap is hidden by a style sheet from elsewhere, which nobody but a browser reads."""

DRAWN = page(
    """<div id=root></div><script>
    const make = (name, more) => Object.assign(document.createElement(name), more);
    setTimeout(() => {
      const root = document.getElementById("root"), box = make("div");
      const field = (kind, id, text) => {
        const label = make("label", {htmlFor: id, textContent: text});
        const one = make(kind, {id}); one.required = true;
        one.addEventListener("input", () => root.dispatchEvent(new Event("typed")));
        box.append(label, one); return one;
      };
      const name = field("input", "name", "Your name"), mail = field("input", "mail", "E-mail address");
      mail.type = "email";
      const words = field("textarea", "words", "Message");
      const button = make("button", {type: "button", textContent: "Send message", disabled: true});
      root.addEventListener("typed", () => { button.disabled = !(name.value && mail.value && words.value); });
      button.onclick = async () => {
        const body = JSON.stringify({name: name.value, mail: mail.value, words: words.value});
        const headers = {"Content-Type": "application/json"};
        const answer = await fetch("/api/messages", {method: "POST", body, headers});
        const said = await answer.json();
        root.replaceChildren(make("p", {textContent: said.error || "Thank you for your message!"}));
      };
      box.append(button); root.append(make("h1", {textContent: "Contact us"}), box);
    }, 300);
    </script>"""
)
"""As frameworks draw them: no form element, no names, no button that submits, dead until all is filled in."""

STEPS = page(
    """<h1>Kontakt oss</h1><form method=post action=/plain onsubmit="return ajaxReady()">
    <div class=step id=one><p><label>Navn <input name=navn required></label>
    <p><label>E-post <input name=epost type=email required></label><button type=button id=on>Neste</button></div>
    <div class=step id=two style="display:none"><p><label>Melding <textarea name=melding required></textarea></label>
    <button>Send</button></div></form>
    <script>function ajaxReady() { return true; }
    document.getElementById("on").onclick = () => {
      document.getElementById("one").style.display = "none";
      setTimeout(() => { document.getElementById("two").style.display = "block"; }, 200);
    };</script>"""
)

FRAMED = page("<h1>Kontakt oss</h1><iframe src=/inner width=600 height=600></iframe><script>1</script>")
INNER = page(
    f"<h1>Kontakt</h1><form method=post action=/plain onsubmit='return true;//ajax'>{FIELDS}<button>Send</button>"
    "</form>"
)

ELSEWHERE = page(
    f"""<h1>Kontakt oss</h1><form id=elsewhere>{FIELDS}<button>Send</button></form><p id=told></p><script>
    document.getElementById("elsewhere").onsubmit = async (event) => {{
      event.preventDefault();
      const body = new FormData(event.target);
      try {{ await fetch("http://192.0.2.7/collect", {{method: "POST", mode: "no-cors", body}}); }}
      catch (error) {{ document.getElementById("told").textContent = "Noe gikk galt"; }}
    }};</script>"""
)
AGAIN = page(
    f"""<h1>Kontakt oss</h1><form id=again>{FIELDS}<button>Send</button></form><p id=told></p><script>
    document.getElementById("again").onsubmit = async (event) => {{
      event.preventDefault();
      const body = new URLSearchParams(new FormData(event.target)).toString();
      const headers = {{"Content-Type": "application/x-www-form-urlencoded"}};
      for (let i = 0; i < 5; i++) {{
        try {{ if ((await fetch("/broken", {{method: "POST", body, headers}})).ok) break; }} catch (error) {{}}
      }}
      document.getElementById("told").textContent = "Meldingen kunne ikke sendes";
    }};</script>"""
)
CHATTY = page(
    f"""<h1>Kontakt oss</h1><form id=chatty>{FIELDS}<button>Send</button></form><script>
    fetch("/beacon", {{method: "POST", body: "hello"}}); navigator.sendBeacon("/beacon", "x");
    document.querySelector("form").oninput = (event) => {{
      fetch("/beacon", {{method: "POST", body: event.target.value}});
    }};
    document.getElementById("chatty").onsubmit = (event) => {{
      event.preventDefault();
      const body = JSON.stringify(Object.fromEntries(new FormData(event.target)));
      fetch("/api/messages", {{method: "POST", body}})
        .then(() => {{ location = "/takk"; }});
    }};</script>"""
)
SILENT = page(
    f"<h1>Kontakt oss</h1><form id=silent onsubmit='return false'>{FIELDS}<button>Send</button></form>"
    "<script>1</script>"
)
GUARDED = page(
    f"<h1>Kontakt oss</h1><form id=guarded onsubmit='return false'>{FIELDS}<div class=h-captcha></div>"
    "<button>Send</button></form>"
    "<script>1</script>"
)
LATE_GUARD = page(
    f"""<h1>Kontakt oss</h1><form id=late onsubmit="return false">{FIELDS}<button>Send</button></form><script>
    setTimeout(() => {{ const box = document.createElement("div"); box.className = "cf-turnstile";
      document.getElementById("late").append(box); }}, 200);</script>"""
)
TYPEFORM = page(
    "<h1>Kontakt oss</h1><div data-tf-live=01H></div><script src=//embed.typeform.com/next/embed.js></script>"
)
PLAIN = page(
    f"<h1>Kontakt oss</h1><form method=post action=/plain><input type=hidden name=token value=a1b2>"
    f"{FIELDS}<button>Send</button></form>"
)
ENDLESS = page("<h1>Kontakt</h1><script>setInterval(() => fetch('/more?' + Math.random()), 5)</script>")

PAGES = {
    "/cf7": CF7,
    "/drawn": DRAWN,
    "/steps": STEPS,
    "/framed": FRAMED,
    "/inner": INNER,
    "/elsewhere": ELSEWHERE,
    "/again": AGAIN,
    "/chatty": CHATTY,
    "/silent": SILENT,
    "/guarded": GUARDED,
    "/late": LATE_GUARD,
    "/typeform": TYPEFORM,
    "/plain": PLAIN,
    "/endless": ENDLESS,
    "/takk": page("<h1>Takk for din henvendelse!</h1>"),
}


class ScriptedForms:
    """The server; `got` holds what was sent to it, `asked` all paths."""

    def __init__(self) -> None:
        self.got: list[Got] = []
        self.asked: list[str] = []
        self.port = 0
        self._runner: web.AppRunner | None = None

    def url(self, path: str) -> str:
        """Tell the address of a page."""
        return f"http://127.0.0.1:{self.port}{path}"

    async def start(self) -> None:
        """Listen on a free port."""
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._serve)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path)
        if request.method == "POST":
            self.got.append(Got(request.method, request.path, await _fields(request)))
            answer = _ANSWERS.get(request.path, _thanks)
            return await answer(request)
        if request.path == "/style.css":
            return web.Response(text=".wide { position: absolute; left: -9999px }", content_type="text/css")
        if request.path == "/inside":
            raise web.HTTPFound("http://10.0.0.1/")
        found = PAGES.get(request.path)
        return web.Response(status=200 if found else 404, text=found or "nothing", content_type="text/html")


async def _fields(request: web.Request) -> dict[str, str]:
    if request.content_type in {"application/json", "text/plain"}:
        return {"": await request.text()}
    return {name: str(value) for name, value in (await request.post()).items()}


async def _thanks(_: web.Request) -> web.StreamResponse:
    return web.Response(
        text=page("<h1>Takk for din henvendelse!</h1><p>Saksnummer: 774411</p>"), content_type="text/html"
    )


async def _cf7(request: web.Request) -> web.StreamResponse:
    fields = await request.post()
    good = "@" in str(fields.get("epost")) and not fields.get("nettsted")
    await asyncio.sleep(0.2)
    said = {"mail_sent": "Takk!"} if good else {"spam": "Nei."}
    status, message = next(iter(said.items()))
    return web.json_response({"contact_form_id": 12, "status": status, "message": message, "invalid_fields": []})


async def _message(_: web.Request) -> web.StreamResponse:
    return web.json_response({"ok": True, "ticket": "SAK-20931"}, status=201)


async def _broken(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


_ANSWERS: dict[str, Callable[[web.Request], Awaitable[web.StreamResponse]]] = {
    "/wp-json/contact-form-7/v1/contact-forms/12/feedback": _cf7,
    "/api/messages": _message,
    "/broken": _broken,
}
