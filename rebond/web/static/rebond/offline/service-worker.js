// Keeps the shell of the application, and nothing about anybody: every other page is always asked from the server.
// `self.KEPT` (version, pages, files) is written above by the server; it changes with any file that is kept.

const CACHE = `rebond-${self.KEPT.version}`;

async function keepShell() {
  const cache = await caches.open(CACHE);
  const asked = [...Object.values(self.KEPT.pages), ...self.KEPT.files];
  // Without cookies: what is kept is the same for everybody.
  await cache.addAll(asked.map((address) => new Request(address, { credentials: "omit", cache: "reload" })));
}

async function forgetFormerShells() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("rebond-") && name !== CACHE).map((name) => caches.delete(name)));
}

function kept(address) {
  return caches.open(CACHE).then((cache) => cache.match(address, { ignoreSearch: true, ignoreVary: true }));
}

async function answerWithShell(request, address) {
  return (await kept(address)) ?? fetch(request);
}

async function answerWithNetwork(request) {
  try {
    return await fetch(request);
  } catch {
    return (await kept(self.KEPT.pages.noNetwork)) ?? Response.error();
  }
}

self.addEventListener("install", (event) => {
  event.waitUntil(keepShell().then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  event.waitUntil(forgetFormerShells().then(() => self.clients.claim()));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  const isShell = address.pathname === self.KEPT.pages.app || self.KEPT.files.includes(address.pathname);
  if (isShell) event.respondWith(answerWithShell(request, address.pathname));
  else if (request.mode === "navigate") event.respondWith(answerWithNetwork(request));
});
