/** The expression field that had the caret last: where a click on a column writes its name. */
interface Target {
  insert: (text: string) => void;
}

let target: Target | null = null;

export function setTarget(next: Target | null): void {
  target = next;
}

export function clearTarget(old: Target): void {
  if (target === old) target = null;
}

/** Write a column's name at the caret of the field that was used last. */
export function insertAtCaret(text: string): void {
  target?.insert(/^[A-Za-z_][A-Za-z0-9_]*$/.test(text) ? text : `\`${text}\``);
}
