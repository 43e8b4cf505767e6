/* The service worker, given out at /sw.js: shows notifications and leads where they point. It keeps no pages and answers no requests. */
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
  const told = event.data ? event.data.json() : {};
  const options = { body: told.body, lang: told.lang, data: { link: told.link } };
  // Later news of an appointment takes the place of earlier news, and is heard again.
  if (told.tag) Object.assign(options, { tag: told.tag, renotify: true });
  event.waitUntil(self.registration.showNotification(told.title || self.location.hostname, options));
});

// The browser's push service gave it another address, or none. Nobody may be there, let alone signed in.
self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil((async () => {
  const address = "/notifications/renew/", headers = { "X-Unattended": "1" };
  const { key, token } = await (await fetch(address, { headers })).json();
  if (!key) return;
  const bytes = Uint8Array.from(atob(key.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  const body = new URLSearchParams({ csrfmiddlewaretoken: token });
  try {
    const made = await self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes });
    const { endpoint, keys, expirationTime } = made.toJSON();
    Object.entries({ endpoint, p256dh: keys.p256dh, auth: keys.auth, expires_at: expirationTime ? Math.floor(expirationTime) : "" })
      .forEach(([name, value]) => body.set(name, value));
  } catch (trouble) {
    // Not allowed any more is the end. Anything else may pass; what the service knows no more, it tells the server.
    if (trouble.name !== "NotAllowedError") throw trouble;
    body.set("ended", "1");
  }
  await fetch(address, { method: "POST", headers, body });
})()));

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const address = new URL((event.notification.data || {}).link || "/", self.location.origin);
  if (address.origin !== self.location.origin) return;
  event.waitUntil((async () => {
    const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
    const there = windows.find((page) => page.url === address.href);
    // Another open page may hold something half filled in: it is left alone.
    await (there ? there.focus() : self.clients.openWindow(address.href));
  })());
});
