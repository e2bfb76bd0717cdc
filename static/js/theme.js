// Classic script in <head>: the theme stands before the first paint; then the toggle and the language links.
(() => {
  "use strict";
  const root = document.documentElement;
  const CHOICES = ["system", "light", "dark"];
  const KEY = "celda-theme";

  const stored = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // storage is optional: a sandboxed frame has none
    }
  };
  const store = (choice) => {
    try {
      if (choice === "system") localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, choice);
    } catch {
      // the choice then lasts as long as the page
    }
  };
  const apply = (choice) => {
    if (choice === "system") delete root.dataset.theme;
    else root.dataset.theme = choice;
    root.dispatchEvent(new CustomEvent("themechange", { detail: choice }));
  };
  const fixed = root.hasAttribute("data-theme-fixed");
  let choice = fixed ? root.dataset.theme : stored();
  if (!CHOICES.includes(choice)) choice = "system";

  root.classList.add("script");
  apply(choice);

  const name = (button) => {
    button.dataset.choice = choice;
    const label = button.getAttribute(`data-name-${choice}`);
    button.setAttribute("aria-label", label);
    button.title = label;
  };
  const next = (button) => {
    choice = CHOICES[(CHOICES.indexOf(choice) + 1) % CHOICES.length];
    store(choice);
    apply(choice);
    name(button);
    const url = new URL(location.href);
    if (url.searchParams.has("theme")) {
      url.searchParams.delete("theme");
      history.replaceState(history.state, "", url);
    }
  };
  const keepQuery = (link) => {
    const url = new URL(link.href);
    if (url.search && url.pathname === location.pathname) return; // the link itself names the language
    url.search = location.search;
    url.hash = location.hash;
    link.href = url.href;
  };
  document.addEventListener("DOMContentLoaded", () => {
    const button = document.querySelector(".theme-toggle");
    if (button) {
      name(button);
      button.addEventListener("click", () => next(button));
    }
    for (const link of document.querySelectorAll("[data-language]")) {
      for (const moment of ["pointerdown", "focus", "click"]) {
        link.addEventListener(moment, () => keepQuery(link));
      }
    }
    document.addEventListener("click", (event) => {
      for (const menu of document.querySelectorAll("details.menu[open]")) {
        if (!menu.contains(event.target)) menu.open = false;
      }
    });
    document.addEventListener("keydown", (event) => {
      const menu = event.key === "Escape" && event.target.closest?.("details.menu[open]");
      if (!menu) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });
})();
