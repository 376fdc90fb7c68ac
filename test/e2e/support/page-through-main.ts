/** The window's page by way of main: Playwright does not find a page again that has crashed. */
import type { Application } from './application.ts';

/** What the window shows; nothing while its page is gone or on its way. */
export const textOnScreen = (app: Application): Promise<string> =>
  app.electron.evaluate(async ({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    if (contents === undefined || contents.isCrashed() || contents.isLoading()) return '';
    // A question to a page that goes away is never answered.
    const given = contents.executeJavaScript('document.body.innerText').then(String, () => '');
    return Promise.race([given, new Promise<string>((resolve) => setTimeout(resolve, 1_000, ''))]);
  });

/** Runs a script in the page, which must not wait for anything that does not come. */
export function inPage(app: Application, script: string): Promise<unknown> {
  return app.electron.evaluate(
    ({ BrowserWindow }, source) =>
      BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(source) as Promise<unknown>,
    script,
  );
}

/** Its process is ended at once. */
export async function crashPage(app: Application): Promise<void> {
  await app.electron.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
  });
}
