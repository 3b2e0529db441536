import { useEffect, useState } from "react";

/**
 * A text that is typed, and followed by what it filters after a pause.
 *
 * @param value what the filter is now
 * @param change sets the filter
 */
export function useTyping(value: string, change: (value: string) => void): [string, (text: string) => void] {
  const [text, setText] = useState(value);
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => change(text), 250);
    return () => clearTimeout(timer);
  }, [text, value, change]);
  return [text, setText];
}

/** Whether keys mean letters where they are pressed. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
