/** JSON whose numbers keep the text they were written with: `0.10` is a DECIMAL of two places, not `0.1`. */

interface RawJson {
  readonly rawJSON: string;
}

interface ExactJson {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
  ): unknown;
  rawJSON?(text: string): RawJson;
}

const json = JSON as unknown as ExactJson;

/** The value of a text. Numbers that JavaScript would write in another way stay as they stand. */
export function parseJson(text: string): unknown {
  return json.parse(text, (_key, value, context) => {
    if (typeof value !== "number" || context?.source === undefined || json.rawJSON === undefined)
      return value;
    return String(value) === context.source ? value : json.rawJSON(context.source);
  });
}

/** Whether a value is a number that is kept as text. */
export function isRaw(value: unknown): value is RawJson {
  return typeof value === "object" && value !== null && "rawJSON" in value;
}

/** The same with plain numbers: for figures, whose text nobody wrote. */
export function withPlainNumbers<Value>(value: Value): Value {
  if (isRaw(value)) return Number(value.rawJSON) as Value;
  if (Array.isArray(value)) return value.map(withPlainNumbers) as Value;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, withPlainNumbers(each)]),
  ) as Value;
}

/** A value as shown; of personal data all but the last four characters are dots. */
export function showPersonal(value: unknown, isPersonal: boolean | undefined): string {
  const text = showValue(value);
  if (!isPersonal || text.length <= 4) return text;
  return `${text.slice(0, Math.min(3, text.length - 4))}••••${text.slice(-4)}`;
}

/** A value as it is shown in one line: numbers as written, texts bare, the rest as JSON. */
export function showValue(value: unknown): string {
  if (value === null || value === undefined) return "NULL";
  if (typeof value === "string") return value;
  if (isRaw(value)) return value.rawJSON;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** A number literal of the language as JSON. */
export function numberFrom(text: string): unknown {
  const value = Number(text);
  return String(value) === text || json.rawJSON === undefined ? value : json.rawJSON(text);
}
