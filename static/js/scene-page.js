// A scene's own page: the address says where the reader is.
import { createText } from "./io/text.js";
import { mountScene } from "./views/scene.js";

const KEPT = ["theme", "hide", "lang", "id"];
const { texts, lang } = JSON.parse(document.getElementById("scene-text").textContent);
const text = createText(texts, lang);

export function remember(values) {
  const before = new URLSearchParams(location.search);
  const query = new URLSearchParams();
  for (const name of KEPT) if (before.has(name)) query.set(name, before.get(name));
  for (const [name, value] of Object.entries(values)) query.set(name, value);
  const search = query.size ? `?${query}` : "";
  if (search !== location.search) history.replaceState(null, "", location.pathname + search + location.hash);
}

for (const root of document.querySelectorAll("[data-scene]")) mountScene(root, { text, address: remember });
