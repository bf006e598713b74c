// Runs the script for that many visitors, who all learn by the same check that the site is back. Returns the seconds from
// the check to the reload of each visitor's page.
async function visits(script, count) {
  // mulberry32, with the same numbers in each run.
  let seed = 1;
  const random = () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const numbers = new Proxy(Math, { get: (object, name) => (name === 'random' ? random : object[name]) });
  const times = [];
  for (let visitor = 0; visitor < count; visitor++) times.push(await visit(script, numbers));
  return times;
}

async function visit(script, numbers) {
  const back = { type: 'basic', status: 200, headers: new Headers() };
  let found;
  const { returned, run } = visitor(script, { Math: numbers, answer: (now) => ((found = now), back) });
  await run(() => returned.length);
  return (returned[0] - found) / 1000;
}

// The seconds at which the script sends its checks, if each answer has these fields.
async function checks(script, fields, count) {
  const times = [];
  const away = { type: 'basic', status: 503, headers: new Headers({ Maintenance: 'on', ...fields }) };
  const { run } = visitor(script, { answer: (now) => (times.push(now / 1000), away) });
  await run(() => times.length >= count);
  return times;
}

// The seconds at which the script begins and aborts its checks of an application that never answers.
async function unanswered(script, count) {
  const times = [];
  const never = (now, signal) => new Promise((_, reject) => {
    times.push(now / 1000);
    signal.addEventListener('abort', () => {
      times.push(clock() / 1000);
      reject(signal.reason);
    });
  });
  const { run, clock } = visitor(script, { answer: never, elements: [] });
  await run(() => times.length >= 2 * count);
  return times;
}

// The text for the remaining time, that many seconds before the end, if the visitor's clock is right.
async function words(script, seconds) {
  const texts = [];
  const end = 4102444800000;
  for (const left of seconds) {
    const element = { dataset: { maintenance: 'left' }, textContent: '' };
    const start = end - left * 1000;
    const headers = new Headers({
      Maintenance: 'on', Date: new Date(start).toUTCString(), 'Server-Timing': `until;desc="${new Date(end).toISOString()}"`,
    });
    let asked = 0;
    const { run } = visitor(script, {
      start, elements: [element], answer: () => (asked++, { type: 'basic', status: 503, headers }),
      dataset: { first: '0' },
    });
    await run(() => asked);
    texts.push(element.textContent);
  }
  return texts;
}

// The script as a function of the names. It is compiled once, because that takes most of a visit's time.
const functions = new Map();
function compiled(script, names) {
  if (!functions.has(script)) functions.set(script, new Function(...names, script));
  return functions.get(script);
}

// Runs the script in a simulated browser, whose time begins at `start` and advances as `run` fires the timers.
function visitor(script, { start = 0, Math = window.Math, answer, elements = [], dataset = {} }) {
  let now = start;
  const returned = [];
  let timers = [];
  class Clock extends Date {
    constructor(...time) { super(...(time.length ? time : [now])); }
    static now() { return now; }
  }
  const world = {
    Math, Date: Clock,
    setTimeout: (action, delay, ...rest) => timers.push({ at: now + delay, run: () => action(...rest) }),
    clearTimeout: (id) => id && (timers[id - 1] = undefined),
    setInterval: () => 0,
    fetch: async (url, { signal }) => answer(now, signal),
    location: { href: 'https://shop.example/cart?a=b', reload: () => returned.push(now) },
    history: { length: 1, go() {} },
    performance: { now: () => now, getEntriesByType: () => [{ serverTiming: [{ name: 'maintenance', description: 'GET' }] }] },
    navigator: { languages: ['en'], onLine: true },
    document: {
      documentElement: { lang: 'en' }, readyState: 'complete', hidden: false, currentScript: { dataset }, title: '',
      addEventListener() {}, querySelectorAll: (selector) => elements.filter((e) => selector.includes(e.dataset.maintenance)),
      querySelector: () => null,
    },
    // Visitors share no storage.
    caches: undefined, sessionStorage: undefined,
  };
  world.window = { fetch, Intl, stop() {}, addEventListener() {} };
  const run = async (isOver) => {
    compiled(script, Object.keys(world))(...Object.values(world));
    while (!isOver()) {
      const next = timers.reduce((a, b) => (b && (!a || b.at < a.at) ? b : a), undefined);
      timers[timers.indexOf(next)] = undefined;
      now = next.at;
      next.run();
      // Lets the script await the answers of fetch.
      for (let turn = 0; turn < 16; turn++) await undefined;
    }
  };
  return { returned, run, clock: () => now };
}
