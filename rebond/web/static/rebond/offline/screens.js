// What the page shows: one screen at a time, the state of the network, what is on the device. Nothing is decided here.

import { isLate } from "./vault.js";
import { STATES, counted, dayOf } from "./words.js";

export const find = (name, root = document) => root.querySelector(`[data-${name}]`);

export function showScreen(name) {
  document.querySelectorAll("[data-screen]").forEach((screen) => { screen.hidden = screen.dataset.screen !== name; });
  find("lock").hidden = !["list", "item"].includes(name);
  const heading = document.querySelector(`[data-screen="${name}"] h1`);
  heading.focus();
  window.scrollTo(0, 0);
}

// Read by screen readers too; a fault is an alert.
export function say(place, text, tone = "info") {
  const spot = find(place);
  spot.replaceChildren();
  if (!text) return;
  const alert = document.createElement("div");
  alert.className = `alert alert-${tone}`;
  alert.append(Object.assign(document.createElement("div"), { textContent: text }));
  spot.append(alert);
}

export function showNetwork(isOnline, waiting) {
  const bar = find("network");
  bar.dataset.online = isOnline ? "yes" : "no";
  find("network-icon").className = `bi bi-${isOnline ? "wifi" : "wifi-off"}`;
  find("network-words").textContent = isOnline ? "Réseau disponible" : "Pas de réseau : tout reste sur cet appareil";
  find("waiting").textContent = waiting ? `${counted(waiting, "saisie", "saisies")} à envoyer` : "";
}

function badgeOf(state) {
  const { label, tone, icon } = STATES[state];
  const badge = document.createElement("span");
  badge.className = `tone tone-${tone}`;
  const mark = document.createElement("i");
  mark.className = `bi bi-${icon}`;
  mark.setAttribute("aria-hidden", "true");
  badge.append(mark, label);
  return badge;
}

export function showList(items, { onOpen, onErase }) {
  const late = items.filter((item) => isLate(item, Date.now())).length;
  say("late", late ? `${counted(late, "saisie n'est", "saisies ne sont")} toujours pas dans le dossier : à envoyer, ou à effacer si vous n'en avez plus besoin.` : "", "warning");
  find("empty").hidden = items.length > 0;
  find("items").replaceChildren(...items.map((item) => cardOf(item, onOpen, onErase)));
}

function cardOf(item, onOpen, onErase) {
  const card = document.getElementById("item-card").content.firstElementChild.cloneNode(true);
  find("person", card).textContent = item.person;
  find("title", card).textContent = item.title;
  find("when", card).textContent = [item.when, item.where].filter(Boolean).join(", ");
  find("state", card).append(badgeOf(item.state));
  find("until", card).textContent = item.state === "taken" ? `Gardé jusqu'au ${dayOf(item.expiresAt)}` : `Écrit le ${dayOf(item.typedAt)}`;
  const named = `${item.title}, ${item.person}`;
  const opener = find("open", card);
  opener.textContent = { taken: "Commencer", gone: "Relire" }[item.state] ?? "Continuer";
  opener.setAttribute("aria-label", `${opener.textContent} : ${named}`);
  opener.addEventListener("click", () => onOpen(item));
  find("erase", card).setAttribute("aria-label", `Effacer de cet appareil : ${named}`);
  find("erase", card).addEventListener("click", () => onErase(item));
  return card;
}

// What became of what was sent, each with the way to the file.
export function showResult(item, { outcome, url }) {
  const words = {
    done: `${item.title}, ${item.person} : enregistré dans le dossier.`,
    conflict: `${item.title}, ${item.person} : le dossier a changé entre-temps. Rien n'est perdu.`,
  }[outcome];
  const line = document.createElement("div");
  line.className = `alert alert-${outcome === "done" ? "success" : "warning"}`;
  const text = document.createElement("div");
  const link = Object.assign(document.createElement("a"), { href: url, textContent: outcome === "done" ? "Ouvrir" : "Comparer et choisir" });
  text.append(`${words} `, link);
  line.append(text);
  find("results").append(line);
}

export function clearResults() {
  find("results").replaceChildren();
}
