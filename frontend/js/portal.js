import { saveDrafts } from "./drafts.js";
import { countCharacters } from "./counts.js";
import { listenForKeys } from "./keys.js";
import { showSimilar } from "./similar.js";
import { sendOnce } from "./once.js";

// Each of these makes a page that already works a little kinder. None is needed for any task.
for (const form of document.querySelectorAll("form[data-autosave]")) saveDrafts(form);
for (const group of document.querySelectorAll("[data-count]")) countCharacters(group);
for (const list of document.querySelectorAll("[data-keys]")) listenForKeys(list);
for (const panel of document.querySelectorAll("[data-similar]")) showSimilar(panel);
sendOnce(document);

const summary = document.querySelector("[data-error-summary]");
if (summary) summary.focus();
