// After a refused save the summary of errors is read first, and each line leads to its field.
const SUMMARY = "[data-error-summary]";

function focusSummary(within) {
  const summary = within.matches?.(SUMMARY) ? within : within.querySelector(SUMMARY);
  summary?.focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-error-summary] a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  const control = field.matches("input, select, textarea")
    ? field
    : field.querySelector("input:not([type=hidden]), select, textarea, button");
  (control ?? field).focus();
  (field.closest(".field") ?? field).scrollIntoView({ block: "center" });
});

document.addEventListener("htmx:load", (event) => focusSummary(event.target));
focusSummary(document);
