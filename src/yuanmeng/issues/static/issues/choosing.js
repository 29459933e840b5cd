// A suggested category is taken by one press; the list of categories shows it, and may be changed.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-category]");
  const list = document.getElementById("id_category");
  if (!button || !list) return;
  list.value = button.dataset.category;
  list.focus();
});
