// Small things every page needs. Pages work without this file.
document.addEventListener("click", (event) => {
  const root = document.documentElement;
  if (event.target.closest(".ym-theme")) {
    const dark = root.getAttribute("data-bs-theme") !== "dark";
    root.setAttribute("data-bs-theme", dark ? "dark" : "light");
    localStorage.setItem("theme", dark ? "dark" : "light");
  }
  const menu = event.target.closest(".ym-menu");
  if (menu) {
    const open = document.body.classList.toggle("ym-nav-open");
    menu.setAttribute("aria-expanded", String(open));
  }
  for (const drop of document.querySelectorAll("details.ym-drop[open]")) {
    if (!drop.contains(event.target)) drop.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable;
  if (event.key === "/" && !typing) {
    const box = document.getElementById("top-search");
    if (box) { event.preventDefault(); box.focus(); }
  }
  if (event.key === "Escape") {
    document.body.classList.remove("ym-nav-open");
    for (const drop of document.querySelectorAll("details.ym-drop[open]")) {
      drop.open = false;
      drop.querySelector("summary").focus();
    }
  }
});
// A form is sent once: the button rests until the answer comes, and wakes again when the page is shown from the cache.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (event.target.method === "post" && button) setTimeout(() => { button.disabled = true; }, 0);
});
// A table that is wider than its place is scrolled by keyboard too.
const reachWideTables = () => {
  for (const wrap of document.querySelectorAll(".ym-table-wrap")) {
    const hidden = wrap.scrollWidth > wrap.clientWidth || wrap.scrollHeight > wrap.clientHeight;
    if (hidden) wrap.tabIndex = 0; else wrap.removeAttribute("tabindex");
  }
};
addEventListener("resize", reachWideTables);
reachWideTables();
addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("button[disabled]:not([data-off])")) button.disabled = false;
});
