// What scrolls inside the page takes the focus, so that keys can scroll it; what does not scroll is no stop on the way.

export function mountScrollers(root) {
  const all = [...root.querySelectorAll("[data-scroller]")].map((element) => ({ element, role: element.getAttribute("role"), label: element.getAttribute("aria-label") }));
  const sized = new ResizeObserver(() => all.forEach(follow));

  /** Named as a region only while there is something to scroll to; never taken from under the focus. */
  function follow({ element, role, label }) {
    const scrolls = element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight;
    if (scrolls === element.hasAttribute("data-scrolls") && scrolls === element.hasAttribute("tabindex")) return;
    if (!scrolls && element === document.activeElement) return;
    element.toggleAttribute("data-scrolls", scrolls);
    for (const [name, value] of Object.entries({ tabindex: "0", role, "aria-label": label })) {
      if (scrolls) element.setAttribute(name, value);
      else element.removeAttribute(name);
    }
  }

  for (const { element } of all) {
    sized.observe(element);
    for (const child of element.children) sized.observe(child);
  }
  return () => sized.disconnect();
}
