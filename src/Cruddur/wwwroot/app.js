// What pages gain with scripts: a counter, shortcuts, toasts, menus that close. times.js keeps the times.
// Everything works without this file; Turbo (turbo.js) makes pages and forms instant.

const $ = id => document.getElementById(id);

// The counter: the rule of Limits.Normalise, in Unicode scalar values.
function length(text) {
  const trim = (value, drop) => {
    let start = 0, end = value.length;
    while (start < end && drop(value[start])) start++;
    while (end > start && drop(value[end - 1])) end--;
    return value.slice(start, end);
  };
  const white = c => c !== "\uFEFF" && /\s/u.test(c);
  const clean = text.replace(/\r\n|[\r\n\f\u0085\u2028\u2029]/gu, "\n").replace(/[\0-\x08\x0B-\x1F\x7F-\x9F]/gu, "");
  const inner = trim(trim(clean.normalize("NFC"), white), c => "\u200B\u2060\uFEFF".includes(c));
  return [...trim(inner, white)].length;
}

window.lengthOf = length;

function count() {
  const form = $("compose");
  if (!form) return;
  const used = length(form.elements.message.value);
  const over = used - $("compose-count").dataset.limit;
  const hint = $("compose-count");
  hint.textContent = over > 0 ? `${over} over` : `${-over} left`;
  hint.classList.toggle("over", over > 0);
  hint.ariaLive = over > -20 ? "polite" : "off";
  $("compose-submit").disabled = used === 0 || over > 0 || form.ariaBusy === "true";
}

// The toast, which is also what screen readers announce.
let hiding;
function say(text = $("status").textContent, stays = false) {
  clearTimeout(hiding);
  if ($("status").textContent !== text) $("status").textContent = text;
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
  count();
}

function write() {
  $("compose-message")?.focus();
  $("compose")?.scrollIntoView({ block: "nearest" });
}

const writesCruds = () => $("compose")?.getAttribute("action") === "/cruds";
function compose() {
  if (writesCruds()) write();
  else location.href = "/#compose";
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

const keys = {
  j: () => step(1), k: () => step(-1), n: compose, l: () => press(".like button"), r: () => press(".acts > a"),
  "?": () => $("shortcuts").showModal(),
};

document.addEventListener("keydown", event => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form?.id === "compose") {
    if (!$("compose-submit").disabled) event.target.form.requestSubmit($("compose-submit"));
  } else if (event.key === "Escape") {
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
  if (link?.getAttribute("href") === "/#compose" && writesCruds()) {
    event.preventDefault();
    compose();
  } else if (link?.matches("[data-back]") && pages > 1) {
    event.preventDefault();
    history.back();
  } else if (!target.closest("a, button, summary, details") && getSelection().isCollapsed) {
    // The text lies above the link that covers the card, so that it can be selected; a click on it opens the card too.
    const open = target.closest(".feed .crud")?.querySelector(".crud-link");
    if (open && (event.ctrlKey || event.metaKey)) window.open(open.href);
    else open?.click();
  }
});

document.addEventListener("input", event => { if (event.target.id === "compose-message") count(); });
document.addEventListener("change", event => {
  if (event.target.id === "shortcuts-on") localStorage.shortcuts = event.target.checked ? "on" : "off";
});

document.addEventListener("turbo:load", () => {
  pages++;
  start();
  if (location.hash === "#compose") write();
});
document.addEventListener("turbo:render", start);
// Who posts with the button loses the focus as it is disabled, and gets it back; in the field Turbo keeps it by itself.
let giveBack = false;
document.addEventListener("turbo:submit-start", () => {
  giveBack = document.activeElement?.id !== "compose-message";
  say("");
});
document.addEventListener("turbo:submit-end", count);
document.addEventListener("turbo:before-stream-render", event => {
  const render = event.detail.render;
  event.detail.render = async stream => {
    await render(stream);
    start();
    if (/^(like-|follow$)/.test(stream.target) && document.activeElement === document.body) $(stream.target)?.querySelector("button").focus({ preventScroll: true });
    if (stream.target !== "compose" || !giveBack || document.activeElement !== document.body) return;
    ($("compose-errors") ?? $("compose-message"))?.focus({ preventScroll: true });
  };
});

// A like shows at once; if it does not reach the server, it goes back.
function show(form, liked) {
  const button = form.querySelector("button");
  const count = Math.max(0, Number(form.dataset.count) + (liked ? 1 : -1));
  form.dataset.count = count;
  button.value = String(!liked);
  button.ariaPressed = String(liked);
  button.classList.toggle("act-liked", liked);
  button.querySelector(".act-number").textContent = count > 0 ? count.toLocaleString("en") : "";
}
document.addEventListener("turbo:submit-start", event => {
  if (event.target.matches(".like")) show(event.target, event.target.querySelector("button").ariaPressed !== "true");
});
document.addEventListener("turbo:submit-end", event => {
  if (!event.target.matches(".like") || event.detail.success) return;
  show(event.target, event.target.querySelector("button").ariaPressed !== "true");
  say(event.detail.fetchResponse?.statusCode === 404 ? "This crud has gone." : "That did not reach Cruddur. Try again.", true);
});

// An answer that is neither the crud nor its refusal must not take the place of the page with the text.
document.addEventListener("turbo:before-fetch-response", event => {
  const { statusCode } = event.detail.fetchResponse;
  if (event.target.matches?.(".like") && statusCode >= 400) event.preventDefault();
  if (event.target.id !== "compose" || statusCode < 400 || statusCode === 422) return;
  event.preventDefault();
  say(statusCode >= 500 || statusCode === 429
    ? "Cruddur could not take this just now. Your text is still here; try again in a minute."
    : "This page is out of date. Copy your text, reload the page and post it again.", true);
});

// A request that got no answer must not end on the browser's error page: the text in the composer would be lost.
document.addEventListener("turbo:fetch-request-error", event => {
  event.preventDefault();
  if (event.detail.request.fetchOptions?.headers?.["X-Sec-Purpose"]) return;
  say("Could not reach Cruddur. Your text is still here; try again.", true);
});

addEventListener("pageshow", event => { if (event.persisted) start(); });
start();
