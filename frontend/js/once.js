/** A form that has been sent is not sent a second time by a second click within five seconds. */
export function sendOnce(root) {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    form.setAttribute("aria-busy", "true");
    setTimeout(() => { delete form.dataset.sent; form.removeAttribute("aria-busy"); }, 5000);
  });
  addEventListener("pageshow", () => {
    for (const form of root.querySelectorAll("form[data-sent]")) { delete form.dataset.sent; form.removeAttribute("aria-busy"); }
  });
}
