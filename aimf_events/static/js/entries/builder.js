// The builder of the programme: the list by room becomes a grid that is moved by mouse or keyboard. The server judges each move.
import { build } from "../builder/builder.js";

const root = document.querySelector("[data-builder]");
if (root) build(root, { wide: window.matchMedia("(min-width: 60rem)") });
