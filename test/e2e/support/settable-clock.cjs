// Loaded before the application: its main process reads a clock that is `clockOffsetMs` away from the computer's, as it
// would after somebody has set that one. Timers go by another clock, as a system's do.
const real = Date;
globalThis.clockOffsetMs = 0;
const now = () => real.now() + globalThis.clockOffsetMs;
globalThis.Date = new Proxy(real, {
  construct: (target, told) => (told.length === 0 ? new target(now()) : new target(...told)),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
