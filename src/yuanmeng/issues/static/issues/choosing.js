// A suggested category is taken by one press; the list of categories shows it, and may be changed.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-category]");
  const list = document.getElementById("id_category");
  if (!button || !list) return;
  list.value = button.dataset.category;
  list.focus();
});

// A reply template goes into the answer, behind what is written there already.
document.addEventListener("change", (event) => {
  const list = event.target.closest("[data-fills]");
  const text = list && document.getElementById(list.dataset.fills);
  if (!text || !list.value) return;
  text.value = text.value.trim() ? `${text.value.trim()}\n${list.value}` : list.value;
  list.value = "";
  text.focus();
});
