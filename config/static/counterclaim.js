// Walking lists and deciding on pairs by keyboard. Everything it does can also be done by link and button.
"use strict";

(() => {
  const rows = () => [...document.querySelectorAll("[data-walk] > .row")];

  function walk(step) {
    const neighbour = document.querySelector(step > 0 ? ".walk a[rel=next]" : ".walk a[rel=prev]");
    if (document.querySelector(".walk")) {
      if (neighbour) neighbour.click();
      return;
    }
    const all = rows();
    if (!all.length) return;
    const now = all.findIndex((row) => row.classList.contains("current"));
    const next = now < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(now + step, 0), all.length - 1);
    if (now >= 0) all[now].classList.remove("current");
    all[next].classList.add("current");
    const link = all[next].querySelector("[data-open]");
    if (link) link.focus({ preventScroll: true });
    all[next].scrollIntoView({ block: "nearest" });
  }

  function dismiss() {
    const button = document.querySelector("button[data-dismiss]");
    if (!button) return;
    const reason = button.form.elements.reason;
    if (reason.value) button.click();
    else reason.focus();
  }

  const keys = {
    j: () => walk(1),
    n: () => walk(1),
    k: () => walk(-1),
    p: () => walk(-1),
    d: dismiss,
    "/": () => document.querySelector("form[role=search] input")?.focus(),
    "?": () => open("keys"),
  };

  function open(id) {
    const dialog = document.getElementById(id);
    if (dialog && !dialog.open) dialog.showModal();
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input, select, textarea, dialog")) return;
    const button = document.querySelector(`button[data-key="${CSS.escape(event.key)}"]:not(:disabled)`);
    const act = button ? () => button.click() : keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) open(opener.dataset.opens);
  });

  for (const element of document.querySelectorAll(".with-script")) element.hidden = false;
})();
