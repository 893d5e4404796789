// Keeps what changes by itself up to date: asks for that part of the page again until it says that it is done.
"use strict";

const live = document.querySelector("[data-live]");

async function again() {
  let wait = 700;
  try {
    const answer = await fetch(live.dataset.live, { headers: { "x-desk": "1" } });
    if (answer.status === 401) return location.reload();
    if (answer.ok) {
      live.innerHTML = await answer.text();
      if (live.querySelector("[data-ended]")) return;
    }
  } catch {
    wait = 3000; // the desk is out of reach: try again, the audit goes on without us
  }
  setTimeout(again, wait);
}

if (live && !live.querySelector("[data-ended]")) setTimeout(again, 300);
