// Runs in the page. Returns a copy of the document as HTML, with what people do not see marked as such, and the
// page's own controls in the order of the numbers that they have in the copy. The page itself is left as it is.
([UNSEEN, CONTROL, MADE]) => {
  const BUTTONS = new Set(["submit", "button", "image", "reset"]);
  const elements = [];
  const root = document.documentElement;
  const copy = root.cloneNode(true);
  const hidden = new Set();

  const labelled = (one) => [...(one.labels || [])].some((label) => label.offsetWidth > 1 && label.offsetHeight > 1);
  const drawnAnew = (one) => one.matches("input[type=checkbox],input[type=radio],input[type=file],select") && labelled(one);
  const unseen = (one) => {
    const style = getComputedStyle(one);
    if (style.display === "none") return true;
    if (style.visibility !== "visible" && (!one.parentElement || getComputedStyle(one.parentElement).visibility === "visible")) return true;
    if (drawnAnew(one)) return false;
    if (style.opacity === "0") return true;
    const box = one.getBoundingClientRect();
    const control = one.matches("input,textarea,select,button");
    const lone = control || one.querySelectorAll("input,textarea,select").length > 0;
    if (!lone) return false;
    if (control && (box.width <= 1 || box.height <= 1)) return true;
    if (box.width > 0 && (box.right + scrollX <= 0 || box.bottom + scrollY <= 0)) return true;
    const small = box.width <= 1 || box.height <= 1;
    return small && (style.overflow !== "visible" || style.clip !== "auto" || style.clipPath !== "none");
  };

  const held = (live, twin) => {
    if (live.localName === "textarea") twin.textContent = live.value;
    else if (live.localName === "select") [...live.options].forEach((one, at) => twin.options[at] && twin.options[at].toggleAttribute("selected", one.selected));
    else if (["checkbox", "radio"].includes(live.type)) twin.toggleAttribute("checked", live.checked);
    else if (!["file", "password"].includes(live.type)) twin.setAttribute("value", live.value);
  };

  const lives = [...root.querySelectorAll("*")];
  const twins = [...copy.querySelectorAll("*")];
  lives.forEach((live, at) => {
    const twin = twins[at];
    if (hidden.has(live.parentElement)) hidden.add(live);
    else if (!["head", "script", "style", "link", "meta", "title", "option", "br", "template"].includes(live.localName) &&
             live.closest("head") === null && live.type !== "hidden" && unseen(live)) {
      hidden.add(live);
      twin.setAttribute(UNSEEN, "");
    }
    if (live.matches("input,textarea,select,button")) {
      held(live, twin);
      twin.setAttribute(CONTROL, elements.length);
      if (!live.name && live.type !== "hidden" && !BUTTONS.has(live.type)) twin.setAttribute("name", live.id || `field-${elements.length}`);
      elements.push(live);
    }
  });

  // A form that is drawn without the element is one all the same: fields to write in, with a button beside them.
  for (const box of copy.querySelectorAll("textarea")) {
    if (box.closest("form") || box.hasAttribute("form")) continue;
    let around = box.parentElement;
    const whole = (one) => one.querySelector("input") && one.querySelector("button,input[type=submit],[role=button]");
    while (around && around !== copy && around.localName !== "body" && !whole(around)) around = around.parentElement;
    if (!around || around === copy || around.localName === "body" || around.querySelector("form")) continue;
    const form = document.createElement("form");
    form.setAttribute(MADE, "");
    form.setAttribute("method", "post");
    form.append(...around.childNodes);
    around.append(form);
  }

  const forms = [...copy.querySelectorAll("form")];
  const marked = [...copy.querySelectorAll(`[${CONTROL}]`)].sort((a, b) => a.getAttribute(CONTROL) - b.getAttribute(CONTROL));
  const controls = marked.map((one) => {
    const named = one.getAttribute("form");
    const form = named === null ? one.closest("form") : forms.find((other) => other.id === named);
    const live = elements[one.getAttribute(CONTROL)];
    return { form: forms.indexOf(form), name: one.getAttribute("name") || "", kind: live.type, value: live.value,
             seen: !hidden.has(live), enabled: !live.disabled, said: (live.innerText || live.value || live.title || "").slice(0, 80) };
  });
  return { html: "<!DOCTYPE html>" + copy.outerHTML, controls, elements };
}
