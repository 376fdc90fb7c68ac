/** One line for the application's log; never holds a token or what an adapter sent (SEC-3). */
export type HostLog = (line: {
  level: 'info' | 'warn' | 'error';
  what: string;
  detail?: Record<string, unknown>;
}) => void;
