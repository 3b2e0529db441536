import { useEffect, useState } from "react";

/** Where the focus was outside of all dialogs: one that takes another's place goes back there, too. */
let outside: HTMLElement | null = null;

/**
 * Give the focus back when a dialog goes away that was open from its first moment. Mantine does so for dialogs that
 * stay mounted alone.
 */
export function useFocusBack(): void {
  const [before] = useState(() => {
    const found = source();
    if (found && !found.closest('[role="dialog"]')) outside = found;
    return found;
  });
  useEffect(
    () => () => {
      // Whatever has taken the focus meanwhile keeps it.
      if (document.activeElement && document.activeElement !== document.body) return;
      (before?.isConnected ? before : outside)?.focus();
    },
    [before],
  );
}

/** What has the focus; of a menu, which closes, what opened it. */
function source(): HTMLElement | null {
  const active = document.activeElement as HTMLElement | null;
  const menu = active?.closest('[role="menu"]');
  return menu ? document.querySelector<HTMLElement>(`[aria-controls="${CSS.escape(menu.id)}"]`) : active;
}
