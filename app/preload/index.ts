/**
 * The bridge into the page: exactly `ControlRoomApi`, as `window.vibesync`. The page never gets hold of `ipcRenderer`,
 * of an IPC event or of a channel's name; it can name one of the known requests and listen to the feed, nothing else.
 */
import { contextBridge, ipcRenderer } from 'electron';
import type { IpcRendererEvent } from 'electron';
import { CHANNELS, REQUEST_NAMES } from '../control-room/channels.ts';
import type { ControlRoomApi, FeedBatch, Result } from '../control-room/contract.ts';

const api: ControlRoomApi = {
  request: async (name, body) => {
    // Main refuses unknown names as well; this keeps a mistake in the page from becoming a message at all.
    if (typeof name !== 'string' || !Object.hasOwn(REQUEST_NAMES, name)) return unknownRequest();
    return (await ipcRenderer.invoke(CHANNELS.request, name, body)) as never;
  },
  onFeed: (listener) => {
    const receive = (_event: IpcRendererEvent, batch: FeedBatch): void => {
      const { seq } = batch;
      listener(batch, () => ipcRenderer.send(CHANNELS.feedDone, seq));
    };
    ipcRenderer.on(CHANNELS.feed, receive);
    return () => {
      ipcRenderer.removeListener(CHANNELS.feed, receive);
    };
  },
};

function unknownRequest(): Result<never> {
  return {
    ok: false,
    reason: {
      code: 'unknown_request',
      message: 'The window asked for something that does not exist.',
      path: null,
    },
  };
}

contextBridge.exposeInMainWorld('vibesync', api);
