/** One text for one value, to the byte: the order of fields counts, -0 is not 0, and a field without a value is one. */
export function textOf(value: unknown): string {
  return JSON.stringify(value, (_name, each: unknown) => {
    if (each === undefined) return { 'no value': true };
    if (Object.is(each, -0)) return { 'minus zero': true };
    if (each instanceof Map) return { 'a map of': [...(each as ReadonlyMap<unknown, unknown>)] };
    if (each instanceof Set) return { 'a set of': [...(each as ReadonlySet<unknown>)] };
    if (typeof each === 'function' || (typeof each === 'number' && !Number.isFinite(each)))
      throw new Error(`${String(each)} has no text`);
    return each;
  });
}
