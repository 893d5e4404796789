// The desk's one script: keys, zoom, the next item loaded ahead, conflicts, and nothing typed is lost.
"use strict";

const $ = (what, root = document) => root.querySelector(what);
const $$ = (what, root = document) => [...root.querySelectorAll(what)];
const SVG = "http://www.w3.org/2000/svg";
const VERBS = {
  post: "Post", agree: "Agree", suspend: "Wait", return: "Return", duplicate: "Mark a duplicate", close: "Close", reverse: "Take back",
  hand_over: "Hand over", hand_back: "Hand back", rescan: "Ask for a rescan", remark: "Note it",
};
const STAYS = ["remark", "hand_back", "reverse"];

let desk = null; // the item on screen
let ahead = null; // the next one: { after, url, html }
let busy = false;
let typedAt = 0, shownAt = 0;
const LOOK = 300; // ms that an item is on screen before it can be settled: nobody settles one unseen by pressing twice

// --- talking to the server ----------------------------------------------------------------------

const token = () => $('meta[name="form-token"]').content;

async function ask(url, options = {}, again = true) {
  const answer = await fetch(url, { ...options, headers: { "x-desk": "1", "x-form-token": token() } });
  if (answer.status === 401) throw { session: true };
  if (answer.status === 403 && again && options.method === "POST") { // signed in again elsewhere: another token
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    const fresh = $('meta[name="form-token"]', page);
    if (fresh?.content) { $('meta[name="form-token"]').content = fresh.content; return ask(url, options, false); }
  }
  return answer;
}

function say(words, link) {
  const said = $("#said");
  said.replaceChildren(words);
  if (link) {
    const a = document.createElement("a");
    a.href = link.href; a.textContent = link.text;
    if (link.target) { a.target = link.target; a.rel = "noopener"; }
    said.append(" ", a);
  }
  clearTimeout(say.timer);
  if (!link?.target) say.timer = setTimeout(() => said.replaceChildren(), 9000);
}

function failed(trouble) {
  if (trouble?.session) say("Your session has ended. Nothing typed is lost:", { href: "/sign-in", text: "sign in in another tab", target: "_blank" });
  else if (trouble instanceof TypeError) say("No connection. What you typed is kept; send it again when it is back. Nothing is done twice.");
  else throw trouble;
}

function later(wait, work) {
  let timer = 0;
  return (...given) => { clearTimeout(timer); timer = setTimeout(() => Promise.resolve(work(...given)).catch(failed), wait); };
}

// --- going from page to page --------------------------------------------------------------------

async function go(url, push = true) {
  let html = "", at = url;
  if (ahead && desk && ahead.after === desk.id && url.startsWith("/next")) ({ html, url: at } = ahead);
  else {
    const answer = await ask(url);
    html = await answer.text();
    at = new URL(answer.url).pathname + new URL(answer.url).search;
  }
  ahead = null;
  const page = new DOMParser().parseFromString(html, "text/html");
  if (!$("#main", page)) { location.assign(at); return; }
  document.title = page.title;
  document.body.className = page.body.className;
  $("#main").replaceChildren(...$("#main", page).childNodes);
  for (const part of [".bar-middle", ".bar nav"]) if ($(part) && $(part, page)) $(part).replaceWith($(part, page));
  if (push) history.pushState({}, "", at);
  begin();
  $("#main").focus({ preventScroll: true });
}

const next = () => desk && go(`/next?after=${desk.id}${desk.query ? "&" + desk.query : ""}`).catch(failed);

async function loadAhead() {
  if (!desk?.open || ahead) return;
  const from = desk.id, answer = await ask(`/next?after=${from}${desk.query ? "&" + desk.query : ""}`);
  const url = new URL(answer.url);
  if (!answer.ok || !url.pathname.startsWith("/item/")) return;
  const html = await answer.text();
  const root = $("#desk", new DOMParser().parseFromString(html, "text/html"));
  if (!root || root.dataset.item === from || desk?.id !== from) return;
  ahead = { after: from, url: url.pathname + url.search, html, id: root.dataset.item };
  for (const sheet of JSON.parse(root.dataset.sheets)) new Image().src = sheet.src;
}

