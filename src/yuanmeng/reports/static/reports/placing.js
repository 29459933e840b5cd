// Typing narrows the list of sources; what is chosen stays in it.
const find = document.getElementById("source-find");
const list = document.getElementById("id_source");

if (find && list) {
  const groups = [...list.children].map((each) => [each, each.tagName === "OPTGROUP" ? [...each.children] : []]);
  find.closest("[data-find]").hidden = false;
  find.addEventListener("input", () => {
    const words = find.value.trim().toLowerCase().split(/\s+/);
    const fits = (each) => words.every((word) => `${each.text} ${each.value}`.toLowerCase().includes(word));
    const chosen = list.value;
    list.replaceChildren(
      ...groups.flatMap(([each, options]) => {
        if (!options.length) return each.value === "" || each.value === chosen || fits(each) ? [each] : [];
        each.replaceChildren(...options.filter((option) => option.value === chosen || fits(option)));
        return each.children.length ? [each] : [];
      }),
    );
    list.value = chosen;
  });
}
