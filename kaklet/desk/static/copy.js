// Copies the text of a field. Without this script, or where the browser gives no clipboard (a desk that is reached by
// plain HTTP from another machine), the text is selected for the person to copy.
"use strict";

for (const button of document.querySelectorAll("[data-copies]")) {
  const text = document.getElementById(button.dataset.copies);
  button.hidden = false;
  if ("select" in text) {
    text.addEventListener("focus", () => text.select());
  }
  button.addEventListener("click", async () => {
    let copied = true;
    try {
      await navigator.clipboard.writeText("value" in text ? text.value : text.textContent);
    } catch {
      if ("select" in text) {
        text.focus();
        text.select();
      } else {
        getSelection().selectAllChildren(text);
      }
      copied = document.execCommand("copy");
    }
    for (const other of document.querySelectorAll("[data-copies].done")) {
      other.classList.remove("done");
    }
    button.classList.toggle("done", copied);
    document.getElementById("copied").textContent = copied ? "Copied." : "Selected: copy it with your keyboard.";
  });
}
