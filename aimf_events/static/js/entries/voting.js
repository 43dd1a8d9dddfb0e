// A voting sheet: this device becomes the one that votes; the forms that it signs, and the list of what is open.
import { followList } from "../behaviour/live_list.js";
import { startSheet } from "../voting/sheet.js";
import { startSigned } from "../voting/signed_form.js";
import { startVoice } from "../voting/vote.js";

startSheet(document);
startSigned(document);
startVoice(document);
followList(document);
