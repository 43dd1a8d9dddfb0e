// A voice of a secret ballot: the sealed paper and its receipt.
import { startSealed } from "../ballot/vote.js";

startSealed(document);
