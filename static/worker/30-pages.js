// Pages, kept by person: nobody is ever shown a page of somebody else. Saved courses ("khoa") are kept as a guest reads
// them, for whoever learns on this phone.

const READING = /^\/(khoa-hoc|dien-thoai-tap|lo-trinh)\//;
const NEVER = /^\/(can-bo|quan-tri|dang-|ai-dang-hoc|giay-|the\/|quet-the|do-vui|xac-minh|suc-khoe|lien-ket)/;
const DAY = 86400000;
const MOST_PAGES = 60;
const MOST_FILES = 150;
const loose = { ignoreVary: true };
const shown = new Map(); // which open pages came from the memory because there was no network

const shelf = (ai) => `trang-${ai || "khach"}`;

async function find(url, ai) {
  const exact = (name) => caches.match(url.href.split("#")[0], { ...loose, cacheName: name });
  return (await exact(shelf(ai))) || (ai && (await exact(`giu-${ai}`))) || caches.match(url.pathname, { ...loose, cacheName: "khoa" });
}

const since = (kept) => Date.now() - kept.headers.get("x-luc");

function same(kept, facts, path) {
  const age = since(kept);
  const whose = kept.headers.get("x-nguoi") || "";
  return READING.test(path) && whose === facts.ai && kept.headers.get("x-an-ban") === facts.anBan && kept.headers.get("x-luc") > (facts.luc || 0) && age >= 0 && age < DAY;
}

async function stamped(answer, asked = Date.now()) {
  const headers = new Headers(answer.headers);
  headers.delete("content-encoding");
  headers.delete("content-length");
  headers.set("x-luc", asked);
  return new Response(await answer.blob(), { headers });
}

async function put(name, key, answer, most) {
  const cache = await caches.open(name);
  await cache.put(key, answer);
  const keys = await cache.keys();
  for (const old of keys.slice(0, Math.max(0, keys.length - most))) await cache.delete(old);
}

async function shelve(url, answer, asked) {
  const { headers } = answer;
  const ai = headers.get("x-nguoi") || "";
  const long = headers.get("x-giu") === "lau";
  const gone = answer.status === 404 || answer.status === 410;
  const last = (await recall()).ai;
  if (gone) {
    await (await caches.open("khoa")).delete(url.pathname, loose);
    await (await caches.open(shelf(last))).delete(url.href, loose);
  }
  if (answer.status !== 200 || !/^text\/html/.test(headers.get("content-type")) || answer.redirected) return;

  if (last && last !== ai) await caches.delete(shelf(last));
  await remember((facts) => ({ ai, ten: facts.ai === ai ? facts.ten : "", anBan: headers.get("x-an-ban") || facts.anBan }));
  // Two records of one person became one: what waits under the old key goes under the new one.
  const once = headers.get("x-cu");
  if (once) for (const work of await waiting()) if (work.ai && once.includes(work.ai)) await keep({ ...work, ai, xem: undefined });
  if (long) return put(`giu-${ai}`, url.href, await stamped(answer, asked), MOST_PAGES);
  if (headers.get("x-giu") === "khong" || url.search || NEVER.test(url.pathname)) return;
  await put(shelf(ai), url.href, await stamped(answer, asked), MOST_PAGES);
}

async function visit(event) {
  const url = new URL(event.request.url);
  const began = Date.now();
  const facts = await recall();
  const kept = await find(url, facts.ai).catch(() => null);
  const fromMemory = () => { shown.set(event.resultingClientId, true); return kept; };
  if (kept && kept.headers.get("x-giu") !== "lau" && same(kept, facts, url.pathname)) return kept;

  try {
    if (facts.thoat && !(await leave())) throw new Error("offline");
    const asked = fetch(event.request);
    const answer = await (kept ? soon(asked, SHORT) : asked);
    if (kept && later(answer.status)) return fromMemory();
    if (answer.headers.has("x-an-ban")) event.waitUntil(shelve(url, answer.clone(), began).catch(() => {}).then(flush));
    return answer;
  } catch (offline) {
    if (kept) return fromMemory();
    shown.set(event.resultingClientId, true);
    return (await caches.match("/tren-may", { ...loose, cacheName: "vo" })) || Response.error();
  }
}

async function file(request) {
  const kept = await caches.match(request, loose);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.status === 200) put("tep", request, answer.clone(), MOST_FILES).catch(() => {});
  return answer;
}

// "Tải khóa học về máy": everything or nothing, with the kilobytes as they came over the network. What was saved before
// stays until all of the new has come.
async function save(slug, say) {
  const list = await (await fetch(`/khoa-hoc/${slug}/tai-ve.json`, { credentials: "omit" })).json();
  const got = [];
  let bytes = 0;

  const take = async (path) => {
    const answer = await fetch(path, { credentials: "omit" });
    if (!answer.ok) throw new Error(answer.status);
    const copy = await stamped(answer);
    bytes += Number(answer.headers.get("content-length")) || (await copy.clone().blob()).size;
    got.push([path, copy]);
    say({ khoa: slug, xong: got.length, tong: list.tep.length });
  };

  const rest = [...list.tep];
  const one = async () => { while (rest.length) await take(rest.shift()); };
  await Promise.all([one(), one(), one()]);

  const old = ((await recall()).khoa || {})[slug];
  const cache = await caches.open("khoa");
  try {
    for (const [path, copy] of got) await cache.put(path, copy);
  } catch (full) {
    if (!old) await unsave(slug, list.tep);
    return say({ khoa: slug, loi: "day" });
  }
  if (old) await unsave(slug, old.tep.filter((path) => !list.tep.includes(path)));
  await remember((facts) => ({ khoa: { ...facts.khoa, [slug]: { ten: list.ten, byte: bytes, ban: list.ban, tep: list.tep, bai: list.bai } } }));
  return say({ khoa: slug, byte: bytes });
}

// Files that another saved course needs stay.
async function unsave(slug, files) {
  const { khoa = {} } = await recall();
  const needed = new Set(Object.entries(khoa).flatMap(([other, { tep }]) => (other === slug ? [] : tep)));
  const cache = await caches.open("khoa");
  for (const path of files || khoa[slug]?.tep || []) if (!needed.has(path)) await cache.delete(path, loose);
  await remember((facts) => { const { [slug]: gone, ...rest } = facts.khoa || {}; return { khoa: rest }; });
}
