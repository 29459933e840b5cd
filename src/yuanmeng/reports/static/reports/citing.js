// Typing @ in a briefing, or pressing the button, opens the list of figures; the chosen one goes in as a citation.
const text = document.querySelector("[data-briefing]");
const dialog = document.getElementById("citing");
const button = document.querySelector("[data-cite]");
const count = document.querySelector("[data-count]");

if (text && dialog && button) {
  const find = dialog.querySelector("#citing-find");
  const list = dialog.querySelector("#citing-list");
  const period = dialog.querySelector("#citing-period");
  const chart = dialog.querySelector("#citing-chart");
  const options = [...list.options];
  let at = [0, 0];

  const open = () => {
    at = [text.selectionStart, text.selectionEnd];
    find.value = "";
    show();
    dialog.returnValue = "";
    dialog.showModal();
    find.focus();
  };
  const show = () => {
    const words = find.value.trim().toLowerCase().split(/\s+/);
    const found = options.filter((each) => words.every((word) => `${each.text} ${each.value}`.toLowerCase().includes(word)));
    list.replaceChildren(...found);
    list.selectedIndex = found.length ? 0 : -1;
    chosen();
  };
  const chosen = () => {
    period.disabled = !list.selectedOptions[0]?.dataset.period;
    chart.disabled = list.selectedOptions[0]?.dataset.period !== "yes";
    if (chart.disabled) chart.checked = false;
  };
  const counted = () => {
    count.textContent = count.dataset.count.replace("#", String([...text.value.replace(/\[\[[^\]]*\]\]|\s/gu, "")].length));
  };

  button.hidden = false;
  button.addEventListener("click", open);
  text.addEventListener("input", (event) => {
    counted();
    if (event.data === "@") open();
  });
  find.addEventListener("input", show);
  find.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    const last = list.options.length - 1;
    list.selectedIndex = Math.max(0, Math.min(last, list.selectedIndex + (event.key === "ArrowDown" ? 1 : -1)));
    chosen();
  });
  list.addEventListener("change", chosen);
  list.addEventListener("dblclick", () => dialog.querySelector("[value=insert]").click());
  dialog.addEventListener("close", () => {
    const option = list.selectedOptions[0];
    text.focus();
    if (dialog.returnValue !== "insert" || !option) return;
    const typed = text.value[at[0] - 1] === "@" ? 1 : 0;
    const from = at[0] - typed;
    let cite = option.dataset.period ? `[[${option.value} ${period.value.trim()}]]` : `[[${option.value}]]`;
    if (chart.checked) {
      const before = from > 0 && text.value[from - 1] !== "\n" ? "\n" : "";
      cite = `${before}[[chart:${option.value} ${period.value.trim()}]]\n`;
      chart.checked = false;
    }
    text.setRangeText(cite, from, at[1], "end");
    counted();
  });
  counted();
}
