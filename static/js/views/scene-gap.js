// The reader's own length is trained where it is asked for.
import { answerForm } from "../io/forms.js";

export function mount({ find, set }) {
  const form = find("own")?.querySelector("form");
  if (!form) return null;
  return answerForm(form, () => { if (form.reportValidity()) set("own", form.elements.own.value); });
}
