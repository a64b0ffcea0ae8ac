// Working without network: take along, type, come back, send. The parts: vault.js keeps, forms.js reads, sending.js talks.

import { inventCode } from "./cipher.js";
import { ask } from "./dialog.js";
import { clearErrors, fillForm, formIn, isBlank, readAnswers, showErrors, textOf } from "./forms.js";
import { MOST_PHOTOS, showThumbnails, shrink } from "./photos.js";
import { clearResults, find, say, showList, showNetwork, showResult, showScreen } from "./screens.js";
import { sendItem, sendPhotos, take, whoIsSignedIn } from "./sending.js";
import { removeExpired, wipe } from "./store.js";
import { createVault, listVaults, openVault, weaknessOf } from "./vault.js";
import { counted, hourOf } from "./words.js";

const SAVE_DELAY = 600;
const LOCK_DELAY = 10 * 60 * 1000;
const addresses = find("addresses").dataset;

let vault = null; // open, or null
let user = null; // { owner, name, csrf } of who is signed in; "signed-out"; null without network
let items = []; // what is in the open vault
let current = null; // the item on screen
let form = null; // its form
let shown = ""; // what it holds, as last kept
let saveTimer = 0;
let lockTimer = 0;

// --- Opening -----------------------------------------------------------------------

async function start() {
  if (!window.isSecureContext || !window.indexedDB || !navigator.serviceWorker) return showScreen("unsupported");
  navigator.serviceWorker.register(addresses.worker, { scope: "/" }).then(tellWhenReady);
  navigator.storage?.persist?.();
  await removeExpired(Date.now());
  user = await whoIsSignedIn(addresses.who);
  showNetworkNow();
  await showEntrance();
}

// The shell is on the device: from now on the page opens without network.
async function tellWhenReady() {
  await navigator.serviceWorker.ready;
  document.body.dataset.ready = "yes";
}

// To each one their own store: somebody who is signed in is offered no other.
async function showEntrance() {
  const all = await listVaults();
  const offered = user?.owner ? all.filter(({ owner }) => owner === user.owner) : all;
  find("signed-out").hidden = user !== "signed-out";
  if (offered.length > 0) return showUnlock(offered);
  if (user?.owner && askedFor()) return showCreation();
  return showScreen("nothing");
}

function showUnlock(offered) {
  const choice = find("whose");
  choice.replaceChildren(...offered.map((store) => new Option(labelOf(store), store.owner)));
  find("whose-field").hidden = offered.length === 1;
  find("whose-name").textContent = offered.length === 1 ? labelOf(offered[0]) : "";
  say("unlock-fault", "");
  showScreen("unlock");
  find("code").focus();
}

// What was typed is never erased by its age: it is told before the code is asked.
function labelOf({ name, typedCount }) {
  return typedCount ? `${name} : ${counted(typedCount, "saisie", "saisies")} à terminer ou à envoyer` : name;
}

function showCreation() {
  find("invented").textContent = "";
  showScreen("creation");
}

async function unlock(event) {
  event.preventDefault();
  const code = find("code");
  const opened = await openVault(find("whose").value, code.value);
  if (!opened) {
    say("unlock-fault", "Ce n'est pas le bon code.", "danger");
    code.select();
    return;
  }
  code.value = "";
  await enter(opened);
}

async function create(event) {
  event.preventDefault();
  const [code, again] = [find("new-code").value, find("new-code-again").value];
  const fault = weaknessOf(code) || (code === again ? "" : "Les deux codes ne sont pas les mêmes.");
  say("creation-fault", fault, "danger");
  if (fault) return;
  const created = await createVault({ owner: user.owner, name: user.name, code });
  event.target.reset();
  await enter(created);
}

function invent() {
  const code = inventCode();
  find("new-code").value = find("new-code-again").value = code;
  find("invented").textContent = `Notez ce code ailleurs que sur cet appareil : ${code}`;
}

async function forgetCode() {
  const owner = find("whose").value;
  if (!await ask("Effacer de cet appareil tout ce qui est protégé par ce code ? Ce qui n'a pas été envoyé est perdu.")) return;
  await wipe(owner);
  await showEntrance();
}

async function enter(opened) {
  vault = opened;
  watchIdleness();
  await takeWhatIsAsked();
  await showItems();
}

function lock() {
  if (!vault) return;
  keepTyped();
  vault = current = form = null;
  items = [];
  document.querySelectorAll("[data-form]").forEach((each) => each.reset());
  find("taken-form").replaceChildren();
  find("photo-list").replaceChildren();
  find("items").replaceChildren();
  clearResults();
  showEntrance();
}

function watchIdleness() {
  window.clearTimeout(lockTimer);
  if (vault) lockTimer = window.setTimeout(lock, LOCK_DELAY);
}

// --- Taking along --------------------------------------------------------------------

