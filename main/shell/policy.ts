/**
 * What no page may do, whichever page it is: leave, open windows, load anything from elsewhere, get a permission or a
 * device. The rules hold for every session and every web contents, also for ones that nobody means to create.
 */
import { app, session } from 'electron';
import type { Session, WebContents } from 'electron';
import type { ShellLog } from './log.ts';
import { SCHEME, answerPage, isPageAddress } from './pages.ts';
import type { Pages } from './pages.ts';

/** Installs the rules and serves the page. To be called once, when Electron is ready and before any window. */
export function installPolicy(pages: Pages, log: ShellLog): void {
  closeSession(session.defaultSession, log);
  app.on('session-created', (created) => closeSession(created, log));
  app.on('web-contents-created', (_event, contents) => closeContents(contents, log));
  session.defaultSession.protocol.handle(SCHEME, (request) => answerPage(pages, request));
  // Files never pass the request filter below, so their scheme is taken over: there is nothing behind it.
  session.defaultSession.protocol.handle('file', () => Response.error());
}

function closeSession(target: Session, log: ShellLog): void {
  const denied = (permission: string): void =>
    log({ level: 'warn', what: 'permission_denied', detail: { permission } });

  target.setPermissionRequestHandler((_contents, permission, answer) => {
    denied(permission);
    answer(false);
  });
  target.setPermissionCheckHandler(() => false);
  target.setDevicePermissionHandler(() => false);
  target.setDisplayMediaRequestHandler((_request, answer) => {
    denied('display-capture');
    answer({});
  });
  // The Mac asks by itself, and Electron has no such method there.
  if (process.platform !== 'darwin') {
    target.setBluetoothPairingHandler((_details, answer) => {
      denied('bluetooth');
      answer({ confirmed: false });
    });
  }
  for (const device of ['select-hid-device', 'select-serial-port', 'select-usb-device'] as const) {
    // One listener fits all three; their types differ only in what is chosen, and nothing is.
    target.on(device as 'select-hid-device', (event, _details, answer) => {
      event.preventDefault();
      denied(device);
      answer();
    });
  }
  target.on('will-download', (event) => {
    event.preventDefault();
    denied('download');
  });

  target.setSpellCheckerEnabled(false);
  target.webRequest.onBeforeRequest((request, answer) => {
    const allowed = isPageAddress(request.url) || isDeveloperTools(request.url);
    if (!allowed) log({ level: 'warn', what: 'request_blocked', detail: { to: placeOf(request.url) } });
    answer({ cancel: !allowed });
  });
}

function closeContents(contents: WebContents, log: ShellLog): void {
  const refused = (what: string, address: string): void =>
    log({ level: 'warn', what, detail: { to: placeOf(address) } });

  contents.setWindowOpenHandler(({ url }) => {
    refused('window_refused', url);
    return { action: 'deny' };
  });
  contents.on('will-frame-navigate', (event) => {
    event.preventDefault();
    refused('navigation_refused', event.url);
  });
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
    refused('webview_refused', '');
  });
  contents.on('select-bluetooth-device', (event, _devices, answer) => {
    event.preventDefault();
    answer('');
  });
  contents.on('certificate-error', (event, _address, _error, _certificate, answer) => {
    event.preventDefault();
    answer(false);
  });
  // Never answered: without a certificate the connection, which nothing should have opened, comes to nothing.
  contents.on('select-client-certificate', (event) => event.preventDefault());
  contents.on('login', (event, _details, _authority, answer) => {
    event.preventDefault();
    answer();
  });
}

/** The developer tools are pages of their own, and only a development build has them. */
function isDeveloperTools(address: string): boolean {
  return !app.isPackaged && address.startsWith('devtools://');
}

/** Scheme and host of an address, for the log: the rest could carry anything. */
function placeOf(address: string): string {
  if (!URL.canParse(address)) return '';
  const { protocol, host } = new URL(address);
  return `${protocol}//${host}`;
}
