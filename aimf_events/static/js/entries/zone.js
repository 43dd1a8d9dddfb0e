// The programme offers to show the reader's own hours: the browser knows the zone, the reader still presses the button.
const select = document.querySelector("select[data-zone]");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (select && zone && !("chosen" in select.dataset)) {
  let option = [...select.options].find((each) => each.value === zone);
  if (!option && zone.includes("/")) {
    option = new Option(zone.split("/").pop().replaceAll("_", " "), zone);
    select.add(option);
  }
  if (option) option.selected = true;
}
