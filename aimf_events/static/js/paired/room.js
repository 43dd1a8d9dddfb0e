// How full a room is as far as this device knows: what the list counted, and its own passages since. What other doors let in
// and out meanwhile without the network it cannot know; the server counts exactly once all have sent.

export function makeRoom({ store, list }) {
  let passages = []; // of this device, {door, moves}, that the list does not count yet

  const sum = (door) => passages.reduce((all, each) => (each.door === door ? all + each.moves : all), 0);

  return {
    inside: (door) => Math.max(0, (list.door(door.id)?.inside ?? 0) + sum(door.id)),
    pass: (door, moves) => passages.push({ door: door.id, moves }),
    /** Before a list is asked for: what the server cannot have counted in it. */
    async mark() {
      const seen = passages.length;
      return { seen, waiting: (await store.facts()).filter(({ moves }) => moves) };
    },
    /** The list has come: what waited before, and what passed meanwhile, is not in it. Counted twice rather than not at all. */
    recount: ({ seen, waiting }) => {
      passages = [...waiting, ...passages.slice(seen)];
    },
  };
}
