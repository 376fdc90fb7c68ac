/** One Blender for all stories that are not about how it starts or ends: each begins with the file that Blender starts with. */
import { Blender } from '../../blender/blender.ts';
import type { BlenderOptions } from '../../blender/blender.ts';

/** What a story may do to it that no other one would find undone. */
class Lent extends Blender {
  isHarmed = false;

  override kill(signal: NodeJS.Signals): void {
    this.isHarmed = true;
    super.kill(signal);
  }
}

type Invitation = Required<Pick<BlenderOptions, 'url' | 'code'>>;

export class LentBlender {
  #blender: Lent | null = null;
  #isLent = false;

  get isLent(): boolean {
    return this.#isLent;
  }

  /** @returns it, on its way in */
  async lend({ url, code }: Invitation): Promise<Blender> {
    this.#isLent = true;
    this.#blender ??= await new Lent({}).ready();
    await this.#blender.python('bpy.ops.wm.read_homefile(use_factory_startup=True)');
    await this.#blender.call('connect', { url, code });
    return this.#blender;
  }

  /** @param isWell whether the story came to the end that it was to come to */
  async takeBack(isWell: boolean): Promise<void> {
    const blender = this.#blender;
    this.#isLent = false;
    if (blender === null) return;
    if (isWell && !blender.isHarmed) await blender.call('disconnect');
    else this.end();
  }

  end(): void {
    this.#blender?.kill('SIGKILL'); // works on a frozen one, too
    this.#blender = null;
  }
}
