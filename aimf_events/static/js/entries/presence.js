// The pages that somebody keeps open while they follow a sitting from afar: the presence, and the floor with its clock.
import { runClocks } from "../behaviour/clock.js";
import { followList } from "../behaviour/live_list.js";
import { keepPresence } from "../behaviour/presence.js";

keepPresence(document, window);
followList(document);
runClocks(document);
