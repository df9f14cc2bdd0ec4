// Keeps the times of a page fresh, shows them in the reader's zone, and takes cruds away when their time is up.

const { lang } = document.documentElement;
const locale = navigator.languages.find(tag => tag.split("-")[0] === lang) ?? lang;
const fullFormat = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short" });
const relative = new Intl.RelativeTimeFormat(lang, { numeric: "always" });
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const minute = 60_000, hour = 60 * minute, day = 24 * hour;

// How far the server's clock is ahead of this one, so that a wrong clock here neither hides nor keeps a crud.
// Half a minute may be a slow connection rather than a wrong clock, and counts as none.
const skew = (() => {
  const page = performance.getEntriesByType("navigation")[0];
  const served = Date.parse(document.querySelector("meta[name=now]")?.content);
  if (!page || page.transferSize === 0 || Number.isNaN(served)) return 0;
  const ahead = served - (performance.timeOrigin + page.responseStart);
  return Math.abs(ahead) > 30_000 ? ahead : 0;
})();
const now = () => Date.now() + skew;

// Every page carries the texts of its scripts, in its language.
let texts;
const fill = (text, value) => text.replace("{0}", value);

// Times: the same texts as RelativeTime.cs.
function inUnits(span) {
  const [size, unit] = span < hour ? [minute, "minute"] : span < day ? [hour, "hour"] : [day, "day"];
  return [Math.floor(span / size), unit];
}

function short(span) {
  const [number, unit] = inUnits(span);
  return fill(texts[unit + "s"], number);
}

function ago(age) {
  if (age < minute) return [texts.now, texts.justNow];
  const [number, unit] = inUnits(age);
  return age > 30 * day ? null : [short(age), relative.format(-number, unit)];
}

function left(span) {
  if (span <= 0) return [texts.expired, texts.expired];
  if (span < minute) return [texts.leftLittle, texts.expiresSoon];
  const begun = Math.ceil(span / minute) * minute;
  return [fill(texts.left, short(begun)), fill(texts.expires, relative.format(...inUnits(begun)))];
}

function write(time, texts) {
  const spans = time.querySelectorAll("span");
  texts?.forEach((text, i) => { if (spans[i].textContent !== text) spans[i].textContent = text; });
}

let timer;
function refresh() {
  clearTimeout(timer);
  texts = JSON.parse(document.getElementById("texts").textContent);
  let next = 10_000;
  for (const time of document.querySelectorAll("time")) {
    const at = Date.parse(time.dateTime);
    const full = fullFormat.format(at);
    if ("ago" in time.dataset) write(time, ago(now() - at));
    if ("left" in time.dataset) {
      write(time, left(at - now()));
      time.classList.toggle("left-soon", at - now() <= hour);
    }
    if ("full" in time.dataset) time.textContent = full;
    time.title = "left" in time.dataset ? fill(texts.expiresAt, full) : full;
  }
  for (const crud of document.querySelectorAll("[data-expires]:not(.gone)")) {
    const span = Date.parse(crud.dataset.expires) - now();
    if (span <= 0) leave(crud);
    else next = Math.min(next, span);
  }
  timer = setTimeout(refresh, Math.max(next, 50));
}

function leave(crud) {
  if (crud.matches(".quote")) {
    crud.className = "quote quote-gone";
    crud.removeAttribute("data-expires");
    crud.textContent = texts.gone;
    return;
  }
  const focused = crud.contains(document.activeElement);
  crud.classList.add("gone");
  if (crud.matches(".crud-expanded")) {
    document.querySelector(".replies")?.remove();
    crud.replaceWith(document.getElementById("gone").content.cloneNode(true));
  } else {
    if (focused) (crud.nextElementSibling?.querySelector(".crud-link") ?? document.getElementById("main")).focus();
    setTimeout(() => crud.remove(), calm.matches ? 0 : 900);
  }
}

document.addEventListener("turbo:load", refresh);
document.addEventListener("turbo:render", refresh);
document.addEventListener("turbo:before-stream-render", event => {
  const render = event.detail.render;
  event.detail.render = async stream => {
    await render(stream);
    refresh();
  };
});
addEventListener("pageshow", event => { if (event.persisted) refresh(); });
document.addEventListener("visibilitychange", refresh);
refresh();
