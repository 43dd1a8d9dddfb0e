// Facts on their way to the server, one at a time and in order. A fact keeps its nonce until it has an answer: sent
// again after a lost connection, it is the same fact and gets the same answer.
const DEADLINE = 6000; // ms

export function makeSender({ address, device, csrf, seq, serverNow }) {
  let next = Number(seq);
  const offset = Math.round(Date.parse(serverNow) - Date.now());
  const pending = [];
  let line = Promise.resolve();

  function fact(read) {
    const nonce = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return { ...read, nonce, seq: next++, device_time: new Date().toISOString(), clock_offset_ms: offset };
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

  // What waited goes first, in the same upload.
  async function sendAll() {
    const sent = pending.slice(0, 200);
    const results = await post(sent);
    pending.splice(0, sent.length);
    return results.at(-1);
  }

  return {
    waiting: () => pending.length,
    send(read) {
      pending.push(fact(read));
      line = line.then(sendAll, sendAll);
      return line;
    },
    again() {
      line = line.then(sendAll, sendAll);
      return line;
    },
  };
}
