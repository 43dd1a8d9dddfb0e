// A form that bears data-offline is not sent while there is no network: it says so (the words are the attribute's), and keeps what was typed.
export function holdWithoutLine(root, window) {
  for (const form of root.querySelectorAll("form[data-offline]")) {
    const said = root.createElement("p");
    said.className = "field-error";
    said.setAttribute("role", "alert");
    form.append(said);
    form.addEventListener("submit", (event) => {
      said.textContent = window.navigator.onLine ? "" : form.dataset.offline;
      if (!window.navigator.onLine) event.preventDefault();
    });
    window.addEventListener("online", () => (said.textContent = ""));
  }
}
