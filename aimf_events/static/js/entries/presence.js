// The pages that somebody keeps open while they follow a session from afar: the room, the presence, the floor with its clock.
import { runClocks } from "../behaviour/clock.js";
import { followList } from "../behaviour/live_list.js";
import { keepPresence } from "../behaviour/presence.js";
import { followRooms } from "../online/rooms.js";

keepPresence(document, window);
followRooms(document, window);
followList(document);
runClocks(document);
