// Keeps the visit page usable without a signal. VERSION, PAGE, SHELL and FILES stand above, written by the server.
const PATIENCE = 5_000;
const within = (promise) => Promise.race([promise, new Promise((_done, failed) => { setTimeout(() => failed(new Error("slow")), PATIENCE); })]);

self.addEventListener("install", (event) => {
  const all = [SHELL, ...FILES].map((address) => new Request(address, { cache: "reload" }));
  event.waitUntil(caches.open(VERSION).then((kept) => kept.addAll(all)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  const tidy = async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith("visits-") && name !== VERSION);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

/** The page from the server; signed out, refused, broken, slow or without a signal: the shell, where the drafts are. */
const page = async (request) => {
  try {
    const answer = await within(fetch(request));
    if (answer.ok && !answer.redirected) return answer;
  } catch { /* fall through to what is kept */ }
  return caches.match(SHELL, { cacheName: VERSION });
};
const file = async (request) => {
  try {
    const answer = await within(fetch(request));
    if (answer.ok) return answer;
  } catch { /* fall through to what is kept */ }
  return (await caches.match(request, { cacheName: VERSION, ignoreSearch: true })) || Response.error();
};
self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && address.pathname === PAGE) event.respondWith(page(event.request));
  else if (FILES.includes(address.pathname)) event.respondWith(file(event.request));
});
