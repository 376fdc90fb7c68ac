// A bare window of the real runtime for the harness's pages; none of the application's own main process.
import { app, BrowserWindow } from 'electron';

const url = process.env['HARNESS_URL'] ?? 'about:blank';
const [width = 1440, height = 900] = (process.env['HARNESS_SIZE'] ?? '1440x900').split('x').map(Number);
app.commandLine.appendSwitch('force-device-scale-factor', process.env['HARNESS_SCALE'] ?? '1');
app.on('window-all-closed', () => app.quit());
void app.whenReady().then(async () => {
  const window = new BrowserWindow({
    width,
    height,
    useContentSize: true,
    frame: false,
    show: true,
    backgroundColor: '#17181a',
    webPreferences: { sandbox: true, contextIsolation: true, backgroundThrottling: false },
  });
  await window.loadURL(url);
});
