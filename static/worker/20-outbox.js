// Writes go into the memory first, then to the site, and leave the memory only when the site has answered. The site
// knows the id ("ma"), so a write that arrives twice counts once.

const PATIENCE = 15000;
const SHORT = 6000;

const soon = (promise, most) => Promise.race([promise, new Promise((_, late) => setTimeout(late, most, new Error("slow")))]);
const later = (status) => status >= 500 || status === 408 || status === 429;
const others = (status) => status === 401 || status === 412;
const heavy = (work) => work.fields.some(([, value]) => value instanceof Blob);
const flying = new Set(); // ids that open pages are sending just now
const here = (path) => Response.redirect(`/tren-may${path}`, 303);

async function written(request, label) {
  const form = await request.formData();
  const own = ["ma", "luc", "gui", "nguoi"];
  const fields = [...form].filter(([name]) => !own.includes(name));
  const ma = form.get("ma");
  // A page that was kept brings the same id whenever it is filled in: other words are other work.
  const other = (await waiting()).some((work) => work.ma === ma && String(work.fields) !== String(fields));
  return {
    ma: (!other && ma) || crypto.randomUUID(),
    ai: form.get("nguoi") ?? (await recall()).ai ?? "",
    url: new URL(request.url).pathname,
    tu: request.referrer && new URL(request.referrer).pathname,
    viec: label,
    luc: new Date().toISOString(),
    fields,
  };
}

// Anybody may stand in between (the page of a hotel's Wi-Fi, a proxy): only what bears the site's own mark has come from
// it. Where to go on stands in that mark too ("-": nowhere), since a redirect could not be told from a stranger's.
async function ask(url, body, patience, Accept) {
  const headers = { Accept, "X-Gui": "1" };
  const answer = await soon(fetch(url, { method: "POST", body, headers, redirect: "manual" }), patience).catch(() => null);
  return answer?.headers.has("x-toi") ? answer : null;
}

function post(work, background) {
  const body = new (heavy(work) ? FormData : URLSearchParams)();
  const more = { ma: work.ma, luc: work.luc, gui: new Date().toISOString() };
  if (work.ai !== undefined) more.nguoi = work.ai;
  for (const [name, value] of [...work.fields, ...Object.entries(more)]) body.append(name, value);
  return ask(work.url, body, background && heavy(work) ? 16 * PATIENCE : PATIENCE, background ? "application/json" : "text/html");
}

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

  flying.add(work.ma);
  const answer = (await leave()) && (await post(work));
  flying.delete(work.ma);
  if (!answer || later(answer.status)) {
    self.registration.sync?.register("gui").catch(() => {});
    tell();
    return page ? here(`?xong=${encodeURIComponent(work.url)}`) : new Response(null, { status: 202 });
  }
  if (answer.ok) await sent(work);
  else if (answer.status === 412) await keep({ ...work, xem: "Lúc làm việc này, trên máy đã đổi sang người khác. Nếu đúng là việc của mình thì bấm Gửi." });
  else if (answer.status !== 401) await drop(work.ma); // the page that answers shows what is wrong, with what was typed
  tell();
  const to = answer.headers.get("x-toi");
  if (to === "-") return answer;
  return page ? Response.redirect(to, 303) : new Response(null, { status: 204 });
}

async function sent(work) {
  await drop(work.ma);
  shown.clear(); // the network is back
  await remember((facts) => ({ luc: Date.now(), gui: { ...facts.gui, [work.ai || ""]: Date.now() } }));
}

// Everything that waits for whoever is signed in, oldest first, pictures last; gives up when three found no way. Returns
// whether something is left. What the site cannot take now does not keep the rest waiting.
async function sendAll() {
  if (!(await leave())) return true;
  const { ai } = await recall();
  const works = (await waiting().catch(() => [])).sort((one, other) => heavy(one) - heavy(other) || (one.luc < other.luc ? -1 : 1));
  let lost = 0;

  for (const work of works) {
    if (work.xem || (work.ai ?? ai) !== ai || flying.has(work.ma)) continue;
    const answer = await post(work, true);
    if (answer && others(answer.status) && work.ai) break;
    if (!answer || later(answer.status)) {
      if (++lost > 2) break;
    } else if (answer.ok) await sent(work);
    else await keep({ ...work, xem: await sentence(answer) });
  }
  return lost > 0;
}

async function sentence(answer) {
  const said = await answer.json().catch(() => ({}));
  return said.sentence || "Xã chưa nhận được vì nội dung chưa hợp lệ. Xin mở lại trang ấy và làm lại.";
}

// `again`: the browser calls once more when something is left.
async function flush(again) {
  if (!(await waiting().catch(() => [])).length && !(await recall()).thoat) return tell();
  const left = await navigator.locks.request("gui", { ifAvailable: true }, (lock) => lock && sendAll());
  await tell();
  if (left && again === true) throw new Error("left");
}

// Signing out without a network: nobody is signed in here from now on, and the site is told first of all when it can be.
async function depart({ request }) {
  const { ai } = await recall();
  if (ai) await caches.delete(`trang-${ai}`);
  try {
    const answer = await soon(fetch(request.clone()), PATIENCE);
    if (answer.ok || answer.type === "opaqueredirect") await remember({ ai: "", ten: "" });
    return answer;
  } catch (offline) {
    await remember({ ai: "", ten: "", thoat: new URL(request.url).pathname });
    return here("?thoat=1");
  }
}

async function leave() {
  const { thoat } = await recall();
  if (!thoat) return true;
  const answer = await ask(thoat, null, SHORT, "text/html");
  if (!answer || later(answer.status)) return false;
  await remember({ thoat: undefined });
  return true;
}
