// Kith works without this file. This file changes the port with the tick, keeps the password for
// the next attempt, and shows the progress of a sync on the cards.
"use strict";

const PORTS = { true: "993", false: "143" };
const POLL_MILLISECONDS = 250;
const WAIT_MILLISECONDS = 1000;

let typedPassword = ""; // in memory only: neither in the page nor stored

document.addEventListener("change", (event) => {
  if (event.target.id !== "use_ssl") return;
  const port = document.getElementById("port");
  const ticked = event.target.checked;
  if (port.value.trim() === PORTS[!ticked]) port.value = PORTS[ticked];
});

document.addEventListener("click", (event) => {
  const offer = event.target.closest("[data-offer]");
  if (!offer) return;
  document.getElementById("username").value = offer.dataset.offer;
  const password = document.getElementById("password");
  password.value = password.value || typedPassword;
  if (password.value) document.getElementById("imap-form").requestSubmit();
  else password.focus();
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.id !== "imap-form") return;
  event.preventDefault();
  typedPassword = document.getElementById("password").value;
  document.querySelectorAll('[role="alert"], .field-error').forEach((old) => old.remove());
  const body = new URLSearchParams(new FormData(form));
  const button = form.querySelector("[data-busy]");
  const label = button.textContent;
  const abort = new AbortController();
  form.querySelector("[data-cancel]").addEventListener("click", () => abort.abort());
  button.disabled = true;
  button.textContent = button.dataset.busy;
  try {
    const answer = await fetch(form.action, {
      method: "POST", body, signal: abort.signal, headers: { "X-Requested-With": "fetch" },
    });
    if (answer.headers.get("content-type").startsWith("application/json")) {
      typedPassword = "";
      location.assign((await answer.json()).location);
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const main = page.querySelector("main");
    if (!main) throw new Error(`no page, but ${answer.status}`);
    document.querySelector("main").replaceWith(main);
    const wrong = document.querySelector('[role="alert"], [aria-invalid]');
    if (wrong) wrong.scrollIntoView({ block: "nearest" });
  } catch (error) {
    if (error.name === "AbortError") return;
    button.disabled = false;
    button.textContent = label;
    const alert = document.createElement("div");
    alert.setAttribute("role", "alert");
    alert.className = "alert";
    alert.textContent = "Kith could not be reached. Try again in a moment.";
    form.before(alert);
    throw error;
  }
});

function follow(card) {
  const isSyncing = card.hasAttribute("data-syncing");
  if (!isSyncing && !card.hasAttribute("data-waiting")) return;
  setTimeout(async () => {
    let answer;
    try {
      answer = await fetch(card.dataset.card);
    } catch {
      follow(card); // Kith may be starting again
      return;
    }
    const holder = document.createElement("template");
    holder.innerHTML = await answer.text();
    const fresh = holder.content.querySelector("article");
    if (!answer.ok || !fresh) {
      location.reload(); // the account was removed, or the user signed out
      return;
    }
    card.replaceWith(fresh);
    follow(fresh);
  }, isSyncing ? POLL_MILLISECONDS : WAIT_MILLISECONDS);
}

document.querySelectorAll("[data-card]").forEach(follow);
