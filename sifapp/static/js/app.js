/* What does the browser add to pages that already work without it?

   1. Focus and spoken text after htmx has changed a part of the page.
   2. A draft that survives closing the tab and a lost connection.
   3. Counting words.
   4. One submission for two clicks.
   5. A message when a request fails.
   6. A word before one is signed out.
   7. A conversation: the newest turn in sight, and Ctrl + Enter sends.
   8. Another language on a page with text that is not stored: the text comes along. */

/* 1. Focus and announcements */

const announcer = document.getElementById("announcer");

function announce(text) {
  // Emptied first, or the same sentence would not be read a second time.
  announcer.textContent = "";
  setTimeout(() => { announcer.textContent = text; }, 100);
}

// Each mark works once. Without one, the focus stays where the reader put it.
function takeMark(root, mark) {
  const element = root.matches(`[${mark}]`) ? root : root.querySelector(`[${mark}]`);
  element?.removeAttribute(mark);
  return element;
}

function attendTo(root) {
  takeMark(root, "data-focus")?.focus();
  const spoken = takeMark(root, "data-announce");
  if (spoken) announce(spoken.textContent.trim());
}

attendTo(document.body);
document.addEventListener("htmx:afterSettle", (event) => attendTo(event.target));

/* 2. Autosave: htmx posts the form while one types (see autosave() in components/forms.html) */

const drafts = new WeakMap(); // form → {changed: not yet sent, failures: how many in a row}

function draftOf(form) {
  if (!form?.matches?.("form[data-autosave-url]")) return null;
  if (!drafts.has(form)) drafts.set(form, { changed: false, failures: 0 });
  return drafts.get(form);
}

function allDrafts() {
  return [...document.querySelectorAll("form[data-autosave-url]")].map((form) => [form, draftOf(form)]);
}

function noteSaved(form, status) {
  const draft = draftOf(form);
  // 401: the server has kept the text and sends the reader to sign in.
  if ((status >= 200 && status < 400) || status === 401) {
    draft.failures = 0;
    return;
  }
  draft.changed = true;
  draft.failures += 1;
  const line = document.getElementById("save-status");
  if (status === 0 || status === 429 || status >= 500) {
    line.textContent = line.dataset.unreachable;
    setTimeout(() => htmx.trigger(form, "save-again"), Math.min(60, 2 ** draft.failures) * 1000);
  } else if (status !== 409 && status !== 422) { // these two bring a text of their own
    line.textContent = line.dataset.refused;
  }
}

function saveBeforeLeaving() {
  const headers = { ...JSON.parse(document.body.getAttribute("hx-headers")), "HX-Request": "true" };
  for (const [form, draft] of allDrafts()) {
    if (!draft.changed) continue;
    draft.changed = false;
    fetch(form.dataset.autosaveUrl, { method: "POST", body: new FormData(form), headers, keepalive: true })
      .then(async (response) => {
        // The reader may come back to this tab, so the answer (time, version) is taken in as htmx would.
        if (response.ok) htmx.swap("#save-status", await response.text(), { swapStyle: "innerHTML" });
        noteSaved(form, response.status);
      })
      .catch(() => noteSaved(form, 0));
  }
}

for (const kind of ["input", "change"]) {
  document.addEventListener(kind, (event) => {
    const draft = draftOf(event.target.form);
    if (draft) draft.changed = true;
    // Whoever leaves a field has finished a thought, and may be told what it lacks.
    const left = event.target.form?.elements.left;
    if (draft && left && kind === "change") left.value = "yes";
  }, true);
}
document.addEventListener("htmx:beforeRequest", (event) => {
  const draft = draftOf(event.target);
  if (!draft) return;
  if (!draft.changed) event.preventDefault();
  draft.changed = false;
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (draftOf(event.target)) noteSaved(event.target, event.detail.xhr.status);
});
document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
  // What the reader has unfolded stays so in the new remarks.
  const unfolded = detail.target.querySelector("details[open]");
  if (unfolded) detail.fragment.querySelector("details")?.setAttribute("open", "");
});
document.addEventListener("submit", (event) => {
  const draft = draftOf(event.target);
  if (draft) draft.changed = false; // the submission carries the text
});

// Whoever presses a button leaves the field, and so saves it. New remarks that came between press and release would
// push the button away beneath the pointer, and the press would be lost; so they wait for the release.
let pressed = false;
let heldSwap = null; // of the latest answer

