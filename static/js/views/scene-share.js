// The line that embeds this scene elsewhere, as it stands now.

export function mountShare(element, text) {
  const button = element.querySelector("[data-copy-snippet]");
  const field = element.querySelector("[data-snippet]");
  if (!button) return { tell: () => {}, leave: () => {} };
  const label = button.querySelector("span");
  const before = label.textContent;
  const press = async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      return; // it is selected, and can be copied by hand
    }
    label.textContent = text("scene.copied");
    setTimeout(() => (label.textContent = before), 2000);
  };
  button.addEventListener("click", press);
  return { tell: (values) => { field.value = withKeys(field.value, values); }, leave: () => button.removeEventListener("click", press) };
}

/** A line with an iframe whose address, of its keys, keeps the language alone and takes these. */
export function withKeys(line, values) {
  return line.replace(/src="([^"?]*)[^"]*?(lang=\w+)[^"]*"/, (_, address, lang) => {
    const query = new URLSearchParams(values).toString();
    return `src="${address}?${lang}${query && "&amp;"}${query.replaceAll("&", "&amp;")}"`;
  });
}
