import { type KeyboardEvent, type RefObject, useRef } from "react";
import { rowAfter } from "./stepping";

/**
 * How keys go through a list of which pages are still to be read: End goes on to the last row as they come, until
 * another key or the mouse is used.
 *
 * @param box what scrolls
 * @param height pixels of a row
 */
export function useStepping(box: RefObject<HTMLElement | null>, height: number) {
  const isGoingToTheEnd = useRef(false);

  /** Whoever takes the mouse does not want to be taken elsewhere. */
  function stay() {
    isGoingToTheEnd.current = false;
  }

  /** The row that a key goes to, or null; `at` is where the focus is, -1 for no row. */
  function next(event: KeyboardEvent, at: number, count: number): number | null {
    stay();
    if (event.ctrlKey || event.metaKey || event.altKey) return null;
    isGoingToTheEnd.current = event.key === "End";
    return rowAfter(event.key, at, count, Math.floor((box.current?.clientHeight ?? 0) / height));
  }

  return { isGoingToTheEnd, next, stay };
}
