// A page whose networks still train: shows how far they are, then itself.
import { tell as tellHeight } from "./embed-height.js";
import { follow } from "./io/progress.js";

const bar = document.querySelector(".scene-progress");
const said = document.querySelector("[data-busy]");
if (document.body.dataset.id) tellHeight(document.body.dataset.id);

function show({ done, of }) {
  if (of) bar.max = of;
  bar.value = done;
}

follow(location.href, show).then(() => location.reload(), (error) => {
  console.warn(error);
  said.textContent = document.querySelector("[data-unready]").dataset.failed;
  bar.remove();
});
