// Parts of a date: an unknown month leaves no known day. Nothing typed is thrown away here;
// the box is only set aside, and comes back when "unknown" is taken back.
function setAside(date) {
  const unknown = (part) => date.querySelector(`[data-unknown="${part}"]`);
  const month = unknown("month");
  const day = unknown("day");
  if (month?.checked && day) day.checked = true;
  for (const part of ["month", "day"]) {
    const input = date.querySelector(`[data-part="${part}"]`);
    if (input) input.readOnly = Boolean(unknown(part)?.checked);
  }
}

document.addEventListener("change", (event) => {
  const date = event.target.closest("[data-date]");
  if (!date) return;
  if (event.target.dataset.unknown === "day" && !event.target.checked) {
    const month = date.querySelector('[data-unknown="month"]');
    if (month) month.checked = false;
  }
  setAside(date);
});

// The wheel must not change a laboratory value while the page is scrolled.
document.addEventListener("wheel", (event) => {
  if (event.target === document.activeElement && event.target.type === "number") event.target.blur();
}, { passive: true });

document.addEventListener("htmx:load", (event) => event.target.querySelectorAll("[data-date]").forEach(setAside));
document.querySelectorAll("[data-date]").forEach(setAside);
