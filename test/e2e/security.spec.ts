/**
 * Electron's security checklist, held against the running application, and the override against a page that hangs or
 * crashes. Most of it is done from inside the page, as somebody would who had got a script into it.
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { shown } from '../evidence/index.ts';
import { expect, test, testInOne } from './fixtures.ts';
import { applicationCommand } from './support/application.ts';
import type { Application } from './support/application.ts';
import { crashPage, textOnScreen } from './support/page-through-main.ts';

/** What the preload exposes, as somebody sees it who does not know its types. */
interface Bridge {
  readonly vibesync: { request(name: unknown, body: unknown): Promise<unknown> };
}

const ELSEWHERE = 'https://example.com/';

/** Waits for a line of the shell's log. */
const logged = (app: Application, what: string, times = 1) =>
  expect
    .poll(() => app.logLines(what).length, { message: `${what} is logged`, timeout: 30_000 })
    .toBeGreaterThanOrEqual(times);

testInOne.describe('the page is shut in', () => {
  testInOne('it has no Node, no Electron, and exactly the two functions of its contract', async ({ app }) => {
    const inside = await app.page.evaluate(() => {
      const everything = globalThis as unknown as Record<string, unknown>;
      const descriptor = Object.getOwnPropertyDescriptor(globalThis, 'vibesync');
      return {
        node: [
          'require',
          'process',
          'module',
          'Buffer',
          'global',
          '__dirname',
          'electron',
          'ipcRenderer',
        ].filter((name) => typeof everything[name] !== 'undefined'),
        api: Object.keys(everything['vibesync'] as object).sort(),
        replaceable: descriptor?.writable === true || descriptor?.configurable === true,
        origin: location.origin,
        secure: isSecureContext,
      };
    });
    expect(inside).toEqual({
      node: [],
      api: ['onFeed', 'request'],
      replaceable: false,
      origin: 'app://control-room',
      secure: true,
    });
  });

  testInOne('its window has every switch of the checklist in the safe position', async ({ app }) => {
    const windows = await app.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((each) =>
        (
          each.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }
        ).getLastWebPreferences(),
      ),
    );
    expect(windows).toHaveLength(1);
    expect(windows[0]).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
    });
    expect(windows[0]?.['enableBlinkFeatures']).toBe('');
  });

  testInOne('its process is sandboxed by the system, wherever Chromium can', async ({ app }) => {
    const pid = await app.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId(),
    );
    const seccomp = /^Seccomp:\s*(\d)/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    // 2: a filter on system calls. Chromium has none for root.
    expect(seccomp).toBe(process.getuid?.() === 0 ? '0' : '2');
  });

  testInOne('it loads without one violation of its policy or one error', async ({ app }) => {
    const problems: string[] = [];
    app.page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
    });
    app.page.on('pageerror', (error) => problems.push(String(error)));
    await app.page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        console.error(
          `violation: ${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`,
        );
      });
    });
    await app.page.reload();
    await expect(app.override).toBeVisible();
    for (const place of ['Conflicts', 'History', 'Shelf', 'Engines', 'Settings', 'Control'] as const)
      await app.goTo(place);
    expect(problems).toEqual([]);
  });

  testInOne(
    'its policy stops scripts, styles, connections, frames and workers that are not its own',
    async ({ app }) => {
      const { url } = await app.endpoint();
      const asked: string[] = [];
      const stranger = createServer((request, response) => {
        asked.push(request.url ?? '');
        response.setHeader('access-control-allow-origin', '*').end('<p>Somebody else’s page.</p>');
      });
      await new Promise<void>((resolve) => {
        stranger.listen(0, '127.0.0.1', resolve);
      });
      const { port } = stranger.address() as AddressInfo;
      const stopped = await app.page.evaluate(
        async ([elsewhere, socket]) => {
          const violations = new Set<string>();
          document.addEventListener('securitypolicyviolation', (event) =>
            violations.add(event.effectiveDirective),
          );
          const thrown: string[] = [];
          const attempt = (name: string, action: () => unknown): void => {
            try {
              action();
            } catch {
              thrown.push(name);
            }
          };
          // Out of a timer: what runs inside of evaluate is exempt from the policy.
          await new Promise<void>((resolve) => {
            setTimeout(() => {
              // oxlint-disable-next-line no-eval -- what must not work has to be tried
              attempt('eval', () => globalThis.eval('1'));
              // oxlint-disable-next-line typescript/no-implied-eval -- the same
              attempt('Function', () => new Function('return 1')());
              attempt('innerHTML', () => {
                document.createElement('div').innerHTML = '<img src=x onerror=alert(1)>';
              });
              attempt('script.src', () => {
                document.createElement('script').src = elsewhere;
              });
              attempt(
                'worker',
                () => new Worker(URL.createObjectURL(new Blob(['1'], { type: 'text/javascript' }))),
              );
              attempt('javascript:', () => document.body.setAttribute('onclick', 'globalThis.gotIn = true'));
              resolve();
            });
          });
          document.body.click();
          document.body.removeAttribute('onclick');
          const style = document.createElement('div');
          style.setAttribute('style', 'color: red');
          document.body.append(style);
          const image = document.createElement('img');
          const imageFailed = new Promise((resolve) => image.addEventListener('error', resolve));
          image.src = `${elsewhere}a.png`;
          const frame = document.createElement('iframe');
          const frameSettled = new Promise((resolve) => frame.addEventListener('load', resolve));
          frame.src = elsewhere;
          document.body.append(frame);
          const fetched = await fetch(elsewhere).then(
            () => 'answered',
            () => 'refused',
          );
          const own = await fetch('app://control-room/index.html').then(
            () => 'answered',
            () => 'refused',
          );
          const connected = await new Promise((resolve) => {
            try {
              const webSocket = new WebSocket(socket);
              webSocket.addEventListener('open', () => resolve('open'));
              webSocket.addEventListener('error', () => resolve('refused'));
            } catch {
              resolve('refused');
            }
          });
          await imageFailed;
          await frameSettled;
          style.remove();
          frame.remove();
          return {
            violations: [...violations].sort(),
            thrown,
            fetched,
            own,
            connected,
            gotIn: 'gotIn' in globalThis,
          };
        },
        [`http://127.0.0.1:${port}/`, url] as const,
      );
      expect(stopped).toMatchObject({
        fetched: 'refused',
        own: 'refused',
        connected: 'refused',
        gotIn: false,
      });
      // Neither for a frame, nor for an image, nor by a fetch: it was never asked for anything.
      expect(asked).toEqual([]);
      stranger.close();
      expect(stopped.thrown).toEqual(expect.arrayContaining(['eval', 'Function', 'innerHTML', 'script.src']));
      expect(stopped.violations).toEqual(
        expect.arrayContaining(['connect-src', 'img-src', 'require-trusted-types-for', 'style-src-attr']),
      );
    },
  );

  testInOne('it goes nowhere: no navigation, no second window, no download', async ({ app }) => {
    const home = app.page.url();
    for (const [index, target] of [
      ELSEWHERE,
      'file:///etc/passwd',
      'app://elsewhere/',
      'data:text/html,hi',
    ].entries()) {
      // A link, since a script's own assignment and a click take the same way.
      await app.page.evaluate((address) => {
        const link = document.createElement('a');
        link.href = address;
        document.body.append(link);
        link.click();
        link.remove();
      }, target);
      // Chromium itself stops a page on its way to file: and data: addresses; the others are the shell's to stop.
      if (target === ELSEWHERE || target.startsWith('app:'))
        await logged(app, 'navigation_refused', index === 0 ? 1 : 2);
      expect(app.page.url(), target).toBe(home);
    }
    expect(await app.page.evaluate((address) => globalThis.open(address), ELSEWHERE)).toBeNull();
    await logged(app, 'window_refused');
    await app.page.evaluate(() => {
      const link = document.createElement('a');
      link.href = 'app://control-room/index.html';
      link.download = 'page.html';
      document.body.append(link);
      link.click();
      link.remove();
    });
    await expect
      .poll(() => app.logLines('permission_denied').map((line) => line['permission']))
      .toContain('download');
    expect(app.electron.windows()).toHaveLength(1);
    expect(app.page.url()).toBe(home);
    // Not by a locator: Playwright still waits for the navigations that nobody let happen.
    expect(await app.page.evaluate(() => document.body.innerText)).toMatch(/emergency override/i);
  });

  testInOne('it is given no permission and no device', async ({ app }) => {
    const given = await app.page.evaluate(async () => {
      const outcome = (promise: Promise<unknown>): Promise<string> =>
        promise.then(
          () => 'given',
          () => 'refused',
        );
      const states = await Promise.all(
        ['camera', 'microphone', 'geolocation', 'notifications', 'clipboard-read', 'midi'].map(
          async (name) => [name, (await navigator.permissions.query({ name: name as PermissionName })).state],
        ),
      );
      return {
        states: Object.fromEntries(states) as Record<string, string>,
        notification: await Notification.requestPermission(),
        media: await outcome(navigator.mediaDevices.getUserMedia({ audio: true, video: true })),
        screen: await outcome(navigator.mediaDevices.getDisplayMedia()),
        place: await outcome(
          new Promise((resolve, reject) => navigator.geolocation.getCurrentPosition(resolve, reject)),
        ),
        clipboard: await outcome(navigator.clipboard.readText()),
      };
    });
    // Nor could any of its frames be: the page's own header closes the features, whatever a handler would say.
    const features = await app.page.evaluate(() => {
      // Chromium's own way to ask, which TypeScript does not know.
      const { featurePolicy } = document as unknown as {
        readonly featurePolicy: { allowsFeature(name: string): boolean };
      };
      return [
        'camera',
        'microphone',
        'geolocation',
        'display-capture',
        'usb',
        'serial',
        'hid',
        'midi',
        'payment',
      ].filter((name) => featurePolicy.allowsFeature(name));
    });
    expect(features).toEqual([]);
    expect(Object.values(given.states)).toEqual(Object.values(given.states).map(() => 'denied'));
    expect(given).toMatchObject({
      notification: 'denied',
      media: 'refused',
      screen: 'refused',
      place: 'refused',
      clipboard: 'refused',
    });
  });
});

