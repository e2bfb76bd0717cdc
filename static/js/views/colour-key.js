// The numbers at the ends of a key of colours: another run may reach further.

const LARGE = 100; // from here on without decimals

/** Keys within root say that their scale ends at most. */
export function showEnds(root, most, text) {
  const places = Number.isInteger(most) || most >= LARGE ? 0 : 2;
  for (const low of root.querySelectorAll(".colour-key [data-low]")) low.textContent = text.number(-most, places);
  for (const high of root.querySelectorAll(".colour-key [data-high]")) high.textContent = text.number(most, places);
}
