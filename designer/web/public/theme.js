// Runs before the first paint, so that a dark screen never flashes white. A file, because the content security policy
// allows no script inside the page.
(() => {
  let chosen = "system";
  try {
    chosen = localStorage.getItem("filbert-theme") || "system";
  } catch {
    // Storage may be forbidden; the system's theme is right then.
  }
  const dark =
    chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  document.documentElement.dataset.mantineColorScheme = dark ? "dark" : "light";
})();