testInOne.describe('the door', () => {
  testInOne('refuses what is no request, with a code, and goes on', async ({ app }) => {
    const answers = await app.page.evaluate(async () => {
      const bridge = (globalThis as unknown as Bridge).vibesync;
      return [
        await bridge.request('nothing_like_it', {}),
        await bridge.request('__proto__', {}),
        await bridge.request('attach', { more: 1 }),
        await bridge.request('set_patience', { busyLimitMs: -1 }),
        await bridge.request('set_patience', { busyLimitMs: 5_000 }),
      ];
    });
    expect(answers).toMatchObject([
      { ok: false, reason: { code: 'unknown_request' } },
      { ok: false, reason: { code: 'unknown_request' } },
      { ok: false, reason: { code: 'invalid_request' } },
      { ok: false, reason: { code: 'invalid_request', path: 'busyLimitMs' } },
      { ok: true },
    ]);
  });

  testInOne(
    'is closed to every other window, even to one with the same page and preload',
    async ({ app }) => {
      const answer = await app.electron.evaluate(async ({ BrowserWindow, app: application }) => {
        const other = new BrowserWindow({
          show: false,
          webPreferences: { preload: `${application.getAppPath()}/out/preload/index.cjs`, sandbox: true },
        });
        await other.loadURL('app://control-room/index.html');
        const result: unknown = await other.webContents.executeJavaScript(
          "window.vibesync.request('halt', {})",
        );
        other.destroy();
        return result;
      });
      expect(answer).toMatchObject({ ok: false, reason: { code: 'untrusted_sender' } });
      await logged(app, 'foreign_sender');
      await expect(app.override).toHaveAccessibleName(/emergency override/i);
    },
  );

  testInOne('is not in a frame, and no window may embed a page of another kind', async ({ app }) => {
    const inFrame = await app.page.evaluate(() => {
      const frame = document.createElement('iframe');
      document.body.append(frame);
      const inside = frame.contentWindow;
      const found = inside === null ? 'no window' : typeof (inside as unknown as Bridge).vibesync;
      frame.remove();
      return found;
    });
    expect(inFrame).toBe('undefined');

    // Even where somebody made a window that may have one.
    const embedded = await app.electron.evaluate(async ({ BrowserWindow, webContents }, elsewhere) => {
      const other = new BrowserWindow({ show: false, webPreferences: { webviewTag: true, sandbox: true } });
      await other.loadURL('app://control-room/index.html');
      const tried = new Promise((resolve) => other.webContents.once('will-attach-webview', resolve));
      await other.webContents.executeJavaScript(`{
        const view = document.createElement('webview');
        view.src = '${elsewhere}';
        document.body.append(view);
      }`);
      await tried;
      const kinds = webContents.getAllWebContents().map((each) => each.getType());
      other.destroy();
      return kinds.filter((kind) => kind === 'webview');
    }, ELSEWHERE);
    expect(embedded).toEqual([]);
    await logged(app, 'webview_refused');
  });

  testInOne('serves the page’s own files, and lets nothing else through', async ({ app }) => {
    const answers = await app.electron.evaluate(async ({ session }) => {
      const ask = (address: string): Promise<string> =>
        session.defaultSession.fetch(address, { bypassCustomProtocolHandlers: false }).then(
          (response) => String(response.status),
          () => 'blocked',
        );
      return Promise.all(
        [
          'app://control-room/index.html',
          'app://control-room/../../package.json',
          'app://control-room/..%2f..%2fpackage.json',
          'app://elsewhere/index.html',
          'https://example.com/',
          'http://127.0.0.1/',
          'file:///etc/passwd',
        ].map(ask),
      );
    });
    expect(answers).toEqual(['200', '404', '404', '404', 'blocked', 'blocked', 'blocked']);
  });
});