addEventListener("popstate", () => go(location.pathname + location.search, false).catch(failed));
addEventListener("pagehide", () => {
  if (ahead) navigator.sendBeacon(`/item/${ahead.id}/release`, new URLSearchParams({ form_token: token() }));
});

// --- the papers ---------------------------------------------------------------------------------

// All pages lie one below the other, each 1000 wide; zoom 1 fits that to the window. Kept from item to item.
const WIDE = 1000, GAP = 14;
const view = Object.assign({ zoom: 1, x: 500, y: 0, bright: 0 }, JSON.parse(sessionStorage.getItem("view") || "{}"));

class Papers {
  constructor(svg, sheets) {
    Object.assign(this, { svg, at: 0, drawing: false, drawn: null });
    this.group = svg.appendChild(document.createElementNS(SVG, "g"));
    this.sheets = sheets.map((sheet, number) => ({ ...sheet, turn: 0, node: this.lay(sheet, number) }));
    svg.addEventListener("wheel", (event) => { event.preventDefault(); this.zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, event); }, { passive: false });
    svg.addEventListener("pointerdown", (event) => this.press(event));
    svg.addEventListener("keydown", (event) => this.key(event));
    this.watch = new ResizeObserver(() => this.draw());
    this.watch.observe(svg);
    this.stack();
  }
  lay({ src, w, h, boxes }, number) {
    const node = this.group.appendChild(document.createElementNS(SVG, "g"));
    const image = node.appendChild(document.createElementNS(SVG, "image"));
    for (const [name, value] of Object.entries({ href: src, width: w, height: h, preserveAspectRatio: "none" })) image.setAttribute(name, value);
    node.dataset.number = number;
    for (const [line, left, top, width, height, name] of boxes) {
      const box = this.rect(node, "box", [left, top, width, height]);
      box.dataset.line = line;
      box.appendChild(document.createElementNS(SVG, "title")).textContent = name;
    }
    return node;
  }
  rect(node, name, [left, top, width, height]) {
    const box = document.createElementNS(SVG, "rect");
    for (const [key, value] of Object.entries({ class: name, x: left, y: top, width, height })) box.setAttribute(key, value);
    return node.appendChild(box);
  }
  stack() {
    let top = 0;
    for (const sheet of this.sheets) {
      const { w, h, turn } = sheet, k = WIDE / (turn % 180 ? h : w);
      const turned = { 0: "", 90: `translate(${h} 0) rotate(90)`, 180: `translate(${w} ${h}) rotate(180)`, 270: `translate(0 ${w}) rotate(270)` }[turn];
      Object.assign(sheet, { top, k, tall: (turn % 180 ? w : h) * k });
      sheet.node.setAttribute("transform", `translate(0 ${top}) scale(${k}) ${turned}`);
      top += sheet.tall + GAP;
    }
    this.tall = top - GAP;
    this.draw();
  }
  get frame() { return this.svg.getBoundingClientRect(); }
  get scale() { return (this.frame.width / WIDE) * view.zoom || 0.1; }
  draw() {
    const { width, height } = this.frame, s = this.scale, [across, down] = [width / s, height / s];
    view.x = across >= WIDE ? WIDE / 2 : Math.min(WIDE - across / 2, Math.max(across / 2, view.x));
    view.y = Math.max(0, Math.min(view.y, this.tall - down / 2));
    this.group.setAttribute("transform", `translate(${width / 2 - view.x * s} ${-view.y * s}) scale(${s})`);
    for (const n of [0, 1, 2, 3]) this.svg.classList.toggle(`bright${n}`, n === view.bright);
    const middle = view.y + Math.min(down / 2, 300), at = this.sheets.findIndex((sheet) => middle < sheet.top + sheet.tall + GAP);
    this.at = at < 0 ? this.sheets.length - 1 : at;
    this.svg.setAttribute("aria-label", `${this.sheets.length} pages, at page ${this.at + 1}: ${this.sheets[this.at].kind}. Arrow keys move them, plus and minus zoom.`);
    $$("[data-sheet]").forEach((button) => button.setAttribute("aria-pressed", String(+button.dataset.sheet === this.at)));
    sessionStorage.setItem("view", JSON.stringify(view));
  }
  show(at) { view.y = this.sheets[Math.min(this.sheets.length - 1, Math.max(0, at))].top; this.draw(); }
  place(event) { const f = this.frame, s = this.scale; return [view.x + (event.clientX - f.left - f.width / 2) / s, view.y + (event.clientY - f.top) / s]; }
  zoom(by, event) {
    const [x, y] = event ? this.place(event) : [view.x, view.y + this.frame.height / this.scale / 2], before = view.zoom;
    view.zoom = Math.min(12, Math.max(0.3, view.zoom * by));
    const ratio = before / view.zoom;
    view.x = x + (view.x - x) * ratio;
    view.y = y + (view.y - y) * ratio;
    this.draw();
  }
  move(dx, dy) { view.x += (dx * 90) / this.scale; view.y += (dy * 90) / this.scale; this.draw(); }
  whole() { Object.assign(view, { zoom: 1, x: 500, y: this.sheets[this.at].top }); this.draw(); }
  spin() { const sheet = this.sheets[this.at]; sheet.turn = (sheet.turn + 90) % 360; this.stack(); }
  brighten() { view.bright = (view.bright + 1) % 4; this.draw(); }
  look([page, left, top, width, height]) {
    const sheet = this.sheets[page], { k } = sheet, f = this.frame;
    if (sheet.turn) { sheet.turn = 0; this.stack(); }
    view.zoom = Math.min(5, Math.max(1, Math.min(WIDE / (width * k * 1.4), f.height / (f.width / WIDE) / (height * k * 4))));
    view.x = (left + width / 2) * k;
    view.y = sheet.top + (top + height / 2) * k - f.height / this.scale / 2;
    this.draw();
    $$(".box.seen", this.group).forEach((box) => box.classList.remove("seen"));
    $$(".box", sheet.node).find((box) => +box.getAttribute("x") === left && +box.getAttribute("y") === top)?.classList.add("seen");
  }
  press(event) {
    if (event.button) return;
    event.preventDefault();
    this.svg.focus({ preventScroll: true });
    this.svg.setPointerCapture(event.pointerId);
    const from = this.place(event), start = [event.clientX, event.clientY, view.x, view.y];
    if (this.drawing) this.on = Math.max(0, this.sheets.findIndex((sheet) => from[1] < sheet.top + sheet.tall + GAP));
    const drag = (to) => {
      if (this.drawing) { this.mark(from, this.place(to)); return; }
      view.x = start[2] - (to.clientX - start[0]) / this.scale;
      view.y = start[3] - (to.clientY - start[1]) / this.scale;
      this.draw();
    };
    this.svg.addEventListener("pointermove", drag);
    this.svg.addEventListener("pointerup", () => {
      this.svg.removeEventListener("pointermove", drag);
      if (this.drawing && this.dragged) this.blacken().catch(failed);
    }, { once: true });
  }
  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (this.drawing && (way || event.key === "Enter")) {
      event.preventDefault();
      if (event.key === "Enter") { this.blacken().catch(failed); return; }
      const step = (event.shiftKey ? [0, 0, ...way] : [...way, 0, 0]).map((side) => side * 16);
      this.box(this.drawn.map((side, at) => Math.max(at > 1 ? 10 : 0, side + step[at])));
    } else if (way) { event.preventDefault(); this.move(...way); }
    else if (event.key === "+" || event.key === "=") this.zoom(1.2);
    else if (event.key === "-") this.zoom(1 / 1.2);
  }
  // --- blacking out: boxes are in pixels of the upright page ---
  redact() {
    this.drawing = !this.drawing;
    this.dragged = false;
    this.on = this.at;
    if (this.sheets.some((sheet) => sheet.turn)) { this.sheets.forEach((sheet) => { sheet.turn = 0; }); this.stack(); }
    this.svg.classList.toggle("drawing", this.drawing);
    $('[data-view="redact"]')?.setAttribute("aria-pressed", String(this.drawing));
    $(".mark", this.group)?.remove();
    if (!this.drawing) return;
    const { w, h } = this.sheets[this.on];
    this.box([w * 0.4, h * 0.4, w * 0.2, h * 0.06]);
    this.svg.focus();
    say("Draw a box with the mouse, or move it with the arrow keys (Shift: its size) and press Enter. Esc: never mind.");
  }
  mark([x, y], [tx, ty]) {
    const { top, k } = this.sheets[this.on];
    this.dragged = true;
    this.box([Math.min(x, tx) / k, (Math.min(y, ty) - top) / k, Math.abs(tx - x) / k, Math.abs(ty - y) / k]);
  }
  box(sides) { this.drawn = sides.map(Math.round); $(".mark", this.group)?.remove(); this.rect(this.sheets[this.on].node, "mark", this.drawn); }
  async blacken() {
    const box = this.drawn, page = this.on;
    if (box[2] < 4 || box[3] < 4) return;
    this.redact();
    const answer = await ask(`/item/${desk.id}/redact`, { method: "POST", body: new URLSearchParams({ page, box: box.join(",") }) });
    const said = await answer.json();
    say(said.done || said.trouble);
    if (!answer.ok) return;
    const sheet = this.sheets[page];
    sheet.src = desk.sheets[page].src += "&again=" + box.join(".");
    $("image", sheet.node).setAttribute("href", sheet.src);
  }
}

