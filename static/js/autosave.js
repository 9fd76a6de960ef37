// The state word of a form that keeps its draft: Saving, Saved 14:02, Not saved.
// A form opts in with data-autosave and htmx attributes; the words come from its save bar.
const barOf = (form) => document.querySelector(`[data-save-bar="${form.id}"]`);
const waiting = new Set();

function show(form, state, at = "") {
  const bar = barOf(form);
  if (!bar) return;
  bar.dataset.state = state;
  bar.querySelector("[data-state-word]").textContent = `${bar.dataset[state] ?? ""} ${at}`.trim();
}

const clock = () =>
  new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hour12: false });

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form?.matches("[data-autosave]")) return;
  waiting.add(form);
  show(form, "changed");
});

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.matches("[data-autosave]")) show(event.target, "saving");
});

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target;
  if (!form.matches("[data-autosave]")) return;
  // The idle lock answers with the way to the password: nothing was saved, nothing is claimed.
  if (event.detail.xhr.getResponseHeader("HX-Redirect")) return;
  if (event.detail.successful) waiting.delete(form);
  show(form, event.detail.successful ? "saved" : "failed", event.detail.successful ? clock() : "");
});

document.addEventListener("click", (event) => {
  const retry = event.target.closest("[data-retry]");
  const form = retry && document.getElementById(retry.closest("[data-save-bar]").dataset.saveBar);
  if (form) form.dispatchEvent(new Event("change", { bubbles: true }));
});

// Changing language, brightness or signing out must not cost the last words typed.
async function keep(form) {
  const body = new FormData(form);
  const headers = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
  await fetch(form.getAttribute("hx-post"), { method: "POST", body, headers: { ...headers, "HX-Request": "true" } });
}

document.addEventListener("submit", (event) => {
  const leaving = event.target.closest("[data-keeps-draft]");
  if (!leaving || event.defaultPrevented || waiting.size === 0) return;
  event.preventDefault();
  const drafts = [...waiting];
  waiting.clear();
  Promise.allSettled(drafts.map(keep)).then(() => leaving.requestSubmit(event.submitter));
});

window.addEventListener("beforeunload", (event) => {
  if ([...waiting].some((form) => barOf(form)?.dataset.state === "failed")) event.preventDefault();
});
