// A sent form cannot be sent twice by an impatient hand; the server refuses doubles as well.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method === "dialog") return;
  const button = event.submitter;
  if (!button?.matches(".button")) return;
  button.classList.add("is-busy");
  setTimeout(() => button.setAttribute("aria-disabled", "true"), 0);
  // A download leaves the page where it is: the button comes back by itself.
  setTimeout(() => rest(button), 10_000);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button.is-busy");
  if (button) event.preventDefault();
});

function rest(button) {
  button.classList.remove("is-busy");
  button.removeAttribute("aria-disabled");
}

// The page may come back from the browser's memory with its buttons still grey.
window.addEventListener("pageshow", () => {
  document.querySelectorAll(".is-busy").forEach(rest);
});