// --- the form -----------------------------------------------------------------------------------

const form = () => $("#act");
const cents = (text) => { const plain = text.replace(/[$,\s]/g, ""); return /^\d+(\.\d\d)?$/.test(plain) ? Math.round(parseFloat(plain) * 100) : null; };
const dollars = (n) => `${n < 0 ? "−" : ""}$${(Math.abs(n) / 100).toLocaleString("en-US", { minimumFractionDigits: 2 })}`;

function setParts(parts) {
  const rows = $("#parts");
  if (!rows) return;
  const row = rows.firstElementChild;
  const made = (parts.length ? parts : [["", "", "", ""]]).map((part) => {
    const one = row.cloneNode(true);
    $$("input, select", one).forEach((field, place) => { field.value = part[place]; });
    return one;
  });
  rows.replaceChildren(...made);
  made.forEach((one, place) => one.setAttribute("aria-label", `Part ${place + 1}`));
  changed();
}

function choose(choice) {
  if (!choice) return;
  kind("post");
  $$("[data-choose]").forEach((button) => button.setAttribute("aria-pressed", String(choice.contains(button))));
  const parts = JSON.parse(choice.dataset.parts);
  setParts(parts.length ? parts : [[choice.dataset.member, "", "", $("#amount")?.value || ""]]);
}

