// Weights that are too many for a link: kept for this tab, under a name that the link says instead.
import { BROUGHT, pack, unpack } from "../model/fragment.js";

const PLACE = "celda.weights.";

/** Texts of a fragment → { hash: "#~…", kept: whether it speaks of this tab alone }. */
export async function linked(values) {
  const hash = await pack(values);
  const { brought, ...rest } = values;
  if (hash.length <= BROUGHT || !brought) return { hash, kept: false };
  const name = keep(brought);
  return name ? { hash: await pack({ ...rest, kept: name }), kept: true } : { hash, kept: false };
}

/** "#~…" → the texts, with the weights that this tab keeps; rejects where it is damaged, with Gone where it keeps none. */
export async function unlinked(hash) {
  const { kept, ...values } = await unpack(hash);
  if (!kept) return values;
  const brought = sessionStorage.getItem(PLACE + kept);
  if (!brought) throw new Gone();
  return { ...values, brought };
}

export class Gone extends Error {}

/** The name under which a text is kept; "" where the browser keeps nothing. */
function keep(text) {
  const name = nameOf(text);
  for (const room of [() => {}, forget]) {
    try {
      room();
      sessionStorage.setItem(PLACE + name, text);
      return name;
    } catch {
      // the tab's room is full, or closed to pages
    }
  }
  return "";
}

function forget() {
  for (const name of Object.keys(sessionStorage)) if (name.startsWith(PLACE)) sessionStorage.removeItem(name);
}

/** Fowler-Noll-Vo, 32 bits, and the length: the same text has the same name. */
function nameOf(text) {
  let hash = 0x811c9dc5;
  for (let k = 0; k < text.length; k += 1) hash = Math.imul(hash ^ text.charCodeAt(k), 0x01000193);
  return `${(hash >>> 0).toString(36)}-${text.length.toString(36)}`;
}
