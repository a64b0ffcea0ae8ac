// The store of one user on this device: opened by their code, closed by forgetting the key.

import { ITERATIONS, deriveKey, newSalt, open, openBytes, seal, sealBytes } from "./cipher.js";
import { ITEMS, PHOTOS, VAULTS, countTyped, find, findAll, findBy, put, remove, removeItem } from "./store.js";

const CHECK = "rebond";
const MIN_LENGTH = 10;
const MIN_VARIETY = 5;
const DAY = 24 * 60 * 60 * 1000;
// What was only taken along is soon of no use. What was typed stays until it is sent or erased: after these days, the page asks.
const KEPT_DAYS = 3;
const LATE_DAYS = 14;

// Whose stores are on this device, and how much was typed there: names of colleagues and a number, in clear.
export async function listVaults() {
  const rows = await findAll(VAULTS);
  return Promise.all(rows.map(async ({ owner, name }) => ({ owner, name, typedCount: await countTyped(owner) })));
}

export function isLate(item, now) {
  return item.state !== "taken" && item.typedAt + LATE_DAYS * DAY <= now;
}

// Why a code would not hold against a thief, in French; nothing when it would.
export function weaknessOf(code) {
  if (code.length < MIN_LENGTH) return `Choisissez au moins ${MIN_LENGTH} caractères.`;
  if (/^\d+$/.test(code)) return "Des chiffres seuls se devinent vite : ajoutez des lettres.";
  if (new Set(code).size < MIN_VARIETY) return "Ce code répète trop les mêmes caractères.";
  return "";
}

export async function createVault({ owner, name, code }) {
  const salt = newSalt();
  const key = await deriveKey(code, salt, ITERATIONS);
  const check = await seal(key, owner, CHECK);
  await put(VAULTS, { owner, name, salt, iterations: ITERATIONS, check });
  return vaultOf(owner, name, key);
}

// The open store, or null when the code is not the right one.
export async function openVault(owner, code) {
  const row = await find(VAULTS, owner);
  if (!row) return null;
  const key = await deriveKey(code, row.salt, row.iterations);
  try {
    if ((await open(key, owner, row.check)) !== CHECK) return null;
  } catch {
    return null;
  }
  return vaultOf(owner, row.name, key);
}

function vaultOf(owner, name, key) {
  const placeOf = (id) => `${owner}/${id}`;

  async function saveItem(item) {
    const isTyped = item.state !== "taken";
    item.expiresAt = isTyped ? null : item.takenAt + KEPT_DAYS * DAY;
    const sealed = await seal(key, placeOf(item.id), item);
    await put(ITEMS, { id: item.id, owner, isTyped, expiresAt: item.expiresAt, sealed });
  }

  async function listItems() {
    const rows = await findBy(ITEMS, "owner", owner);
    const items = await Promise.all(rows.map((row) => open(key, placeOf(row.id), row.sealed)));
    return items.sort((a, b) => a.takenAt - b.takenAt);
  }

  async function savePhoto(photo, bytes) {
    const sealed = await sealBytes(key, placeOf(photo.id), bytes);
    await put(PHOTOS, { id: photo.id, item: photo.item, owner, sealed });
  }

  async function readPhoto(id) {
    const row = await find(PHOTOS, id);
    return row ? openBytes(key, placeOf(id), row.sealed) : null;
  }

  return { owner, name, saveItem, listItems, removeItem, savePhoto, readPhoto, removePhoto: (id) => remove(PHOTOS, id) };
}
