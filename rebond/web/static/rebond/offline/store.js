// The device's own database (IndexedDB). What it holds about people is sealed before it comes here.

const NAME = "rebond-hors-connexion";
const VERSION = 1;
export const VAULTS = "vaults";
export const ITEMS = "items";
export const PHOTOS = "photos";

let opened = null;

function database() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, VERSION);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore(VAULTS, { keyPath: "owner" });
      asked.result.createObjectStore(ITEMS, { keyPath: "id" }).createIndex("owner", "owner");
      asked.result.createObjectStore(PHOTOS, { keyPath: "id" }).createIndex("item", "item");
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return opened;
}

// Runs `work` in one transaction over these stores: all of it is kept, or nothing.
async function within(stores, mode, work) {
  const transaction = (await database()).transaction(stores, mode, { durability: "strict" });
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
  const result = await work(transaction);
  await done;
  return result;
}

function answerOf(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

export function find(store, key) {
  return within([store], "readonly", (t) => answerOf(t.objectStore(store).get(key)));
}

export function findAll(store) {
  return within([store], "readonly", (t) => answerOf(t.objectStore(store).getAll()));
}

export function findBy(store, index, key) {
  return within([store], "readonly", (t) => answerOf(t.objectStore(store).index(index).getAll(key)));
}

export function put(store, row) {
  return within([store], "readwrite", (t) => answerOf(t.objectStore(store).put(row)));
}

export function remove(store, key) {
  return within([store], "readwrite", (t) => answerOf(t.objectStore(store).delete(key)));
}

// An item goes with its photos.
export function removeItem(id) {
  return within([ITEMS, PHOTOS], "readwrite", async (t) => {
    t.objectStore(ITEMS).delete(id);
    const photos = await answerOf(t.objectStore(PHOTOS).index("item").getAllKeys(id));
    photos.forEach((key) => t.objectStore(PHOTOS).delete(key));
  });
}

// All that one user keeps on this device.
export async function wipe(owner) {
  for (const item of await findBy(ITEMS, "owner", owner)) await removeItem(item.id);
  await remove(VAULTS, owner);
}

// What was only taken along goes at its day, without the code; what was typed waits for its owner. A store left empty keeps its code.
export async function removeExpired(now) {
  const old = (await findAll(ITEMS)).filter((item) => !item.isTyped && item.expiresAt <= now);
  for (const item of old) await removeItem(item.id);
}

// How many items of one user were typed and not sent; told without the code.
export async function countTyped(owner) {
  return (await findBy(ITEMS, "owner", owner)).filter((item) => item.isTyped).length;
}
