// Figures from the API: the request of the trace on the page, in the page's language and theme.

const ADDRESS = new URL("/api/v1/figures/", location.href);

/** (view, trace request, look) → the figure as plain data; rejects with the problem's own words. */
export async function loadFigure(view, request, look, signal) {
  const { digits, include_params, nodes, ...trace } = request;
  const answer = await fetch(new URL(view, ADDRESS), {
    method: "POST",
    headers: { "Content-Type": "application/json", "Accept-Language": look.lang },
    body: JSON.stringify({ ...trace, ...look }),
    signal,
  });
  const found = await answer.json();
  if (!answer.ok) throw new Error(found.detail ?? answer.statusText);
  return found;
}

const dark = matchMedia("(prefers-color-scheme: dark)");

export const language = () => document.documentElement.lang;

/** "light" or "dark", whoever chose it. */
export const theme = () => document.documentElement.dataset.theme ?? (dark.matches ? "dark" : "light");

export function onTheme(changed, signal) {
  document.documentElement.addEventListener("themechange", changed, { signal });
  dark.addEventListener("change", changed, { signal });
}

/** Calls back with whether a page is being laid out for paper. */
export function onPrint(changed, signal) {
  addEventListener("beforeprint", () => changed(true), { signal });
  addEventListener("afterprint", () => changed(false), { signal });
  matchMedia("print").addEventListener("change", ({ matches }) => changed(matches), { signal });
}

/** The light theme's ink for each of the dark one's: paper is light whatever the screen was. */
export function inksOnPaper() {
  const sheet = [...document.styleSheets].find(({ href }) => href?.includes("/css/tokens.css"));
  const rules = [...(sheet?.cssRules ?? [])].flatMap((rule) => (rule instanceof CSSMediaRule ? [...rule.cssRules] : [rule]));
  const inks = (selector) => Object.fromEntries(rules.filter(({ selectorText }) => selectorText === selector)
    .flatMap(({ style }) => [...style].map((name) => [name, style.getPropertyValue(name).trim().toLowerCase()])));
  const [light, dark] = [inks(":root"), inks(':root[data-theme="dark"]')];
  const names = Object.keys(dark).filter((name) => dark[name].startsWith("#")).reverse(); // of two names for one ink, the first
  return new Map(names.map((name) => [dark[name], light[name]]));
}

/** Calls back once, when the browser has nothing better to do. */
export function idle(fn) {
  if (globalThis.requestIdleCallback) {
    const id = requestIdleCallback(fn, { timeout: 1500 });
    return () => cancelIdleCallback(id);
  }
  const id = setTimeout(fn, 60);
  return () => clearTimeout(id);
}

/** Resolves when the browser has nothing better to do while the story rests: what is dear does not stop what moves. */
export async function calm(timeline) {
  do {
    await rest(timeline);
    await new Promise(idle);
  } while (!timeline.resting);
}

function rest(timeline) {
  return new Promise((resolve) => {
    if (timeline.resting) return resolve();
    const leave = timeline.subscribe(() => {
      if (!timeline.resting) return;
      resolve();
      leave();
    });
  });
}
