// A telephone at a door does not go to sleep while its page is looked at. Browsers drop the lock when the page is hidden.
export function stayAwake(target = document) {
  if (!("wakeLock" in navigator)) return;
  const ask = () => target.hidden || navigator.wakeLock.request("screen").catch(() => {});
  target.addEventListener("visibilitychange", ask);
  ask();
}
