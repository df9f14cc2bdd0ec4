// What sign-up and recovery gain with scripts: whether a username is free, how good a password is, and a look at it.
// Loaded once; Turbo keeps it when the page changes.

const { text } = window.cruddur;

function hint(element, words, fits) {
  if (!element) return;
  element.textContent = words;
  element.classList.toggle("fits", fits === true);
  element.classList.toggle("unfit", fits === false);
}

let waiting, asked = 0;
function lookUp(field) {
  clearTimeout(waiting);
  const number = ++asked;
  const free = document.getElementById("username-free");
  if (!field.value.trim()) return hint(free, "");
  waiting = setTimeout(async () => {
    try {
      const answer = await fetch(`/api/auth/handle?handle=${encodeURIComponent(field.value)}`);
      // Somebody who types on asks again; a server that cannot tell says so when the form is sent.
      if (number !== asked || !answer.ok) return;
      const found = await answer.json();
      hint(free, found.text, found.is_available);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      hint(free, "");
    }
  }, 300);
}

// The rule of PasswordRules: length is what counts, in Unicode scalar values.
function rate(field) {
  const length = [...field.value].length;
  const strength = document.getElementById("password-strength");
  if (length === 0) hint(strength, "");
  else if (length < 8) hint(strength, text("more", 8 - length), false);
  else if (new Set(field.value).size < 5) hint(strength, text("alike"), false);
  else hint(strength, text(length < 15 ? "longEnough" : "niceAndLong"), true);
}

// What was wrong with a field is said until it is changed.
function excuse(field) {
  const fault = document.getElementById(`${field.id}-fault`);
  if (!fault) return;
  fault.remove();
  field.removeAttribute("aria-invalid");
  const described = (field.getAttribute("aria-describedby") ?? "").split(" ").filter(id => id !== fault.id).join(" ");
  if (described) field.setAttribute("aria-describedby", described);
  else field.removeAttribute("aria-describedby");
}

document.addEventListener("input", event => {
  excuse(event.target);
  if (event.target.id === "username") lookUp(event.target);
  if (event.target.id === "password" && document.getElementById("password-strength")) rate(event.target);
});

document.addEventListener("click", event => {
  const button = event.target.closest("[data-shows]");
  if (!button) return;
  const field = document.getElementById(button.dataset.shows);
  const shown = field.type === "text";
  field.type = shown ? "password" : "text";
  button.ariaPressed = String(!shown);
});
