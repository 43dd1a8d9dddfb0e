// A line to a Janus server: requests with their answers over one WebSocket, kept alive, and told when it is cut.
const ALIVE = 25_000; // ms: Janus forgets a session that is silent for a minute
const PATIENCE = 10_000; // ms

export class Gateway {
  constructor(address, lost) {
    this.address = address;
    this.lost = lost;
    this.asked = new Map(); // transaction → {resolve, reject}
    this.handles = new Map(); // id → handle
    this.session = null;
    this.number = 0;
    this.isClosed = false;
  }

  async open() {
    this.line = new WebSocket(this.address, "janus-protocol");
    await new Promise((done, fail) => {
      this.line.addEventListener("open", done, { once: true });
      this.line.addEventListener("error", () => fail(new Error("no line")), { once: true });
      setTimeout(() => fail(new Error("no line")), PATIENCE);
    });
    this.line.addEventListener("message", ({ data }) => this.hear(JSON.parse(data)));
    this.line.addEventListener("close", () => this.cut());
    this.session = (await this.ask({ janus: "create" })).data.id;
    this.beat = setInterval(() => this.ask({ janus: "keepalive", session_id: this.session }).catch(() => {}), ALIVE);
  }

  async attach() {
    const { id } = (await this.ask({ janus: "attach", plugin: "janus.plugin.videoroom", session_id: this.session })).data;
    const handle = new Handle(this, id);
    this.handles.set(id, handle);
    return handle;
  }

  ask(message) {
    const transaction = String((this.number += 1));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("no answer")), PATIENCE);
      const settle = (how) => (value) => {
        clearTimeout(timer);
        this.asked.delete(transaction);
        how(value);
      };
      this.asked.set(transaction, { resolve: settle(resolve), reject: settle(reject), waitsForAck: message.janus === "keepalive" });
      this.line.send(JSON.stringify({ ...message, transaction }));
    });
  }

  hear(told) {
    const asked = this.asked.get(told.transaction);
    if (told.janus === "ack") {
      if (asked?.waitsForAck) asked.resolve(told);
    } else if (asked) {
      const refused = told.janus === "error" || told.plugindata?.data?.error_code;
      if (refused) asked.reject(new Error(String(told.error?.code ?? refused)));
      else asked.resolve(told);
    } else if (told.janus === "event") this.handles.get(told.sender)?.heard({ data: told.plugindata.data, jsep: told.jsep });
    else if (told.janus === "timeout") this.cut();
  }

  cut() {
    if (this.isClosed) return;
    this.close();
    this.lost();
  }

  close() {
    this.isClosed = true;
    clearInterval(this.beat);
    for (const { reject } of [...this.asked.values()]) reject(new Error("closed"));
    if (this.session && this.line.readyState === WebSocket.OPEN) this.line.send(JSON.stringify({ janus: "destroy", session_id: this.session, transaction: "end" }));
    this.line?.close();
  }
}

class Handle {
  constructor(gateway, id) {
    Object.assign(this, { gateway, id, heard: () => {} });
  }

  async say(body, jsep) {
    const message = { janus: "message", session_id: this.gateway.session, handle_id: this.id, body, ...(jsep ? { jsep } : {}) };
    const told = await this.gateway.ask(message);
    return { data: told.plugindata.data, jsep: told.jsep };
  }
}
