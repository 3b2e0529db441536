import { isRaw, showValue } from "~/api/json";

export interface FieldDifference {
  path: string;
  mine: unknown;
  theirs: unknown;
}

/** Where two documents differ, by path; objects are gone into, lists are compared whole. */
export function differences(mine: unknown, theirs: unknown, path = ""): FieldDifference[] {
  if (isPlain(mine) && isPlain(theirs)) {
    const keys = new Set([...Object.keys(mine), ...Object.keys(theirs)]);
    return [...keys].flatMap((key) => differences(mine[key], theirs[key], path ? `${path}.${key}` : key));
  }
  return isSame(mine, theirs) ? [] : [{ path, mine, theirs }];
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isRaw(value);
}

function isSame(one: unknown, other: unknown): boolean {
  if (one === undefined || other === undefined) return one === other;
  return typeof one === typeof other && showValue(one) === showValue(other);
}
