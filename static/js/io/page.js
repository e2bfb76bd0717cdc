// Fetches a page as a document; one that is not ready yet (202) says so in itself. The newest request wins; an older one that is still on its way is dropped.

export function createLoader() {
  let request = null;

  /** form: the settings, where they are too long for the url. → the parsed document, or null when a newer request has taken its place. Rejects when it failed. */
  function load(url, form = null) {
    request?.abort();
    const mine = (request = new XMLHttpRequest());
    mine.responseType = "document";
    mine.open(form ? "POST" : "GET", url);
    return new Promise((resolve, reject) => {
      mine.onabort = () => resolve(null);
      mine.onerror = () => reject(new Error(`${url} could not be reached`));
      mine.onload = () => {
        if (mine !== request) resolve(null);
        else if ((mine.status === 200 || mine.status === 202) && mine.response) resolve(mine.response);
        else reject(new Error(`${url} answered ${mine.status}`));
      };
      mine.send(form);
    });
  }
  /** Nobody waits any more for what is on its way. */
  function drop() {
    const late = request;
    request = null;
    late?.abort();
  }
  return { load, drop };
}
