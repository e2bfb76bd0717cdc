// The address bar: settings in the query, what is too long for it compressed in the fragment.
import { BROUGHT, LONGEST, splitLong } from "../model/fragment.js";
import { linked, unlinked } from "./kept.js";
import { readQuery, writeQuery } from "../model/url-state.js";

const PACKED = "#~";
const FRAME = ["lang", "theme", "id"]; // what a host asks of a frame stays in its address

/**
 * tooLong(characters, kept) is told how long a link would be that cannot be written, 0 when all is well; kept: whether
 * the link speaks of weights that only this tab has.
 */
export function createAddress(table, { tooLong }) {
  let values = readQuery(location.search, table);
  let turn = 0;
  let owed = false; // an entry of the history that a newer write must make

  const framed = location.pathname.startsWith("/embed/");
  const asked = [...new URLSearchParams(location.search)].filter(([name]) => framed && FRAME.includes(name));
  function written(settings) {
    const query = new URLSearchParams(asked).toString();
    const own = writeQuery(settings, table);
    return query ? `${own}${own ? "&" : "?"}${query}` : own;
  }

  const filled = (all) => readQuery(writeQuery(all, table), table);

  return {
    get values() { return values; },
    get packed() { return location.hash.startsWith(PACKED); },
    /** The settings of the address as it stands; rejects where the fragment is damaged. */
    async read() {
      values = { ...readQuery(location.search, table) };
      if (location.hash.startsWith(PACKED)) values = { ...values, ...(await unlinked(location.hash)) };
      return values;
    },
    async write(next, push = false) {
      values = filled(next);
      owed ||= push;
      const mine = ++turn;
      const { query, fragment } = splitLong(values, writeQuery(values, table).length);
      const { hash: found, kept: mineAlone } = fragment ? await linked(fragment) : { hash: "", kept: false };
      if (mine !== turn) return;
      const fits = found.length <= (values.brought ? BROUGHT : LONGEST);
      tooLong(fits ? 0 : found.length, mineAlone);
      const kept = location.hash.startsWith(PACKED) ? "" : location.hash;
      const url = location.pathname + written(query) + (fits ? found || kept : "");
      if (url !== location.pathname + location.search + location.hash) history[owed ? "pushState" : "replaceState"](null, "", url);
      owed = false;
    },
  };
}
