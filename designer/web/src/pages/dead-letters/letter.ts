import { parseJson } from "~/api/json";
import { messageOf } from "~/api/problem";
import { deadLetters } from "~/messages/dead-letters";

const words = deadLetters.faults;

/** A JSON text with a line for each field, its numbers as they were; another text as it is. */
export function indented(text: string): string {
  try {
    return JSON.stringify(parseJson(text), null, 2);
  } catch {
    return text; // It is no JSON: that is often what is wrong with it.
  }
}

/** Why a correction cannot be sent, or null. */
export function faultOf(text: string): string | null {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    return words.notJson(messageOf(error));
  }
  const isObject =
    typeof value === "object" && value !== null && !Array.isArray(value) && !("rawJSON" in value);
  return isObject ? null : words.notAnObject;
}
