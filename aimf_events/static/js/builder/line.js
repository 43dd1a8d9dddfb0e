// What the builder asks of the server. Every answer is { ok, status, data }; a network that fails is status 0.
export function makeLine({ state, place, removal, csrf }) {
  let etag = null;

  async function ask(address, options) {
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json", ...options?.headers }, ...options });
      const data = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : null;
      return { ok: answer.ok, status: answer.status, data, etag: answer.headers.get("ETag") };
    } catch {
      return { ok: false, status: 0, data: null };
    }
  }

  const post = (address, values) => {
    etag = null;
    return ask(address, { method: "POST", body: new URLSearchParams({ csrf_token: csrf, ...values }) });
  };

  return {
    place: (id, values) => post(place.replace("SESSION", id), values),
    lift: (id, revision) => post(removal.replace("SESSION", id), { revision }),
    // What others did since; null while nothing changed.
    async changes() {
      const answer = await ask(state, { headers: { Accept: "application/json", ...(etag ? { "If-None-Match": etag } : {}) } });
      if (answer.status !== 200) return null;
      etag = answer.etag;
      return answer.data;
    },
  };
}
