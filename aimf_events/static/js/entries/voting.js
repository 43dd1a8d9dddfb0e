// A voting sheet: this device becomes the one that votes.
import { startSheet } from "../voting/sheet.js";

startSheet(document);