function kind(name) {
  const act = form();
  if (!act || act.dataset.kind === name) return;
  act.dataset.kind = act.elements.kind.value = name;
  $("#verb").textContent = VERBS[name] + (STAYS.includes(name) ? "" : " and next");
  $$(".acts [data-kind]").forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.kind === name)));
  const letter = $("#letter");
  if (letter) letter.value = name === "return" ? "sent_back" : "";
  if (!["post", "agree"].includes(name)) $("#note")?.focus();
  changed();
}

function addPart() {
  const rows = $("#parts");
  if (!rows) return;
  kind("post");
  const one = rows.lastElementChild.cloneNode(true), rest = remainder();
  $$("input, select", one).forEach((field) => { field.value = ""; });
  if (rest > 0) $('[name="part_amount"]', one).value = (rest / 100).toFixed(2);
  rows.append(one);
  one.setAttribute("aria-label", `Part ${rows.children.length}`);
  $("input", one).focus();
  changed();
}

function worth() { return +desk.root.dataset.worth || cents($("#amount")?.value || "") || +desk.root.dataset.read || 0; }
function remainder() { return worth() - $$('[name="part_amount"]').reduce((sum, field) => sum + (cents(field.value) || 0), 0); }

function showRemainder() {
  const place = $("#remain");
  if (!place) return;
  const rest = remainder();
  place.textContent = !worth() ? "" : rest ? `${dollars(rest)} ${rest > 0 ? "remain" : "too much"}` : "all of it";
  place.classList.toggle("off", Boolean(worth() && rest));
}

