// Loaded into the application before anything of its own: it is not ready before Playwright is attached to it. A page
// that is made while Playwright attaches may be one that it waits for without end.
const { app } = require('electron');

const isReady = app.whenReady();
const attached = Promise.withResolvers();

// Playwright calls this once it has connected to the main process and to the browser.
globalThis.__playwright_run = async () => attached.resolve(await isReady);
app.whenReady = () => attached.promise;
