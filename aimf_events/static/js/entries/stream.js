// Fetched by the page of a session at the press that begins to play.
export { play } from "../online/stream.js";
