import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, call } from "~/api/client";
import { showInstant } from "~/messages";
import { alerts } from "~/messages/alerts";
import { Failed, Loading } from "~/ui/Empty";

const words = alerts.events;

const BACK: [number, string][] = [
  [60, words.back.hour],
  [24 * 60, words.back.day],
  [7 * 24 * 60, words.back.week],
];

/** Events about an alert's subject before it was raised, read from the topic when somebody asks. */
export function Events({ alert }: { alert: string }) {
  const [minutes, setMinutes] = useState<number | null>(null);
  const found = useQuery({
    queryKey: ["alert-events", alert, minutes],
    enabled: minutes !== null,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    queryFn: ({ signal }) =>
      call(
        api.GET("/api/v1/alerts/{alert}/events", {
          params: { path: { alert }, query: { minutes: minutes ?? 60, limit: 100 } },
          signal,
        }),
      ),
  });
  return (
    <section className="card" aria-label={words.title}>
      <div className="card-head">
        <h3>{words.title}</h3>
        {found.data && (
          <span className="count">{words.count(found.data.events.length, found.data.is_whole)}</span>
        )}
        <span className="grow" />
        {BACK.map(([length, title]) => (
          <button
            key={length}
            type="button"
            className="btn small"
            aria-pressed={minutes === length}
            onClick={() => setMinutes(length)}
          >
            {title}
          </button>
        ))}
      </div>
      <div className="card-body col row-4">
        {minutes === null && <p className="t2">{words.whatTheyAre}</p>}
        {found.isLoading && <Loading what={words.loading} rows={2} />}
        {found.isError && (
          <Failed what={words.theEvents} error={found.error} again={() => void found.refetch()} />
        )}
        {found.data && found.data.events.length === 0 && <p className="t2">{words.none}</p>}
        {[...(found.data?.events ?? [])].reverse().map((each) => (
          <div key={`${each.partition}:${each.offset}`} className="event-line">
            <span className="t3 sm nowrap">{showInstant(each.time)}</span>
            <code className="mono xs">{each.raw ?? JSON.stringify(each.value)}</code>
          </div>
        ))}
      </div>
    </section>
  );
}
