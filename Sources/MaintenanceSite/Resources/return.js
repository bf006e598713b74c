// Brings visitors back to the site once it is there again. In a page of your own:
//
//     <script src="/.well-known/maintenance/return.js" defer></script>
//
// It asks for the page's own URL with HEAD until something else than the maintenance server answers, then loads the page
// again within half a minute, at a moment that differs from visitor to visitor. Attributes of the script element, all in
// seconds: data-first (to the first check, 5; up to twice that), data-spread (over which visitors return, 30; each has at
// least 5 in which to stay).
//
// An element with a data-maintenance attribute is shown only while one of the words in it holds:
//
//     away        the site is not there
//     shortly     the same, and it is not long overdue
//     overdue     the same, and it is: half an hour past the end, or after half an hour of waiting where no end is known
//     waiting     the page opens by itself once the site is there
//     returned    the site is there
//     back        the same, and the page opens soon
//     opening     the page is being opened
//     staying     the visitor opens it: the visitor wants to stay here, or loading it left this page standing
//     offline     nothing answers
//     note        the operator shows visitors a note
//     until       the end is known, and not past
//     imminent    the end is less than a minute away
//     late        the end is past, but not by half an hour
//     unsent      the request was not a GET: nothing was saved, and the script does not send it again
//     ready       the same, and the site is there
//     sending     the visitor has the request sent again
//     unanswered  the same, and no answer came
//     resendable  this browser sends a form again when the script reloads the page
//     form        it does not, and there is a page to go back to
//     byhand      it does not, and there is none
//     manual      no script runs
//
// It is given a text by `note` (with links), `changed` (how long ago the note was last changed), `seconds` (to the return),
// `time` (of the end) and `left` (until then); a custom property
// --elapsed, from 0 to 1, by `elapsed` (the share of the time to the end that has passed); and a pulse at each check by
// `pulse`. A click on it opens the page by `now`, keeps it from opening by `stay`, sends the request again by `again`, and
// goes back to the form by `goback`. The title becomes that of the title element's data-back once the site is there.
//
// What is not to be read without scripts, by text browsers above all, can be in <script type="text/html" data-maintenance>:
// it takes that element's place.
(() => {
  'use strict';

  // Without these the page's Refresh field and its reader do what has to be done. So they do where the origin is opaque, as
  // in a sandboxed frame: there no answer can be read.
  if (!window.fetch || !window.Intl || !Intl.RelativeTimeFormat || window.origin === 'null') return;

  // The server puts this into the answer to an unsafe method.
  const isMarkedUnsent = document.querySelector('[data-maintenance~="unsent"]') !== null;

  for (const element of document.querySelectorAll('script[type="text/html"][data-maintenance]')) {
    element.outerHTML = element.textContent;
  }

  // All in seconds. Pauses are up to a quarter longer, so the longest is five minutes.
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

  // What the server tells by Server-Timing, which some browsers hide from scripts without HTTPS.
  const entry = performance.getEntriesByType('navigation')[0];
  const metrics = (entry && entry.serverTiming) || [];
  const told = (name) => metrics.find((metric) => metric.name === name) || {};
  const method = isMarkedUnsent ? 'POST' : told('maintenance').description;
  const returnsByItself = !method || method === 'GET';

  // WebKit alone reloads the answer to a POST by a GET (whatwg/html#6600), and nothing else tells it apart.
  const resends = navigator.vendor !== 'Apple Computer, Inc.';
  const hasPageBefore = window.navigation ? window.navigation.canGoBack : history.length > 1;

  let phase = 'waiting'; // then offline, back, opening or staying; or ready, sending or unanswered
  let until = Date.parse(told('until').description); // NaN where it is not known
  let slowness; // how far the visitor's clock is behind the server's, in milliseconds; undefined while that is not known
  let returnTime;
  let timer;
  let isChecking = false;
  let isStaying = false; // even where the site is away again in between
  let isOpenToAll = false; // whether the maintenance server can be reached without cookies and passwords
  let opensNothing = false; // whether the URL is a download, or has no content
  let lastCheck = -Infinity;
  let failures = 0;
  let unanswered = 0;

  // The note that is shown, and what the server calls it; '' where there is none. A page may come with it.
  const shownNote = document.querySelector('[data-note]');
  let noteVersion = shownNote ? shownNote.dataset.note : '';
  let note = shownNote && { text: shownNote.textContent, changed: shownNote.dataset.changed };

  const serverTime = () => Date.now() + (slowness || 0);
  const isLeaving = () => phase === 'opening' || phase === 'sending';

  if (entry && Date.parse(told('date').description)) {
    slowness = Date.parse(told('date').description) - (performance.timeOrigin + entry.responseStart);
  }

  // What the tab remembers of the outage: since when it has waited, when the script last opened the page, and how many
  // times in a row that brought this page again.
  const visit = (() => {
    let kept;
    try {
      kept = JSON.parse(sessionStorage.getItem('maintenance'));
    } catch {
      // The visitor's settings forbid it: then each page begins anew.
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
      // Unless the visitor did not wait for it.
      if (!isLeaving()) (isBack(answer) ? found : stillAway)(answer, isWanted);
    } catch (error) {
      if (!isLeaving()) noAnswer(error);
    }
    isChecking = false;
    remember();
    render();
  }

  // First without cookies and passwords: to a request that could carry some an application that wants a login would have
  // the browser ask for one, and the check would wait for that. Then as the page would be asked for, since these may be
  // what leads the visitor to the maintenance server.
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
      // A service worker that keeps answers fails if it tries to keep one to HEAD.
      if (abort.signal.aborted || !navigator.serviceWorker || !navigator.serviceWorker.controller) throw error;
      const answer = await send('GET');
      if (answer.body) answer.body.cancel();
      return answer;
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
    visit.failed = 0;
    const end = /\buntil;desc="([^"]*)"/.exec(answer.headers.get('Server-Timing') || '');
    if (isMaintenance(answer)) {
      until = Date.parse(end && end[1]);
      const version = /\bnote;desc="([^"]*)"/.exec(answer.headers.get('Server-Timing') || '');
      takeNote(version ? version[1] : '');
    }
    // Where the end is known Retry-After is the time until then, but the site may be back earlier.
    const pace = until > serverTime() ? usualPace : longestPace;
    schedule(atLeast(Math.min(Math.max(retryAfter(answer), 1), pace)));
  }

  // Fetches the note where it is another one. What fails is done again after the next check.
  async function takeNote(version) {
    if (version === noteVersion) return;
    try {
      const notes = version ? await fetchNotes(version) : [];
      if (!notes) return;
      noteVersion = version;
      note = noteFor(document.documentElement.lang.toLowerCase(), notes);
      render();
    } catch {
      // There is no answer, or none that can be read.
    }
  }

  // By a URL that no cache of a service worker has an older note for.
  async function fetchNotes(version) {
    const answer = await fetch(`/.well-known/maintenance/status.json?${version}`, { cache: 'no-store' });
    return isMaintenance(answer) && answer.ok ? (await answer.json()).notes : null;
  }

  // In the language, or the one that it is a dialect of, or else the note for everybody, whose language is ''.
  function noteFor(language, notes) {
    const found = notes.find((note) => note.language.toLowerCase() === language);
    return found || !language ? found : noteFor(language.slice(0, Math.max(0, language.lastIndexOf('-'))), notes);
  }

  // An application that takes its time is none that cannot be reached.
  function noAnswer(error) {
    if (error.name === 'AbortError') {
      unanswered++;
      phase = 'waiting';
      return schedule(atLeast(leastGap));
    }
    // Twice the time after each, and `online` ends it.
    phase = 'offline';
    schedule(atLeast(Math.min(leastGap * 2 ** failures++, longestPace)));
  }

  // RFC 9110 section 10.2.3: seconds, or a date.
  function retryAfter(answer) {
    const value = (answer.headers.get('Retry-After') || '').trim();
    if (/^\d+$/.test(value)) return Number(value);
    return (Date.parse(value) - serverTime()) / 1000 || usualPace;
  }

  // A service worker may have kept answers of the maintenance server, and would give them for the site's. Takes them out of
  // the caches: all of them, or those to certain requests.
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

  // The page is not asked for once more before it is opened: if the site is away again, this page comes, and waits. But
  // where it came twice though the site answered each time, as from a service worker, it would come again and again.
  function found(answer, isWanted) {
    const isDownload = /^\s*attachment/i.test(answer.headers.get('Content-Disposition') || '');
    opensNothing = isDownload || answer.status === 204 || answer.status === 205;
    if (!returnsByItself) {
      phase = 'ready';
      return schedule(atLeast(usualPace));
    }
    if (isStaying || visit.failed > 1) return stay();
    if (document.hidden) return;
    phase = 'back';
    const delay = (notice + (isWanted ? 0 : Math.random() * Math.max(0, spread - notice))) * 1000;
    returnTime = Date.now() + delay;
    clearTimeout(timer);
    timer = setTimeout(open, delay, true);
  }

  // The visitor opens it, and until then it is watched.
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
    leave('opening', opensNothing ? grace : longGrace, returnsByItself ? stay : backToReady);
    const limit = new Promise((resolve) => setTimeout(resolve, 3000));
    await Promise.race([forgetOutage(), limit]);
    if (phase === 'opening') load();
  }

  // A download, or an answer without content, leaves this page standing, and nothing tells of it.
  function leave(next, seconds, otherwise) {
    phase = next;
    clearTimeout(timer);
    timer = setTimeout(otherwise, seconds * 1000);
    render();
  }

  // reload() would send a POST again, which the page may have answered, and it keeps this page's place where the URL has a
  // fragment. replace() does neither. A URL that differs from the document's by its fragment alone is not loaded: so the
  // document gets another one first.
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

  function backToReady() {
    phase = 'ready';
    schedule(atLeast(usualPace));
    render();
  }

  function sendAgain() {
    const giveUp = () => {
      phase = 'unanswered';
      render();
    };
    leave('sending', longGrace, giveUp);
    // Firefox asks the visitor first, and this page gets the focus back with the reply.
    window.addEventListener('focus', () => phase === 'sending' && leave('sending', grace, giveUp), { once: true });
    location.reload();
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
    // Whoever works by keyboard goes on from a button that is there.
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

  // The server makes links of the same texts.
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
  const title = document.title;

  function render() {
    const isAway = phase === 'waiting' || phase === 'offline';
    const left = (until - serverTime()) / 1000; // NaN where the end is not known
    const isClockRight = slowness !== undefined;
    const isLate = isClockRight && left <= 0;
    const waited = (Date.now() - visit.start) / 1000;
    const isOverdue = isNaN(left) ? waited > overdueAfter : isClockRight && left <= -overdueAfter;
    show({
      manual: false,
      away: isAway,
      shortly: isAway && !isOverdue,
      overdue: isAway && isOverdue,
      returned: !isAway,
      waiting: phase === 'waiting' && returnsByItself,
      unsent: isAway && !returnsByItself,
      offline: phase === 'offline',
      back: phase === 'back',
      opening: phase === 'opening',
      staying: phase === 'staying',
      ready: phase === 'ready',
      sending: phase === 'sending',
      unanswered: phase === 'unanswered',
      resendable: resends,
      form: !resends && hasPageBefore,
      byhand: !resends && !hasPageBefore,
      note: isAway && Boolean(note),
      changed: isAway && Boolean(note),
      until: isAway && !isNaN(left) && !isLate,
      imminent: isClockRight && left < 60,
      late: isAway && isLate && !isOverdue,
    });
    const titleElement = document.querySelector('title[data-back]');
    if (titleElement) document.title = isAway ? title : titleElement.dataset.back;
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
    for (const element of elements('time')) element.dateTime = end.toISOString();
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

  // In the largest unit of which there are two at least: so it never grows.
  function inMinutes(seconds, sign) {
    const minutes = Math.round(seconds / 60);
    const hours = Math.round(minutes / 60);
    if (minutes < 120) return relative.format(sign * minutes, 'minute');
    if (hours < 48) return relative.format(sign * hours, 'hour');
    return relative.format(sign * Math.round(hours / 24), 'day');
  }

  // Events

  const actions = { now: () => open(), stay: stayHere, again: sendAgain, goback: () => history.back() };

  document.addEventListener('click', (event) => {
    const name = Object.keys(actions).find((word) => event.target.closest(`[data-maintenance~="${word}"]`));
    if (!name) return;
    event.preventDefault();
    // What was pressed twice is done once.
    if (!isLeaving() || (name === 'stay' && phase === 'opening')) actions[name]();
  });

  // A hidden tab asks for nothing, and opens nothing. Whoever looks at it again wants the site soon, and people look at
  // different times: no spread.
  document.addEventListener('visibilitychange', () => {
    if (isLeaving()) return;
    clearTimeout(timer);
    if (phase === 'back') phase = 'waiting';
    schedule(Math.max(0, leastGap - (Date.now() - lastCheck) / 1000), true);
  });

  // A network that comes back brings many visitors at once.
  window.addEventListener('online', () => {
    failures = 0;
    schedule(1 + Math.random() * 4);
  });

  // Some systems never tell that a network is back.
  window.addEventListener('offline', () => {
    if (isLeaving()) return;
    phase = 'offline';
    schedule(atLeast(longestPace));
    render();
  });

  // The Refresh field is for those without scripts. It is one navigation to the same URL, which neither this script nor the
  // visitor wants. The server tells after how many milliseconds it comes; where that is hidden the first such navigation is
  // taken for it. Where the URL has a fragment Chromium goes there within the document, and adds to the history.
  const refresh = told('refresh').duration;
  const isDue = () => performance.now() > entry.loadEventEnd + refresh - 1000;

  function preventRefresh(event) {
    if (event.destination.url !== location.href || event.navigationType === 'traverse') return;
    if (!event.cancelable || event.userInitiated || isLeaving()) return;
    if (refresh ? !isDue() : navigator.userActivation.isActive) return;
    event.preventDefault();
    window.navigation.removeEventListener('navigate', preventRefresh);
  }

  // Where there is no Navigation API, WebKit calls it off if the script goes where there is no page, and other browsers if it
  // calls stop(). That breaks off whatever the page loads just then, and would a check or the return: so it comes as late
  // as it can.
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

  // A page of an operator's own may have come without the note.
  if (told('maintenance').description) takeNote(told('note').description || '');
  // Where nothing was told the first answer tells the end: the sooner it comes the less the page changes under the reader.
  schedule(metrics.length ? first * (1 + Math.random()) : 0);
  setInterval(render, 1000);
  render();
})();
