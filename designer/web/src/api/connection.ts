import { create } from "zustand";

/** What the screen knows of the service: shown in the frame, and the reason why work waits. */
interface Connection {
  /** False from the first request that got no answer until the next one that got one. */
  reachable: boolean;
  /** Requests that have waited for more than two seconds. */
  slow: number;
  /** The session has ended while somebody was at work: sign in again, and go on. */
  expired: boolean;
  /** The token that changes must carry. */
  csrf: string | null;
}

export const useConnection = create<Connection>(() => ({
  reachable: true,
  slow: 0,
  expired: false,
  csrf: null,
}));

const probing = { timer: undefined as ReturnType<typeof setTimeout> | undefined };
const waiting = new Set<() => void>();

/** Say that the service did not answer; it is asked every few seconds until it does. */
export function lost(): void {
  useConnection.setState({ reachable: false });
  if (probing.timer === undefined) probing.timer = setTimeout(probe, 1_000);
}

/** Say that the service answered. Whoever waited goes on. */
export function found(): void {
  if (useConnection.getState().reachable) return;
  useConnection.setState({ reachable: true });
  clearTimeout(probing.timer);
  probing.timer = undefined;
  for (const go of [...waiting]) go();
}

/** Call when the service is back, or the session. Gives what stops it. */
export function whenBack(go: () => void): () => void {
  waiting.add(go);
  return () => waiting.delete(go);
}

/** Say that somebody has signed in again. */
export function signedInAgain(csrf: string | null): void {
  useConnection.setState({ expired: false, csrf });
  for (const go of [...waiting]) go();
}

async function probe(): Promise<void> {
  probing.timer = undefined;
  try {
    const answer = await fetch("/health/live", { signal: AbortSignal.timeout(4_000) });
    if (answer.ok) return found();
  } catch {
    // Not back yet.
  }
  probing.timer = setTimeout(probe, 2_000);
}
