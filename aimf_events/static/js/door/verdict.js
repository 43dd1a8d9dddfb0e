// The verdict fills the screen: cloned from the page's own template, so that it is drawn in one place only.
const SVG = "http://www.w3.org/2000/svg";

export function showVerdict(root, result, { words, zone, place, count, language, way }, { onNext, onWasOut, onLetIn }) {
  const kind = result.verdict ?? "look";
  const [word, advice] = (result.alone && words.unsure?.[result.reason]) || (result.bearer?.card && words.cards[result.reason]) || (words.reasons[result.reason] ?? words.reasons.unreadable);
  const shown = root.querySelector(`template[data-door-verdict="${kind}"]`).content.cloneNode(true).firstElementChild;
  shown.querySelector(".verdict-top").replaceChildren(span(place), count?.cloneNode(true) ?? "");
  const heading = shown.querySelector(".verdict-word");
  heading.textContent = word;
  heading.setAttribute("aria-level", "1"); // the door's own h1 is hidden behind the verdict
  shown.querySelector(".verdict-advice").textContent = placesLeft(result, words) ?? (result.reason === "already_in" && way === "in" ? words.once : advice);
  shown.querySelector(".verdict-name bdi").textContent = result.bearer ? nameOf(result.bearer, words) : "";
  shown.querySelector(".verdict-detail").replaceChildren(...details(result, words, zone, language));
  shown.querySelector("[data-door-next]").addEventListener("click", onNext);
  const wasOut = shown.querySelector("[data-door-was-out]");
  if (result.reason === "already_in" && (way ?? "both") === "both") wasOut?.addEventListener("click", onWasOut);
  else wasOut?.remove();
  shown.querySelector("[data-door-let-in]")?.addEventListener("click", onLetIn);
  shown.setAttribute("role", "alert");
  return shown;
}

// A room that is nearly full is said to be so.
function placesLeft({ places_left: left }, words) {
  if (left === 0) return words.lastPlace;
  return left ? words.nearlyFull.replace("{count}", left) : null;
}

// An excellency announces the civility, any other title takes its place: the rule of people/titles.py.
const EXCELLENCY = /^(s\.? ?e\.?|h\.? ?e\.?|son excellence|(his|her) excellency)$/i;

export function nameOf(bearer, words) {
  const isExcellency = EXCELLENCY.test(bearer.honorific ?? "");
  const title = bearer.honorific && !isExcellency ? [bearer.honorific] : [isExcellency && words.excellency, words.civility[bearer.civility]];
  return [...title, bearer.name].filter(Boolean).join(" ");
}

export function hourOf(iso, zone, language) {
  const parts = new Intl.DateTimeFormat("fr", { hour: "numeric", minute: "2-digit", hour12: false, timeZone: zone }).formatToParts(new Date(iso));
  const [hour, minute] = ["hour", "minute"].map((type) => parts.find((part) => part.type === type).value);
  return language === "fr" ? `${Number(hour)}\u00a0h\u00a0${minute}` : `${Number(hour)}:${minute}`;
}

function details({ bearer, since, first_door: firstDoor }, words, zone, language) {
  const said = [
    bearer?.delegation,
    bearer?.day_pass && words.dayPass,
    since && words.atHour.replace("{hour}", hourOf(since, zone, language)),
    firstDoor,
  ].filter(Boolean).join(" · ");
  if (!bearer) return [said];
  const { letter, colour, label } = bearer.category;
  return [said, document.createElement("br"), patch(letter, colour), ` ${label[language] ?? label.fr ?? ""}`];
}

function span(text) {
  const made = document.createElement("span");
  made.textContent = text;
  return made;
}

// The category as on the badge: its letter in white on its colour.
function patch(letter, colour) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [name, value] of Object.entries({ viewBox: "0 0 28 28", width: "28", height: "28", "aria-hidden": "true" })) svg.setAttribute(name, value);
  const box = document.createElementNS(SVG, "rect");
  for (const [name, value] of Object.entries({ x: "1", y: "1", width: "26", height: "26", rx: "4", fill: colour, stroke: "#fff", "stroke-width": "2" })) box.setAttribute(name, value);
  const text = document.createElementNS(SVG, "text");
  for (const [name, value] of Object.entries({ x: "14", y: "20", "text-anchor": "middle", "font-size": "16", "font-weight": "700", fill: "#fff" })) text.setAttribute(name, value);
  text.textContent = letter;
  svg.append(box, text);
  return svg;
}
