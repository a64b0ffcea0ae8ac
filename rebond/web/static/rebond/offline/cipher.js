// What is kept on a device is encrypted with AES-GCM, by a key derived from a code that is kept nowhere (ADR 0019).

const SALT_BYTES = 16;
const IV_BYTES = 12;
// PBKDF2-HMAC-SHA256, as OWASP advised in 2023: some tenths of a second on a tablet, at each try.
export const ITERATIONS = 600_000;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function newSalt() {
  return crypto.getRandomValues(new Uint8Array(SALT_BYTES));
}

// The key never leaves the browser's own keeping: no script can read its bytes, and closing the page forgets it.
export async function deriveKey(code, salt, iterations) {
  const typed = await crypto.subtle.importKey("raw", encoder.encode(code.normalize("NFC")), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  return crypto.subtle.deriveKey(how, typed, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

// `place` names where the sealed bytes belong: put elsewhere, they no longer open.
export async function sealBytes(key, place, bytes) {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: encoder.encode(place) }, key, bytes);
  return { iv, data };
}

export async function openBytes(key, place, sealed) {
  return crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv, additionalData: encoder.encode(place) }, key, sealed.data);
}

export async function seal(key, place, value) {
  return sealBytes(key, place, encoder.encode(JSON.stringify(value)));
}

export async function open(key, place, sealed) {
  return JSON.parse(decoder.decode(await openBytes(key, place, sealed)));
}

// Three groups of four letters and figures that are not taken for one another: some 59 bits.
export function inventCode() {
  const letters = "abcdefghjkmnpqrstuvwxyz23456789";
  const most = 256 - (256 % letters.length);
  let code = "";
  while (code.length < 12) {
    const [byte] = crypto.getRandomValues(new Uint8Array(1));
    if (byte < most) code += letters[byte % letters.length];
  }
  return code.match(/.{4}/g).join("-");
}
