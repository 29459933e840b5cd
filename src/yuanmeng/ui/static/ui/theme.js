// Light or dark is set before the page is drawn; the person's choice wins over the system's.
(() => {
  const asked = localStorage.getItem("theme");
  const dark = asked ? asked === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.setAttribute("data-bs-theme", dark ? "dark" : "light");
})();
