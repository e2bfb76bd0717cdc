// The copies of the cell slide over one another and apart again.

export function mount({ data, element, locals }) {
  const drawing = element.querySelector("svg.unrolled");
  const copies = [...drawing.querySelectorAll(".copy")];
  const loop = drawing.querySelector(".roll-loop");
  const middle = (copies.length - 1) / 2;
  function roll(value) {
    const rolled = value === "1";
    copies.forEach((copy, k) => { copy.style.transform = rolled ? `translateX(${(middle - k) * data.figure.pitch}px)` : ""; });
    const place = drawing.parentElement; // narrower than the drawing on a phone
    if (rolled) place.scrollLeft = (drawing.clientWidth - place.clientWidth) / 2;
    else if (drawing.classList.contains("is-rolled")) place.scrollLeft = 0;
    drawing.classList.toggle("is-rolled", rolled);
    loop.style.transform = `translateX(${middle * data.figure.pitch}px)`;
    const field = element.querySelector("[name=rolled]");
    if (field) field.checked = rolled;
  }
  locals.rolled = roll;
  roll(data.values.rolled);
}
