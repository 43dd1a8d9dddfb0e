// The doors: the scan page, and the counters that follow it.
import { runClocks } from "../behaviour/clock.js";
import { followList } from "../behaviour/live_list.js";
import { followCounters } from "../door/live.js";
import { startScanPage } from "../door/scan_page.js";

startScanPage(document);
followCounters(document);
followList(document);
runClocks(document);
