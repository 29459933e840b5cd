// While a figure is being defined, the sentence that says it follows every change. The form works without this file.
const form = document.querySelector("[data-building]");
const said = document.querySelector("[data-said]");
let turn = 0;

const say = async () => {
  if (!["name", "says", "unit"].every((name) => form.elements[name].value.trim())) return;
  const asked = new FormData(form);
  asked.set("do", "say");
  const mine = ++turn;
  const answer = await fetch(form.action, { method: "POST", body: asked }).catch(() => null);
  if (answer && mine === turn && answer.headers.get("Content-Type").startsWith("text/html")) {
    const text = await answer.text();
    if (answer.ok && mine === turn) said.innerHTML = text;
  }
};
if (form && said) form.addEventListener("change", say);
