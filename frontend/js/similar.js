const ASK_AFTER = 600;
const SHORTEST = 12; // characters before it is worth asking

/**
 * "Has this been tried?" while typing. <div data-similar="/address" data-from="title body"> asks with what
 * those fields hold and shows the fragment of HTML that comes back. The panel keeps its height: nothing jumps.
 */
export function showSimilar(panel) {
  const place = panel.querySelector("[data-similar-list]") ?? panel;
  const fields = (panel.dataset.from ?? "title body").split(" ")
    .map((name) => document.querySelector(`form [name="${CSS.escape(name)}"]`)).filter(Boolean);
  let timer;
  let asked = "";
  let running;

  async function ask() {
    const words = new URLSearchParams(fields.map((field) => [field.name === "body" ? "text" : field.name, field.value.slice(0, 400)]));
    if (fields.reduce((sum, field) => sum + field.value.trim().length, 0) < SHORTEST) return;
    if (words.toString() === asked) return;
    asked = words.toString();
    running?.abort();
    running = new AbortController();
    try {
      const answer = await fetch(`${panel.dataset.similar}?${words}`, {
        credentials: "same-origin", signal: running.signal, headers: { Accept: "text/html", "X-Fragment": "1" },
      });
      if (answer.ok && answer.headers.get("content-type")?.startsWith("text/html") && !answer.redirected) {
        place.innerHTML = await answer.text();
      }
    } catch { /* the panel is a kindness: without it the page is whole */ }
  }
  for (const field of fields) field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, ASK_AFTER); });
}
