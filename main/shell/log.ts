/** One line of the shell's log. `what` is a stable name (`renderer_gone`), `detail` never holds codes or tokens. */
export interface ShellLogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly what: string;
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
}
export type ShellLog = (line: ShellLogLine) => void;

/** What is printed when the host gives no log of its own. */
export const printLog: ShellLog = ({ level, what, detail }) => {
  console[level](`shell: ${what} ${JSON.stringify(detail)}`);
};

/** An unknown thrown value as text with its stack, for the log. */
export function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
