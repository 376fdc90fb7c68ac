/** Numbers as people read and type them. Every number on screen passes through here, so figures line up. */

/** Between groups of three digits: narrow, and never a line break. */
export const GROUP_SEPARATOR = '\u202f';
export const MINUS = '−';
/** Between a number and its unit, which never stands alone on the next line. */
export const UNIT_SPACE = '\u00a0';
export const MINUTE_MS = 60_000;

/** `18 203`: whole numbers, grouped. */
export function formatCount(value: number): string {
  const digits = Math.abs(Math.trunc(value)).toString();
  const grouped = digits.replace(/\B(?=(\d{3})+$)/g, GROUP_SEPARATOR);
  return value < 0 ? `${MINUS}${grouped}` : grouped;
}

/** Fixed decimals with a true minus sign; what rounds to zero shows as zero without a sign. */
export function formatFixed(value: number, decimals: number): string {
  const fixed = Math.abs(value).toFixed(decimals);
  return value < 0 && Number(fixed) !== 0 ? `${MINUS}${fixed}` : fixed;
}

/** Digits that a field has room for. */
const FITTING_DIGITS = 5;

/** With fewer decimals where there are more digits before the point: `1.250`, `119.25`, `1204.5`. */
export function formatFitting(value: number, decimals: number): string {
  const before = Math.abs(value).toFixed(decimals).indexOf('.');
  const fitting = before === -1 ? 0 : Math.min(decimals, Math.max(0, FITTING_DIGITS - before));
  return formatFixed(value, fitting);
}

/** `+0.370` or `−0.150`. */
export function formatDelta(value: number, decimals: number): string {
  const text = formatFixed(value, decimals);
  return text.startsWith(MINUS) || Number(text) === 0 ? text : `+${text}`;
}

/** The shortest decimal that is this 32-bit float and no other: what a field shows while it is edited. */
export function shortestFloat(value: number): string {
  const float = Math.fround(value);
  for (let digits = 1; digits <= 9; digits += 1) {
    const text = float.toPrecision(digits);
    if (Math.fround(Number(text)) === float) return Number(text).toString();
  }
  return value.toString();
}

/** `0:12`, `7:04`, `1:02:09`. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

/** `under 1 min`, `12 min`, `1 h 05 min`: how long something has stood, for a glance; it moves once a minute. */
export function formatAge(ms: number): string {
  const minutes = Math.floor(Math.max(0, ms) / MINUTE_MS);
  if (minutes === 0) return `under${UNIT_SPACE}1${UNIT_SPACE}min`;
  if (minutes < 60) return `${minutes}${UNIT_SPACE}min`;
  const rest = (minutes % 60).toString().padStart(2, '0');
  return `${formatCount(Math.floor(minutes / 60))}${UNIT_SPACE}h${UNIT_SPACE}${rest}${UNIT_SPACE}min`;
}

