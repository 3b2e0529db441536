import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, call } from "~/api/client";
import { parseJson, showValue } from "~/api/json";
import { messages, showInstant } from "~/messages";
import { deadLetters } from "~/messages/dead-letters";
import { Dialog } from "~/ui/Dialog";
import { Loading } from "~/ui/Empty";
import { Icon } from "~/ui/Icon";
import { Waiting } from "~/ui/Waiting";
import { faultOf, indented } from "./letter";

const words = deadLetters.letterDialog;

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
      title={letter ? words.at(letter.code, letter.node) : words.deadLetter}
      size={760}
      onClose={onClose}
      onSubmit={() => typed !== null && fault === null && onEdit(text)}
      foot={
        <>
          {typed !== null && (
            <button type="button" className="btn" onClick={() => setTyped(null)}>
              {words.asItCame}
            </button>
          )}
          <span className="grow" />
          <button type="button" className="btn" onClick={onClose}>
            {messages.common.close}
          </button>
          <button type="submit" className="btn primary" disabled={typed === null || fault !== null}>
            {words.keepTheCorrection}
          </button>
        </>
      }
    >
      <Waiting query={found} what={words.theDeadLetter} />
      {letter && (
        <>
          <p className="notice danger">
            <Icon name="error" />
            <span style={{ overflowWrap: "anywhere" }}>{letter.message}</span>
          </p>
          <dl className="pairs">
            {[
              [messages.common.scenario, letter.scenario],
              [words.where, [letter.parameter, letter.field].filter(Boolean).join(", ") || "–"],
              [messages.common.eventTitle, letter.event_id],
              [words.written, showInstant(letter.recorded_at)],
              [messages.common.version, letter.version.slice(0, 12)],
              ...(letter.replayed_at
                ? [[words.replayed, words.whenBy(showInstant(letter.replayed_at), letter.replayed_by)]]
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
                {words.aReplayCountsAgainIn} <b>{letter.counts_again.join(", ")}</b>
                {words.theseNodesHaveCounted}
              </span>
            </p>
          )}
          {letter.masked && (
            <p className="notice">
              <Icon name="eye" />
              {words.personalDataIsHidden}
            </p>
          )}
          {letter.is_cut && (
            <p className="notice warn">
              <Icon name="warning" />
              {words.theLetterHoldsOnly}
            </p>
          )}
          {event.isLoading && <Loading what={words.theEvent} rows={3} />}
          {event.isError && (
            <p className="notice warn">
              <Icon name="warning" />
              <span>
                {event.error.message} {source !== null && words.whatTheLetterHolds}
              </span>
            </p>
          )}
          {event.data && !event.data.is_text && (
            <p className="notice warn">
              <Icon name="warning" />
              {words.theEventIsNotText}
            </p>
          )}
          {!letter.masked && source !== null && (event.data?.is_text ?? true) && (
            <div>
              <label className="label" htmlFor="letter-event">
                {words.theEventCorrect}
                <span className="t3">{event.data ? words.from(event.data.origin) : words.fromTheLetter}</span>
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
