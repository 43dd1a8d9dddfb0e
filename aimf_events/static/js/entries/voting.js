// A voting sheet: this device becomes the one that votes; and the forms that it signs.
import { startSigned } from "../voting/signed_form.js";
import { startSheet } from "../voting/sheet.js";

startSheet(document);
startSigned(document);
