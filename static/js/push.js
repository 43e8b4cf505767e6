/* [data-push-key]: turns notifications on and off for this device. Shows the [data-push] that fits: impossible, blocked, off, on or trouble. */
(async () => {
  const section = document.querySelector("[data-push-key]");
  if (!section) return;
  const form = section.querySelector("form[data-push-form]");
  const show = (state) => section.querySelectorAll("[data-push]").forEach((part) => { part.hidden = part.dataset.push !== state; });
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) return show("impossible");

  const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  const key = bytes(section.dataset.pushKey);
  const isOurs = (subscription) => {
    const other = subscription.options.applicationServerKey;
    return Boolean(other) && new Uint8Array(other).every((byte, place) => byte === key[place]);
  };
  const subscribed = async () => {
    const registration = await navigator.serviceWorker.getRegistration("/");
    return registration ? registration.pushManager.getSubscription() : null;
  };
  const hash = async (text) => {
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
    return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  };

  // --- What is -----------------------------------------------------------------------------------
  const subscription = await subscribed();
  const mark = subscription && isOurs(subscription) ? await hash(subscription.endpoint) : "";
  const row = mark && section.querySelector(`[data-push-device="${mark}"]`);
  if (row) row.querySelectorAll("[data-push-here]").forEach((part) => { part.hidden = false; });
  if (Notification.permission === "denied") show("blocked");
  else show(row && Notification.permission === "granted" ? "on" : "off");

  // --- What is done --------------------------------------------------------------------------------
  section.querySelector("[data-push-turn-on]").addEventListener("click", async () => {
    if (await Notification.requestPermission() !== "granted") return show(Notification.permission === "denied" ? "blocked" : "off");
    try {
      await navigator.serviceWorker.register(section.dataset.pushWorker, { scope: "/" });
      const registration = await navigator.serviceWorker.ready;
      let made = await registration.pushManager.getSubscription();
      if (made && !isOurs(made)) made = await made.unsubscribe() && null;
      made ||= await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
      const { endpoint, keys, expirationTime } = made.toJSON();
      Object.entries({ endpoint, p256dh: keys.p256dh, auth: keys.auth, expires_at: expirationTime ? Math.floor(expirationTime) : "" })
        .forEach(([name, value]) => { form.elements[name].value = value; });
      form.submit();
    } catch {
      show("trouble");
    }
  });

  if (!row) return;
  const leave = row.querySelector("form");
  const turnOff = async (event) => {
    event.preventDefault();
    await subscription.unsubscribe().catch(() => {});
    leave.submit();
  };
  leave.addEventListener("submit", turnOff);
  section.querySelector("[data-push-turn-off]").addEventListener("click", turnOff);
})();
