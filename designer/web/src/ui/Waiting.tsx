import { Failed, Loading } from "./Empty";

interface Props {
  /** Of TanStack Query. */
  query: {
    data: unknown;
    error: unknown;
    fetchStatus: "fetching" | "paused" | "idle";
    refetch: () => Promise<unknown>;
  };
  /** What is waited for, with its article: "the streams". */
  what: string;
  /** Lines that stand for it meanwhile. */
  rows?: number;
}

/**
 * What stands where something is loaded: lines until it is there, or why it did not come, with another try.
 *
 * Nothing once there is something to show, even if it could not be read again: the frame says that the service does not
 * answer. Nothing either for what nobody has asked for yet.
 */
export function Waiting({ query, what, rows }: Props) {
  if (query.data !== undefined) return null;
  if (query.error) return <Failed what={what} error={query.error} again={() => void query.refetch()} />;
  return query.fetchStatus === "idle" ? null : <Loading what={what} rows={rows} />;
}
