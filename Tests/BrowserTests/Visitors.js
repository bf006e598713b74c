// Runs the script for so many visitors, who all find the site back by the same check, and returns at how many seconds
// after it each one's page is loaded again.
async function visits(script, count) {
  // Numbers that are the same in each run: mulberry32.
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
  let now = 0;
  let found;
  let returned;
  let timers = [];
  const world = {
    Math: numbers,
    Date: Object.assign(function () { return new Date(now); }, { now: () => now, parse: Date.parse }),
    setTimeout: (action, delay, ...rest) => timers.push({ at: now + delay, run: () => action(...rest) }),
    clearTimeout: (id) => id && (timers[id - 1] = undefined),
    setInterval: () => 0,
    fetch: async () => {
      found = now;
      return { type: 'basic', status: 200, headers: new Headers() };
    },
    location: { href: 'https://shop.example/cart?a=b', reload: () => (returned = now) },
    performance: { getEntriesByType: () => [{ serverTiming: [{ name: 'maintenance', description: 'GET' }] }] },
    navigator: { languages: ['en'], onLine: true },
    document: {
      documentElement: { lang: 'en' }, readyState: 'complete', hidden: false,
      addEventListener() {}, querySelectorAll: () => [],
    },
  };
  world.window = { fetch, Intl, stop() {}, addEventListener() {} };
  new Function(...Object.keys(world), script)(...Object.values(world));
  while (returned === undefined) {
    const next = timers.reduce((a, b) => (b && (!a || b.at < a.at) ? b : a), undefined);
    timers[timers.indexOf(next)] = undefined;
    now = next.at;
    next.run();
    // The script awaits the answer of fetch.
    for (let turn = 0; turn < 8; turn++) await undefined;
  }
  return (returned - found) / 1000;
}
