// Brings visitors back to the site once it is there again. In a page of your own:
//
//     <script src="/.well-known/maintenance/return.js" defer></script>
//
// It asks for the page's own URL with HEAD until something else than the maintenance server answers, then loads the page
// again within half a minute, at a moment that differs from visitor to visitor. Attributes of the script element, all in
// seconds: data-first (to the first check, 5; up to twice that), data-spread (over which visitors come back, 30).
//
// An element with a data-maintenance attribute is shown only while one of the words in it holds:
//
//     away     the site is not there
//     waiting  the same, and the page opens by itself once it is
//     back     it is, and the page opens soon
//     staying  it is, and the visitor opens it: he wants to stay here, or loading it left this page standing
//     unsent   the request was no GET: nothing was saved, and the script does not send it again
//     ready    the same, and the site is there
//     offline  nothing answers
//     until    the end is known
//     late     it was, and is past
//     manual   no script runs
//
// It is given a text by `seconds` (to the return), `time` (of the end) and `left` (until then). A click on it opens the
// page by `now`, keeps it from opening by `stay`, and sends the request again by `again`.
//
// What is not to be read without scripts, by text browsers above all, can be in <script type="text/html" data-maintenance>:
// it takes that element's place.
(() => {
  'use strict';

  // Without these the page's Refresh field and its reader do what has to be done. So they do where the origin is opaque, as
  // in a sandboxed frame: there no answer can be read.
  if (!window.fetch || !window.Intl || !Intl.RelativeTimeFormat || window.origin === 'null') return;

  for (const element of document.querySelectorAll('script[type="text/html"][data-maintenance]')) {
    element.outerHTML = element.textContent;
  }

  // Pauses are up to a quarter longer, so the longest is five minutes.
  const usualPace = 60;
  const longestPace = 240;
  const leastGap = 5;
  const patience = 20;
  const grace = 5;
  const halfAYear = 183 * 86400 * 1000;

  const options = document.currentScript ? document.currentScript.dataset : {};
  const option = (text, usual) => (parseFloat(text) >= 0 ? parseFloat(text) : usual);
  const first = option(options.first, 5);
  const spread = option(options.spread, 30);

  // What the server tells by Server-Timing. A browser that does not give it to scripts leaves the method unknown.
  const entry = performance.getEntriesByType('navigation')[0];
  const told = (name) => {
    const metric = ((entry && entry.serverTiming) || []).find((metric) => metric.name === name);
    return metric || {};
  };
  const method = told('maintenance').description;
  const returnsByItself = !method || method === 'GET';

  let phase = 'waiting'; // then offline, back, staying or ready
  let until = Date.parse(told('until').description); // NaN where it is not known
  let slowness; // how far the visitor's clock is behind the server's, in milliseconds; not known before the first check
  let returnTime;
  let timer;
  let isChecking = false;
  let isOpening = false;
  let isStaying = false; // even where the site is away again in between
  let isOpenToAll = false; // whether the maintenance server can be reached without cookies and passwords
  let lastCheck = -Infinity;
  let failures = 0;

  const serverTime = () => Date.now() + (slowness || 0);

  // Checking

  const atLeast = (seconds) => seconds * (1 + Math.random() / 4);

  function schedule(seconds, isWanted) {
    clearTimeout(timer);
    if (!document.hidden) timer = setTimeout(check, seconds * 1000, isWanted);
  }

  async function check(isWanted) {
    if (isChecking) return;
    isChecking = true;
    lastCheck = Date.now();
    try {
      const answer = await ask();
      failures = 0;
      const date = Date.parse(answer.headers.get('Date'));
      if (date) slowness = date - Date.now();
      if (isBack(answer)) found(isWanted);
      else stillAway(answer);
    } catch {
      // No answer at all: twice the time after each, and `online` ends it.
      phase = 'offline';
      schedule(atLeast(Math.min(leastGap * 2 ** failures++, longestPace)));
    }
    isChecking = false;
    render();
  }

  // First without cookies and passwords: to a request that could carry some an application that wants a login would have
  // the browser ask for one, and the check would wait for that. Then as the page would be asked for, since these may be
  // what leads the visitor to the maintenance server.
  async function ask() {
    const answer = await head('omit');
    if (isMaintenance(answer)) isOpenToAll = true;
    if (!isBack(answer) || (answer.status === 401 && isOpenToAll)) return answer;
    return head('same-origin');
  }

  async function head(credentials) {
    const abort = new AbortController();
    const limit = setTimeout(() => abort.abort(), patience * 1000);
    try {
      return await fetch(location.href, {
        method: 'HEAD', cache: 'no-store', redirect: 'manual', credentials, signal: abort.signal,
      });
    } finally {
      clearTimeout(limit);
    }
  }

  const isMaintenance = (answer) => answer.headers.get('Maintenance') === 'on';

  // A redirect is the application's: the maintenance server sends none. So are 404 and 405, be it that the application
  // does not know HEAD. A 5xx is not, nor 429: whoever sent it has no page to show.
  function isBack(answer) {
    if (answer.type === 'opaqueredirect') return true;
    return !isMaintenance(answer) && answer.status < 500 && answer.status !== 429;
  }

  function stillAway(answer) {
    phase = 'waiting';
    const end = /\buntil;desc="([^"]*)"/.exec(answer.headers.get('Server-Timing') || '');
    if (isMaintenance(answer)) until = Date.parse(end && end[1]);
    // Where the end is known Retry-After is the time until then, but the site may be back earlier.
    const pace = until > serverTime() ? usualPace : longestPace;
    schedule(atLeast(Math.min(Math.max(retryAfter(answer), 1), pace)));
  }

  // RFC 9110 section 10.2.3: seconds, or a date.
  function retryAfter(answer) {
    const value = (answer.headers.get('Retry-After') || '').trim();
    if (/^\d+$/.test(value)) return Number(value);
    return (Date.parse(value) - serverTime()) / 1000 || usualPace;
  }

  // Returning

  // The page is not asked for once more before it is opened: if the site is away again, this page comes, and waits.
  function found(isWanted) {
    if (!returnsByItself) {
      phase = 'ready';
      return schedule(atLeast(usualPace));
    }
    if (isStaying) phase = 'staying';
    if (isStaying || isOpening) return stay();
    if (document.hidden) return;
    phase = 'back';
    const delay = isWanted ? 0 : Math.random() * spread * 1000;
    returnTime = Date.now() + delay;
    clearTimeout(timer);
    timer = setTimeout(open, delay);
  }

  // The visitor opens it, and until then it is watched.
  function stay() {
    isOpening = false;
    if (phase === 'back') phase = 'staying';
    isStaying = phase === 'staying';
    schedule(atLeast(usualPace));
    render();
  }

  function open() {
    isOpening = true;
    clearTimeout(timer);
    // A download or a 204 leaves this page standing.
    timer = setTimeout(stay, grace * 1000);
    if (method === 'GET') return location.reload();
    // Where the page may have answered a POST, reload() would send it again. This is a GET in any case. A URL that
    // differs from the document's by its fragment alone is not loaded: so the document gets another one first.
    const url = location.href;
    if (url.includes('#')) {
      const other = new URL(url);
      other.hash = '';
      other.search += '&';
      history.replaceState(null, '', other);
    }
    location.replace(url);
  }

  function sendAgain() {
    isOpening = true;
    location.reload();
  }

  // Rendering

  function show(states) {
    for (const element of document.querySelectorAll('[data-maintenance]')) {
      const words = element.dataset.maintenance.split(' ').filter((word) => word in states);
      const isHidden = !words.some((word) => states[word]);
      if (words.length && element.hidden !== isHidden) element.hidden = isHidden;
    }
  }

  const elements = (name) => document.querySelectorAll(`[data-maintenance~="${name}"]`);

  function fill(name, text) {
    for (const element of elements(name)) if (element.textContent !== text) element.textContent = text;
  }

  // The page's language, as it is written where the visitor lives.
  const language = (() => {
    const base = (tag) => tag.split('-')[0].toLowerCase();
    const page = document.documentElement.lang;
    const tag = navigator.languages.find((tag) => base(tag) === base(page)) || page;
    try {
      return Intl.getCanonicalLocales(tag)[0];
    } catch {
      return undefined;
    }
  })();
  const relative = new Intl.RelativeTimeFormat(language);
  const countdown = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });

  function render() {
    const isAway = phase === 'waiting' || phase === 'offline';
    const isLate = slowness !== undefined && until <= serverTime();
    show({
      manual: false,
      away: isAway,
      waiting: phase === 'waiting' && returnsByItself,
      unsent: isAway && !returnsByItself,
      offline: phase === 'offline',
      back: phase === 'back',
      staying: phase === 'staying',
      ready: phase === 'ready',
      until: isAway && !isNaN(until) && !isLate,
      late: isAway && isLate,
    });
    if (phase === 'back') fill('seconds', countdown.format(Math.max(0, Math.ceil((returnTime - Date.now()) / 1000)), 'second'));
    if (!isNaN(until) && !isLate) fillEnd();
  }

  function fillEnd() {
    const end = new Date(until);
    const now = new Date(serverTime());
    const style = { hour: 'numeric', minute: '2-digit', timeZoneName: 'short' };
    if (end.toDateString() !== now.toDateString()) Object.assign(style, { weekday: 'long', day: 'numeric', month: 'long' });
    if (end - now > halfAYear) style.year = 'numeric';
    fill('time', new Intl.DateTimeFormat(language, style).format(end));
    for (const element of elements('time')) element.dateTime = end.toISOString();
    fill('left', slowness === undefined ? '' : timeLeft((end - now) / 1000));
  }

  // In the largest unit of which there are two at least: so it never grows.
  function timeLeft(time) {
    const seconds = Math.ceil(time);
    const minutes = Math.round(seconds / 60);
    const hours = Math.round(minutes / 60);
    if (seconds < 120) return relative.format(seconds, 'second');
    if (minutes < 120) return relative.format(minutes, 'minute');
    if (hours < 48) return relative.format(hours, 'hour');
    return relative.format(Math.round(hours / 24), 'day');
  }

  // Events

  const actions = { now: open, stay, again: sendAgain };

  document.addEventListener('click', (event) => {
    const name = Object.keys(actions).find((word) => event.target.closest(`[data-maintenance~="${word}"]`));
    if (!name) return;
    event.preventDefault();
    actions[name]();
  });

  // A hidden tab asks for nothing, and opens nothing. Whoever looks at it again wants the site at once, and people look at
  // different times: no spread.
  document.addEventListener('visibilitychange', () => {
    clearTimeout(timer);
    schedule(Math.max(0, leastGap - (Date.now() - lastCheck) / 1000), true);
  });

  // A network that comes back brings many visitors at once.
  window.addEventListener('online', () => {
    failures = 0;
    schedule(1 + Math.random() * 4);
  });

  // Some systems never tell that a network is back.
  window.addEventListener('offline', () => {
    phase = 'offline';
    schedule(atLeast(longestPace));
    render();
  });

  // The Refresh field is for those without scripts. It is one reload, which neither this script nor the visitor wants. The
  // server tells after how many milliseconds it comes; where that is hidden the first such reload is taken for it.
  const refresh = told('refresh').duration;
  const isDue = () => performance.now() > entry.loadEventEnd + refresh - 1000;

  function preventRefresh(event) {
    if (event.navigationType !== 'reload' || !event.cancelable || event.userInitiated || isOpening) return;
    if (refresh ? !isDue() : navigator.userActivation.isActive) return;
    event.preventDefault();
    window.navigation.removeEventListener('navigate', preventRefresh);
  }

  // Where there is no Navigation API, stop() calls it off. That breaks off whatever the page loads just then, and would a
  // check or the return: so it comes as late as it can.
  function stopRefresh() {
    if (isChecking) setTimeout(stopRefresh, 100);
    else if (!isOpening) window.stop();
  }

  if (window.navigation) window.navigation.addEventListener('navigate', preventRefresh);
  else if (refresh) window.addEventListener('load', () => setTimeout(stopRefresh, Math.max(0, refresh - 3000)));

  schedule(first * (1 + Math.random()));
  setInterval(render, 1000);
  render();
})();
