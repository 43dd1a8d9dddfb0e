// The scanner of a paired telephone.
import { startScanner } from "../paired/app.js";

startScanner(document);
