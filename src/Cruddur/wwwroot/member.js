// What pages gain for whoever is signed in: the composer's counter, drafts and completion, marks that show at once, sharing.
const { $, keys, press, say, text } = window.cruddur;

// The counter: the rule of Limits.Normalise, in Unicode scalar values.
function length(typed) {
  const trim = (value, drop) => {
    let start = 0, end = value.length;
    while (start < end && drop(value[start])) start++;
    while (end > start && drop(value[end - 1])) end--;
    return value.slice(start, end);
  };
  const white = c => c !== "\uFEFF" && /\s/u.test(c);
  const clean = typed.replace(/\r\n|[\r\n\f\u0085\u2028\u2029]/gu, "\n").replace(/[\0-\x08\x0B-\x1F\x7F-\x9F]/gu, "");
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
  hint.textContent = over > 0 ? text("over", over) : text("charactersLeft", -over);
  hint.classList.toggle("over", over > 0);
  hint.ariaLive = over > -20 ? "polite" : "off";
  $("compose-submit").disabled = used === 0 || over > 0 || form.ariaBusy === "true";
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

Object.assign(keys, {
  n: compose, l: () => press(".mark-like button"), r: () => press(".act-reply"), b: () => press(".mark-bookmark button"),
});

// Drafts: what was typed survives a reload and a walk to other pages, until it is posted.
const draft = form => form?.dataset.draft && "draft " + form.dataset.draft;

function recall() {
  const form = $("compose");
  const kept = draft(form) && localStorage[draft(form)];
  // Somebody may have typed before this script was there.
  if (form?.elements.message.value) keep(form);
  else if (kept) form.elements.message.value = kept;
  if (form && document.activeElement === form.elements.message) complete(form.elements.message);
  count();
}

function keep(form) {
  if (!draft(form)) return;
  if (form.elements.message.value) localStorage[draft(form)] = form.elements.message.value;
  else delete localStorage[draft(form)];
}

// Completion of @handles: a listbox under the field.
let choices = [], chosen = 0, asked = 0;
function mention(field) {
  const typed = /(^|[^\p{L}\p{N}_@/&#.])@([A-Za-z0-9_]{1,20})$/u.exec(field.value.slice(0, field.selectionStart));
  return typed && typed[2];
}

function offer(field, people) {
  choices = people;
  chosen = 0;
  let list = $("mentions");
  if (!list) {
    list = document.createElement("ul");
    list.id = "mentions";
    list.role = "listbox";
    list.ariaLabel = text("people");
    field.after(list);
    field.setAttribute("aria-controls", "mentions");
    field.setAttribute("aria-autocomplete", "list");
  }
  list.replaceChildren(...people.map((person, i) => {
    const item = document.createElement("li");
    item.role = "option";
    item.id = "mention-" + i;
    const name = document.createElement("bdi"), handle = document.createElement("span");
    name.textContent = person.display_name;
    handle.textContent = "@" + person.handle;
    item.append(name, handle);
    item.onpointerdown = event => { event.preventDefault(); choose(field, i); };
    return item;
  }));
  list.hidden = people.length === 0;
  point(field);
}

function point(field) {
  [...$("mentions").children].forEach((item, i) => { item.ariaSelected = String(i === chosen); });
  if (choices.length) field.setAttribute("aria-activedescendant", "mention-" + chosen);
  else field.removeAttribute("aria-activedescendant");
}

function choose(field, i) {
  const at = field.selectionStart;
  const begin = at - mention(field).length;
  field.setRangeText(choices[i].handle + " ", begin, at, "end");
  offer(field, []);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

async function complete(field) {
  const prefix = mention(field), turn = ++asked;
  if (!prefix) {
    if ($("mentions")) offer(field, []);
    return;
  }
  try {
    const answer = await fetch("/people?prefix=" + encodeURIComponent(prefix), { headers: { Accept: "application/json" } });
    if (answer.ok && turn === asked && document.activeElement === field) offer(field, await answer.json());
  } catch { /* Offline: one can still type the handle. */ }
}

document.addEventListener("input", event => {
  if (event.target.id !== "compose-message") return;
  count();
  keep(event.target.form);
  complete(event.target);
});
document.addEventListener("focusout", event => { if (event.target.id === "compose-message" && $("mentions")) offer(event.target, []); });
document.addEventListener("keydown", event => {
  const field = event.target;
  if (field.form?.id !== "compose") return;
  if (choices.length && field.id === "compose-message") {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) chosen = (chosen + step + choices.length) % choices.length;
    if (step) point(field);
    else if (event.key === "Escape") offer(field, []);
    else if ((event.key === "Enter" || event.key === "Tab") && !event.ctrlKey && !event.metaKey) choose(field, chosen);
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !$("compose-submit").disabled) {
    field.form.requestSubmit($("compose-submit"));
  }
}, true);

document.addEventListener("click", async event => {
  const { target } = event;
  if (target.closest("a")?.getAttribute("href") === "/#compose" && writesCruds() && !$("compose").elements.quote) {
    event.preventDefault();
    compose();
  }
  const share = target.closest("[data-share], [data-copy]");
  if (!share) return;
  const url = new URL(share.dataset.share ?? share.dataset.copy, location).href;
  try {
    if (share.dataset.share && navigator.share) await navigator.share({ url });
    else {
      await navigator.clipboard.writeText(url);
      say(text("linkCopied"));
    }
  } catch (error) {
    if (error.name !== "AbortError") say(text("linkNotCopied", url), true);
  }
  const menu = share.closest(".menu");
  if (menu) menu.open = false;
});

// Who posts with the button loses the focus as it is disabled, and gets it back; in the field Turbo keeps it by itself.
let giveBack = false;
document.addEventListener("turbo:submit-start", () => {
  giveBack = document.activeElement?.id !== "compose-message";
  say("");
});
document.addEventListener("turbo:submit-end", event => {
  if (event.target.id === "compose" && event.detail.success) delete localStorage[draft(event.target)];
  count();
});
document.addEventListener("changed", ({ detail: target }) => {
  count();
  if (document.activeElement !== document.body) return;
  if (/^(like|repost|bookmark|follow|suggest)-/.test(target) || $(target)?.matches(".undo")) $(target)?.querySelector("button").focus({ preventScroll: true });
  else if (target.startsWith("crud-")) $(target)?.querySelector(".crud-link")?.focus({ preventScroll: true });
  else if (target === "compose" && giveBack) ($("compose-errors") ?? $("compose-message"))?.focus({ preventScroll: true });
});

// A like, a repost, a bookmark shows at once; if it does not reach the server, it goes back.
function show(form, on) {
  const button = form.querySelector("button");
  const count = Math.max(0, Number(form.dataset.count) + (on ? 1 : -1));
  form.dataset.count = count;
  button.value = String(!on);
  button.ariaPressed = String(on);
  button.classList.toggle("act-on", on);
  if (form.matches(".mark-bookmark")) return;
  button.querySelector(".act-number").textContent = count > 0 ? count.toLocaleString(document.documentElement.lang) : "";
}

// Sent past Turbo, which breaks off one form when another is sent: who likes and reposts at once means both.
const turns = new Map();
async function send(form, on) {
  const body = new URLSearchParams(new FormData(form));
  body.set("on", on);
  try {
    return await fetch(form.action, { method: "POST", body, headers: { Accept: "text/vnd.turbo-stream.html" } });
  } catch {
    return null;
  }
}
document.addEventListener("submit", async event => {
  const form = event.target;
  if (!form.matches(".mark")) return;
  event.preventDefault();
  const on = form.querySelector("button").value === "true";
  show(form, on);
  const mine = { sent: (turns.get(form.id)?.sent ?? Promise.resolve()).then(() => send(form, on)) };
  turns.set(form.id, mine);
  const answer = await mine.sent;
  const stream = answer?.ok && await answer.text();
  if (turns.get(form.id) !== mine) return;
  turns.delete(form.id);
  if (stream) return Turbo.renderStreamMessage(stream);
  if ($(form.id)) show($(form.id), !on);
  say(text(answer?.status === 404 ? "crudGone" : "markFailed"), true);
}, true);

// An answer that is neither the crud nor its refusal must not take the place of the page with the text.
document.addEventListener("turbo:before-fetch-response", event => {
  const { statusCode } = event.detail.fetchResponse;
  if (event.target.id !== "compose" || statusCode < 400 || statusCode === 422) return;
  event.preventDefault();
  say(text(statusCode >= 500 || statusCode === 429 ? "busy" : "stale"), true);
});

// A request that got no answer must not end on the browser's error page: the text in the composer would be lost.
document.addEventListener("turbo:fetch-request-error", event => {
  event.preventDefault();
  if (event.detail.request.fetchOptions?.headers?.["X-Sec-Purpose"]) return;
  say(text("unreached"), true);
});

document.addEventListener("turbo:load", () => {
  recall();
  if (location.hash === "#compose") write();
});
document.addEventListener("turbo:render", recall);
addEventListener("pageshow", event => { if (event.persisted) recall(); });
recall();
