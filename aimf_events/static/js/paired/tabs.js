// Two tabs of one telephone would both use its camera, and each judge without knowing what the other showed: one scans.

const PATIENCE = 700; // ms: a page that is being loaded again has let go by then

/**
 * Returns once this tab is the one that scans; `offer()` is awaited where another does: whoever is there chooses to go on
 * here. `onLost()`: another tab has taken over.
 */
export async function scanAlone(name, { offer, onLost, locks = navigator.locks }) {
  if (!locks) return;
  if (await taken(locks, name, { signal: AbortSignal.timeout(PATIENCE) }, onLost)) return;
  await offer();
  await taken(locks, name, { steal: true }, onLost);
}

function taken(locks, name, how, onLost) {
  return new Promise((resolve) => {
    let isOurs = false;
    const held = locks.request(name, how, () => {
      isOurs = true;
      resolve(true);
      return new Promise(() => {}); // until the page is closed
    });
    held.catch(() => (isOurs ? onLost() : resolve(false)));
  });
}