const preview = later(160, async () => {
  const act = form(), of = desk?.id;
  if (!act || !desk.open || !["post", "suspend", "return", "duplicate", "close", "reverse"].includes(act.dataset.kind)) { $("#plan")?.replaceChildren(); return; }
  const answer = await ask(`/item/${of}/plan`, { method: "POST", body: new URLSearchParams(new FormData(act)) });
  if (answer.ok && desk?.id === of) $("#plan").innerHTML = await answer.text();
});

const judge = later(220, async () => {
  const act = form(), of = desk?.id;
  if (!act || !desk.open) return;
  const answer = await ask(`/item/${of}/match`, { method: "POST", body: new URLSearchParams(new FormData(act)) });
  if (!answer.ok || desk?.id !== of) return;
  $("#choices").innerHTML = await answer.text();
  if (!desk.parted) choose($("#choices .choice"));
});

function changed() { showRemainder(); keepDraft(); preview(); }

function keepDraft() {
  if (!desk?.open || !form()) return;
  const said = [...new FormData(form())].filter(([name]) => name !== "form_token");
  sessionStorage.setItem(`draft:${desk.id}`, JSON.stringify(said));
}

function restoreDraft() {
  const kept = sessionStorage.getItem(`draft:${desk.id}`), act = form();
  if (!kept || !act || !desk.open) return;
  const said = JSON.parse(kept), column = (name) => said.filter(([one]) => one === name).map(([, value]) => value);
  const parts = column("part_member").map((member, at) => [member, column("part_plan")[at], column("part_month")[at], column("part_amount")[at]]);
  for (const [name, value] of said) if (!name.startsWith("part_") && name !== "kind" && act.elements[name]) act.elements[name].value = value;
  const did = column("kind")[0];
  if (parts.length) setParts(parts);
  if (did && VERBS[did] && did !== "agree") kind(did);
}

async function send() {
  const act = form();
  if (!act || busy || (!desk.open && act.dataset.kind !== "reverse")) return;
  if (performance.now() - shownAt < LOOK) { say("This is the next item; look first."); return; }
  busy = act.inert = true;
  try {
    const answer = await ask(act.action, { method: "POST", body: new URLSearchParams(new FormData(act)) });
    const said = await answer.json();
    if (answer.ok) {
      sessionStorage.removeItem(`draft:${desk.id}`);
      if (said.undo) sessionStorage.setItem("last", said.undo);
      if (said.next) await go(said.next); else await go(location.pathname + location.search, false);
      say(said.done, said.undo && { href: said.undo, text: "Take back (Alt Z)" });
    } else refused(said);
  } catch (trouble) { failed(trouble); } finally {
    busy = act.inert = false;
  }
}

function refused(said) {
  const place = $("#conflict");
  if (place && ["settled", "claimed"].includes(said.kind)) {
    place.hidden = false;
    place.textContent = `${said.trouble}. ${said.hint || ""} What you typed is still here. Alt N takes the next one.`;
    place.scrollIntoView({ block: "nearest" });
  } else say(`${said.trouble}. ${said.hint || ""}`);
}

// --- search -------------------------------------------------------------------------------------

let pickFirst = false;

const search = later(110, async () => {
  const field = $("#find"), hits = $("#hits"), of = desk?.id, words = field?.value.trim() || "";
  if (!field) return;
  if (words.length < 2) { noHits(); return; }
  const amount = $("#amount")?.value || "";
  const answer = await ask(`/item/${of}/search?${new URLSearchParams({ q: words, amount })}`);
  if (!answer.ok || desk?.id !== of || field.value.trim() !== words) return;
  hits.innerHTML = await answer.text();
  field.setAttribute("aria-expanded", "true");
  mark(0);
  if (pickFirst) pick();
});

function noHits() {
  $("#hits")?.replaceChildren();
  $("#find")?.setAttribute("aria-expanded", "false");
  $("#find")?.removeAttribute("aria-activedescendant");
}

