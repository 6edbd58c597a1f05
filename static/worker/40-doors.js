// The worker's doors: what the browser asks, and what open pages say.

const FILES = /^\/tinh\/|^\/khoa-hoc\/[^/]+\/tep\/|^\/dien-thoai-tap\/[^/]+\/goi\//;

async function tell(to) {
  const { ai, ten, hien, gui = {}, khoa = {} } = await recall();
  const works = await waiting().catch(() => null);
  const mine = (works || []).filter((work) => (work.ai ?? ai ?? "") === (ai ?? ""));
  const state = {
    cho: mine.filter((work) => !work.xem).length,
    xem: mine.filter((work) => work.xem).length,
    khac: (works || []).length - mine.length,
    viec: mine.map(({ ma, viec, luc, xem, tu }) => ({ ma, viec, luc, xem, tu })),
    khoa, ten, hien, gui: gui[ai || ""], hong: !works,
  };
  for (const client of to ? [to] : await self.clients.matchAll()) client.postMessage({ ...state, may: shown.get(client.id) });
}

const ORDERS = {
  chao: async ({ source, data }) => {
    if (!shown.get(source.id)) await remember({ ten: data.ten, hien: data.hien });
    await tell(source);
    return flush();
  },
  hien: ({ data }) => remember({ hien: data.hien }),
  gui: flush,
  luu: ({ source, data }) => save(data.khoa, (said) => source.postMessage(said)).catch(() => source.postMessage({ khoa: data.khoa, loi: "mang" })).then(() => tell()),
  xoa: ({ data }) => unsave(data.khoa).then(() => tell()),
  bo: async ({ data }) => { await drop(data.ma); return tell(); },
  lai: async ({ data }) => {
    const work = (await waiting()).find(({ ma }) => ma === data.ma);
    if (work) await keep({ ...work, xem: undefined });
    return flush();
  },
  boKhac: async () => {
    const { ai } = await recall();
    for (const work of await waiting()) if ((work.ai ?? ai) !== ai) await drop(work.ma);
    return tell();
  },
};

addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open("vo").then((cache) => Promise.all(SHELL.map(async (path) => {
    const answer = await fetch(path, { credentials: "omit" });
    if (!answer.ok) throw new Error(answer.status);
    await cache.put(path, await stamped(answer));
  }))));
});
addEventListener("activate", (event) => event.waitUntil(self.clients.claim().then(flush)));
addEventListener("sync", (event) => event.waitUntil(flush(true)));
addEventListener("message", (event) => event.waitUntil(ORDERS[event.data.lam]?.(event)));

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin || request.headers.has("range")) return;

  if (request.method === "POST") {
    // What this file sends is the site's own to every gate: a stranger's page must not send anything through it.
    if (!request.referrer.startsWith(`${origin}/`)) return;
    const late = LATE.find(([path]) => new RegExp(path).test(pathname));
    if (late) event.respondWith(arrive(event, late[1]));
    else if (LEAVING.includes(pathname)) event.respondWith(depart(event));
    else {
      if (!pathname.endsWith("/nhap")) event.waitUntil(remember({ luc: Date.now() }));
      if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => here("?can=1")));
    }
  } else if (request.method === "GET") {
    if (FILES.test(pathname)) event.respondWith(file(request));
    else if (request.mode === "navigate") event.respondWith(visit(event));
  }
});
