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

/** Calls back once, when the browser has nothing better to do. */
export function idle(fn) {
  if (globalThis.requestIdleCallback) {
    const id = requestIdleCallback(fn, { timeout: 1500 });
    return () => cancelIdleCallback(id);
  }
  const id = setTimeout(fn, 60);
  return () => clearTimeout(id);
}
