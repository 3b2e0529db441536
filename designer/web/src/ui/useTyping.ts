import { useEffect, useState } from "react";

/**
 * A text that is typed, and followed by what it filters after a pause. A filter that changes by itself, such as by going
 * back, takes the text along.
 *
 * @param value what the filter is now
 * @param change sets the filter
 */
export function useTyping(value: string, change: (value: string) => void): [string, (text: string) => void] {
  const [text, setText] = useState(value);
  const [seen, setSeen] = useState(value);
  const [sent, setSent] = useState(value);
  if (value !== seen) {
    setSeen(value);
    // What was sent from here may be older than what has been typed since.
    if (value !== sent) setText(value);
  }
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => {
      setSent(text);
      change(text);
    }, 250);
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
