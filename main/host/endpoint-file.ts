/** Where adapters knock, in a small file for them to read: it is there as long as the gateway is. */
import { publishEndpoint } from '#main/gateway/index.ts';
import type { Gateway, PublishedEndpoint } from '#main/gateway/index.ts';
import type { HostLog } from './log.ts';

/** After which a disk is asked again. */
const TRY_AGAIN_MS = 1_000;

export class EndpointFile {
  readonly #folder: () => string;
  readonly #app: string;
  readonly #log: HostLog;
  #published: PublishedEndpoint | null = null;
  /** Whose address it has to be. */
  #gateway: Gateway | null = null;

  /** @param app as it calls itself there */
  constructor(folder: () => string, app: string, log: HostLog) {
    this.#folder = folder;
    this.#app = app;
    this.#log = log;
  }

  /** Without the file engines that are connected go on, and new ones are let in once the disk takes it. */
  async publish(gateway: Gateway): Promise<void> {
    this.#gateway = gateway;
    try {
      this.#published = await publishEndpoint(this.#folder(), {
        url: gateway.endpoint,
        pid: process.pid,
        app: this.#app,
      });
    } catch (error) {
      this.#log({ level: 'warn', what: 'endpoint_not_published', detail: { error: String(error) } });
      setTimeout(() => {
        if (this.#gateway === gateway) void this.publish(gateway);
      }, TRY_AGAIN_MS).unref();
    }
  }

  async remove(): Promise<void> {
    const published = this.#published;
    this.#published = null;
    this.#gateway = null;
    try {
      await published?.remove();
    } catch (error) {
      // Its process id tells a reader that it is out of date.
      this.#log({ level: 'warn', what: 'endpoint_not_removed', detail: { error: String(error) } });
    }
  }
}
