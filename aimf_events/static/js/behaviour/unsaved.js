// A form that bears data-unsaved asks before its page is left with answers that were not sent. The browser words the question.
export function warnUnsaved(root, window) {
  const forms = root.querySelectorAll("form[data-unsaved]");
  if (!forms.length) return;
  let dirty = false;
  for (const form of forms) {
    form.addEventListener("input", () => (dirty = true));
    form.addEventListener("submit", (event) => (dirty = dirty && event.defaultPrevented));
  }
  window.addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });
}
