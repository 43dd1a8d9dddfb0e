// Draws the countries of the world once, at set-up: aimf_events/reporting/world.json, {code: path}, in the units of the map.
//
// Shapes: Natural Earth 1:110m (public domain), by the package world-atlas. The smallest States have none there: the page
// shows each country's disc at its place in any case (reporting/world.py reads both).

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { geoEquirectangular, geoPath } from "d3-geo";
import countries from "i18n-iso-countries";
import { feature } from "topojson-client";
import { presimplify, simplify } from "topojson-simplify";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const target = path.join(root, "aimf_events", "reporting", "world.json");
const atlas = createRequire(import.meta.url).resolve("world-atlas/countries-110m.json");
const west = -95, east = 125, north = 63, south = -35;
const width = 1000;
const detail = 0.2; // square degrees: a triangle that small is one pixel of the map

const world = simplify(presimplify(JSON.parse(readFileSync(atlas))), detail);
const projection = geoEquirectangular().scale(width / (((east - west) * Math.PI) / 180)).translate([0, 0]);
const [left, top] = projection([west, north]);
projection.translate([-left, -top]);
const height = Math.round(projection([east, south])[1]);
const draw = geoPath(projection.clipExtent([[-5, -5], [width + 5, height + 5]])).digits(0);

const shapes = {};
for (const country of feature(world, world.objects.countries).features) {
  const drawn = draw(country);
  const code = (country.id && countries.numericToAlpha2(country.id)) || "";
  if (drawn) shapes[code] = (shapes[code] || "") + drawn;
}
const map = { west, east, north, south, width, height, shapes };
writeFileSync(target, JSON.stringify(map) + "\n");
