// The desks add the count of the rows chosen for the bulk bar, follow long work, help to write letters, and find people
// and act at one key at the welcome desk.
import { runClocks } from "../behaviour/clock.js";
import { findWhileTyping } from "../behaviour/find.js";
import { actInPlace } from "../behaviour/in_place.js";
import { listenToKeys, scanIntoField } from "../behaviour/keys.js";
import { runKiosk } from "../behaviour/kiosk.js";
import { fillFrames, insertFields } from "../behaviour/letters.js";
import { followList } from "../behaviour/live_list.js";
import { closeMenus } from "../behaviour/menu.js";
import { countPicks } from "../behaviour/picks.js";
import { followPreview } from "../behaviour/preview.js";
import { drawSignature } from "../behaviour/signature.js";
import { sendOnce } from "../behaviour/send_once.js";
import { followWork } from "../behaviour/under_way.js";
import { warnUnsaved } from "../behaviour/unsaved.js";

sendOnce(document);
closeMenus(document);
warnUnsaved(document, window);
countPicks(document);
followWork(document);
followList(document);
actInPlace(document);
runClocks(document);
insertFields(document);
fillFrames(document);
followPreview(document);
findWhileTyping(document);
scanIntoField(document);
listenToKeys(document);
drawSignature(document);
runKiosk(document, window);
