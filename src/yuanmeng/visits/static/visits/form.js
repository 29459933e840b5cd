// The visit form made quick: firms found while typing, people met as buttons, lines added as needed.
// Without this file the same form works with plain fields.

const element = (tag, values = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), values);
  made.append(...children);
  return made;
};

/** Wires a form. `find(text)` gives [{key, name}], `people(keys)` gives [{key, name}], both as promises. */
export function wire(form, { find, people, changed = () => {} }) {
  const box = form.querySelector("#id_firm");
  const chips = form.querySelector(".vs-chips");
  const list = form.querySelector(".vs-found");
  box.removeAttribute("list");
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  box.setAttribute("aria-expanded", "false");
  let shown = [], at = -1, asked = 0;

  const firms = () => [...chips.querySelectorAll(".vs-chip")].map((chip) => ({
    key: Number(chip.querySelector("input").value), name: chip.firstChild.textContent,
  }));
  const close = () => { list.hidden = true; at = -1; box.setAttribute("aria-expanded", "false"); box.removeAttribute("aria-activedescendant"); };
  const mark = (next) => {
    at = next;
    [...list.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === at)));
    if (at >= 0) { box.setAttribute("aria-activedescendant", list.children[at].id); list.children[at].scrollIntoView({ block: "nearest" }); }
  };
  const draw = () => {
    list.replaceChildren(...shown.map((firm, index) => {
      const item = element("li", { id: `firm-found-${index}`, textContent: firm.name });
      item.setAttribute("role", "option");
      item.addEventListener("pointerdown", (event) => { event.preventDefault(); choose(firm); });
      return item;
    }));
    list.hidden = shown.length === 0;
    box.setAttribute("aria-expanded", String(shown.length > 0));
    mark(-1);
  };
  const chip = (firm) => {
    const gone = element("button", { type: "button", textContent: "×" });
    gone.setAttribute("aria-label", `× ${firm.name}`);
    const made = element("span", { className: "vs-chip" }, firm.name, element("input", { type: "hidden", name: "firms", value: String(firm.key) }), gone);
    gone.addEventListener("click", () => { made.remove(); refresh(); changed(); });
    return made;
  };
  const choose = (firm) => {
    if (!firms().some((each) => each.key === firm.key)) chips.append(chip(firm));
    box.value = "";
    close();
    refresh();
    changed();
  };
  const search = async () => {
    const text = box.value.trim(), mine = ++asked;
    const found = await find(text);
    if (mine === asked) { shown = found; draw(); }
  };
  box.addEventListener("input", search);
  box.addEventListener("focus", search);
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      mark((at + (event.key === "ArrowDown" ? 1 : shown.length - 1) + (at < 0 && event.key === "ArrowUp" ? 1 : 0)) % shown.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      choose(shown[Math.max(at, 0)]);
    } else if (event.key === "Escape") close();
  });

  const met = form.querySelector(".vs-people");
  const lines = form.querySelector(".vs-lines");
  const refresh = async () => {
    const keys = firms();
    if (met) {
      const ticked = new Set([...met.querySelectorAll("input:checked")].map((each) => each.value));
      const rows = keys.length ? await people(keys.map((firm) => firm.key)) : [];
      met.replaceChildren(...rows.map((row) => {
        const tick = element("input", { type: "checkbox", className: "form-check-input", name: "met", value: String(row.key), checked: ticked.has(String(row.key)) });
        return element("label", { className: "vs-pick" }, tick, ` ${row.name}`);
      }));
    }
    for (const line of lines ? lines.querySelectorAll(".vs-line") : []) which(line, keys);
  };
  /** With several firms each line says which one it is about. */
  const which = (line, keys) => {
    const old = line.querySelector("[name=line_firm]");
    const chosen = old.value;
    if (keys.length < 2) {
      if (old.type !== "hidden") old.replaceWith(element("input", { type: "hidden", name: "line_firm", value: "" }));
      else if (!keys.some((firm) => String(firm.key) === chosen)) old.value = "";
      return;
    }
    const made = element("select", { name: "line_firm", className: "form-select vs-of" }, ...keys.map((firm) => element("option", { value: String(firm.key), textContent: firm.name })));
    made.setAttribute("aria-label", form.querySelector("label[for=id_firm]").textContent.replace("*", "").trim());
    if (keys.some((firm) => String(firm.key) === chosen)) made.value = chosen;
    old.replaceWith(made);
  };
  const triage = (line) => {
    const kind = line.querySelector("[name=line_kind]").value;
    const place = line.querySelector("[name=line_triage]");
    place.hidden = kind === "policy" || kind === "project";
    if (place.hidden) place.value = "";
  };
  const empty = lines ? lines.querySelector(".vs-line:last-of-type").cloneNode(true) : null;
  let number = 100;
  const add = (row = {}) => {
    const line = empty.cloneNode(true);
    number += 1;
    for (const label of line.querySelectorAll("label")) label.htmlFor = label.htmlFor.replace(/\d+$/, String(number));
    for (const field of line.querySelectorAll("[id]")) field.id = field.id.replace(/\d+$/, String(number));
    line.querySelector("[name=line_kind]").value = row.kind || "problem";
    line.querySelector("[name=line_triage]").value = row.triage || "";
    line.querySelector("[name=line_text]").value = row.text || "";
    line.querySelector("[name=line_firm]").value = row.firm || "";
    lines.querySelector(".vs-add").before(line);
    triage(line);
    return line;
  };
  const setLines = (rows) => {
    for (const line of lines.querySelectorAll(".vs-line")) line.remove();
    for (const row of rows.length ? rows : [{}]) add(row);
  };
  if (lines) {
    lines.querySelector(".vs-add").hidden = false;
    lines.querySelector(".vs-add").addEventListener("click", () => { const line = add(); refresh(); line.querySelector("select").focus(); });
    lines.addEventListener("change", (event) => { if (event.target.name === "line_kind") triage(event.target.closest(".vs-line")); });
    [...lines.querySelectorAll(".vs-line")].forEach((line, index) => {
      if (index && !line.querySelector("textarea").value) line.remove(); else triage(line);
    });
  }
  const given = firms();
  chips.replaceChildren(...given.map(chip));
  if (given.length) refresh();
  return { firms, search, setFirms: async (rows) => { chips.replaceChildren(...rows.map(chip)); await refresh(); }, setLines, refresh };
}
