// Talking with Rebond once the network is back: who is signed in, what is taken along, what is sent.

// The server then answers 401 to a script, rather than the sign-in page.
const NETWORK_FAILED = "Le réseau a manqué : rien n'est perdu, renvoyez plus tard.";
// Stands in an address for the thing that is sent.
const NO_ONE = "00000000-0000-0000-0000-000000000000";
const BY_SCRIPT = { "X-CSRFToken": "lecture" };

// { owner, name, csrf }; "signed-out"; or null without network.
export async function whoIsSignedIn(address) {
  try {
    const answer = await fetch(address, { headers: BY_SCRIPT, cache: "no-store" });
    return answer.ok ? await answer.json() : "signed-out";
  } catch {
    return null;
  }
}

// What the server lets this user take along. Raises with a French sentence.
export async function take(address) {
  const answer = await fetch(address, { headers: BY_SCRIPT, cache: "no-store" });
  if (answer.ok) return (await answer.json()).items;
  if (answer.status === 401) throw new Error("Vous n'êtes plus connecté.");
  if (answer.status === 409) throw new Error((await answer.json()).message);
  throw new Error("Ce dossier n'est pas ouvert pour vous.");
}

// One item: what the server does not need stays here. The same item gives the same bytes, so that a replay is known as such.
function contentOf(item) {
  const { kind, thing, part, membership, taken, answers } = item;
  return JSON.stringify({ item: item.id, kind, thing, part, membership, taken, typed_at: new Date(item.typedAt).toISOString(), answers });
}

// { outcome: done | conflict | faulty | gone | signed-out | waiting, url, errors, message }
export async function sendItem(address, csrf, item) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": csrf };
  try {
    return await outcomeOf(await fetch(address, { method: "POST", headers, body: contentOf(item) }));
  } catch {
    return { outcome: "waiting", message: NETWORK_FAILED };
  }
}

// The photos of one appointment, together. The same photos give the same document.
export async function sendPhotos(address, csrf, item, photos) {
  const content = new FormData();
  content.append("membership", item.membership);
  photos.forEach((bytes, index) => content.append("photos", new Blob([bytes], { type: "image/jpeg" }), `${index + 1}.jpg`));
  try {
    const where = address.replace(NO_ONE, item.thing);
    return await outcomeOf(await fetch(where, { method: "POST", headers: { "X-CSRFToken": csrf }, body: content }));
  } catch {
    return { outcome: "waiting", message: NETWORK_FAILED };
  }
}

async function outcomeOf(answer) {
  const said = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {};
  if (answer.ok) return { outcome: "done", url: said.url };
  if (answer.status === 409) return { outcome: "conflict", url: said.url };
  if (answer.status === 422) return { outcome: "faulty", errors: said.errors };
  if (answer.status === 404) return { outcome: "gone", message: said.message };
  if (answer.status === 401) return { outcome: "signed-out" };
  if (said.message) return { outcome: "faulty", errors: { __all__: [said.message] } };
  return { outcome: "waiting", message: `Rebond n'a pas pu répondre (erreur ${answer.status}) : renvoyez plus tard.` };
}
