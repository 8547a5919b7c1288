// Weighs the grades anew by the reader's own weights, from the figures in the page alone. At the published weights the
// totals are those that are printed: the sums are the same, and so is the rounding.
"use strict";

(() => {
  const box = document.querySelector("[data-weighing]");
  if (!box) return;
  const sliders = [...box.querySelectorAll("input")];
  const published = sliders.map((slider) => Number(slider.dataset.published));
  const button = box.querySelector("button");
  const body = box.querySelector("tbody");
  const language = document.documentElement.lang;
  const decimal = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 });
  const exact = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 3 });
  const rows = [...body.rows].map((row, place) => ({
    row,
    place,
    grades: row.dataset.grades.split(" ").map((grade) => (grade === "-" ? null : Number(grade))),
    cap: row.dataset.cap === "" ? Infinity : Number(row.dataset.cap),
    told: row.querySelector("td b"),
    total: null,
  }));

  // What is not offered is left out; halves go up.
  const totalOf = (grades, cap, weights) => {
    let points = 0;
    let whole = 0;
    grades.forEach((grade, at) => {
      if (grade === null) return;
      points += weights[at] * grade;
      whole += weights[at];
    });
    return whole > 0 ? Math.min(Math.floor(10 * (points / whole) + 0.5 + 1e-9) / 10, cap) : null;
  };

  const weigh = (weights) => {
    const own = weights.some((weight, at) => weight !== published[at]);
    const whole = weights.reduce((sum, weight) => sum + weight, 0);
    sliders.forEach((slider, at) => {
      const share = whole > 0 ? weights[at] / whole : 0;
      const told = (own ? percent : exact).format(share);
      slider.nextElementSibling.textContent = told;
      slider.setAttribute("aria-valuetext", told);
    });
    for (const one of rows) {
      one.total = totalOf(one.grades, one.cap, weights);
      one.told.textContent = one.total === null ? "\u2013" : decimal.format(one.total);
    }
    // By the published weights the order is the alphabet's, as everywhere: places are intervals.
    const rank = (one) => (own && one.total !== null ? one.total : -1);
    const ordered = [...rows].sort((one, other) => rank(other) - rank(one) || one.place - other.place);
    body.append(...ordered.map((one) => one.row));
    box.querySelectorAll("[data-when]").forEach((said) => {
      said.hidden = (said.dataset.when === "own") !== own;
    });
    button.disabled = !own;
  };

  // A slider goes in whole steps, and a published weight may not be one: until it is moved, it stands for it.
  const moved = sliders.map(() => false);
  const weights = () => sliders.map((slider, at) => (moved[at] ? Number(slider.value) : published[at]));
  sliders.forEach((slider, at) => {
    slider.addEventListener("input", () => {
      moved[at] = true;
      weigh(weights());
    });
  });
  button.addEventListener("click", () => {
    sliders.forEach((slider, at) => {
      slider.value = String(published[at]);
      moved[at] = false;
    });
    weigh(published);
    sliders[0].focus();
  });
  weigh(published);
  box.hidden = false;
})();
