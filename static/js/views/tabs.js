// On a phone the laboratory shows one part at a time; elsewhere the tabs are not there.

export function mountTabs(root) {
  const stop = new AbortController();
  const buttons = [...root.querySelectorAll("[data-tab-button]")];
  const choose = (button) => {
    root.dataset.tab = button.dataset.tabButton;
    for (const other of buttons) {
      other.setAttribute("aria-selected", String(other === button));
      other.tabIndex = other === button ? 0 : -1;
    }
  };
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
  if (buttons.length) choose(buttons.find((b) => b.dataset.tabButton === root.dataset.tab) ?? buttons[0]);
  return () => stop.abort();
}