function mark(at) {
  const hits = $$("#hits .hit");
  if (!hits.length) return;
  const place = (at + hits.length) % hits.length;
  hits.forEach((hit, one) => hit.setAttribute("aria-selected", String(one === place)));
  $("#find").setAttribute("aria-activedescendant", hits[place].id);
  hits[place].scrollIntoView({ block: "nearest" });
}

function pick(hit = $('#hits .hit[aria-selected="true"]')) {
  if (!hit) { pickFirst = true; return; }
  pickFirst = false;
  desk.parted = true;
  choose(hit);
  $("#find").value = "";
  noHits();
}

function searchKey(event) {
  const hits = $$("#hits .hit"), at = hits.findIndex((hit) => hit.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); mark(at + (event.key === "ArrowDown" ? 1 : -1)); }
  else if (event.key === "Enter" && !event.altKey) { event.preventDefault(); pick(); }
}

// --- ink ----------------------------------------------------------------------------------------

function showInk(field) {
  const place = $("#ink"), inks = desk?.inks[field.dataset.ink] || [];
  if (!place) return;
  place.replaceChildren(...inks.slice(0, 3).map(([page, left, top, width, height]) => {
    const svg = document.createElementNS(SVG, "svg"), image = document.createElementNS(SVG, "image");
    const sheet = desk.sheets[page], pad = Math.round(height * 0.35);
    svg.setAttribute("viewBox", `${left - pad} ${top - pad} ${width + 2 * pad} ${height + 2 * pad}`);
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", "The ink, enlarged");
    for (const [name, value] of Object.entries({ href: sheet.src, width: sheet.w, height: sheet.h, preserveAspectRatio: "none" })) image.setAttribute(name, value);
    svg.append(image);
    return svg;
  }));
  place.hidden = !inks.length;
}

// --- beginning, keys, clicks --------------------------------------------------------------------

function begin() {
  desk?.papers?.watch.disconnect();
  const root = $("#desk");
  desk = root && { root, id: root.dataset.item, query: root.dataset.query, open: Boolean(root.dataset.open), inks: JSON.parse(root.dataset.inks), sheets: JSON.parse(root.dataset.sheets), parted: false };
  if (!desk) return;
  shownAt = performance.now();
  if ($("#paper")) desk.papers = new Papers($("#paper"), desk.sheets);
  $$("#act input, #act select, #act button").forEach((field) => { if (root.dataset.open === "" && !$("#settled-title")) field.disabled = true; });
  $$(".acts [data-kind]").forEach((button) => button.setAttribute("aria-pressed", "false"));
  restoreDraft();
  showRemainder();
  setTimeout(() => loadAhead().catch(() => {}), 250);
}

const KEYS = {
  Enter: send, KeyN: next, KeyP: addPart,
  KeyQ: () => go(`/queue${desk?.query ? "?" + desk.query : ""}`).catch(failed),
  KeyZ: () => sessionStorage.getItem("last") && go(sessionStorage.getItem("last")).catch(failed),
  KeyS: () => $("#find")?.focus(), KeyA: () => ($("#amount") || $('[name="part_amount"]'))?.focus(), KeyM: () => $("#member")?.focus(),
  KeyW: () => kind("suspend"), KeyR: () => kind("return"), KeyU: () => kind("duplicate"), KeyX: () => kind("close"),
  KeyH: () => kind($('[data-kind="hand_back"]') ? "hand_back" : "hand_over"), KeyE: () => kind("rescan"), KeyO: () => kind("remark"),
  KeyB: () => $('[data-view="redact"]') && desk.papers?.redact(), KeyT: () => desk?.papers?.spin(), KeyG: () => desk?.papers?.brighten(),
  KeyI: () => desk?.papers?.move(0, -1), KeyK: () => desk?.papers?.move(0, 1), KeyJ: () => desk?.papers?.move(-1, 0), KeyL: () => desk?.papers?.move(1, 0),
  KeyF: () => { const ink = desk?.inks[document.activeElement?.dataset.ink || "amount"]?.[0]; if (ink) desk.papers?.look(ink); },
  Equal: () => desk?.papers?.zoom(1.2), NumpadAdd: () => desk?.papers?.zoom(1.2), Minus: () => desk?.papers?.zoom(1 / 1.2), NumpadSubtract: () => desk?.papers?.zoom(1 / 1.2),
  Digit0: () => desk?.papers?.whole(), Comma: () => desk?.papers?.show(desk.papers.at - 1), Period: () => desk?.papers?.show(desk.papers.at + 1),
  Slash: () => $("#help")?.showModal(),
};
for (let n = 1; n <= 5; n += 1) KEYS[`Digit${n}`] = () => { desk.parted = true; choose($$("#choices .choice")[n - 1]); };

