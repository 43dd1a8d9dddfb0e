// Inside a form that bears data-picks: how many rows are chosen, said in the bulk bar; and one box that chooses the whole page.
export function countPicks(root) {
  for (const form of root.querySelectorAll("form[data-picks]")) {
    const all = form.querySelector("[data-pick-all]");
    all?.closest("[hidden]")?.removeAttribute("hidden");
    const show = () => sayPicks(form, all);
    form.addEventListener("change", (event) => {
      if (event.target === all) boxesOf(form).forEach((box) => (box.checked = all.checked));
      show();
    });
    window.addEventListener("pageshow", show);
    show();
  }
}

function boxesOf(form) {
  return [...form.querySelectorAll("[data-pick]")];
}

function sayPicks(form, all) {
  const boxes = boxesOf(form);
  const chosen = boxes.filter((box) => box.checked).length;
  if (all) {
    all.checked = chosen > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  }
  const bar = form.querySelector("[data-picks-count]");
  if (!bar) return;
  const { idle, one, many } = bar.dataset;
  bar.textContent = chosen === 0 ? idle : chosen === 1 ? one : many.replace("#", chosen);
}
