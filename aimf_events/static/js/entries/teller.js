// A teller's page: the key pair, the trial, and the steps that others take.
import { startTeller } from "../ballot/teller.js";
import { followList } from "../behaviour/live_list.js";

startTeller(document);
followList(document);
