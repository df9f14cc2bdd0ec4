// What pages gain with scripts: shortcuts, toasts, menus that close. times.js keeps the times, member.js what needs signing in.
// Everything works without this file; Turbo (turbo.js) makes pages and forms instant.

const $ = id => document.getElementById(id);

// What the page says in its language for its scripts.
const text = (name, value) => JSON.parse($("texts").textContent)[name].replace("{0}", value);

// The toast, which is also what screen readers announce.
let hiding;
function say(words = $("status").textContent, stays = false) {
  clearTimeout(hiding);
  if ($("status").textContent !== words) $("status").textContent = words;
  if (!stays) hiding = setTimeout(() => $("status").replaceChildren(), 6000);
}

function start() {
  document.querySelectorAll("[data-needs-js]").forEach(element => { element.hidden = false; });
  $("shortcuts-on").checked = localStorage.shortcuts !== "off";
  if ($("status").textContent) say();
  const address = new URL(location);
  if (address.searchParams.has("notice")) {
    address.searchParams.delete("notice");
    history.replaceState(history.state, "", address);
  }
}

// The card that has the focus, or the crud of this page.
const current = () => document.activeElement?.closest(".crud") ?? document.querySelector(".crud-expanded");
const press = selector => current()?.querySelector(selector)?.click();

function step(by) {
  const links = [...document.querySelectorAll(".feed .crud-link")];
  const here = links.indexOf(document.activeElement?.closest(".crud-item")?.querySelector(".crud-link"));
  const link = links[here < 0 ? 0 : Math.max(0, Math.min(links.length - 1, here + by))];
  link?.focus({ preventScroll: true });
  link?.closest(".crud-item").scrollIntoView({ block: "nearest" });
}

// member.js, which only those get who are signed in, adds more.
const keys = {
  j: () => step(1), k: () => step(-1), "/": () => $("search")?.offsetParent ? $("search").focus() : location.assign("/search"), "?": () => $("shortcuts").showModal(),
};

document.addEventListener("keydown", event => {
  if (event.key === "Escape") {
    const menu = document.querySelector(".menu[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  } else if (!event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing && localStorage.shortcuts !== "off"
      && !event.target.closest("input, textarea, select, dialog[open]") && Object.hasOwn(keys, event.key)) {
    event.preventDefault();
    keys[event.key]();
  }
});

let pages = 0;
document.addEventListener("click", event => {
  const { target } = event;
  document.querySelectorAll(".menu[open]").forEach(menu => { if (!menu.contains(target)) menu.open = false; });
  if (target.closest("[data-open]")) $(target.closest("[data-open]").dataset.open).showModal();
  const link = target.closest("a");
  if (link?.matches("[data-back]") && pages > 1) {
    event.preventDefault();
    history.back();
  } else if (!target.closest("a, button, summary, details") && getSelection().isCollapsed) {
    // The text lies above the link that covers the card, so that it can be selected; a click on it opens the card too.
    const open = target.closest(".quote")?.querySelector(".quote-link") ?? target.closest(".feed .crud")?.querySelector(".crud-link");
    if (open && (event.ctrlKey || event.metaKey)) window.open(open.href);
    else open?.click();
  }
});

document.addEventListener("change", event => {
  if (event.target.id === "shortcuts-on") localStorage.shortcuts = event.target.checked ? "on" : "off";
});

document.addEventListener("turbo:load", () => {
  pages++;
  start();
});
document.addEventListener("turbo:render", start);
document.addEventListener("turbo:before-stream-render", event => {
  const render = event.detail.render;
  event.detail.render = async stream => {
    await render(stream);
    start();
    document.dispatchEvent(new CustomEvent("changed", { detail: stream.target }));
  };
});
addEventListener("pageshow", event => { if (event.persisted) start(); });
// Addresses of files have hashes, so that member.js cannot import this one by name.
window.cruddur = { $, keys, press, say, text };
start();
