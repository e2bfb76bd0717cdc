// An assignment: frames as tall as what they show, the laboratory's address handed in, checked without leaving.
import { createDone } from "./io/done.js";
import { createLoader } from "./io/page.js";
import { follow } from "./io/progress.js";

const root = document.querySelector("[data-assignment]");
const form = root.querySelector("[data-part=form]");
const verdict = root.querySelector("[data-part=verdict]");
const done = createDone("celda-assignments");
const loader = createLoader();

addEventListener("message", ({ source, data }) => {
  if (data?.type !== "celda:height") return;
  const frame = [...document.querySelectorAll("iframe")].find((one) => one.contentWindow === source);
  if (frame) frame.height = data.height;
});

/** What the laboratory in the frame has in its address now. */
const laboratory = () => root.querySelector("iframe")?.contentWindow?.location.search ?? "";
const edits = (search) => ["overrides", "changes"].map((key) => new URLSearchParams(search).get(key) ?? "").join(" ");
const prepared = edits(new URL(root.querySelector("iframe")?.src ?? location.href).search);

const field = (name) => form.elements[name];
const links = [...form.querySelectorAll("[data-take]")];
for (const button of links) button.addEventListener("click", () => { field(button.dataset.take).value = laboratory(); });

function show() {
  const passed = verdict.dataset.passed === "1";
  if (passed) done.set(root.dataset.assignment, true);
  root.querySelector("[data-done]").hidden = !done.has(root.dataset.assignment);
}

let latest = null;

/** What still has to be trained says so where the verdict will stand. → tell({done, of}) */
function tellIn(waits) {
  const bar = document.importNode(waits.querySelector("progress"), true);
  verdict.replaceChildren(document.importNode(waits.querySelector("[data-busy]"), true), bar);
  return ({ done, of }) => {
    bar.max = of || 1;
    bar.value = done;
  };
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (links.length === 1 && edits(laboratory()) !== prepared) field(links[0].dataset.take).value = laboratory();
  const url = new URL(form.action);
  url.search = new URLSearchParams(new FormData(form));
  latest?.abort();
  const asked = (latest = new AbortController());
  form.setAttribute("aria-busy", "true");
  try {
    let answer = await loader.load(url.href);
    for (let waits; (waits = answer?.querySelector("[data-unready]")); answer = await loader.load(url.href)) {
      await follow(url.href, tellIn(waits), asked.signal);
      if (asked.signal.aborted) return;
    }
    if (!answer) return;
    const found = document.importNode(answer.querySelector("[data-part=verdict]"), true);
    verdict.dataset.passed = found.dataset.passed;
    verdict.replaceChildren(...found.childNodes);
    for (const control of answer.querySelectorAll("[data-part=form] [name]")) {
      const wrong = control.getAttribute("aria-invalid") === "true";
      const mine = form.querySelector(`[name="${control.name}"]`);
      mine.closest(".field")?.classList.toggle("field-wrong", wrong);
      mine.toggleAttribute("aria-invalid", wrong);
    }
    for (const link of answer.querySelectorAll("[data-language]")) document.querySelector(`[data-language="${link.dataset.language}"]`).href = link.href;
    history.replaceState(null, "", url.href);
    show();
    verdict.focus({ preventScroll: true });
    verdict.scrollIntoView({ block: "nearest" });
  } catch (error) {
    console.warn(error);
    form.submit(); // the page as the server draws it, which says what is wrong
  } finally {
    if (latest === asked) form.removeAttribute("aria-busy");
  }
});
show();
