// A page of a shared tablet goes back to its clean start when nobody is there any more. It says so before, and whoever
// is still there presses a button. Without this script the browser goes back by itself, unasked.
"use strict";

(() => {
  const WARNED = 60000;  // milliseconds in which the button can be pressed
  const strip = document.querySelector("[data-returns]");
  const TYPING = 30000;
  let ends = 0;
  let typed = 0;

  // The clock decides, not the timer: a tablet that slept must not show the page when it wakes.
  const look = () => {
    const left = ends - Date.now();
    if (left <= 0 && Date.now() - typed > TYPING) return location.replace(strip.dataset.returnsTo);
    if (left <= WARNED && !strip.dataset.silent) strip.hidden = false;
  };

  const begin = (milliseconds) => {
    ends = Date.now() + milliseconds;
    strip.hidden = true;
    look();
  };

  // In a ballot the button shows the page anew, with its choices and its time; elsewhere there is nothing to show anew.
  strip.querySelector("button[type=button]")?.addEventListener("click", () => begin(3 * WARNED));
  document.addEventListener("input", () => { typed = Date.now(); });
  document.addEventListener("visibilitychange", look);
  setInterval(look, 1000);
  begin(1000 * strip.dataset.returns);
})();
