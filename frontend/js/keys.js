/**
 * A list worked by keyboard: j and k or the arrows move, o opens, x chooses, ? shows the help.
 * Only once the list has been entered: a letter that is spoken or slipped elsewhere does nothing (WCAG 2.1.4).
 */
export function listenForKeys(list) {
  const links = [...list.querySelectorAll("tbody th a, li a[data-row]")];
  const help = document.querySelector(".keys-help");
  if (!links.length) return;

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const here = document.activeElement;
    if (here.matches("textarea, select, input:not([type=checkbox]), [contenteditable]")) return;
    const row = here.closest("tr, li");
    if (!list.contains(here)) return;
    const place = row ? links.findIndex((link) => row.contains(link)) : -1;
    if (event.key === "j" || event.key === "ArrowDown") links[Math.min(place + 1, links.length - 1)].focus();
    else if (event.key === "k" || event.key === "ArrowUp") links[Math.max(place - 1, 0)].focus();
    else if (event.key === "o" && place >= 0) links[place].click();
    else if (event.key === "x" && place >= 0) row.querySelector("input[type=checkbox]")?.click();
    else if (event.key === "?" && help) help.open = !help.open;
    else return;
    event.preventDefault();
  });
}