/** `0.4 ms`, `14 ms`, `1.2 s`. */
export function formatLatency(ms: number): string {
  if (ms < 1) return `${ms.toFixed(1)} ms`;
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** The computer's clock, hours to seconds; never decides anything (TIME-2). Unreadable times show as they came. */
export function formatClock(isoTime: string): string {
  const date = new Date(isoTime);
  if (Number.isNaN(date.getTime())) return isoTime;
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** The computer's clock: the time of a moment of today, `14:02`, else its day, `2026-11-22`. */
export function formatDay(isoTime: string, nowMs = Date.now()): string {
  const date = new Date(isoTime);
  if (Number.isNaN(date.getTime())) return isoTime;
  return date.toDateString() === new Date(nowMs).toDateString() ? timeOf(date) : dayOf(date);
}

/** The computer's clock: of today to the second, of another day with its date. */
export function formatWhen(isoTime: string, nowMs = Date.now()): string {
  const isToday = new Date(isoTime).toDateString() === new Date(nowMs).toDateString();
  return isToday ? formatClock(isoTime) : formatMoment(isoTime);
}

/** `0 B`, `12 KB`, `3.4 MB`, `1.2 GB`: as file managers count them. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1_000 && unit < units.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  const shown = unit === 0 || value >= 100 ? Math.round(value).toString() : value.toFixed(1);
  return `${shown}${UNIT_SPACE}${units[unit] ?? ''}`;
}

/** `2026-11-22 14:02`, in the computer's own zone. */
export function formatMoment(isoTime: string): string {
  const date = new Date(isoTime);
  return Number.isNaN(date.getTime()) ? isoTime : `${dayOf(date)} ${timeOf(date)}`;
}

function dayOf(date: Date): string {
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function timeOf(date: Date): string {
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

function two(value: number): string {
  return value.toString().padStart(2, '0');
}

/** Metres to a unit and back. */
export const LENGTH_UNITS = {
  m: { label: 'm', metres: 1, decimals: 3 },
  cm: { label: 'cm', metres: 0.01, decimals: 1 },
} as const;
export type LengthUnit = keyof typeof LENGTH_UNITS;

/** Units that may be typed behind a number, in metres. */
const TYPED_METRES: Readonly<Record<string, number>> = { m: 1, cm: 0.01, mm: 0.001, km: 1000 };

/**
 * Reads what a person typed into a field: a number, a sum such as `1.5+0.25`, a length such as `40cm`, a comma for a
 * point, a true minus sign.
 * @param metresPerUnit of a bare number, for fields of length; 1 for others, where typed units are refused
 * @returns null where it is no finite number.
 */
export function parseTyped(
  text: string,
  field: 'length' | 'angle' | 'factor',
  metresPerUnit = 1,
): number | null {
  const plain = text
    .replaceAll(MINUS, '-')
    .replaceAll(',', '.')
    .replaceAll('°', '')
    .replaceAll(GROUP_SEPARATOR, '');
  // Two numbers side by side are no number; a space beside a sign or a unit is nothing.
  if (/[\d.]\s+[\d.]/u.test(plain)) return null;
  const source = plain.replace(/\s/gu, '');
  const reader = { source, at: 0, field, metresPerUnit };
  const value = source === '' ? null : readSum(reader);
  return value === null || reader.at !== source.length || !Number.isFinite(Math.fround(value)) ? null : value;
}

interface Reader {
  readonly source: string;
  at: number;
  readonly field: 'length' | 'angle' | 'factor';
  readonly metresPerUnit: number;
}

function readSum(reader: Reader): number | null {
  let total = readProduct(reader);
  while (total !== null && (peek(reader) === '+' || peek(reader) === '-')) {
    const sign = reader.source[reader.at++] === '+' ? 1 : -1;
    const next = readProduct(reader);
    total = next === null ? null : total + sign * next;
  }
  return total;
}

function readProduct(reader: Reader): number | null {
  let total = readFactor(reader, true);
  while (total !== null && (peek(reader) === '*' || peek(reader) === '/')) {
    const divides = reader.source[reader.at++] === '/';
    // The right-hand side of a product is a bare factor: twice a metre is a metre twice.
    const next = readFactor(reader, false);
    total = next === null ? null : divides ? total / next : total * next;
  }
  return total;
}

function readFactor(reader: Reader, takesUnit: boolean): number | null {
  const sign = peek(reader) === '-' ? -1 : 1;
  if (peek(reader) === '-' || peek(reader) === '+') reader.at += 1;
  if (peek(reader) === '(') {
    reader.at += 1;
    const inner = readSum(reader);
    if (inner === null || peek(reader) !== ')') return null;
    reader.at += 1;
    return sign * inner;
  }
  const match = /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?/i.exec(reader.source.slice(reader.at));
  if (match === null) return null;
  reader.at += match[0].length;
  const unit = /^[a-z]+/i.exec(reader.source.slice(reader.at))?.[0] ?? '';
  reader.at += unit.length;
  const number = sign * Number(match[0]);
  if (unit === '') return takesUnit && reader.field === 'length' ? number * reader.metresPerUnit : number;
  const metres = TYPED_METRES[unit.toLowerCase()];
  return reader.field === 'length' && takesUnit && metres !== undefined ? number * metres : null;
}

function peek(reader: Reader): string | undefined {
  return reader.source[reader.at];
}
