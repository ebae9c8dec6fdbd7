// Brings the parts of a page marked data-live up to date every few seconds, until nothing waits any more or somebody
// stops it. Without this script the page says how to do it by hand.
"use strict";

(() => {
  const EVERY = 5000;  // milliseconds
  const place = document.querySelector("[data-live-control]");
  const says = place.querySelector("[role=status]");
  const button = place.querySelector("button");
  let timer = 0;

  const stop = (text) => {
    clearTimeout(timer);
    says.textContent = text;
    if (document.activeElement === button) says.focus();
    button.remove();
  };

  const waits = (page) => page.querySelector("[data-live] progress") !== null;

  // A part in which somebody stands with the keyboard stays as it is, or the next press would go nowhere.
  const replace = (page) => {
    for (const part of document.querySelectorAll("[data-live]")) {
      const fresh = page.querySelector(`[data-live="${part.dataset.live}"]`);
      if (fresh && !part.contains(document.activeElement)) part.replaceChildren(...fresh.childNodes);
    }
  };

  const look = async () => {
    const answer = await fetch(location.href, {credentials: "same-origin"}).catch(() => null);
    // Signed out meanwhile, or no network: what is shown is old, and the page must not pretend otherwise.
    if (!answer || !answer.ok || answer.redirected) return stop(place.dataset.broken);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    replace(page);
    if (!waits(page)) return stop(place.dataset.finished);
    timer = setTimeout(look, EVERY);
  };

  if (!waits(document)) return;
  place.hidden = false;
  document.querySelector("[data-by-hand]").hidden = true;
  button.addEventListener("click", () => stop(place.dataset.stopped));
  timer = setTimeout(look, EVERY);
})();
