/** Says how many characters are left; quietly to the eye at once, to a screen reader after a pause. */
export function countCharacters(group) {
  const field = group.querySelector("textarea, input");
  const shown = group.querySelector(".govuk-character-count__message");
  const most = Number(group.dataset.count);
  if (!field || !shown || !most) return;

  const spoken = document.createElement("div");
  spoken.className = "govuk-visually-hidden";
  spoken.setAttribute("aria-live", "polite");
  shown.after(spoken);

  let pause;
  const say = () => {
    const left = most - Array.from(field.value.replace(/\r\n/g, "\n")).length;
    const many = Math.abs(left) === 1 ? "1 character" : `${Math.abs(left)} characters`;
    const words = left < 0 ? `${many} too many` : `${many} left`;
    shown.textContent = words;
    shown.classList.toggle("count-over", left < 0);
    clearTimeout(pause);
    pause = setTimeout(() => { if (left < most / 5) spoken.textContent = words; }, 1000);
  };
  field.addEventListener("input", say);
  addEventListener("pageshow", say);
  say();
}
