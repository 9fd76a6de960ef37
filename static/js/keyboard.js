// "/" finds a participant, "?" shows the keys, Alt+S saves, digits answer a question with choices.
// Single keys can be switched off: some people speak to their computer, and words are keys then.
const REMEMBERED = "concord.single-keys";
const singleKeys = () => localStorage.getItem(REMEMBERED) !== "off";
const typing = (target) =>
  target.closest("input:not([type=radio]):not([type=checkbox]), select, textarea, [contenteditable]");

function save() {
  const button = document.querySelector("[data-save]:not(:disabled)");
  button?.focus();
  button?.click();
}

// Answers that are digits themselves, such as a score or a grade, are chosen by what they say:
// "1" for the first of them would record a 0.
function choose(target, digit) {
  const choices = [...(target.closest("[data-choices]")?.querySelectorAll("input") ?? [])];
  const coded = choices.every(({ value }) => /^\d$/.test(value));
  const choice = coded ? choices.find(({ value }) => value === digit) : choices[digit - 1];
  if (!choice) return false;
  choice.focus();
  choice.click();
  return true;
}

function single(event) {
  if (event.key === "/") document.querySelector("[data-find]")?.focus();
  else if (event.key === "?") document.getElementById("keys")?.showModal();
  else return false;
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.altKey && event.code === "KeyS") {
    event.preventDefault();
    save();
    return;
  }
  if (event.altKey || event.ctrlKey || event.metaKey || typing(event.target)) return;
  const done = /^\d$/.test(event.key)
    ? choose(event.target, event.key)
    : singleKeys() && single(event);
  if (done) event.preventDefault();
});

const box = document.querySelector("[data-single-keys]");
if (box) {
  box.checked = singleKeys();
  box.addEventListener("change", () => localStorage.setItem(REMEMBERED, box.checked ? "on" : "off"));
}
