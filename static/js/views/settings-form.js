// The settings: every change asks for a new page; what the reader is doing in the form survives it.

import { answerForm } from "../io/forms.js";

const TYPING = 450;

/** change(name, text) is called when a setting was changed; text fields wait until the typing pauses. */
export function mountSettingsForm(form, { change }) {
  const stop = new AbortController();
  const on = (type, listener) => form.addEventListener(type, listener, { signal: stop.signal });
  const sent = new Map(fields(form).map((field) => [field, field.value]));
  let waiting = null;

  function send(field) {
    clearTimeout(waiting);
    field.removeAttribute("data-unsent");
    if (field.type === "number" && !field.validity.valid && !field.validity.rangeOverflow && !field.validity.rangeUnderflow) return;
    if (field.type !== "radio" && sent.get(field) === field.value) return;
    sent.set(field, field.value);
    change(field.name, field.value);
  }

  on("input", (event) => {
    const field = event.target;
    if (event.isComposing || !["text", "number"].includes(field.type)) return;
    clearTimeout(waiting);
    field.setAttribute("data-unsent", "");
    if (field.value.trim() !== "") waiting = setTimeout(() => send(field), TYPING);
  });
  on("compositionend", (event) => {
    waiting = setTimeout(() => send(event.target), TYPING);
  });
  on("click", (event) => {
    const pointed = event.detail > 0 && event.target.matches(".menu-choice input");
    if (pointed) event.target.closest("details").open = false; // the arrow keys leave it open
  });
  on("change", (event) => {
    if (event.target.name === "predict") closeMenus(event.target); // the question stands under them
    send(event.target);
  });
  const unanswer = answerForm(form, () => {
    if (form.contains(document.activeElement) && document.activeElement.name) send(document.activeElement);
  });

  const share = form.querySelector("[data-share]");
  share?.addEventListener("click", () => copy(location.href, share, form.dataset.copied), { signal: stop.signal });

  return () => {
    clearTimeout(waiting);
    unanswer();
    stop.abort();
  };
}

/** What the reader is doing in the form: the focused field, its text and caret, the open menus. */
export function doing(form) {
  const field = form.contains(document.activeElement) ? document.activeElement : null;
  const caret = field?.type === "text" ? [field.selectionStart, field.selectionEnd] : null;
  return {
    name: field?.name,
    value: field?.value,
    unsent: field?.hasAttribute("data-unsent"),
    kind: field?.type,
    caret,
    menus: [...form.querySelectorAll("details")].map((menu) => menu.open),
    sheet: form.querySelector("#settings-rest:popover-open") !== null,
  };
}

/** The same in the form that took its place. */
export function restore(form, was) {
  const menus = [...form.querySelectorAll("details")];
  was.menus.forEach((open, k) => menus[k] && (menus[k].open = open));
  if (was.sheet) form.querySelector("#settings-rest")?.showPopover?.();
  if (!was.name) return;
  const same = fields(form).filter((field) => field.name === was.name);
  const field = same.find(({ checked }) => checked) ?? same[0];
  if (!field || field.disabled) return;
  field.focus({ preventScroll: true });
  if (was.unsent) {
    field.value = was.value; // typed while an older answer was on its way
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  if (was.kind !== "text" || field.type !== "text") return;
  if (was.caret) field.setSelectionRange(...was.caret);
}

function fields(form) {
  return [...form.elements].filter(({ name }) => name);
}

function closeMenus(field) {
  const menu = field.closest("details");
  if (menu) menu.open = false;
  const sheet = field.closest("#settings-rest");
  if (sheet?.matches(":popover-open")) sheet.hidePopover();
}

async function copy(text, button, done) {
  const label = button.querySelector("span");
  const before = label.textContent;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    return; // the address bar has the same link
  }
  label.textContent = done;
  setTimeout(() => (label.textContent = before), 2000);
}
