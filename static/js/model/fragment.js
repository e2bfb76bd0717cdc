// What is too long for a query string: compressed, in the fragment of the address.

export const LONG = 1200; // characters of a query string that every chat and mail program still takes
export const LONGEST = 8000; // characters of a link that browsers and servers agree on
const MARK = "#~";
export const BROUGHT = 80_000; // with weights in it: of the fragment, which no server reads
export const FORM = 280_000; // bytes of a form that the server takes, with room for the rest
const MOVED = ["text", "vectors", "overrides", "changes", "brought"];

/** Values of an address → { query: what stays, fragment: what is packed, or null }. */
export function splitLong(values, length) {
  if (length <= LONG) return { query: values, fragment: null };
  const query = {};
  const fragment = {};
  for (const [name, value] of Object.entries(values)) (MOVED.includes(name) ? fragment : query)[name] = value;
  return { query, fragment };
}

/** Texts by name → "#~…"; the same texts give the same fragment. */
export async function pack(values) {
  const text = new URLSearchParams(values).toString();
  return MARK + base64(await through(new CompressionStream("deflate-raw"), new TextEncoder().encode(text)));
}

/** "#~…" → the texts, {} where the fragment is something else; rejects where it is damaged. */
export async function unpack(fragment) {
  if (!fragment.startsWith(MARK)) return {};
  const bytes = await through(new DecompressionStream("deflate-raw"), unbase64(fragment.slice(MARK.length)));
  return Object.fromEntries(new URLSearchParams(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
}

async function through(stream, bytes) {
  const writer = stream.writable.getWriter();
  const done = Promise.all([writer.write(bytes), writer.close()]);
  const [found] = await Promise.all([new Response(stream.readable).arrayBuffer(), done]);
  return new Uint8Array(found);
}

function base64(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function unbase64(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (c) => c.charCodeAt(0));
}
