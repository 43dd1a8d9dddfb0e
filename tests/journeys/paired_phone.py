"""A telephone that is paired in the browser: it reads the code off the supervisor's screen, and scans with a keyboard scanner."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import zxingcpp
from PIL import Image
from playwright.sync_api import Browser

from tests.journeys.reader import PHONE, Reader

# A wrong clock, as the page sees it: every way to ask the hour is moved by the same.
_SKEW = """
const right = Date;
const skew = %d;
class Skewed extends right {
  constructor(...given) { given.length ? super(...given) : super(right.now() + skew); }
  static now() { return right.now() + skew; }
}
globalThis.Date = Skewed;
"""


_ON_DISK = """async () => {
  const told = [JSON.stringify({ ...localStorage, ...sessionStorage })];
  const plain = (_, value) => value instanceof Map ? [...value] : value instanceof Uint8Array ? new TextDecoder().decode(value) : value;
  const done = (asked) => new Promise((resolve, reject) => Object.assign(asked, { onsuccess: () => resolve(asked.result), onerror: reject }));
  for (const { name } of await indexedDB.databases()) {
    const base = await done(indexedDB.open(name));
    for (const store of base.objectStoreNames) {
      const all = base.transaction(store).objectStore(store);
      told.push(JSON.stringify([await done(all.getAllKeys()), await done(all.getAll())], plain));
    }
    base.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) told.push(request.url, await (await cache.match(request)).text());
  }
  return told.join("\\n");
}"""


class PairedPhone(Reader):
    """One browser of 360 pixels, with no account and no cookie."""

    def __init__(self, browser: Browser, home: str, *, language: str = "fr", minutes_fast: int = 0) -> None:
        super().__init__(browser, home, language=language, size=PHONE)
        if minutes_fast:
            self.context.add_init_script(_SKEW % (minutes_fast * 60_000))

    def pair(self, supervisor: Reader, label: str, role: str = "door") -> "PairedPhone":
        """Read the code, compare the number on both screens, be named."""
        supervisor.open(f"{supervisor.home}/{supervisor.congress}/door/devices")  # type: ignore[attr-defined]
        supervisor.send("main .page-header form button")
        self.page.goto(code_on(supervisor))
        self.page.locator(".pairing-number").wait_for()
        self.examine()
        supervisor.page.locator(".pairing-number").wait_for()
        supervisor.examine()
        both = [each.page.locator(".pairing-number").inner_text().split()[-2:] for each in (self, supervisor)]
        assert both[0] == both[1], both
        supervisor.fill(label=label).choose(role=role).send("main form.flow button")
        self.page.locator(".scanner-doors, [data-scanner-scan]:not([hidden])").first.wait_for()
        return self

    def hold(self, door: str) -> "PairedPhone":
        """Choose a door; the worker has kept the page by then."""
        self.examine()
        self.page.locator(".scanner-doors button", has_text=door).click()
        self.page.locator("[data-scanner-scan]:not([hidden])").wait_for()
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        self.page.locator("[data-door-state]", has_text="appareil photo").wait_for()
        return self.examine()  # type: ignore[return-value]

    def shows(self, token: str, *, out: bool = False) -> str:
        """Hold a badge before it, as a keyboard scanner does; return the verdict's kind and word, and go on."""
        self.page.locator(f"[name=direction][value={'out' if out else 'in'}]").check(force=True)
        self.scans(token)
        return self._verdict()

    def scans(self, token: str) -> None:
        """Read a code as a keyboard scanner does."""
        self.page.locator("body").click(position={"x": 2, "y": 2})
        self.page.keyboard.type(token)
        self.page.keyboard.press("Enter")

    def _verdict(self) -> str:
        shown = self.page.locator("section[data-verdict]")
        shown.wait_for()
        self.examine()
        told = f"{shown.get_attribute('data-verdict')}: {shown.locator('.verdict-word').inner_text()}"
        self.page.locator("section [data-door-next]").click()
        return told

    def finds(self, name: str) -> str:
        """Look for a person at a desk, and touch the first found; return the verdict's kind and word, and go on."""
        self.page.locator("[data-desk] [name=who]").fill(name)
        self.page.locator(".desk-person").first.wait_for()
        self.examine()
        self.page.locator(".desk-person").first.click()
        return self._verdict()

    def types(self, code: str) -> str:
        """Type a short code; return the verdict's kind and word, and go on."""
        self.page.locator("[data-door-form] [name=code]").fill(code)
        self.page.locator("[data-door-form] button").click()
        return self._verdict()

    def on_disk(self) -> str:
        """All that the browser keeps of this site, as one text: its databases, its caches, its storages."""
        told: str = self.page.evaluate(_ON_DISK)
        return told

    def state(self, containing: str) -> str:
        """Wait until the strip says some words; return all it says."""
        strip = self.page.locator("[data-door-state]", has_text=containing)
        strip.wait_for()
        return strip.inner_text()

    @contextmanager
    def without_network(self) -> Iterator[None]:
        """The network is gone; what the browser complains of meanwhile is that."""
        self.context.set_offline(True)
        try:
            yield
        finally:
            self._errors[:] = [error for error in self._errors if "ERR_INTERNET_DISCONNECTED" not in error]
            self.problems[:] = [each for each in self.problems if "ERR_INTERNET_DISCONNECTED" not in each]

    def sends_all(self) -> "PairedPhone":
        """The network is back: wait until nothing is kept any more."""
        self.context.set_offline(False)
        self.page.locator("[data-door-count]", has_not_text="envoyer").wait_for(state="attached")
        self.state("en ligne")
        return self

    def kept(self) -> Any:
        """What lies in the browser's own storage."""
        return self.page.evaluate("indexedDB.databases().then((all) => all.map(({ name }) => name))")


def code_on(supervisor: Reader) -> str:
    """The address in the code on the supervisor's screen."""
    drawing = supervisor.page.locator(".pairing-code")
    drawing.wait_for()
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(drawing.screenshot())))
    return found[0].text
