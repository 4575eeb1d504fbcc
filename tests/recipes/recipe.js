// Send a form to the recipes' server, and show the answer in an element.
const value = field => field.type === "checkbox" ? field.checked : field.value ?? field;

async function send(fields) {
  const form = Object.fromEntries(Object.entries(fields).map(([name, each]) => [name, value(each)]));
  const answer = await fetch("/connect", { method: "POST", body: JSON.stringify(form) });
  return (await answer.json()).error;
}

async function report(place, fields) {
  place.textContent = "";
  const error = await send(fields);
  place.className = error ? "bad" : "good";
  place.textContent = error || "Connected";
}
