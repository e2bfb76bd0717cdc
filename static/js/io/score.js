// How many predictions were right in this visit, apart for every link and the same in every language.

const WHERE_ONE_IS = ["at", "unit", "speed", "pace", "tab", "panel", "view", "of", "open", "order", "theme", "lang"];

function key() {
  const asked = new URLSearchParams(location.search);
  for (const name of WHERE_ONE_IS) asked.delete(name);
  asked.sort();
  return `celda-predict?${asked}`;
}

export function keptScore() {
  try {
    const { right, n } = JSON.parse(sessionStorage.getItem(key()));
    if (Number.isInteger(right) && Number.isInteger(n)) return { right, n };
  } catch {
    // nothing is kept yet, or the browser keeps nothing
  }
  return { right: 0, n: 0 };
}

export function keepScore(score) {
  try {
    sessionStorage.setItem(key(), JSON.stringify(score));
  } catch {
    // without storage the score lasts as long as the page
  }
}
