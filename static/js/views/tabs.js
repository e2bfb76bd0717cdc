// On a phone one part is shown at a time; elsewhere the tabs are not there.

export function mountTabs(root, { opened }) {
  const stop = new AbortController();
  const buttons = [...root.querySelectorAll("[data-tab-button]")];
  const first = buttons[0]?.dataset.tabButton;
  const choose = ({ dataset: { tabButton: id } }) => opened.set({ tab: id === first ? "" : id });
  const leave = opened.subscribe(() => {
    root.dataset.tab = opened.get("tab") || first;
    for (const button of buttons) {
      const chosen = button.dataset.tabButton === root.dataset.tab;
      button.setAttribute("aria-selected", String(chosen));
      button.tabIndex = chosen ? 0 : -1;
    }
  });
  buttons.forEach((button, k) => {
    button.addEventListener("click", () => choose(button), { signal: stop.signal });
    button.addEventListener(
      "keydown",
      (event) => {
        const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!by) return;
        event.preventDefault();
        event.stopPropagation();
        const next = buttons[(k + by + buttons.length) % buttons.length];
        next.focus();
        choose(next);
      },
      { signal: stop.signal },
    );
  });
  return () => {
    stop.abort();
    leave();
  };
}
