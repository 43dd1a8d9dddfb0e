// The room that plays in the page. A press asks for a ticket, the ticket gives the address once, the stream begins.
// The library of streams is fetched at the press only: half a megabyte that a page which is only read never loads.
const SLOW = 300_000; // bit/s: below, the picture stops too often
const AGAIN = [2_000, 5_000, 10_000]; // ms between attempts; the last one holds for the rest

export class Player {
  constructor(box, { csrf, room }) {
    this.box = box;
    this.csrf = csrf;
    this.room = room;
    this.stream = null;
    this.tries = 0;
    this.isWanted = false;
    this.timer = null;
    this.media = box.querySelector("[data-player-media]");
    this.select = box.querySelector("[data-player-languages] select");
    box.hidden = false;
    box.querySelector("[data-player-begin] button").addEventListener("click", () => this.begin());
    this.select.addEventListener("change", () => this.choose(this.select.value));
    this.talkButton = box.querySelector("[data-player-talk] button");
    this.talkButton?.addEventListener("click", () => this.talk(this.talkButton.getAttribute("aria-pressed") !== "true"));
  }

  // Begins, or begins again: each beginning has a ticket of its own.
  async begin() {
    this.isWanted = true;
    clearTimeout(this.timer);
    this.say("begins");
    this.show("[data-player-failed]", false);
    try {
      const way = await this.way();
      const { play } = await import(this.box.dataset.playerLibrary);
      this.end();
      this.stream = await play(this.media, { ...way, room: this.room, language: this.box.dataset.playerWanted, told: (what, data) => this.told(what, data) });
      this.show("[data-player-talk]", Boolean(this.stream.talk));
      this.show("[data-player-frame]", true);
      this.show("[data-player-begin]", false);
    } catch {
      this.failed();
    }
  }

  async way() {
    const { playerTicket, playerWay, playerWanted } = this.box.dataset;
    const body = new URLSearchParams({ csrf_token: this.csrf(), room: this.room, language: playerWanted });
    const given = await fetch(playerTicket, { method: "POST", body });
    if (!given.ok) throw new Error(String(given.status));
    const { ticket } = await given.json();
    const way = await fetch(`${playerWay}?${new URLSearchParams({ ticket })}`, { headers: { Accept: "application/json" } });
    if (!way.ok) throw new Error(String(way.status));
    return way.json();
  }

  told(what, data) {
    if (what === "languages") this.offer(data);
    if (what === "plays") {
      this.tries = 0;
      this.say("plays");
      this.show("[data-player-failed]", false);
    }
    if (what === "speed") this.show("[data-player-slow]", data > 0 && data < SLOW);
    if (what === "lost") this.failed();
  }

  // The stream is tried again as long as nobody closes the page; the other ways stay on the page meanwhile.
  failed() {
    this.say("waits");
    this.show("[data-player-failed]", true);
    if (!this.isWanted) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.begin(), AGAIN[Math.min(this.tries, AGAIN.length - 1)]);
    this.tries += 1;
  }

  offer({ languages, chosen }) {
    this.select.replaceChildren(...languages.map(({ code, name }) => new Option(name, code, false, code === chosen)));
    this.show("[data-player-languages]", languages.length > 1);
  }

  choose(code) {
    this.box.dataset.playerWanted = code;
    this.stream?.speak(code);
    const body = new URLSearchParams({ csrf_token: this.csrf(), language: code });
    fetch(this.box.dataset.playerLanguageKept, { method: "POST", body, redirect: "manual" }).catch(() => {});
  }

  async talk(wanted) {
    this.show("[data-player-refused]", false);
    try {
      await this.stream.talk(wanted);
      this.speaks(wanted);
    } catch {
      this.show("[data-player-refused]", wanted);
    }
  }

  speaks(whether) {
    if (!this.talkButton) return;
    this.talkButton.setAttribute("aria-pressed", String(whether));
    this.talkButton.querySelector("span").textContent = this.talkButton.dataset[whether ? "off" : "on"];
  }

  say(what) {
    const place = this.box.querySelector("[data-player-says]");
    place.textContent = place.dataset[what];
  }

  show(place, whether) {
    const part = this.box.querySelector(place);
    if (part) part.hidden = !whether;
  }

  end() {
    this.stream?.end();
    this.stream = null;
    this.speaks(false);
    this.show("[data-player-talk]", false);
  }

  leave() {
    this.isWanted = false;
    clearTimeout(this.timer);
    this.end();
  }
}
