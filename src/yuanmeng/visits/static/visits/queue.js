// Delivers drafts: again and again, until the server confirms that very operation id. Nothing else deletes a draft.
import * as keep from "./keep.js";

const PATIENCE = 20_000;
const cookie = () => document.cookie.split("; ").find((each) => each.startsWith("csrftoken="))?.slice(10) || "";

const post = async (address, body, headers = {}) => {
  const stop = new AbortController(), timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const answer = await fetch(address, {
      method: "POST", body, signal: stop.signal, credentials: "same-origin", redirect: "error",
      headers: { Accept: "application/json", "X-CSRFToken": cookie(), ...headers },
    });
    const isJson = (answer.headers.get("content-type") || "").includes("json");
    return { status: answer.status, json: isJson ? await answer.json() : null };
  } finally {
    clearTimeout(timer);
  }
};

/** What became of a draft that was sent: {done, url} or {state, says}. */
async function deliver(draft, places, words) {
  let answer;
  try {
    const body = JSON.stringify({ op: draft.op, who: draft.body.who, age: (Date.now() - draft.written) / 1000, plan: draft.body.plan || null, form: draft.body.form });
    answer = await post(places.send, body, { "Content-Type": "application/json" });
    if (answer.status === 403 && !answer.json) {
      await fetch(places.shell, { cache: "no-store" }); // brings a fresh cookie
      answer = await post(places.send, body, { "Content-Type": "application/json" });
    }
    if (answer.status === 200 && answer.json?.op === draft.op) {
      await pictures(draft, answer.json.visit, places);
      return { done: true, url: answer.json.url };
    }
  } catch {
    return { state: "waiting", says: words.no_signal };
  }
  if (answer.status === 401) return { state: "waiting", says: words.signed_out, login: true };
  if ([403, 409, 422].includes(answer.status) && answer.json) {
    const errors = Object.values(answer.json.errors || {}).flat();
    return { state: "stuck", says: errors.length ? errors.join(" ") : answer.json.says, changed: answer.status === 409 };
  }
  return { state: "waiting", says: words.server.replace("%(status)s", String(answer.status)) };
}

/** Each picture has an operation id of its own; one that the server refuses for good is let go. */
async function pictures(draft, visit, places) {
  for (const picture of await keep.loadPictures(draft.op)) {
    const form = new FormData();
    form.append("op", picture.op);
    form.append("file", new Blob([await keep.bytesOf(picture)], { type: "image/jpeg" }), picture.name);
    const answer = await post(places.pictures.replace("/0/", `/${visit}/`), form);
    const taken = answer.status === 200 && answer.json?.op === picture.op;
    if (!taken && answer.status !== 422) throw new Error(`picture: ${answer.status}`);
    await keep.dropPicture(picture.op);
  }
}

let busy = false;

/** Sends everything that waits, oldest first. `told(draft, result)` hears of each. */
export async function sendAll(places, words, told) {
  if (busy || !keep.isOpen()) return;
  busy = true;
  const run = async () => {
    for (const draft of (await keep.loadDrafts()).filter((each) => each.state === "waiting")) {
      const result = await deliver(draft, places, words);
      if (!keep.isOpen()) return;
      if (result.done) await keep.dropDraft(draft.op);
      else await keep.saveDraft({ ...draft, state: result.state, says: result.says, login: Boolean(result.login), changed: Boolean(result.changed) });
      await told(draft, result);
      if (result.state === "waiting") break; // the next one would fare no better now
    }
  };
  try {
    if (navigator.locks) await navigator.locks.request("yuanmeng-visits", run); else await run();
  } finally {
    busy = false;
  }
}
