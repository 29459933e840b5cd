// The visit page of the phone: unlock, write, keep, send.
import * as keep from "./keep.js";
import { sendAll } from "./queue.js";
import { wire } from "./form.js";

const words = JSON.parse(document.getElementById("words").textContent);
const places = JSON.parse(document.getElementById("places").textContent);
const $ = (id) => document.getElementById(id);
const form = $("visit");
const LARGEST_SIDE = 1600;
let pack = { who: 0, firms: [], mine: [], people: [], colleagues: [], plans: [] };
let op = crypto.randomUUID(), written = Date.now(), plan = null, wired = null, timer = 0;

const say = (sentence, tone = "info", url = "") => {
  const note = document.createElement("div");
  note.className = `ym-note ym-note-${tone}`;
  const inner = document.createElement("div");
  inner.textContent = sentence;
  if (url) { inner.append(" ", Object.assign(document.createElement("a"), { href: url, textContent: "→" })); }
  note.append(inner);
  $("told").replaceChildren(note);
};
const fill = (sentence, values) => sentence.replace(/%\((\w+)\)s/g, (_all, name) => values[name]);
const names = (body) => (body.names || []).join("、") || words.no_name;

// --- what the phone knows -------------------------------------------------------------------------------------------
const find = async (typed) => {
  const asked = typed.toLowerCase().replace(/\s+/g, ""), mine = new Set(pack.mine);
  const rows = pack.firms.filter(([key, name, initials]) =>
    asked ? name.toLowerCase().includes(asked) || initials.includes(asked) : mine.has(key));
  const rank = ([key, name, initials]) => (mine.has(key) ? 0 : 4) + (name.startsWith(typed) ? 0 : initials.startsWith(asked) ? 1 : 2);
  return rows.map((row) => [rank(row), row]).sort((one, two) => one[0] - two[0]).slice(0, 12).map(([, [key, name]]) => ({ key, name }));
};
const people = async (keys) => {
  const known = pack.people.filter(([, firm]) => keys.includes(firm)).map(([key, , name]) => ({ key, name }));
  if (known.length || !navigator.onLine) return known;
  try {
    const answer = await fetch(`/visits/new/people/?${keys.map((key) => `firm=${key}`).join("&")}`, { headers: { Accept: "application/json" } });
    return answer.ok ? (await answer.json()).people : [];
  } catch {
    return [];
  }
};
/** Takes what is kept on the phone; says so once the worker keeps the page too, and waits for nothing. */
const know = (fresh) => {
  pack = fresh;
  navigator.serviceWorker?.ready.then(() => { $("ready").textContent = fill(words.ready, { firms: pack.firms.length }); });
  const others = form.elements.others, chosen = new Set([...others.selectedOptions].map((each) => each.value));
  others.replaceChildren(...pack.colleagues.map(([key, name]) => Object.assign(document.createElement("option"), { value: String(key), textContent: name, selected: chosen.has(String(key)) })));
  $("plans").hidden = pack.plans.length === 0;
  $("plans").querySelector(".vs-plans").replaceChildren(...pack.plans.map((each) => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: `${each.day} ${each.names}` });
    button.addEventListener("click", () => follow(each));
    return button;
  }));
  if (document.activeElement?.id === "id_firm") wired?.search();
};
const learn = async () => {
  try {
    const answer = await fetch(places.pack, { headers: { Accept: "application/json" } });
    if (!answer.ok || !(answer.headers.get("content-type") || "").includes("json")) return;
    const fresh = await answer.json();
    await keep.savePack(fresh);
    know(fresh);
  } catch { /* no signal: what was learnt before is used */ }
};

