/** A real Blender with the add-on and test/blender/driver.py inside. */
import { fileURLToPath } from 'node:url';
import { EngineProcess } from '../scripted/engine-process.ts';

const DRIVER = fileURLToPath(new URL('driver.py', import.meta.url));
/** The add-on runs straight from the source tree: this folder has Blender's layout for scripts. */
export const SCRIPTS = fileURLToPath(new URL('../../assets/adapters/blender', import.meta.url));

export interface BlenderOptions {
  readonly windowed?: boolean;
  readonly url?: string;
  readonly code?: string;
  readonly file?: string;
  readonly environment?: NodeJS.ProcessEnv;
  /** Makes of the command the one that is run. */
  readonly under?: (command: readonly string[]) => string[];
}

export class Blender extends EngineProcess {
  constructor(options: BlenderOptions) {
    const blender = process.env['VIBESYNC_BLENDER'] ?? 'blender';
    const mode =
      options.windowed === true
        ? ['--enable-event-simulate', '--window-geometry', '0', '0', '1000', '700']
        : ['--background'];
    const args = [
      ...mode,
      '--factory-startup',
      ...(options.file === undefined ? [] : [options.file]),
      '--addons',
      'vibesync',
    ];
    const command = [blender, ...args, '--python-exit-code', '3', '--python', DRIVER];
    // Without a display of its own a window gets a virtual one.
    if (options.windowed === true && process.env['DISPLAY'] === undefined)
      command.unshift('xvfb-run', '-a', '-s', '-screen 0 1440x900x24');
    const environment: NodeJS.ProcessEnv = {
      ...process.env,
      BLENDER_USER_SCRIPTS: SCRIPTS,
      PYTHONDONTWRITEBYTECODE: '1',
      LIBGL_ALWAYS_SOFTWARE: '1',
      ...options.environment,
    };
    if (options.url !== undefined) environment['VIBESYNC_URL'] = options.url;
    if (options.code !== undefined) environment['VIBESYNC_PAIRING_CODE'] = options.code;
    super({ name: 'Blender', command: options.under?.(command) ?? command, environment, prefix: '@@ ' });
  }

  /** Python inside Blender; what it leaves in `result` is the answer. */
  async python<Result = unknown>(code: string, withinMs?: number): Promise<Result> {
    return this.call<Result>('exec', { code }, withinMs);
  }
}