test.describe('AUTH-1: the override does not depend on the page', () => {
  const hang = (app: Application) =>
    app.page.evaluate(
      () =>
        void setTimeout(() => {
          for (;;);
        }),
    );
  /** Main tells itself whether everything is held: the page cannot, while it hangs. */
  const held = (app: Application) => app.logLines('override').map((line) => line['by']);

  test('from the menu, with the page in an endless loop, which is loaded again afterwards (row 31)', async ({
    app,
  }) => {
    await hang(app);
    await app.electron.evaluate(({ Menu }) =>
      Menu.getApplicationMenu()?.getMenuItemById('override')?.click(),
    );
    await expect.poll(() => held(app)).toEqual(['menu']);
    await logged(app, 'page_hung');
    await expect.poll(() => textOnScreen(app)).toContain('Everything is held.');
    shown({ ids: ['AUTH-1'], row: 31, how: 'the window’s page hangs in an endless loop', runs: 1 });
  });

  test('from the key, with the page in an endless loop and another program in front', async ({ app }) => {
    await hang(app);
    await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.blur());
    await app.pressOnDisplay('ctrl+shift+BackSpace');
    await expect.poll(() => held(app)).toEqual(['shortcut']);
  });

  test('from the menu, with the page crashed (row 31)', async ({ app }) => {
    await crashPage(app);
    await app.electron.evaluate(({ Menu }) =>
      Menu.getApplicationMenu()?.getMenuItemById('override')?.click(),
    );
    await expect.poll(() => held(app)).toEqual(['menu']);
    await expect.poll(() => textOnScreen(app)).toContain('Everything is held.');
    shown({ ids: ['AUTH-1'], row: 31, how: 'the window’s page crashes', runs: 1 });
  });

  test('from the key in the window, where no system-wide key could be had, with the page in an endless loop', async ({
    app,
  }) => {
    await app.electron.evaluate(({ globalShortcut }) => globalShortcut.unregisterAll());
    await hang(app);
    await app.pressOnDisplay('ctrl+shift+BackSpace');
    await expect.poll(() => held(app)).toEqual(['shortcut']);
  });

  test('from its button, with a thousand requests before it', async ({ app }) => {
    await app.page.evaluate(() => {
      const bridge = (globalThis as unknown as Bridge).vibesync;
      for (let index = 0; index < 1_000; index++) void bridge.request('read_timeline', { from: 0, to: 0 });
    });
    await app.override.click();
    await expect.poll(() => held(app)).toEqual(['click']);
    await expect(app.page.getByRole('heading', { name: 'Everything is held.' })).toBeVisible();
  });
});

