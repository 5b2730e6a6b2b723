// What no page may do here, for every session and every web contents: navigate, open windows, hold permissions,
// download, host webviews, talk to the network. Set up once, before the first window.
import type { App, Session, WebContents } from 'electron';

export interface LockdownOptions {
  readonly app: App;
  readonly isOurPage: (url: string) => boolean;
  /** Unpackaged: developer tools load their own pages. */
  readonly developer: boolean;
  /** Told what was refused; the address is cut. */
  readonly note: Note;
}

type Note = (what: string, url: string) => void;

export function lockDown({ app, isOurPage, developer, ...options }: LockdownOptions): void {
  // Addresses may hold anything a page thought of; the log redacts, and only the start says enough.
  const note: Note = (what, url) => {
    options.note(what, url.slice(0, 200));
  };
  app.on('session-created', (session) => {
    lockSession(session, (url) => isOurPage(url) || isHarmless(url, developer), note);
  });
  app.on('web-contents-created', (_event, contents) => {
    lockContents(contents, isOurPage, note);
  });
}

/** `data:` never leaves the page; the dev server's web socket is covered by the content security policy. */
function isHarmless(url: string, developer: boolean): boolean {
  return url.startsWith('data:') || (developer && /^(devtools|ws):/.test(url));
}

function lockSession(session: Session, mayLoad: (url: string) => boolean, note: Note): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => {
    note('permission refused', permission);
    answer(false);
  });
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event, item) => {
    event.preventDefault();
    note('download refused', item.getURL());
  });
  session.webRequest.onBeforeRequest((details, answer) => {
    const allowed = mayLoad(details.url);
    if (!allowed) note('request refused', details.url);
    answer({ cancel: !allowed });
  });
  session.setSpellCheckerEnabled(false);
}

function lockContents(contents: WebContents, isOurPage: (url: string) => boolean, note: Note): void {
  const refuse = (what: string) => (event: { preventDefault(): void }, url: string) => {
    event.preventDefault();
    note(what, url);
  };
  contents.on('will-navigate', (event, url) => {
    // Reloading the page itself is a navigation too, and the only one allowed.
    if (isOurPage(url) && url === contents.getURL()) return;
    refuse('navigation refused')(event, url);
  });
  contents.on('will-redirect', refuse('redirect refused'));
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
    note('webview refused', '');
  });
  contents.setWindowOpenHandler(({ url }) => {
    note('window refused', url);
    return { action: 'deny' };
  });
}
