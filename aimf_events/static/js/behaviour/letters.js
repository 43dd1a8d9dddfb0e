// The editor of letters: a field of the list goes in where the text is being written; the frames of a preview fill by themselves.
// Without scripts fields are copied by hand, and a button opens each letter beside the page.
export function insertFields(root) {
  for (const button of root.querySelectorAll("button[data-insert]")) {
    const text = root.getElementById(button.dataset.into);
    button.hidden = false;
    button.addEventListener("click", () => {
      text.focus();
      text.setRangeText(button.dataset.insert, text.selectionStart, text.selectionEnd, "end");
      text.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
}

export function fillFrames(root) {
  for (const form of root.querySelectorAll("form[data-fills-frame]")) {
    const letter = form.parentElement;
    form.hidden = true;
    form.target = form.dataset.fillsFrame;
    letter.querySelector("iframe").hidden = false;
    letter.querySelector("details").open = false;
    form.submit();
  }
}
