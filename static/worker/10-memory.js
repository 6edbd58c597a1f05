// What this phone remembers: writes that wait ("viec") and a few facts ("nho"), in IndexedDB. A new version of this file
// must read what an old one has written: the fields of a waiting write never change their meaning.

let opened;

function base() {
  opened ??= new Promise((done, failed) => {
    const asked = indexedDB.open("tren-may", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("viec", { keyPath: "ma" });
      asked.result.createObjectStore("nho");
    };
    asked.onsuccess = () => {
      asked.result.onclose = asked.result.onversionchange = () => { asked.result.close(); opened = undefined; };
      done(asked.result);
    };
    asked.onerror = asked.onblocked = () => { opened = undefined; failed(asked.error); };
  });
  return opened;
}

async function within(store, mode, deed) {
  const turn = (await base()).transaction(store, mode, { durability: "strict" });
  return new Promise((done, failed) => {
    let result;
    deed(turn.objectStore(store), (value) => { result = value; });
    turn.oncomplete = () => done(result);
    turn.onabort = turn.onerror = () => failed(turn.error);
  });
}

const keep = (work) => within("viec", "readwrite", (store) => store.put(work));
const drop = (ma) => within("viec", "readwrite", (store) => store.delete(ma));
const waiting = () => within("viec", "readonly", (store, give) => { store.getAll().onsuccess = (event) => give(event.target.result); });

// Facts: ai (whose pages come from the network: a person's key, "" for a guest, undefined when not known yet), ten (the
// name on them), hien (size of letters, contrast …), luc (when something was last written), anBan (the site's edition), thoat (a sign-out still to be told),
// gui (by person: when a write last reached the site), khoa (saved courses by slug).
const recall = () => within("nho", "readonly", (store, give) => { store.get("may").onsuccess = (event) => give(event.target.result || {}); }).catch(() => ({}));

const remember = (change) => within("nho", "readwrite", (store) => {
  store.get("may").onsuccess = (event) => {
    const facts = event.target.result || {};
    store.put({ ...facts, ...(typeof change === "function" ? change(facts) : change) }, "may");
  };
}).catch(() => {});
