/**
 * The row that a key goes to in a list.
 *
 * @param key as the browser calls it
 * @param at the row where the focus is, from 0; -1 for none
 * @param count rows of the list
 * @param page rows that are in sight at a time
 * @returns null for keys that go nowhere, and where there are no rows
 */
export function rowAfter(key: string, at: number, count: number, page: number): number | null {
  const far = Math.max(1, page - 1);
  const steps: Record<string, number> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + far,
    PageUp: at - far,
    Home: 0,
    End: count - 1,
  };
  const next = steps[key];
  if (next === undefined || count === 0) return null;
  return Math.min(count - 1, Math.max(0, next));
}
