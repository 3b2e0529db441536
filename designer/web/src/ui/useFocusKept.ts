import { type RefObject, useEffect, useRef } from "react";

/**
 * Keep the focus in a dialog whose focused control goes away or is disabled: it would fall to the page behind, which
 * Tab then goes through. The dialog itself takes it, not another button: a second Enter must not press that.
 */
export function useFocusKept(): RefObject<HTMLDivElement | null> {
  const inside = useRef<HTMLDivElement>(null);
  useEffect(() => takeLostFocus(inside.current));
  useEffect(() => {
    // What is disabled loses the focus without an event, and only when the page is drawn next.
    const press = (event: KeyboardEvent) => {
      if (event.key === "Tab") takeLostFocus(inside.current);
    };
    window.addEventListener("keydown", press, true);
    return () => window.removeEventListener("keydown", press, true);
  }, []);
  return inside;
}

function takeLostFocus(inside: HTMLElement | null): void {
  if (document.activeElement && document.activeElement !== document.body) return;
  const dialog = inside?.closest<HTMLElement>('[role="dialog"]');
  // Of dialogs that one opened from another, the upper one.
  if (!dialog || dialog !== [...document.querySelectorAll('[role="dialog"]')].at(-1)) return;
  dialog.tabIndex = -1;
  dialog.focus({ preventScroll: true });
}
