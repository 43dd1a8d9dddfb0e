// What a public page gains with JavaScript; without it everything works the same.
import { holdWithoutLine } from "../behaviour/line.js";
import { sendOnce } from "../behaviour/send_once.js";
import { warnUnsaved } from "../behaviour/unsaved.js";

sendOnce(document);
holdWithoutLine(document, window);
warnUnsaved(document, window);
