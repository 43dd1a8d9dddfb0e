// A form sent twice by an impatient finger is sent once. The server refuses a replay anyway: this only spares the wait.
export function sendOnce(root) {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-disabled", "true");
  });
  // Coming back with the browser's button shows the page as it was left: ready to be sent again.
  window.addEventListener("pageshow", () => {
    for (const form of root.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
    }
  });
}
