// Fetched by the page of a session at the press that enters a room where one takes part.
export { play } from "../online/taking_part.js";
