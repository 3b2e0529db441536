import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, call } from "~/api/client";
import { parseJson, showValue } from "~/api/json";
import { showInstant } from "~/messages";
import { Dialog } from "~/ui/Dialog";
import { Failed, Loading } from "~/ui/Empty";
import { Icon } from "~/ui/Icon";
import { faultOf, indented } from "./letter";

/** One dead letter: what went wrong, the event as it came, and a correction of it. */
export function LetterDialog(props: {
  id: string;
  edit: string | undefined;
  onClose: () => void;
  onEdit: (text: string) => void;
}) {
  const { id, edit, onClose, onEdit } = props;
  const found = useQuery({
    queryKey: ["letter", id],
    queryFn: ({ signal }) =>
      call(api.GET("/api/v1/dead-letters/{letter}", { params: { path: { letter: id } }, signal })),
  });
  const event = useQuery({
    queryKey: ["letter-event", id],
    enabled: found.data !== undefined && !found.data.masked,
    queryFn: ({ signal }) =>
      call(api.GET("/api/v1/dead-letters/{letter}/event", { params: { path: { letter: id } }, signal })),
    retry: false,
  });
  const [typed, setTyped] = useState<string | null>(edit ?? null);
  const source = event.data?.value ?? (event.isError ? heldEvent(found.data?.content) : null);
  const text = typed ?? (source === null ? "" : indented(source));
  const fault = typed === null ? null : faultOf(text);
  const letter = found.data;
  return (
    <Dialog
      title={letter ? `${letter.code} at ${letter.node}` : "Dead letter"}
      size={760}
      onClose={onClose}
      onSubmit={() => typed !== null && fault === null && onEdit(text)}
      foot={
        <>
          {typed !== null && (
            <button type="button" className="btn" onClick={() => setTyped(null)}>
              As it came
            </button>
          )}
          <span className="grow" />
          <button type="button" className="btn" onClick={onClose}>
            Close
          </button>
          <button type="submit" className="btn primary" disabled={typed === null || fault !== null}>
            Keep the correction
          </button>
        </>
      }
    >
      {found.isPending && <Loading what="the dead letter" />}
      {found.isError && (
        <Failed what="The dead letter" error={found.error} again={() => void found.refetch()} />
      )}
      {letter && (
        <>
          <p className="notice danger">
            <Icon name="error" />
            <span style={{ overflowWrap: "anywhere" }}>{letter.message}</span>
          </p>
          <dl className="pairs">
            {[
              ["Scenario", letter.scenario],
              ["Where", [letter.parameter, letter.field].filter(Boolean).join(", ") || "–"],
              ["Event", letter.event_id],
              ["Written", showInstant(letter.recorded_at)],
              ["Version", letter.version.slice(0, 12)],
              ...(letter.replayed_at
                ? [["Replayed", `${showInstant(letter.replayed_at)}, by ${letter.replayed_by}`]]
                : []),
            ].map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd className="mono">{value}</dd>
              </div>
            ))}
          </dl>
          {letter.counts_again.length > 0 && (
            <p className="notice warn">
              <Icon name="warning" />
              <span>
                A replay counts again in <b>{letter.counts_again.join(", ")}</b>: these nodes have counted the
                event already.
              </span>
            </p>
          )}
          {letter.masked && (
            <p className="notice">
              <Icon name="eye" />
              Personal data is hidden from viewers, and so is the event. Analysts of the folder can correct
              it.
            </p>
          )}
          {letter.is_cut && (
            <p className="notice warn">
              <Icon name="warning" />
              The letter holds only a part of the event; Kafka has all of it for as long as its retention
              says.
            </p>
          )}
          {event.isLoading && <Loading what="the event" rows={3} />}
          {event.isError && (
            <p className="notice warn">
              <Icon name="warning" />
              <span>
                {event.error.message} {source !== null && "What the letter holds is shown instead."}
              </span>
            </p>
          )}
          {event.data && !event.data.is_text && (
            <p className="notice warn">
              <Icon name="warning" />
              The event is not text; it can be replayed as it is, but not corrected here.
            </p>
          )}
          {!letter.masked && source !== null && (event.data?.is_text ?? true) && (
            <div>
              <label className="label" htmlFor="letter-event">
                The event; correct it, and the corrected one is sent
                <span className="t3">{event.data ? `from ${event.data.origin}` : "from the letter"}</span>
              </label>
              <textarea
                id="letter-event"
                className="input"
                rows={12}
                spellCheck={false}
                aria-invalid={fault !== null || undefined}
                value={text}
                onChange={(each) => setTyped(each.target.value)}
              />
              {fault && (
                <p className="fault">
                  <Icon name="error" size={14} />
                  {fault}
                </p>
              )}
            </div>
          )}
        </>
      )}
    </Dialog>
  );
}

/** The event as the letter itself holds it. */
function heldEvent(content: Record<string, unknown> | undefined): string | null {
  const event = content?.event;
  if (event === null || event === undefined) return null;
  return typeof event === "string" ? event : showValue(parseJson(JSON.stringify(event)));
}