// --- the form and its draft -----------------------------------------------------------------------------------------
const typed = () => {
  const given = {};
  for (const [name, value] of new FormData(form)) if (typeof value === "string") (given[name] ||= []).push(value);
  return given;
};
const isEmpty = (given) => !["firms", "firm", "met_other", "heard", "next_step", "line_text"].some((name) => (given[name] || []).some((text) => text.trim()));
const body = () => ({ who: pack.who, plan: plan ? [plan.pk, plan.version] : null, form: typed(), names: wired.firms().map((firm) => firm.name) });
const store = async (state, says = "") => {
  try {
    await keep.saveDraft({ op, state, says, written, body: body() });
    $("kept").textContent = words.kept;
    return true;
  } catch {
    say(words.full, "error");
    return false;
  }
};
const autosave = () => {
  clearTimeout(timer);
  timer = setTimeout(async () => { if (keep.isOpen() && !isEmpty(typed())) { await store("open"); await draw(); } }, 250);
};
const fresh = async () => {
  clearTimeout(timer);
  op = crypto.randomUUID(); written = Date.now(); plan = null;
  form.reset();
  await wired.setFirms([]);
  wired.setLines([]);
  $("visit-errors").textContent = $("kept").textContent = "";
  await drawPictures();
};
const put = async (given, rows) => {
  for (const name of ["firm", "how", "day", "purpose", "met_other", "heard", "next_step", "next_day"]) form.elements[name].value = given[name]?.[0] ?? form.elements[name].value;
  for (const option of form.elements.others.options) option.selected = (given.others || []).includes(option.value);
  await wired.setFirms(rows);
  for (const tick of form.querySelectorAll("[name=met]")) tick.checked = (given.met || []).includes(tick.value);
  const texts = given.line_text || [];
  wired.setLines(texts.map((text, at) => ({ text, kind: given.line_kind[at], triage: given.line_triage[at], firm: given.line_firm[at] })));
  await wired.refresh();
};
const resume = async (draft) => {
  await fresh();
  ({ op, written } = draft);
  plan = draft.body.plan ? { pk: draft.body.plan[0], version: draft.body.plan[1] } : null;
  const keys = draft.body.form.firms || [];
  await put(draft.body.form, keys.map((key, at) => ({ key: Number(key), name: draft.body.names[at] || key })));
  if (draft.says && draft.state === "stuck") $("visit-errors").textContent = draft.says;
  await keep.saveDraft({ ...draft, state: "open" });
  await drawPictures();
  await draw();
  form.scrollIntoView({ block: "start" });
};
const follow = async (chosen) => {
  await fresh();
  plan = chosen;
  const rows = chosen.firms.map((key) => ({ key, name: pack.firms.find(([each]) => each === key)?.[1] || chosen.names }));
  await put({ how: [chosen.how], purpose: [chosen.purpose], others: chosen.others.map(String) }, rows);
  form.querySelector("#id_heard").focus();
};
form.addEventListener("input", autosave);
form.addEventListener("change", autosave);
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  clearTimeout(timer);
  const given = typed();
  const untriaged = (given.line_text || []).some((text, at) => text.trim() && given.line_kind[at] === "problem" && !given.line_triage[at]);
  const wrong = !wired.firms().length && !given.firm?.[0].trim() ? words.pick : untriaged ? words.triage : "";
  $("visit-errors").textContent = wrong;
  if (wrong) return;
  if (!(await store("waiting"))) return;
  await fresh();
  scrollTo({ top: 0 });
  say(words.queued);
  await draw();
  await send();
});
$("clear").addEventListener("click", async () => { if (!isEmpty(typed())) await store("open"); await fresh(); await draw(); });

// --- pictures: never asked for --------------------------------------------------------------------------------------
const smaller = async (file) => {
  const image = await createImageBitmap(file);
  const scale = Math.min(1, LARGEST_SIDE / Math.max(image.width, image.height));
  const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(image.width * scale), height: Math.round(image.height * scale) });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.82); });
  return blob.arrayBuffer();
};
const drawPictures = async () => {
  const rows = await keep.loadPictures(op);
  $("picture-list").replaceChildren(...rows.map((picture) => {
    const item = Object.assign(document.createElement("li"), { textContent: `${picture.name} ` });
    const gone = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-sm", textContent: words.remove });
    gone.addEventListener("click", async () => { await keep.dropPicture(picture.op); await drawPictures(); });
    item.append(gone);
    return item;
  }));
};
$("pictures").addEventListener("change", async (event) => {
  for (const file of event.target.files) {
    try {
      await keep.savePicture(op, file.name.replace(/\.\w+$/, "") + ".jpg", await smaller(file));
    } catch {
      say(words.picture, "warning");
    }
  }
  event.target.value = "";
  await store("open");
  await drawPictures();
  await draw();
});

