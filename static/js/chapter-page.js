// A chapter: its scenes run, its terms explain themselves, its questions answer, and what was read is remembered here only.
import { createDone } from "./io/done.js";
import { createText } from "./io/text.js";
import { html } from "./views/svg.js";
import { mountScene } from "./views/scene.js";

const { texts, lang } = JSON.parse(document.getElementById("scene-text").textContent);
const text = createText(texts, lang);

/** A scene starts when it is near: a chapter has several. */
const watch = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    watch.unobserve(target);
    mountScene(target, { text });
  }
}, { rootMargin: "600px" });
for (const scene of document.querySelectorAll("[data-scene]")) watch.observe(scene);

const button = document.querySelector("[data-mark]");
const { chapterId } = document.querySelector("[data-chapter-id]").dataset;
const done = createDone("celda-read");
const handedIn = createDone("celda-assignments");
for (const mark of document.querySelectorAll("[data-assigned]")) mark.hidden = !handedIn.has(mark.dataset.assigned);

function show() {
  for (const link of document.querySelectorAll("[data-chapter]")) link.toggleAttribute("data-read", done.has(link.dataset.chapter));
  const yes = done.has(chapterId);
  button.setAttribute("aria-pressed", String(yes));
  button.querySelector("span").textContent = button.dataset[yes ? "nameYes" : "nameNo"];
}
button.addEventListener("click", () => {
  done.set(chapterId, !done.has(chapterId));
  show();
});
show();

/** The definition stands over the word while it is pointed at or focused. */
const tip = html("div", { class: "tooltip term-tip", role: "tooltip", id: "term-tip" });
tip.hidden = true;
document.body.append(tip);
const hide = () => {
  tip.hidden = true;
  document.querySelector("[aria-describedby=term-tip]")?.removeAttribute("aria-describedby");
};
function define(event) {
  const term = event.target.closest?.(".term");
  if (!term) return;
  hide();
  tip.textContent = term.dataset.definition;
  tip.hidden = false;
  term.setAttribute("aria-describedby", "term-tip");
  const [box] = term.getClientRects();
  const left = Math.min(Math.max(8, box.left + scrollX), scrollX + document.documentElement.clientWidth - tip.offsetWidth - 8);
  const above = box.top - tip.offsetHeight - 8;
  tip.style.transform = `translate(${Math.round(left)}px, ${Math.round(scrollY + (above > 0 ? above : box.bottom + 8))}px)`;
}
for (const type of ["pointerover", "focusin"]) document.addEventListener(type, define);
for (const type of ["pointerout", "focusout"]) document.addEventListener(type, (event) => event.target.closest?.(".term") && hide());
document.addEventListener("keydown", (event) => event.key === "Escape" && hide());

/** A finger cannot point: its first tap explains, the next one follows the link. */
let tapped = null;
document.addEventListener("click", (event) => {
  const term = event.target.closest?.(".term");
  if (event.pointerType === "touch" && term && term !== tapped) {
    event.preventDefault();
    define(event);
  } else if (!term) hide();
  tapped = term;
});

/** Where the reader is, in the list of sections. */
const sections = [...document.querySelectorAll(".chapter-prose h2[id]")];
const links = new Map([...document.querySelectorAll(".chapter-sections a")].map((link) => [link.hash.slice(1), link]));
function place() {
  const now = sections.findLast((section) => section.getBoundingClientRect().top < innerHeight * 0.35) ?? null;
  for (const [id, link] of links) {
    if (now?.id === id) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}
addEventListener("scroll", place, { passive: true });
place();

/** On a phone the contents are closed at first. */
if (matchMedia("(max-width: 1099px)").matches) document.querySelector(".chapter-menu").open = false;

/** A question that was answered keeps its answer chosen. */
for (const answer of document.querySelectorAll(".question-answer")) {
  answer.addEventListener("toggle", () => {
    if (answer.open) answer.closest(".question").dataset.answered = "";
  });
}