addEventListener("keydown", (event) => {
  const inField = event.target.matches?.("input, select, textarea");
  if (event.altKey && !event.ctrlKey && !event.metaKey && KEYS[event.code]) {
    if (!desk && !["KeyN", "Slash", "KeyQ"].includes(event.code)) return;
    event.preventDefault();
    if (busy || (event.repeat && event.code === "Enter")) return;
    if (!desk && event.code === "KeyN") $('[data-key="n"]')?.click();
    else KEYS[event.code]();
  } else if (event.key === "?" && !inField) { event.preventDefault(); $("#help")?.showModal(); }
  else if (event.key === "Escape" && desk?.papers?.drawing) desk.papers.redact();
  else if (event.key === "Escape" && form() && desk.open && !$("#help").open) { if (!$("#hits")?.children.length) kind("post"); noHits(); }
  else if (event.target.id === "find") searchKey(event);
});

addEventListener("click", async (event) => {
  const to = event.target.closest("[data-do], [data-more], [data-choose], [data-kind], [data-view], [data-sheet], [data-go], .hit, .box");
  if (!to || to.tagName === "FORM") return;
  if (to.dataset.do === "help") $("#help").showModal();
  else if (to.dataset.do === "part") addPart();
  else if (to.dataset.do === "drop") { if ($("#parts").children.length > 1) to.closest(".part").remove(); else setParts([]); changed(); }
  else if (to.hasAttribute("data-more")) {
    event.preventDefault();
    const answer = await ask(to.href);
    if (answer.ok) to.closest("tr").outerHTML = await answer.text();
  } else if (to.hasAttribute("data-choose")) { desk.parted = true; choose(to.closest(".choice")); }
  else if (to.matches(".hit")) pick(to);
  else if (to.dataset.view) ({ in: () => desk.papers.zoom(1.2), out: () => desk.papers.zoom(1 / 1.2), fit: () => desk.papers.whole(), turn: () => desk.papers.spin(), bright: () => desk.papers.brighten(), redact: () => desk.papers.redact() })[to.dataset.view]();
  else if (to.dataset.sheet) desk.papers.show(+to.dataset.sheet);
  else if (to.hasAttribute("data-go")) desk.papers?.look(JSON.parse(to.closest("tr").dataset.at));
  else if (to.matches("button[data-kind]")) kind(to.getAttribute("aria-pressed") === "true" ? "post" : to.dataset.kind);
});

addEventListener("input", (event) => {
  if (!desk || !event.target.closest?.("#act")) return;
  typedAt = Date.now();
  if (event.target.id === "find") { pickFirst = false; search(); return; }
  if (event.target.name?.startsWith("part_")) desk.parted = true;
  if (["amount", "member", "payer", "plan"].includes(event.target.name)) judge();
  changed();
});

addEventListener("change", (event) => { // what was keyed unseen is there: now show what the machine read
  const wanted = { amount: "amount", member: "member_id" }[event.target.name];
  if (desk?.open && wanted && desk.root.dataset.hidden.split(" ").includes(wanted) && event.target.value)
    setTimeout(() => go(location.pathname + location.search, false).catch(failed), 500);
});

addEventListener("focusin", (event) => { if (event.target.dataset?.ink) showInk(event.target); });
addEventListener("submit", (event) => { if (event.target.id === "act") { event.preventDefault(); send(); } });

setInterval(() => {
  if (desk?.open && Date.now() - typedAt < 300_000)
    ask(`/item/${desk.id}/keep`, { method: "POST" }).then(async (answer) => { if (answer.status === 409) refused({ ...(await answer.json()), kind: "claimed" }); }).catch(() => {});
}, 240_000);

begin();