document.addEventListener("pointerdown", () => { pressed = true; }, true);
for (const kind of ["pointerup", "pointercancel"]) {
  document.addEventListener(kind, () => {
    pressed = false;
    setTimeout(() => { // after the click
      heldSwap?.();
      heldSwap = null;
    });
  }, true);
}
document.addEventListener("htmx:beforeSwap", (event) => {
  const { requestConfig, serverResponse, shouldSwap, target } = event.detail;
  if (!pressed || !shouldSwap || !draftOf(requestConfig.elt)) return;
  event.preventDefault();
  heldSwap = () => htmx.swap(target, serverResponse, { swapStyle: "innerHTML" });
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") saveBeforeLeaving();
});
window.addEventListener("pagehide", saveBeforeLeaving);
window.addEventListener("online", () => {
  for (const [form, draft] of allDrafts()) if (draft.failures) htmx.trigger(form, "save-again");
});
window.addEventListener("beforeunload", (event) => {
  if (allDrafts().some(([, draft]) => draft.changed && draft.failures)) event.preventDefault();
});

/* 3. Word counts, spoken only when one pauses near the limit */

let pause;

document.addEventListener("input", ({ target }) => {
  const limit = Number(target.dataset.wordLimit);
  if (!limit) return;
  const line = document.getElementById(`${target.id}-count`);
  const count = target.value.split(/\s+/).filter(Boolean).length;
  const sentence = count > limit ? line.dataset.over : line.dataset.within;
  line.textContent = sentence.replace("{count}", count).replace("{over}", count - limit);
  line.classList.toggle("word-count-over", count > limit);
  clearTimeout(pause);
  if (count > limit * 0.9) pause = setTimeout(() => announce(line.textContent), 1500);
});

/* 4. One submission: the server is the real guard, so the button wakes up again by itself */

function wake(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-disabled", "true");
  setTimeout(() => wake(form), 10000);
}, true);
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.target.matches("[data-once]")) wake(event.target);
});

/* 5. Failed requests; a draft says so in its own line */

const messages = document.getElementById("messages");
let failure;

function showFailure(event, template) {
  if (draftOf(event.target)) return;
  failure?.remove();
  failure = document.getElementById(template).content.firstElementChild.cloneNode(true);
  messages.append(failure);
  messages.scrollIntoView({ block: "nearest" });
}

document.addEventListener("htmx:sendError", (event) => showFailure(event, "request-unreachable"));
document.addEventListener("htmx:responseError", (event) => showFailure(event, "request-failed"));
document.addEventListener("htmx:beforeRequest", () => failure?.remove());

/* 6. A word before one is signed out; whatever reaches the server counts as use, so whoever writes never sees it */

const WARN_BEFORE = 5; // minutes, as the line says
const idleWarning = document.getElementById("idle-warning");
let idleTimer;

function waitForIdle() {
  if (!idleWarning) return;
  idleWarning.hidden = true;
  clearTimeout(idleTimer);
  const minutes = Math.max(1, idleWarning.dataset.minutes - WARN_BEFORE);
  idleTimer = setTimeout(() => {
    idleWarning.hidden = false;
    announce(idleWarning.querySelector("p").textContent);
  }, minutes * 60000);
}

waitForIdle();
document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) waitForIdle(); });
idleWarning?.querySelector("button").addEventListener("click", () => {
  for (const [form, draft] of allDrafts()) {
    draft.changed = true; // saved anew, though nothing was typed
    htmx.trigger(form, "save-again");
  }
  document.getElementById("main").focus();
});

/* 7. A conversation: the newest turn in sight, and Ctrl + Enter sends */

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id === "talk") document.getElementById("latest")?.scrollIntoView({ block: "nearest" });
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("#talk textarea")) {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
});

/* 8. Another language on a page with text that is not stored: the text comes along */

const languageButton = document.querySelector(".site-person button[form]");
const unsent = () => languageButton?.form?.querySelector("textarea"); // asked anew: htmx puts others in its place
const carried = sessionStorage.getItem("unsent");
sessionStorage.removeItem("unsent");
if (carried && unsent()?.value === "") unsent().value = carried;
languageButton?.addEventListener("click", () => {
  if (unsent()?.value) sessionStorage.setItem("unsent", unsent().value);
});
