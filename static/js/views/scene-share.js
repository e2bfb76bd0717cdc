// The line that embeds this scene elsewhere.

export function mountShare(element, text) {
  const button = element.querySelector("[data-copy-snippet]");
  const field = element.querySelector("[data-snippet]");
  if (!button) return null;
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
  return () => button.removeEventListener("click", press);
}
