// Passkeys: asks the browser for one and sends what it answers as an ordinary form.
// Loaded once; Turbo keeps it when the page changes.

const able = Boolean(window.PublicKeyCredential?.parseRequestOptionsFromJSON);
const { text } = window.cruddur;
const told = ["NotAllowedError", "InvalidStateError", "SecurityError"];

// The one request that runs; a button ends the one that waits for a name field to be filled in.
let running;

function refused(status) {
  return new Error(text(status === 429 ? "passkeyTooMany" : "passkeyStale"));
}

async function ask(form, mediation) {
  running?.abort();
  const mine = running = new AbortController();
  const answer = await fetch(`${form.getAttribute("action")}/options`, {
    method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "application/json" }, redirect: "error", signal: mine.signal,
  });
  if (!answer.ok) throw refused(answer.status);
  const json = await answer.json();
  const signal = mine.signal;
  const credential = form.dataset.passkey === "create"
    ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(json), signal })
    : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(json), mediation, signal });
  form.elements.credential.value = JSON.stringify(credential);
  form.submit();
}

async function pressed(form) {
  const status = form.querySelector("[data-passkey-status]");
  status.textContent = "";
  form.ariaBusy = "true";
  try {
    await ask(form);
  } catch (error) {
    if (error.name !== "AbortError") status.textContent = told.includes(error.name) ? text(error.name) : error instanceof TypeError ? text("passkeyUnreached") : error.message;
  } finally {
    form.ariaBusy = null;
  }
}

// Offers passkeys where the browser fills in names. Whatever goes wrong, the button is still there and says so.
async function offer() {
  const form = document.querySelector("[data-passkey-autofill]");
  if (!form || !await PublicKeyCredential.isConditionalMediationAvailable?.()) return;
  await ask(form, "conditional").catch(() => {});
}

function start() {
  if (!able) return;
  document.querySelectorAll("[data-needs-passkeys]").forEach(element => { element.hidden = false; });
  document.querySelectorAll("[data-no-passkeys]").forEach(element => { element.hidden = true; });
  offer();
}

document.addEventListener("submit", event => {
  if (!event.target.dataset.passkey) return;
  event.preventDefault();
  pressed(event.target);
});
document.addEventListener("turbo:render", start);
document.addEventListener("turbo:before-visit", () => running?.abort());
start();
