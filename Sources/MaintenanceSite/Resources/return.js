// Brings visitors back once the site is up again. In your own page:
//
//     <script src="/.well-known/maintenance/return.js" defer></script>
//
// The script requests the page's URL with HEAD until another server than the maintenance server answers. Then it reloads
// the page within half a minute, at a random moment. Attributes of the script element, all in seconds: data-first is the
// time to the first check, 5 by default, and up to twice that; data-spread is the time over which visitors return, 30 by
// default. Each visitor has at least 5 seconds to choose to stay.
//
// An element with a data-maintenance attribute is shown only while one of its words holds:
//
//     away        the site is down
//     shortly     the site is down, and not overdue
//     overdue     the site is down half an hour after the known end, or after half an hour of waiting for an unknown end
//     waiting     the page opens the site automatically once it is up
//     returned    the site is up
//     back        the site is up, and the page opens it soon
//     opening     the page opens the site
//     staying     the visitor opens the site, after choosing to stay, or because loading the site did not replace this page
//     offline     no server answers
//     note        the operator has set a note
//     until       the end is known, and in the future
//     imminent    the end is less than a minute away
//     late        the end passed less than half an hour ago
//     unsent      the request was not a GET: nothing was saved, and the script does not send it again by itself
//     ready       the request was not a GET, and the site is up
//     sending     the visitor sends the request again
//     unanswered  the visitor sent the request again, and no answer came: it may have been saved
//     resendable  this browser sends a form again when the script reloads the page
//     form        this browser does not, and the history has a page to go back to
//     byhand      this browser does not, and the history has no such page
//     manual      no script runs
//
// Further words fill an element: `note` with the note and its links, `changed` with the time since the note last changed,
// `seconds` with the seconds to the return, `time` with the end, `left` with the time to the end. `elapsed` sets the custom
// property --elapsed to the elapsed share of the time to the end, from 0 to 1. `pulse` pulses at each check. A click opens
// the site (`now`), prevents its opening (`stay`), sends the request again (`again`) or goes back to the form (`goback`).
// Once the site is up the title is the title element's data-back, and while it is overdue its data-overdue.
//
// <script type="text/html" data-maintenance> is replaced by its content, which text browsers and browsers without scripts
// do not show.
(() => {
  'use strict';

  // Browsers without these have the page's Refresh field. So have pages with an opaque origin, as in a sandboxed frame,
  // whose scripts cannot read answers.
  if (!window.fetch || !window.Intl || !Intl.RelativeTimeFormat || window.origin === 'null') return;

  // The server adds this element to the answer to an unsafe method.
  const isMarkedUnsent = document.querySelector('[data-maintenance~="unsent"]') !== null;

  for (const element of document.querySelectorAll('script[type="text/html"][data-maintenance]')) {
    element.outerHTML = element.textContent;
  }

  // In seconds. Pauses are up to a quarter longer, so the longest is five minutes.
  const usualPace = 60;
  const longestPace = 240;
  const leastGap = 5;
  const patience = 20; // twice as long after each check that it ended
  const notice = 5;
  const grace = 5;
  const longGrace = 60;
  const overdueAfter = 1800;
  const loopTime = 60;
  const memory = 600;
  const halfAYear = 183 * 86400;

  const options = document.currentScript ? document.currentScript.dataset : {};
  const option = (text, usual) => (parseFloat(text) >= 0 ? parseFloat(text) : usual);
  const first = option(options.first, 5);
  const spread = option(options.spread, 30);

  // The server's values in Server-Timing, which some browsers hide from scripts without HTTPS.
  const entry = performance.getEntriesByType('navigation')[0];
  const metrics = (entry && entry.serverTiming) || [];
  const told = (name) => metrics.find((metric) => metric.name === name) || {};
  const method = isMarkedUnsent ? 'POST' : told('maintenance').description;
  const returnsByItself = !method || method === 'GET';

  // Only WebKit reloads the answer to a POST by a GET (whatwg/html#6600). No feature distinguishes it.
  const resends = navigator.vendor !== 'Apple Computer, Inc.';
  // A frame shares the history of the pages around it. canGoBack ignores pages of other origins, where the form may be.
  const isInFrame = window.parent !== window;
  const hasPageBefore = isInFrame && window.navigation ? window.navigation.canGoBack : history.length > 1;

  let phase = 'waiting'; // then offline, back, opening or staying; or ready, goingBack, sending or unanswered
  let until = Date.parse(told('until').description); // NaN where it is not known
  let slowness; // how far the visitor's clock is behind the server's, in milliseconds; undefined while that is not known
  let returnTime;
  let timer;
  let isChecking = false;
  let isStaying = false; // even where the site is away again in between
  let isResent = false; // whether the visitor had the form sent again, which may have been saved
  let wasOverdue = false;
  let isOpenToAll = false; // whether the maintenance server can be reached without cookies and passwords
  let opensNothing = false; // whether the URL is a download, or has no content
  let lastCheck = -Infinity;
  let failures = 0;
  let unanswered = 0;

  // The displayed note, and the server's version of it; '' without a note. The page may contain the note from the start.
  const shownNote = document.querySelector('[data-note]');
  let noteVersion = shownNote ? shownNote.dataset.note : '';
  let note = shownNote && { text: shownNote.textContent, changed: shownNote.dataset.changed };

  const serverTime = () => Date.now() + (slowness || 0);
  const isLeaving = () => ['opening', 'sending', 'goingBack'].includes(phase);

  if (entry && Date.parse(told('date').description)) {
    slowness = Date.parse(told('date').description) - (performance.timeOrigin + entry.responseStart);
  }

  // The tab's memory of the outage: the start of its waiting, when the script last opened the site, and how many times in
  // a row that loaded this page again.
  const visit = (() => {
    let kept;
    try {
      kept = JSON.parse(sessionStorage.getItem('maintenance'));
    } catch {
      // The visitor's settings forbid storage, so each page starts anew.
    }
    const isSame = kept && Date.now() - kept.last < memory * 1000;
    const visit = isSame ? kept : { start: Date.now(), opened: 0, failed: 0 };
    if (Date.now() - visit.opened < loopTime * 1000) visit.failed++;
    visit.opened = 0;
    return visit;
  })();

  function remember(changes) {
    Object.assign(visit, changes, { last: Date.now() });
    try {
      sessionStorage.setItem('maintenance', JSON.stringify(visit));
    } catch {
      // As above.
    }
  }

  remember();

  // Checking

  const atLeast = (seconds) => seconds * (1 + Math.random() / 4);

  function schedule(seconds, isWanted) {
    if (isLeaving()) return;
    clearTimeout(timer);
    if (!document.hidden) timer = setTimeout(check, seconds * 1000, isWanted);
  }

  async function check(isWanted) {
    if (isChecking) return;
    isChecking = true;
    lastCheck = Date.now();
    pulse();
    try {
      const answer = await ask();
      failures = 0;
      unanswered = 0;
      const date = Date.parse(answer.headers.get('Date'));
      if (date) slowness = date - Date.now();
      // The visitor may have left before the answer.
      if (!isLeaving()) (isBack(answer) ? found : stillAway)(answer, isWanted);
    } catch (error) {
      if (!isLeaving()) noAnswer(error);
    }
    isChecking = false;
    remember();
    render();
  }

  // The first request carries no cookies and passwords. Otherwise an application that requires a login would make the
  // browser ask for one, and the check would wait for the visitor. The second carries them, as the page's request does,
  // because they may be the reason that the visitor gets the maintenance server.
  async function ask() {
    await forgetOutage([location.href]);
    const answer = await request('omit');
    if (isMaintenance(answer)) isOpenToAll = true;
    if (!isBack(answer) || (answer.status === 401 && isOpenToAll)) return answer;
    return request('same-origin');
  }

  async function request(credentials) {
    const abort = new AbortController();
    const limit = setTimeout(() => abort.abort(), Math.min(patience * 2 ** unanswered, longestPace) * 1000);
    const send = (method) => fetch(location.href, {
      method, cache: 'no-store', redirect: 'manual', credentials, signal: abort.signal,
    });
    try {
      return await send('HEAD');
    } catch (error) {
      // A service worker that stores answers fails if it tries to store one to HEAD.
      if (abort.signal.aborted || !navigator.serviceWorker || !navigator.serviceWorker.controller) throw error;
      const answer = await send('GET');
      if (answer.body) answer.body.cancel();
      return answer;
    } finally {
      clearTimeout(limit);
    }
  }

  const isMaintenance = (answer) => answer.headers.get('Maintenance') === 'on';

  // Redirects are the application's, because the maintenance server sends none. So are 404 and 405, which an application
  // without HEAD may send. After a 5xx or 429 there is no page to show.
  function isBack(answer) {
    if (answer.type === 'opaqueredirect') return true;
    return !isMaintenance(answer) && answer.status < 500 && answer.status !== 429;
  }

  function stillAway(answer) {
    phase = 'waiting';
    visit.failed = 0;
    const end = /\buntil;desc="([^"]*)"/.exec(answer.headers.get('Server-Timing') || '');
    if (isMaintenance(answer)) {
      until = Date.parse(end && end[1]);
      const version = /\bnote;desc="([^"]*)"/.exec(answer.headers.get('Server-Timing') || '');
      takeNote(version ? version[1] : '');
    }
    // If the end is known Retry-After is the time until the end, but the site may be back earlier.
    const pace = until > serverTime() ? usualPace : longestPace;
    schedule(atLeast(Math.min(Math.max(retryAfter(answer), 1), pace)));
  }

  // Fetches the note if its version is new. The next check repeats a failed attempt.
  async function takeNote(version) {
    if (version === noteVersion) return;
    try {
      const notes = version ? await fetchNotes(version) : [];
      if (!notes) return;
      noteVersion = version;
      note = noteFor(document.documentElement.lang.toLowerCase(), notes);
      render();
    } catch {
      // No answer came, or it is not readable.
    }
  }

  // The version in the URL avoids an older note from the cache of a service worker.
  async function fetchNotes(version) {
    const answer = await fetch(`/.well-known/maintenance/status.json?${version}`, { cache: 'no-store' });
    return isMaintenance(answer) && answer.ok ? (await answer.json()).notes : null;
  }

  // The note in the language, or in the language that it is a dialect of, or the note for all languages, ''.
  function noteFor(language, notes) {
    const found = notes.find((note) => note.language.toLowerCase() === language);
    return found || !language ? found : noteFor(language.slice(0, Math.max(0, language.lastIndexOf('-'))), notes);
  }

  // A slow application is not unreachable.
  function noAnswer(error) {
    if (error.name === 'AbortError') {
      unanswered++;
      phase = 'waiting';
      return schedule(atLeast(leastGap));
    }
    // The pause doubles with each failure, until the event `online`.
    phase = 'offline';
    schedule(atLeast(Math.min(leastGap * 2 ** failures++, longestPace)));
  }

  // RFC 9110 section 10.2.3: seconds, or a date.
  function retryAfter(answer) {
    const value = (answer.headers.get('Retry-After') || '').trim();
    if (/^\d+$/.test(value)) return Number(value);
    return (Date.parse(value) - serverTime()) / 1000 || usualPace;
  }

  // Deletes answers of the maintenance server from the caches, all of them or those to certain requests. A service worker
  // may have stored them, and would serve them as the site's.
  async function forgetOutage(requests) {
    try {
      for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of requests || await cache.keys()) {
          const options = { ignoreVary: true };
          const kept = await cache.match(request, options);
          if (kept && isMaintenance(kept)) await cache.delete(request, options);
        }
      }
    } catch {
      // There are no caches without HTTPS, or the visitor's settings forbid them.
    }
  }

  // Returning

  // No further check precedes the opening: if the site is down again, this page is loaded, and waits. If this page was
  // loaded twice although the site answered, as from a service worker, it would be loaded again and again.
  function found(answer, isWanted) {
    const isDownload = /^\s*attachment/i.test(answer.headers.get('Content-Disposition') || '');
    opensNothing = isDownload || answer.status === 204 || answer.status === 205;
    if (!returnsByItself) return offerToSend();
    if (isStaying || visit.failed > 1) return stay();
    if (document.hidden) return;
    phase = 'back';
    const delay = (notice + (isWanted ? 0 : Math.random() * Math.max(0, spread - notice))) * 1000;
    returnTime = Date.now() + delay;
    clearTimeout(timer);
    timer = setTimeout(open, delay, true);
  }

  // The visitor opens the site. The checks go on until then.
  function stay() {
    isStaying = true;
    phase = 'staying';
    schedule(atLeast(usualPace));
    render();
  }

  function stayHere() {
    if (phase === 'opening') window.stop();
    stay();
  }

  async function open(isByItself) {
    if (isByItself) remember({ opened: Date.now() });
    leave('opening', opensNothing ? grace : longGrace, returnsByItself ? stay : offerToSend);
    const limit = new Promise((resolve) => setTimeout(resolve, 3000));
    await Promise.race([forgetOutage(), limit]);
    if (phase === 'opening') load();
  }

  // A download, or an answer without content, does not replace this page, and causes no event.
  function leave(next, seconds, otherwise) {
    phase = next;
    clearTimeout(timer);
    timer = setTimeout(otherwise, seconds * 1000);
    render();
  }

  // reload() would repeat a POST that the page may have answered, and keeps the scroll position if the URL has a fragment.
  // replace() does neither, but does not load a URL that differs from the document's only by its fragment. So the document
  // first gets a different URL.
  function load() {
    const url = location.href;
    if (method === 'GET' && !url.includes('#')) return location.reload();
    if (url.includes('#')) {
      const other = new URL(url);
      other.hash = '';
      other.search += '&';
      const state = history.state;
      history.replaceState(state, '', other);
      location.replace(url);
      return setTimeout(() => location.href === other.href && history.replaceState(state, '', url), grace * 1000);
    }
    location.replace(url);
  }

  function offerToSend() {
    phase = isResent ? 'unanswered' : 'ready';
    schedule(atLeast(usualPace));
    render();
  }

  function sendAgain() {
    isResent = true;
    leave('sending', longGrace, offerToSend);
    // Firefox asks the visitor first, and this page gets the focus back with the reply.
    window.addEventListener('focus', () => phase === 'sending' && leave('sending', grace, offerToSend), { once: true });
    location.reload();
  }

  function goBack() {
    leave('goingBack', grace, offerToSend);
    history.back();
  }

  // Rendering

  function show(states) {
    const focused = document.activeElement;
    for (const element of document.querySelectorAll('[data-maintenance]')) {
      const words = element.dataset.maintenance.split(' ').filter((word) => word in states);
      const isHidden = !words.some((word) => states[word]);
      if (words.length && element.hidden !== isHidden) element.hidden = isHidden;
    }
    for (const name of Object.keys(actions)) {
      const isDisabled = String(isLeaving() && name !== 'stay');
      for (const element of elements(name)) {
        if (element.getAttribute('aria-disabled') !== isDisabled) element.setAttribute('aria-disabled', isDisabled);
      }
    }
    // Users of a keyboard continue from a visible button.
    if (focused && focused !== document.body && !isVisible(focused)) {
      const next = Object.keys(actions).flatMap((name) => [...elements(name)]).find(isVisible);
      if (next) next.focus();
    }
  }

  const isVisible = (element) => element.getClientRects().length > 0;
  const elements = (name) => document.querySelectorAll(`[data-maintenance~="${name}"]`);

  function fill(name, text) {
    for (const element of elements(name)) if (element.textContent !== text) element.textContent = text;
  }

  // The server makes the same links.
  function fillNote() {
    fill('changed', ago((serverTime() - Date.parse(note.changed)) / 1000));
    for (const element of elements('note')) {
      if (element.textContent === note.text) continue;
      const parts = note.text.split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]'’”»])/);
      element.replaceChildren(...parts.map((part, index) => {
        return index % 2 ? Object.assign(document.createElement('a'), { href: part, textContent: part }) : part;
      }));
    }
  }

  function pulse() {
    if (!window.matchMedia || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    for (const element of elements('pulse')) element.animate({ opacity: [1, 0.3, 1] }, 1500);
  }

  // The page's language, in the visitor's regional variant.
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
  const titleElement = document.querySelector('title[data-back]');
  const title = titleElement && titleElement.textContent;

  function render() {
    const isAway = phase === 'waiting' || phase === 'offline';
    const left = (until - serverTime()) / 1000; // NaN where the end is not known
    const isClockRight = slowness !== undefined;
    const isLate = isClockRight && left <= 0;
    const waited = (Date.now() - visit.start) / 1000;
    // An end that the operator withdraws was not kept.
    const isOverdue = isNaN(left) ? wasOverdue || waited > overdueAfter : isClockRight && left <= -overdueAfter;
    wasOverdue = isOverdue;
    show({
      manual: false,
      away: isAway,
      shortly: isAway && !isOverdue,
      overdue: isAway && isOverdue,
      returned: !isAway,
      waiting: phase === 'waiting' && returnsByItself,
      unsent: isAway && !returnsByItself && !isResent,
      offline: phase === 'offline',
      back: phase === 'back',
      opening: phase === 'opening',
      staying: phase === 'staying',
      ready: phase === 'ready' || phase === 'goingBack',
      sending: phase === 'sending',
      unanswered: phase === 'unanswered' || (isAway && isResent),
      resendable: resends,
      form: !resends && hasPageBefore,
      byhand: !resends && !hasPageBefore,
      note: isAway && Boolean(note),
      changed: isAway && Boolean(note),
      until: isAway && !isNaN(left) && !isLate,
      imminent: isClockRight && left < 60,
      late: isAway && isLate && !isOverdue,
    });
    if (titleElement) {
      const { back, overdue = title } = titleElement.dataset;
      document.title = isAway ? (isOverdue ? overdue : title) : back;
    }
    if (phase === 'back') fill('seconds', countdown.format(Math.max(0, Math.ceil((returnTime - Date.now()) / 1000)), 'second'));
    if (note) fillNote();
    if (!isNaN(left) && !isLate) fillEnd(left);
  }

  function fillEnd(left) {
    const end = new Date(until);
    const now = new Date(serverTime());
    const style = { hour: 'numeric', minute: '2-digit', timeZoneName: 'short' };
    if (end.toDateString() !== now.toDateString()) Object.assign(style, { weekday: 'long', day: 'numeric', month: 'long' });
    if (left > halfAYear) style.year = 'numeric';
    fill('time', new Intl.DateTimeFormat(language, style).format(end));
    for (const element of elements('time')) {
      if (element.dateTime !== end.toISOString()) element.dateTime = end.toISOString();
    }
    if (slowness === undefined) return;
    fill('left', left < 60 ? '' : timeLeft(left));
    const waited = Math.max(0, (Date.now() - visit.start) / 1000);
    for (const element of elements('elapsed')) element.style.setProperty('--elapsed', waited / (waited + left));
  }

  function timeLeft(time) {
    const seconds = Math.ceil(time);
    return seconds < 120 ? relative.format(seconds, 'second') : inMinutes(seconds, 1);
  }

  const ago = (time) => (time < 120 ? countdown.format(0, 'minute') : inMinutes(time, -1));

  // In the largest unit with a number of at least two, so that the number never grows.
  function inMinutes(seconds, sign) {
    const minutes = Math.round(seconds / 60);
    const hours = Math.round(minutes / 60);
    if (minutes < 120) return relative.format(sign * minutes, 'minute');
    if (hours < 48) return relative.format(sign * hours, 'hour');
    return relative.format(sign * Math.round(hours / 24), 'day');
  }

  // Events

  const actions = { now: () => open(), stay: stayHere, again: sendAgain, goback: goBack };
  const actionOf = (event) => Object.keys(actions).find((word) => event.target.closest(`[data-maintenance~="${word}"]`));

  // What was pressed twice is done once. The second click of a double click may hit a button that has just moved there.
  document.addEventListener('click', (event) => {
    const name = actionOf(event);
    if (!name) return;
    event.preventDefault();
    if (event.detail < 2 && (!isLeaving() || (name === 'stay' && phase === 'opening'))) actions[name]();
  });

  // A key that is held down would press the button that gets the focus next.
  document.addEventListener('keydown', (event) => {
    if (event.repeat && event.key === 'Enter' && actionOf(event)) event.preventDefault();
  });

  // A hidden tab sends no checks, and opens nothing. A visitor who looks at it again wants the site soon. The return has no
  // spread, because visitors look at different times.
  document.addEventListener('visibilitychange', () => {
    if (isLeaving()) return;
    clearTimeout(timer);
    if (phase === 'back') phase = 'waiting';
    schedule(Math.max(0, leastGap - (Date.now() - lastCheck) / 1000), true);
  });

  // A network that is back brings many visitors at once.
  window.addEventListener('online', () => {
    failures = 0;
    schedule(1 + Math.random() * 4);
  });

  // Some systems never report that a network is back.
  window.addEventListener('offline', () => {
    if (isLeaving()) return;
    phase = 'offline';
    schedule(atLeast(longestPace));
    render();
  });

  // The Refresh field is for browsers without scripts: one navigation to the same URL, which this script prevents. The
  // server reports its time in milliseconds. If the browser hides that, the first such navigation counts as Refresh. If the
  // URL has a fragment Chromium navigates within the document, and adds to the history.
  const refresh = told('refresh').duration;
  const isDue = () => performance.now() > entry.loadEventEnd + refresh - 1000;

  function preventRefresh(event) {
    if (event.destination.url !== location.href || event.navigationType === 'traverse') return;
    if (!event.cancelable || event.userInitiated || isLeaving()) return;
    if (refresh ? !isDue() : navigator.userActivation.isActive) return;
    event.preventDefault();
    window.navigation.removeEventListener('navigate', preventRefresh);
  }

  // Without the Navigation API, WebKit cancels Refresh if the script goes beyond the end of the history, and other browsers
  // if the script calls stop(). stop() aborts all that the page is loading, which may be a check or the return: so the call
  // comes as late as possible.
  function stopRefresh() {
    if (isChecking) setTimeout(stopRefresh, 100);
    else if (!isLeaving()) window.stop();
  }

  if (window.navigation) {
    window.navigation.addEventListener('navigate', preventRefresh);
  } else {
    history.go(1000);
    if (refresh) window.addEventListener('load', () => setTimeout(stopRefresh, Math.max(0, refresh - 3000)));
  }

  // An operator's own page may lack the note.
  if (told('maintenance').description) takeNote(told('note').description || '');
  // Without Server-Timing the first check learns the end. The sooner, the less the page changes while it is read.
  schedule(metrics.length ? first * (1 + Math.random()) : 0);
  setInterval(render, 1000);
  render();
})();