// « #emporter/rendez-vous/… », « jour/… » or « diagnostic/… »: what the page of an appointment, the agenda or the diagnostic asks for.
function askedFor() {
  return window.location.hash.match(/^#emporter\/((?:rendez-vous|jour|diagnostic)\/[0-9a-f-]+)$/)?.[1];
}

async function takeWhatIsAsked() {
  const asked = askedFor();
  if (!asked) return;
  history.replaceState(null, "", window.location.pathname);
  try {
    const taken = await take(`${addresses.take}${asked}/`);
    const kept = await vault.listItems();
    for (const bundle of taken) await keepTaken(bundle, kept);
    say("list-words", taken.length ? "C'est sur cet appareil : vous pouvez couper le réseau." : "Aucun rendez-vous à emporter ce jour-là.", taken.length ? "success" : "info");
  } catch (fault) {
    say("list-words", fault instanceof TypeError ? "Sans réseau, on ne peut rien emporter de plus." : fault.message, "warning");
  }
}

// What was typed on the device is never replaced by what the server knows.
async function keepTaken(bundle, kept) {
  const same = kept.find((item) => ["kind", "thing", "part"].every((name) => item[name] === bundle[name]));
  if (same && same.state !== "taken") return;
  await vault.saveItem({ ...bundle, id: same?.id ?? crypto.randomUUID(), state: "taken", takenAt: Date.now() });
}

// --- The list ------------------------------------------------------------------------

async function showItems() {
  items = await vault.listItems();
  current = form = null;
  find("taken-form").replaceChildren();
  find("owner-name").textContent = vault.name;
  showList(items, { onOpen: openItem, onErase: eraseItem });
  showNetworkNow();
  showScreen("list");
}

async function eraseItem(item) {
  const question = item.state === "taken" ? "Effacer de cet appareil ?" : "Effacer de cet appareil ce que vous avez écrit ? Ce n'est pas dans le dossier.";
  if (!await ask(question)) return;
  await vault.removeItem(item.id);
  await showItems();
}

function waiting() {
  return items.filter((item) => item.state === "ready");
}

function showNetworkNow() {
  showNetwork(navigator.onLine, waiting().length);
  find("send-all").hidden = !navigator.onLine || waiting().length === 0;
  find("finish").textContent = navigator.onLine ? "Envoyer au dossier" : "Terminer : à envoyer au retour du réseau";
}

// --- One item ------------------------------------------------------------------------

function openItem(item) {
  current = item;
  form = formOf(item);
  find("item-person").textContent = item.person;
  find("item-title").textContent = [item.title, item.when].filter(Boolean).join(", ");
  fillForm(form, item.answers);
  shown = JSON.stringify(readAnswers(form));
  clearErrors(form);
  find("saved").textContent = item.typedAt ? `Gardé sur cet appareil à ${hourOf(item.typedAt)}` : "";
  say("item-words", item.state === "gone" ? item.message : "", "warning");
  find("finish").hidden = item.state === "gone";
  showPhotos();
  showScreen("item");
  if (item.state === "faulty") showErrors(form, item.errors);
}

// The report's form is the same for everybody, and in the shell; that of a section came along with it.
function formOf(item) {
  find("taken-form").replaceChildren(...(item.form ? [formIn(item.form)] : []));
  const name = item.part ? `${item.kind}-${item.part}` : item.kind;
  document.querySelectorAll("[data-form]").forEach((each) => { each.hidden = each.dataset.form !== name; });
  return document.querySelector("[data-form]:not([hidden])");
}

function typed(event) {
  if (!form || event.target.form !== form) return;
  watchIdleness();
  window.clearTimeout(saveTimer);
  saveTimer = window.setTimeout(keepTyped, SAVE_DELAY);
}

async function keepTyped() {
  window.clearTimeout(saveTimer);
  saveTimer = 0;
  const [item, answers] = [current, form && readAnswers(form)];
  if (!item || !answers || item.state === "gone" || JSON.stringify(answers) === shown) return;
  shown = JSON.stringify(answers);
  Object.assign(item, { answers, typedAt: Date.now(), state: "draft" });
  await vault.saveItem(item);
  find("saved").textContent = `Gardé sur cet appareil à ${hourOf(item.typedAt)}`;
}

async function finish() {
  await keepTyped();
  if (isBlank(current.answers)) return showErrors(form, { __all__: ["Rien n'est encore écrit."] });
  if (!current.typedAt) current.typedAt = Date.now();
  current.state = "ready";
  await vault.saveItem(current);
  const finished = current;
  if (navigator.onLine) return sendAll([finished]);
  say("list-words", "Gardé sur cet appareil. À envoyer au retour du réseau.", "success");
  await showItems();
}

function submitted(event) {
  if (!event.target.matches("[data-form]")) return;
  event.preventDefault();
  finish();
}

async function copyTyped() {
  await navigator.clipboard.writeText(textOf(form));
  find("saved").textContent = "Votre saisie est copiée.";
}

async function backToList() {
  await keepTyped();
  say("list-words", "");
  await showItems();
}

// --- Photos of a visit ---------------------------------------------------------------

async function showPhotos() {
  const photos = current.photos ?? [];
  find("photos").hidden = current.kind !== "report";
  find("photo-list").hidden = photos.length === 0;
  find("photo-words").textContent = "";
  await showThumbnails(find("photo-list"), photos, vault.readPhoto, dropPhoto);
}

async function addPhotos(event) {
  const [item, files] = [current, [...event.target.files]];
  event.target.value = "";
  await keepTyped();
  const room = MOST_PHOTOS - (item.photos ?? []).length;
  let fault = files.length > room ? `${MOST_PHOTOS} photos au plus pour un rendez-vous.` : "";
  for (const file of files.slice(0, room)) {
    try {
      await keepPhoto(item, await shrink(file));
    } catch {
      fault = "Ce fichier n'est pas une photo que cet appareil sait lire.";
    }
  }
  if (item !== current) return;
  await showPhotos();
  find("photo-words").textContent = fault;
}

async function keepPhoto(item, bytes) {
  const photo = { id: crypto.randomUUID(), item: item.id };
  await vault.savePhoto(photo, bytes);
  await keepPhotoList(item, [...(item.photos ?? []), { id: photo.id }]);
}

async function keepPhotoList(item, photos) {
  Object.assign(item, { photos, typedAt: Date.now(), state: "draft" });
  await vault.saveItem(item);
  find("saved").textContent = `Gardé sur cet appareil à ${hourOf(item.typedAt)}`;
}

async function dropPhoto(id) {
  await keepPhotoList(current, current.photos.filter((photo) => photo.id !== id));
  await vault.removePhoto(id);
  await showPhotos();
  find("add-photos").focus();
}

// Before their report: should it meet a conflict, they are in the file already. Filed once, however many times they are sent.
async function sendPhotosOf(item) {
  const photos = item.photos ?? [];
  if (photos.length === 0) return { outcome: "done" };
  const bytes = await Promise.all(photos.map(({ id }) => vault.readPhoto(id)));
  return sendPhotos(addresses.photosTo, user.csrf, item, bytes);
}

// --- Sending -------------------------------------------------------------------------

async function sendAll(those) {
  user = await whoIsSignedIn(addresses.who);
  const why = whyNotSent();
  find("signed-out").hidden = user !== "signed-out";
  say("list-words", why, "warning");
  clearResults();
  if (!why) for (const item of those) await send(item);
  const faulty = those.length === 1 && those[0].state === "faulty" ? those[0] : null;
  await showItems();
  if (faulty) openItem(items.find((item) => item.id === faulty.id));
}

function whyNotSent() {
  if (user === null) return "Le réseau n'est pas là : rien n'est perdu, envoyez plus tard.";
  if (user === "signed-out") return "Reconnectez-vous pour envoyer. Tout reste sur cet appareil.";
  if (user.owner !== vault.owner) return `Rebond est ouvert par ${user.name} : ${vault.name} doit se connecter pour envoyer ses saisies.`;
  return "";
}

async function send(item) {
  let answer = await sendPhotosOf(item);
  if (answer.outcome === "done") answer = await sendItem(addresses.send, user.csrf, item);
  if (answer.outcome === "done" || answer.outcome === "conflict") {
    await vault.removeItem(item.id);
    showResult(item, answer);
  } else if (answer.outcome === "faulty" || answer.outcome === "gone") {
    Object.assign(item, { state: answer.outcome, errors: answer.errors, message: answer.message });
    await vault.saveItem(item);
    if (answer.outcome === "gone") say("list-words", answer.message, "warning");
  } else {
    say("list-words", answer.message ?? "Reconnectez-vous pour envoyer. Tout reste sur cet appareil.", "warning");
  }
}

// --- Wiring --------------------------------------------------------------------------

find("unlock-form").addEventListener("submit", unlock);
find("creation-form").addEventListener("submit", create);
find("invent").addEventListener("click", invent);
find("forgotten").addEventListener("click", forgetCode);
find("lock").addEventListener("click", lock);
find("send-all").addEventListener("click", () => sendAll(waiting()));
find("finish").addEventListener("click", finish);
find("add-photos").addEventListener("change", addPhotos);
find("copy").addEventListener("click", copyTyped);
find("back").addEventListener("click", backToList);
document.addEventListener("submit", submitted);
document.addEventListener("input", typed);
document.addEventListener("pointerdown", watchIdleness);
document.addEventListener("visibilitychange", () => { if (document.hidden) keepTyped(); });
window.addEventListener("online", showNetworkNow);
window.addEventListener("offline", showNetworkNow);
start();
