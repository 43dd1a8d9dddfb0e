// Facts on their way to the server, one upload at a time and in order. A fact keeps its nonce until it has an answer:
// sent again after a lost connection, it is the same fact and gets the same answer. Until then it outlives a reload.
const DEADLINE = 6000; // ms
const MOST_AT_ONCE = 200;

export function makeSender({ address, device, csrf, seq, serverNow, store = window.sessionStorage }) {
  const place = `facts ${address} ${device}`;
  const pending = JSON.parse(store.getItem(place) ?? "[]");
  const answers = new Map();
  const offset = Math.round(Date.parse(serverNow) - Date.now());
  let next = Math.max(Number(seq), ...pending.map(({ fact }) => fact.seq + 1));
  let line = Promise.resolve();

  function keep() {
    if (pending.length) store.setItem(place, JSON.stringify(pending));
    else store.removeItem(place);
  }

  // The same badge shown again, the same way, while its fact still waits: that fact.
  function waiting(read) {
    const same = pending.find((each) => each.read.direction === read.direction && each.read.token === read.token && each.read.code === read.code && each.read.let_in === read.let_in);
    if (same) return same;
    const nonce = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const fact = { ...read, nonce, seq: next++, device_time: new Date().toISOString(), clock_offset_ms: offset };
    pending.push({ read, fact });
    keep();
    return pending.at(-1);
  }

  async function post(scans) {
    const answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrf },
      body: JSON.stringify({ device, scans }),
      signal: AbortSignal.timeout(DEADLINE),
    });
    if (!answer.ok) throw Object.assign(new Error(String(answer.status)), { status: answer.status, said: await answer.json().catch(() => ({})) });
    return (await answer.json()).results;
  }

  // What waited goes first, in the same upload. The server may have given another number: another tab took it.
  async function sendAll() {
    while (pending.length) {
      const sent = pending.slice(0, MOST_AT_ONCE);
      const results = await post(sent.map(({ fact }) => fact));
      results.forEach((result, i) => {
        answers.set(sent[i].fact.nonce, { result, read: sent[i].read });
        next = Math.max(next, (result.seq ?? 0) + 1);
      });
      pending.splice(0, sent.length);
      keep();
    }
  }

  function inLine() {
    line = line.then(sendAll, sendAll);
    return line;
  }

  function taken(nonce) {
    const answer = answers.get(nonce);
    answers.delete(nonce);
    return answer;
  }

  return {
    waiting: () => pending.length,
    async send(read) {
      const { nonce } = waiting(read).fact;
      await inLine();
      return taken(nonce)?.result ?? null;
    },
    // What waited, with its answers; those that somebody else has already been told of are not among them.
    async again() {
      await inLine();
      return [...answers.keys()].map(taken);
    },
  };
}
