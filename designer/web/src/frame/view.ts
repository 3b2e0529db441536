import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useCallback, useRef } from "react";

type View = Record<string, string>;

/**
 * The state of a view, kept in the address, so that it can be shared and survives a reload.
 *
 * @param initial every key of the view with its value when the address has none
 * @returns the view, and a function that changes part of it (`replace` adds no step to the browser's history)
 */
export function useView<V extends View>(
  initial: V,
): [V, (change: Partial<V>, options?: { push?: boolean }) => void] {
  const first = useRef(initial).current;
  const search = useSearch({ strict: false }) as View;
  const navigate = useNavigate();
  const view = { ...first, ...pick(search, Object.keys(first)) } as V;
  const change = useCallback(
    (part: Partial<V>, options?: { push?: boolean }) => {
      void navigate({
        to: "." as never,
        search: ((old: View) => {
          const next: View = { ...old, ...(part as View) };
          for (const key of Object.keys(first)) if (next[key] === first[key]) delete next[key];
          return next;
        }) as never,
        replace: !options?.push,
      });
    },
    [navigate, first],
  );
  return [view, change];
}

/** A part of the address by its name; pages without it are a mistake of the program. */
export function useParam(name: string): string {
  const found = (useParams({ strict: false }) as View)[name];
  if (found === undefined) throw new Error(`the address has no ${name}`);
  return found;
}

/** Go to an address of this program. */
export function useGo(): (to: string, search?: View) => void {
  const navigate = useNavigate();
  return useCallback(
    (to, search) => void navigate({ to: to as never, search: (search ?? {}) as never }),
    [navigate],
  );
}

function pick(from: View, keys: string[]): View {
  return Object.fromEntries(
    keys.filter((key) => from[key] !== undefined).map((key) => [key, String(from[key])]),
  );
}
