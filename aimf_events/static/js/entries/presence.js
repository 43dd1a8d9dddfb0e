// The page that somebody keeps open while they follow a sitting from afar.
import { keepPresence } from "../behaviour/presence.js";

keepPresence(document, window);
