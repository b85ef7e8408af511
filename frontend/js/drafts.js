const SAVE_AFTER = 1500; // milliseconds without typing before a save
const LONGEST = 60000; // between two attempts while the connection is lost

/**
 * Saves a draft while it is typed: form[data-autosave] is posted as it stands to that address.
 * Each request carries a higher "turn", so that the portal knows what this page sent last, in whatever order it arrives.
 * 2xx means saved; JSON {"version": n} renews the hidden field of that name. 422 says why not yet. 401, 403
 * and 409 stop the saving and say so. While saving fails, and only then, a copy of what was typed waits in this tab.
 */
export function saveDrafts(form) {
  const address = form.dataset.autosave;
  const copy = `draft ${address}`;
  const said = form.querySelector("[data-saving]");
  let timer;
  let wait = SAVE_AFTER;
  let sending = false;
  let again = false;
  let stopped = false;

  const say = (words) => { if (said) said.textContent = words; };
  const typed = () => [...new FormData(form)].filter(([name, value]) =>
    typeof value === "string" && !["csrf_token", "idempotency_key", "version", "sheet", "turn"].includes(name));
  const keep = () => { try { sessionStorage.setItem(copy, JSON.stringify(typed())); } catch { /* full or forbidden */ } };
  const forget = () => { try { sessionStorage.removeItem(copy); } catch { /* forbidden */ } };
  const count = () => { const turn = form.elements.turn; if (turn) turn.value = Number(turn.value) + 1; };
  let last = JSON.stringify(typed());

  // What the portal says of a save as the page opens is announced too: words that are there from the start are not.
  const before = said?.textContent.trim();
  if (before) { said.textContent = ""; setTimeout(() => say(before), 400); }

  async function save() {
    if (stopped) return;
    if (sending) { again = true; return; }
    const now = JSON.stringify(typed());
    if (now === last) return;
    sending = true;
    count();
    const body = new FormData(form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    body.delete("idempotency_key"); // each save is its own; the key belongs to sending
    try {
      const answer = await fetch(address, {
        method: "POST", body, credentials: "same-origin", redirect: "manual",
        headers: { Accept: "application/json", "X-Autosave": "1", "X-CSRFToken": form.elements.csrf_token?.value ?? "" },
      });
      if (answer.ok) {
        last = now;
        wait = SAVE_AFTER;
        forget();
        settle();
        const facts = await answer.json().catch(() => ({}));
        if (facts.version !== undefined && form.elements.version) form.elements.version.value = facts.version;
        say(`Saved at ${new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })}`);
      } else if (answer.status === 409) {
        stopped = true;
        keep();
        say("This draft was changed in another tab or by a co-author. Your words are still here: copy them before you load it again.");
      } else if (answer.status === 422) {
        keep();
        const facts = await answer.json().catch(() => ({}));
        say(facts.error?.message ?? "Not saved yet: something cannot be kept as it is typed. It is still here.");
      } else if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
        stopped = true;
        keep();
        say("You have been signed out. Sign in again in this tab: what you typed waits here for you.");
      } else throw new Error(String(answer.status));
    } catch {
      keep();
      say("Not saved: no connection. What you typed is kept in this tab, and we are trying again.");
      wait = Math.min(wait * 2, LONGEST);
      timer = setTimeout(save, wait);
    }
    sending = false;
    if (again) { again = false; timer = setTimeout(save, SAVE_AFTER); }
  }

  /** What was wrong when the page opened is kept by now: it is not said any longer. */
  function settle() {
    document.querySelector("[data-error-summary]")?.remove();
    for (const words of form.querySelectorAll(".govuk-error-message")) words.remove();
    for (const css of ["form-group", "input", "textarea", "select"]) {
      for (const one of form.querySelectorAll(`.govuk-${css}--error`)) one.classList.remove(`govuk-${css}--error`);
    }
    for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
    document.title = document.title.replace(/^Error: /, "");
  }

  const soon = () => { clearTimeout(timer); timer = setTimeout(save, wait); };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("submit", () => { clearTimeout(timer); stopped = true; count(); });
  addEventListener("pageshow", (event) => { if (event.persisted) stopped = false; });
  addEventListener("online", () => { wait = SAVE_AFTER; save(); });
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });

  offer();

  /** Where a copy is left from a save that failed, and says something else than the page: offer it. */
  function offer() {
    let kept;
    try { kept = JSON.parse(sessionStorage.getItem(copy)); } catch { return; }
    if (!kept) return;
    // A page that came back with its errors holds what was typed already.
    if (JSON.stringify(kept) === last || document.querySelector("[data-error-summary]")) { forget(); return; }
    const box = document.createElement("div");
    box.className = "notice notice-attention";
    box.setAttribute("role", "status");
    const words = document.createElement("p");
    words.textContent = "Some of what you typed here had not been saved.";
    const put = button("Put it back", "govuk-button govuk-button--secondary", () => {
      for (const field of form.elements) if (["checkbox", "radio"].includes(field.type)) field.checked = false;
      const places = {};
      for (const [name, value] of kept) {
        const found = form.elements[name];
        if (!found) continue;
        const many = found instanceof RadioNodeList ? [...found] : [found];
        const boxes = many.filter((one) => ["checkbox", "radio"].includes(one.type));
        if (boxes.length) for (const one of boxes) { if (one.value === value) one.checked = true; }
        else { places[name] = (places[name] ?? -1) + 1; if (many[places[name]]) many[places[name]].value = value; }
      }
      box.remove();
      form.dispatchEvent(new Event("input", { bubbles: true }));
    });
    const drop = button("Leave it", "button-quiet", () => { forget(); box.remove(); });
    box.append(words, put, drop);
    form.before(box);
  }

  function button(words, css, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = css;
    made.textContent = words;
    made.addEventListener("click", act);
    return made;
  }
}
