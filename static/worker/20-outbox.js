// Writes go into the memory first, then to the site, and leave the memory only when the site has answered. The site
// knows the id ("ma"), so a write that arrives twice counts once.

const PATIENCE = 15000;
const SHORT = 6000;

const soon = (promise, most) => Promise.race([promise, new Promise((_, late) => setTimeout(late, most, new Error("slow")))]);
const later = (status) => status >= 500 || status === 408 || status === 429;
const others = (status) => status === 401 || status === 412;
const here = (path) => Response.redirect(`/tren-may${path}`, 303);

async function written(request, label) {
  const form = await request.formData();
  const own = ["ma", "luc", "gui", "nguoi"];
  return {
    ma: form.get("ma") || crypto.randomUUID(),
    ai: form.get("nguoi") ?? (await recall()).ai,
    url: new URL(request.url).pathname,
    tu: request.referrer && new URL(request.referrer).pathname,
    viec: label,
    luc: new Date().toISOString(),
    fields: [...form].filter(([name]) => !own.includes(name)),
  };
}

function post(work, background) {
  const files = work.fields.some(([, value]) => value instanceof Blob);
  const body = new (files ? FormData : URLSearchParams)();
  const more = { ma: work.ma, luc: work.luc, gui: new Date().toISOString() };
  if (work.ai !== undefined) more.nguoi = work.ai;
  for (const [name, value] of [...work.fields, ...Object.entries(more)]) body.append(name, value);
  const headers = { Accept: background ? "application/json" : "text/html" };
  return soon(fetch(work.url, { method: "POST", body, headers, redirect: "manual" }), PATIENCE);
}

const arrived = (answer) => answer.type === "opaqueredirect" || answer.ok;

// A write from an open page.
async function arrive({ request }, label) {
  const page = request.mode === "navigate";
  const plain = request.clone();
  let work;
  try {
    work = await written(request, label);
    await keep(work);
  } catch (full) {
    return fetch(plain).catch(() => (page ? here("?day=1") : Response.error()));
  }
  await remember({ luc: Date.now() });

  const answer = await post(work).catch(() => null);
  if (!answer || later(answer.status)) {
    self.registration.sync?.register("gui").catch(() => {});
    tell();
    return page ? here(`?xong=${encodeURIComponent(work.url)}`) : new Response(null, { status: 202 });
  }
  if (arrived(answer)) await sent(work);
  else if (answer.status === 412) await keep({ ...work, xem: "Lúc làm việc này, trên máy đã đổi sang người khác. Nếu đúng là việc của mình thì bấm Gửi." });
  else if (answer.status !== 401) await drop(work.ma); // the page that answers shows what is wrong, with what was typed
  tell();
  return page || answer.type !== "opaqueredirect" ? answer : new Response(null, { status: 204 });
}

async function sent(work) {
  await drop(work.ma);
  await remember((facts) => ({ gui: { ...facts.gui, [work.ai || ""]: Date.now() } }));
}

// Everything that waits for whoever is signed in, oldest first; stops at the first sign that the site cannot be reached.
async function sendAll() {
  if (!(await leave())) return;
  const { ai } = await recall();
  const works = (await waiting().catch(() => [])).sort((one, other) => (one.luc < other.luc ? -1 : 1));

  for (const work of works) {
    if (work.xem || (work.ai ?? ai) !== ai) continue;
    const answer = await post(work, true).catch(() => null);
    if (!answer || later(answer.status) || others(answer.status)) break;
    if (arrived(answer)) await sent(work);
    else await keep({ ...work, xem: await sentence(answer) });
  }
  await remember({ luc: Date.now() });
}

async function sentence(answer) {
  const said = await answer.json().catch(() => ({}));
  return said.sentence || "Xã chưa nhận được vì nội dung chưa hợp lệ. Xin mở lại trang ấy và làm lại.";
}

async function flush() {
  if (!(await waiting().catch(() => [])).length && !(await recall()).thoat) return tell();
  await navigator.locks.request("gui", { ifAvailable: true }, (lock) => lock && sendAll());
  return tell();
}

// Signing out without a network: nobody is signed in here from now on, and the site is told first of all when it can be.
async function depart({ request }) {
  const { ai } = await recall();
  if (ai) await caches.delete(`trang-${ai}`);
  try {
    return await soon(fetch(request.clone()), PATIENCE);
  } catch (offline) {
    await remember({ ai: "", ten: "", thoat: new URL(request.url).pathname });
    return here("?thoat=1");
  }
}

async function leave() {
  const { thoat } = await recall();
  if (!thoat) return true;
  const answer = await soon(fetch(thoat, { method: "POST", redirect: "manual" }), SHORT).catch(() => null);
  if (!answer || later(answer.status)) return false;
  await remember({ thoat: undefined });
  return true;
}
