// The desks add the count of the rows chosen for the bulk bar, and follow long work.
import { countPicks } from "../behaviour/picks.js";
import { sendOnce } from "../behaviour/send_once.js";
import { followWork } from "../behaviour/under_way.js";
import { warnUnsaved } from "../behaviour/unsaved.js";

sendOnce(document);
warnUnsaved(document, window);
countPicks(document);
followWork(document);
