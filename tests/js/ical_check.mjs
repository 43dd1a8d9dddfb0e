// Reads one calendar object from standard input with ical.js and prints all it understood as JSON.
// node ical_check.mjs <path of ical.js>
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { default: ICAL } = await import(pathToFileURL(process.argv[2]).href);
const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));

const read = (component) =>
  component.getAllProperties().map((property) => {
    const [, parameters, type] = property.toJSON();
    return {
      name: property.name,
      type,
      values: property.getValues().map((value) => (typeof value === "number" ? value : String(value))),
      parameters,
    };
  });

process.stdout.write(
  JSON.stringify({ calendar: read(calendar), events: calendar.getAllSubcomponents("vevent").map(read) }),
);
