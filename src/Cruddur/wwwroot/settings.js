// What the pages under /settings gain with scripts: counters, a look again at what is being made, a token selected at once.
// Loaded once; Turbo keeps it when the page changes.

function count(field) {
  const rule = document.querySelector(`[data-for="${field.id}"]`);
  if (!rule) return;
  const over = window.lengthOf(field.value) - rule.dataset.limit;
  rule.textContent = over > 0 ? window.cruddur.text("over", over) : window.cruddur.text("charactersLeft", -over);
  rule.classList.toggle("over", over > 0);
  rule.ariaLive = over > -20 ? "polite" : "off";
}

let again;
function start() {
  document.querySelectorAll("[data-for]").forEach(rule => count(document.getElementById(rule.dataset.for)));
  document.querySelector("[data-select]")?.select();
  clearTimeout(again);
  if (document.querySelector("[data-again]")) again = setTimeout(() => window.Turbo.visit(location.href, { action: "replace" }), 1500);
}

document.addEventListener("input", event => count(event.target));
document.addEventListener("turbo:render", start);
document.addEventListener("turbo:before-visit", () => clearTimeout(again));
start();
