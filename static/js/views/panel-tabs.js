// The tabs of the second card, with the arrows of their keyboard.

/** Which view the second card shows; the choice outlives another trace. */
export function mountViewTabs(element, opened, signal) {
  const tabs = [...element.querySelectorAll("[role=tab]")];
  const viewOf = (tab) => tab.id.replace("tab-", "");
  const choose = (tab) => opened.set({ panel: tab === tabs[0] ? "" : viewOf(tab) });
  const show = () => {
    const chosen = tabs.find((tab) => viewOf(tab) === opened.get("panel")) ?? tabs[0];
    for (const tab of tabs) {
      tab.setAttribute("aria-selected", String(tab === chosen));
      tab.tabIndex = tab === chosen ? 0 : -1;
      element.querySelector(`#${tab.getAttribute("aria-controls")}`).hidden = tab !== chosen;
    }
  };
  tabs.forEach((tab, k) => {
    tab.addEventListener("click", () => choose(tab), { signal });
    tab.addEventListener(
      "keydown",
      (event) => {
        const by = { ArrowRight: k + 1, ArrowLeft: k - 1, Home: 0, End: -1 }[event.key];
        if (by === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        const next = tabs.at(by % tabs.length);
        next.focus();
        choose(next);
      },
      { signal },
    );
  });
  return opened.subscribe(show);
}