test.describe('the window', () => {
  test('comes back after its page crashed, attached again', async ({ app }) => {
    await crashPage(app);
    await logged(app, 'page_gone');
    await expect.poll(() => textOnScreen(app)).toMatch(/emergency override/i);
    expect(app.electron.windows()).toHaveLength(1);
  });

  test('is brought up by a second start, which ends', async ({ app }) => {
    await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
    const { executable, args, env } = await applicationCommand(app.userData);
    const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const second = spawn(executable, [...sandbox, ...args], { env, stdio: 'ignore' });
    const status = await new Promise((resolve) => {
      second.once('exit', resolve);
    });
    expect(status).toBe(0);
    await expect
      .poll(() =>
        app.electron.evaluate(({ BrowserWindow }) =>
          BrowserWindow.getAllWindows().map((each) => each.isVisible()),
        ),
      )
      .toEqual([true]);
  });

  test('stands where it stood, after a restart', async ({ app }) => {
    // As small as the control room is made for.
    const bounds = { x: 40, y: 30, width: 1_100, height: 700 };
    await app.electron.evaluate(
      ({ BrowserWindow }, place) => BrowserWindow.getAllWindows()[0]?.setBounds(place),
      bounds,
    );
    await app.restart();
    const settings = JSON.parse(fs.readFileSync(path.join(app.userData, 'settings.json'), 'utf8'));
    expect(settings.window).toEqual({ ...bounds, maximized: false });
    expect(
      await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds()),
    ).toEqual(bounds);
  });
});
