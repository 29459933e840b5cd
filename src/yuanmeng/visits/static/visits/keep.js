// What stays on the phone: IndexedDB, every box encrypted with a key made from the PIN (PBKDF2, AES-GCM).
// The PIN and the key are never stored and never sent; a wrong PIN opens nothing.
import { openDB } from "../vendor/idb.js";

const ROUNDS = 600_000; // OWASP's figure for PBKDF2 with SHA-256 (2023)
const text = new TextEncoder(), read = new TextDecoder();
const base = openDB("yuanmeng-visits", 1, {
  upgrade(made) {
    made.createObjectStore("meta");
    made.createObjectStore("drafts", { keyPath: "op" });
    made.createObjectStore("pictures", { keyPath: "op" }).createIndex("draft", "draft");
  },
});
let key = null;

const made = async (pin, salt) => {
  const raw = await crypto.subtle.importKey("raw", text.encode(pin), "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS }, raw, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
};
const shut = async (bytes, using = key) => {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, using, bytes) };
};
const opened = (box, using = key) => crypto.subtle.decrypt({ name: "AES-GCM", iv: box.iv }, using, box.data);
const packed = (value) => shut(text.encode(JSON.stringify(value)));
const unpacked = async (box) => JSON.parse(read.decode(await opened(box)));

export const possible = () => Boolean(globalThis.crypto?.subtle && globalThis.indexedDB);
export const isNew = async () => (await (await base).get("meta", "lock")) === undefined;
export const isOpen = () => key !== null;

/** Sets the PIN of a phone that has none. */
export async function begin(pin) {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const fresh = await made(pin, salt);
  await (await base).put("meta", { salt, check: await shut(text.encode("yuanmeng"), fresh) }, "lock");
  key = fresh;
  if (navigator.storage?.persist) await navigator.storage.persist();
}

/** Whether the PIN opens what is kept. */
export async function unlock(pin) {
  const lock = await (await base).get("meta", "lock");
  const tried = await made(pin, lock.salt);
  try {
    await opened(lock.check, tried);
  } catch {
    return false;
  }
  key = tried;
  return true;
}

export function lock() { key = null; }

/** Empties the phone: the only way when the PIN is forgotten. */
export async function wipe() {
  key = null;
  const all = (await base).transaction(["meta", "drafts", "pictures"], "readwrite");
  await Promise.all([...["meta", "drafts", "pictures"].map((name) => all.objectStore(name).clear()), all.done]);
}

export async function savePack(pack) { await (await base).put("meta", await packed(pack), "pack"); }
export async function loadPack() {
  const box = await (await base).get("meta", "pack");
  return box ? unpacked(box) : null;
}

/** A draft: {op, state, written, changed, login, says, body}; what was typed and what was said of it is secret. */
export async function saveDraft({ body, says, ...rest }) { await (await base).put("drafts", { ...rest, box: await packed({ body, says }) }); }
export async function loadDrafts() {
  const rows = await (await base).getAll("drafts");
  const drafts = await Promise.all(rows.map(async ({ box, ...rest }) => ({ ...rest, ...(await unpacked(box)) })));
  return drafts.sort((one, two) => one.written - two.written);
}
export async function dropDraft(op) {
  const all = (await base).transaction(["drafts", "pictures"], "readwrite");
  await all.objectStore("drafts").delete(op);
  for (const picture of await all.objectStore("pictures").index("draft").getAllKeys(op)) await all.objectStore("pictures").delete(picture);
  await all.done;
}

export async function savePicture(draft, name, bytes) { await (await base).put("pictures", { op: crypto.randomUUID(), draft, title: await packed(name), box: await shut(bytes) }); }
export async function loadPictures(draft) {
  const rows = await (await base).getAllFromIndex("pictures", "draft", draft);
  return Promise.all(rows.map(async ({ title, ...rest }) => ({ ...rest, name: await unpacked(title) })));
}
export const bytesOf = (picture) => opened(picture.box);
export async function dropPicture(op) { await (await base).delete("pictures", op); }
