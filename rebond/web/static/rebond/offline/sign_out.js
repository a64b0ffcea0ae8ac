// Signing out leaves nothing on a shared tablet: what this user kept to work without network is erased first.

import { ask } from "./dialog.js";
import { countTyped, wipe } from "./store.js";

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-sign-out]") || form.dataset.wiped) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  leave(form);
}, true);

async function leave(form) {
  const owner = form.dataset.signOut;
  try {
    const unsent = await countTyped(owner);
    if (unsent && !await isSure(unsent)) return;
    await wipe(owner);
  } catch {
    // A browser that keeps nothing has nothing to erase.
  }
  form.dataset.wiped = "yes";
  form.requestSubmit();
}

function isSure(unsent) {
  const what = unsent > 1
    ? `${unsent} saisies faites hors connexion ne sont pas envoyées : se déconnecter les efface de cet appareil.`
    : "Une saisie faite hors connexion n'est pas envoyée : se déconnecter l'efface de cet appareil.";
  return ask(`${what} Se déconnecter quand même ?`);
}
