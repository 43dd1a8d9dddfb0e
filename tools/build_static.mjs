// Builds what browsers are served: one style sheet per layout, one module per entry point, the QR reader and the
// signature check; each under a name that contains its content's hash, with a compressed copy beside it.
//
// Sources: static/css/{page,desk,door,hall}.css, static/js/entries/*.js
// Results: static/dist/<name>.<hash>.<ext> and .gz, static/dist/manifest.json {"page.css": "page.ab12cd34.css", ...}
//          static/dist/tally.<hash>.html, the offline page of the tellers (static/tally/)
//          static/vendor/{zxing-reader,ed25519}.js and zxing_reader.wasm, importable by relative path

import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { constants, gzipSync } from "node:zlib";
import { build } from "esbuild";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const source = path.join(root, "aimf_events", "static");
const dist = path.join(source, "dist");
const fresh = path.join(source, "dist.new");
const vendor = path.join(source, "vendor");
const packages = path.join(root, "node_modules");
const layouts = ["page", "desk", "door", "hall"];
const common = { bundle: true, minify: true, legalComments: "none", logLevel: "warning", absWorkingDir: root };
// The phones of volunteers and members: the browsers of the last five years.
const browsers = ["chrome100", "firefox100", "safari15"];

async function buildVendor() {
  mkdirSync(vendor, { recursive: true });
  const modules = { "zxing-reader": "zxing-wasm/reader", ed25519: "@noble/ed25519" };
  await build({ ...common, entryPoints: modules, outdir: vendor, format: "esm", target: "es2022" });
  copyFileSync(path.join(packages, "zxing-wasm", "dist", "reader", "zxing_reader.wasm"), path.join(vendor, "zxing_reader.wasm"));
}

async function buildStyles() {
  const entryPoints = layouts.map((name) => path.join(source, "css", `${name}.css`)).filter((file) => existsSync(file));
  // Addresses in a style sheet (/static/...) are the server's business.
  await build({ ...common, entryPoints, outdir: fresh, target: browsers, external: ["/static/*"] });
}

async function buildScripts() {
  const folder = path.join(source, "js", "entries");
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".js")) : [];
  const entryPoints = names.map((name) => path.join(folder, name));
  await build({ ...common, entryPoints, outdir: fresh, format: "esm", target: [...browsers, "es2022"], external: ["/static/*"] });
}

// The tellers' page: one file that works from a disk, with all that it needs inside it.
async function buildTally() {
  const folder = path.join(source, "tally");
  const options = { ...common, write: false, target: [...browsers, "es2022"] };
  const [script, style] = await Promise.all([
    build({ ...options, entryPoints: [path.join(folder, "tally.js")], format: "esm" }),
    build({ ...options, entryPoints: [path.join(folder, "tally.css")] }),
  ]);
  const [code, rules] = [script, style].map((built) => built.outputFiles[0].text.trim());
  const frame = readFileSync(path.join(folder, "tally.html"), "utf-8");
  const inside = code.replaceAll("</script", "<\\/script");
  writeFileSync(path.join(fresh, "tally.html"), frame.replace("/*STYLE*/", () => rules).replace("/*SCRIPT*/", () => inside));
}

function nameByContent(name) {
  const content = readFileSync(path.join(fresh, name));
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 10);
  const { name: stem, ext } = path.parse(name);
  const hashed = `${stem}.${hash}${ext}`;
  renameSync(path.join(fresh, name), path.join(fresh, hashed));
  writeFileSync(path.join(fresh, `${hashed}.gz`), gzipSync(content, { level: constants.Z_BEST_COMPRESSION }));
  return hashed;
}

function replaceDist() {
  rmSync(dist, { recursive: true, force: true });
  renameSync(fresh, dist);
}

rmSync(fresh, { recursive: true, force: true });
mkdirSync(fresh, { recursive: true });
try {
  await buildVendor();
  await buildStyles();
  await buildScripts();
  await buildTally();
  copyFileSync(path.join(vendor, "zxing_reader.wasm"), path.join(fresh, "zxing_reader.wasm"));
  const manifest = Object.fromEntries(readdirSync(fresh).sort().map((name) => [name, nameByContent(name)]));
  writeFileSync(path.join(fresh, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
  replaceDist();
} catch (error) {
  rmSync(fresh, { recursive: true, force: true });
  console.error(`The style sheets and scripts could not be built: ${error.message.split("\n")[0]}`);
  process.exit(1);
}
