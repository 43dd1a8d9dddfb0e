// What changed since this device last looked: the number of the version read last is kept on the device, never sent.
const select = document.querySelector("select[data-latest]");
const offer = document.querySelector("[data-since-visit]");
if (select && offer) {
  const latest = Number(select.dataset.latest);
  const place = `programme-seen:${location.pathname}`;
  let seen = 0;
  try {
    seen = Number(localStorage.getItem(place)) || 0;
    localStorage.setItem(place, String(latest));
  } catch {
    seen = 0; // a browser that keeps nothing still has the list
  }
  if (seen && seen < latest) {
    const link = offer.querySelector("a");
    link.href = `${link.getAttribute("href")}?since=${seen}`;
    offer.hidden = false;
  }
}
