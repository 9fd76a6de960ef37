// A row copied from a spreadsheet goes into the number boxes one after another, from the one it was
// pasted into; an empty cell leaves its box as it is. Each box is then checked as if it were typed.
const boxesOf = (form) => [...form.querySelectorAll("input.control-number:not([readonly])")];

function fill(box, text) {
  box.value = text;
  for (const kind of ["input", "change"]) box.dispatchEvent(new Event(kind, { bubbles: true }));
}

document.addEventListener("paste", (event) => {
  const first = event.target.closest("input.control-number");
  const row = (event.clipboardData?.getData("text") ?? "").replace(/[\r\n]+$/, "");
  if (!first?.form || !/[\t\n]/.test(row)) return;
  event.preventDefault();
  const boxes = boxesOf(first.form);
  const from = boxes.indexOf(first);
  row.split(/\t|\r?\n/).forEach((cell, place) => {
    const box = boxes[from + place];
    if (box && cell.trim()) fill(box, cell.trim());
  });
});
