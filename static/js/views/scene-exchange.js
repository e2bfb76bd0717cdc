// Asks the server for the scene as it is set now, and says what is waited for.
import { createLoader } from "../io/page.js";
import { follow } from "../io/progress.js";

const SOON = 150; // ms in which an answer needs no word

/** → ask(query) → the scene's element, null where a newer question has taken its place, false where it failed; and drop(). */
export function createExchange(root, text) {
  const loader = createLoader();
  let left = null;

  async function ask(query) {
    left?.abort();
    const mine = (left = new AbortController());
    const url = new URL(root.dataset.source, location.href);
    for (const [name, value] of Object.entries(query)) if (value !== "") url.searchParams.set(name, value);
    root.setAttribute("aria-busy", "true");
    const slow = setTimeout(() => say(text("scene.busy")), SOON);
    try {
      let page = await loader.load(url.href);
      while (page?.querySelector("[data-unready]")) {
        clearTimeout(slow);
        tellShare({ done: 0, of: 1 });
        await follow(url.href, tellShare, mine.signal);
        page = mine.signal.aborted ? null : await loader.load(url.href);
      }
      if (!page) return null; // a newer one is on its way, and tells when it is there
      settle();
      return page.querySelector(`[data-scene="${root.dataset.scene}"]`);
    } catch (error) {
      if (mine.signal.aborted) return null;
      console.warn(error);
      settle();
      say(text("scene.failed"));
      return false;
    } finally {
      clearTimeout(slow);
    }
  }

  /** What is shown is what is wanted: an answer that is still on its way has no place any more. */
  function drop() {
    left?.abort();
    loader.drop();
    settle();
  }

  /** In tenths: it is read aloud. */
  const tellShare = ({ done, of }) => say(text("scene.learning", { share: text.percent(Math.floor(10 * done / (of || 1)) / 10, 0) }));

  function say(words) {
    for (const busy of root.querySelectorAll("[data-busy]")) if (busy.textContent !== words) busy.textContent = words;
  }

  function settle() {
    root.removeAttribute("aria-busy");
    say("");
  }
  return { ask, drop };
}
