// The stopwatch of a call. Each press is kept in the page and in the browser's store until the server says that it has
// it, and is sent again until then: with an id, so that what comes twice is one. Times since the dialling are told by
// performance.now(), which nobody sets; after a reload, by the time of day.
"use strict";

const box = document.getElementById("stopwatch");
if (box) {
  const RETRY_MS = 2000;
  const store = "kaklet-call-" + box.dataset.provider;
  const buttons = [...box.querySelectorAll("[data-step]")];
  const steps = buttons.map((button) => button.dataset.step);
  const clock = document.getElementById("clock");
  const kept = document.getElementById("kept");
  const undo = document.getElementById("undo");
  let token = box.dataset.token;
  let call = load();
  let sending = false;
  // Of a call that was begun before this page was loaded only the time of day is known.
  const reloaded = call !== null;

  function newId() {
    return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function load() {
    try {
      const found = JSON.parse(localStorage.getItem(store));
      const over = found && found.presses && found.presses.every((one) => one.kept) && found.presses.some((one) => one.step === "ended");
      return found && found.presses && !over ? found : null;
    } catch {
      return null;
    }
  }

  function save() {
    try {
      if (call) {
        localStorage.setItem(store, JSON.stringify(call));
      } else {
        localStorage.removeItem(store);
      }
    } catch {
      // Without a store the presses are in the page alone.
    }
  }

  function sinceDial() {
    if (reloaded || call.started === undefined) {
      return Math.max(0, Date.now() - call.dialled);
    }
    return performance.now() - call.started;
  }

  function marked() {
    const stack = [];
    for (const press of call ? call.presses : []) {
      if (press.step !== "undo") {
        stack.push(press);
      } else if (stack.length > 1) {
        stack.pop();
      }
    }
    return stack;
  }

  function ended() {
    return marked().some((press) => press.step === "ended");
  }

  function press(step) {
    if (!call) {
      if (step !== "dial") {
        return;
      }
      call = { call: newId(), question: box.dataset.question, dialled: Date.now(), started: performance.now(), presses: [] };
    } else if (step === "undo" ? marked().length < 2 : ended() || marked().some((one) => one.step === step)) {
      return;
    }
    const after = Math.round(sinceDial());
    const by = reloaded ? "wall" : "monotonic";
    call.presses.push({ id: newId(), step: step, after_ms: after, clock: by, pressed: performance.now(), day: Date.now(), kept: false });
    save();
    show();
    send();
  }

  function waited(one) {
    const inThisPage = !reloaded || one.day >= performance.timeOrigin;
    return Math.max(0, Math.round(inThisPage ? performance.now() - one.pressed : Date.now() - one.day));
  }

  async function send() {
    const left = call ? call.presses.filter((one) => !one.kept) : [];
    if (sending || left.length === 0) {
      return;
    }
    sending = true;
    try {
      const answer = await fetch("/calls/presses.json", {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Form-Token": token },
        body: JSON.stringify({
          call: call.call,
          provider: box.dataset.provider,
          question: call.question,
          presses: left.map((one) => ({ id: one.id, step: one.step, after_ms: one.after_ms, waited_ms: waited(one), clock: one.clock })),
        }),
      });
      const said = await answer.json();
      if (answer.ok) {
        for (const one of call.presses) {
          one.kept = one.kept || said.kept.includes(one.id);
        }
        save();
      } else {
        tell(said.error + " The presses are kept in this page.", true);
        if (answer.status === 403) {
          await renew();
        }
      }
    } catch {
      tell("No connection to the desk: the presses are kept here and sent again.", true);
    } finally {
      sending = false;
    }
    const missing = call.presses.some((one) => !one.kept);
    if (missing) {
      setTimeout(send, RETRY_MS);
    } else {
      tellKept();
    }
    show();
  }

  async function renew() {
    const answer = await fetch("/calls/token.json");
    if (answer.ok && !answer.redirected) {
      token = (await answer.json()).form_token;
    }
  }

  function tell(words, alarm) {
    kept.textContent = words;
    kept.classList.toggle("unsent", alarm);
  }

  function tellKept() {
    tell(call.presses.length === 1 ? "1 press is kept." : call.presses.length + " presses are kept.", false);
  }

  function told(ms) {
    const seconds = Math.floor(ms / 1000);
    return Math.floor(seconds / 60) + ":" + String(seconds % 60).padStart(2, "0");
  }

  function next() {
    const done = marked().map((one) => one.step);
    return steps.find((step, place) => steps.slice(place).every((one) => !done.includes(one)));
  }

  function show() {
    const done = new Map(marked().map((one) => [one.step, one.after_ms]));
    const coming = next();
    for (const button of buttons) {
      const step = button.dataset.step;
      button.querySelector("time").textContent = done.has(step) ? told(done.get(step)) : "";
      button.disabled = done.has(step) || ended() || (step === "dial" ? done.size > 0 : done.size === 0);
      button.classList.toggle("done", done.has(step));
      button.classList.toggle("next", step === coming && !button.disabled);
    }
    undo.disabled = done.size < 2;
    const over = ended() && call.presses.every((one) => one.kept);
    document.getElementById("after").hidden = !over;
    if (over) {
      document.getElementById("onward").href = "/calls/" + call.call;
    }
  }

  function tick() {
    if (call) {
      const last = marked().find((one) => one.step === "ended");
      clock.textContent = told(last ? last.after_ms : sinceDial());
    }
  }

  for (const button of buttons) {
    button.addEventListener("click", () => {
      press(button.dataset.step);
      // The pressed button is disabled now: the keyboard goes on at the next.
      const coming = buttons.find((one) => one.dataset.step === next());
      if (coming) {
        coming.focus();
      }
    });
  }
  undo.addEventListener("click", () => press("undo"));
  document.getElementById("onward").addEventListener("click", () => {
    call = null;
    save();
  });
  document.addEventListener("keydown", (event) => {
    const inField = event.target.closest("input, select, textarea, a, summary");
    if (inField || event.repeat || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const onButton = event.target.closest("button");
    if (event.key === " " || event.key === "Enter") {
      if (onButton) {
        return;
      }
      event.preventDefault();
      const coming = next();
      if (coming) {
        press(coming);
      }
    } else if (/^[1-9]$/.test(event.key) && steps[event.key - 1]) {
      press(steps[event.key - 1]);
    } else if (event.key === "Backspace") {
      event.preventDefault();
      press("undo");
    }
  });
  window.addEventListener("online", send);
  window.addEventListener("beforeunload", (event) => {
    if (call && call.presses.some((one) => !one.kept)) {
      event.preventDefault();
    }
  });
  setInterval(tick, 200);
  show();
  tick();
  if (call && call.presses.every((one) => one.kept)) {
    tellKept();
  }
  send();
}