// --- what waits -----------------------------------------------------------------------------------------------------
const button = (label, act) => {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-sm", textContent: label });
  made.addEventListener("click", () => act(made));
  return made;
};
const row = (draft) => {
  const item = document.createElement("li");
  item.dataset.op = draft.op;
  item.dataset.state = draft.state;
  const title = Object.assign(document.createElement("strong"), { textContent: names(draft.body) });
  title.dataset.record = "";
  const tone = { open: "plain", waiting: "accent", stuck: "bad" }[draft.state];
  const badge = Object.assign(document.createElement("span"), { className: `ym-badge ym-${tone}`, textContent: words[draft.state] });
  item.append(Object.assign(document.createElement("div"), {}), document.createElement("div"));
  item.children[0].append(title, " ", badge);
  item.children[1].textContent = draft.says || "";
  const buttons = Object.assign(document.createElement("div"), { className: "ym-buttons" });
  if (draft.login) buttons.append(Object.assign(document.createElement("a"), { className: "btn btn-sm", href: places.login, textContent: words.login }));
  if (draft.state === "waiting") buttons.append(button(words.again, send));
  if (draft.changed && draft.body.plan) buttons.append(button(words.as_new, async () => {
    await keep.saveDraft({ ...draft, state: "waiting", says: "", changed: false, body: { ...draft.body, plan: null } });
    await draw();
    await send();
  }));
  buttons.append(button(words.edit, () => resume(draft)), button(words.drop, async (pressed) => {
    if (pressed.dataset.sure) {
      await keep.dropDraft(draft.op);
      if (draft.op === op) await fresh();
      await draw();
    } else { pressed.dataset.sure = "1"; pressed.textContent = words.sure; }
  }));
  item.append(buttons);
  return item;
};
const draw = async () => {
  const drafts = await keep.loadDrafts();
  const rows = drafts.map(row);
  $("queue").replaceChildren(...(rows.length ? rows : [Object.assign(document.createElement("li"), { className: "ym-soft", textContent: words.none })]));
};
const send = async () => {
  await sendAll(places, words, async (draft, result) => {
    if (result.done) say(fill(words.sent, { firms: names(draft.body) }), "success", result.url);
    else say(result.says, result.state === "stuck" ? "error" : "warning");
    await draw();
  });
};

// --- the lock -------------------------------------------------------------------------------------------------------
const open = async () => {
  const known = await keep.loadPack();
  if (known) know(known);
  wired ||= wire(form, { find, people, changed: autosave });
  wired.setLines([]);
  $("lock").hidden = true;
  $("open").hidden = false;
  await learn();
  const last = (await keep.loadDrafts()).filter((each) => each.state === "open").at(-1);
  if (last) await resume(last); else await draw();
  await send();
};
const ask = async () => {
  const first = await keep.isNew();
  for (const part of document.querySelectorAll(".vs-first")) part.hidden = !first;
  for (const part of document.querySelectorAll(".vs-later")) part.hidden = first;
  $("open").hidden = true;
  $("lock").hidden = false;
  $("pin").value = $("pin-again").value = "";
  $("pin").focus();
};
$("lock-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const pin = $("pin").value;
  if (await keep.isNew()) {
    if (pin.length < 6) return say(words.short, "error");
    if (pin !== $("pin-again").value) return say(words.differ, "error");
    await keep.begin(pin);
  } else if (!(await keep.unlock(pin))) return say(words.wrong, "error");
  $("told").replaceChildren();
  return open();
});
$("forget").addEventListener("click", async (event) => {
  const pressed = event.currentTarget;
  if (!pressed.dataset.sure) { pressed.dataset.sure = "1"; pressed.textContent = words.sure; return; }
  await keep.wipe();
  await ask();
});
$("shut").addEventListener("click", () => { keep.lock(); location.reload(); });

addEventListener("online", send);
document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
setInterval(send, 15_000);
if (!keep.possible()) say(words.unsafe, "error");
else {
  if (navigator.serviceWorker) {
    navigator.serviceWorker.register(places.worker, { scope: places.page });
  }
  await ask();
}
