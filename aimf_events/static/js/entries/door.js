// The doors: the scan page, and the counters that follow it.
import { followCounters } from "../door/live.js";
import { startScanPage } from "../door/scan_page.js";

startScanPage(document);
followCounters(document);
