import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, call } from "~/api/client";
import { ApiError } from "~/api/problem";
import type { components } from "~/api/schema";
import { messages, plural } from "~/messages";
import { deadLetters } from "~/messages/dead-letters";
import { Fault } from "~/ui/Confirm";
import { Dialog } from "~/ui/Dialog";
import { Icon } from "~/ui/Icon";
import { toast } from "~/ui/toast";

const words = deadLetters.replayDialog;

type Letter = components["schemas"]["LetterSummary"];

/** Sends chosen events round again; where something would count twice, it says so and asks. */
export function ReplayDialog(props: {
  letters: Letter[];
  edits: Record<string, string>;
  onClose: () => void;
  onDone: (replayed: string[]) => void;
}) {
  const { letters, edits, onClose, onDone } = props;
  const queries = useQueryClient();
  const [accepted, setAccepted] = useState(false);
  const corrected = Object.fromEntries(
    letters.flatMap(({ id }) => (edits[id] === undefined ? [] : [[id, edits[id]]])),
  );
  const again = letters.filter((each) => each.replayed_at !== null).length;
  const replay = useMutation({
    mutationFn: () =>
      call(
        api.POST("/api/v1/dead-letters/replay", {
          body: {
            dead_letters: letters.map((each) => each.id),
            edits: corrected,
            accept_counting: accepted,
          },
        }),
      ),
    onSuccess: (answer) => {
      onDone(answer.replayed);
      if (answer.failed.length > 0) return;
      onClose();
      toast(words.sentRoundAgainWhatFails(plural(answer.replayed.length, messages.common.event)));
    },
    onSettled: () =>
      Promise.all(
        ["letters", "letter-groups", "letter"].map((key) => queries.invalidateQueries({ queryKey: [key] })),
      ),
  });
  const counts = replay.error instanceof ApiError && replay.error.code === "counts-again";
  const count = Object.keys(corrected).length;
  return (
    <Dialog
      title={words.replay(plural(letters.length, messages.common.event))}
      size={560}
      onClose={onClose}
      onSubmit={() => replay.mutate()}
      foot={
        <>
          <span className="grow" />
          <button type="button" className="btn" onClick={onClose}>
            {replay.data ? messages.common.close : messages.common.cancel}
          </button>
          {!replay.data && (
            <button
              type="submit"
              className="btn primary"
              disabled={replay.isPending || (counts && !accepted)}
              data-autofocus
            >
              {replay.isPending
                ? words.sending
                : words.replayOf(
                    plural(letters.length, messages.common.event),
                    accepted ? words.countingAgain : "",
                  )}
            </button>
          )}
        </>
      }
    >
      {!replay.data && (
        <>
          <p>
            {words.theyGoThrough} <b>{[...new Set(letters.map((each) => each.scenario))].join(", ")}</b>{" "}
            {words.againWithTheIds}
          </p>
          <ul className="col row-4">
            <li>
              {count > 0
                ? words.asCorrectedHere(plural(count, messages.common.event))
                : words.noneWasCorrectedHere}
              .
            </li>
            {letters.length > count && (
              <li>{words.asTheyCame(plural(letters.length - count, messages.common.event))}</li>
            )}
            {again > 0 && <li className="c-warn">{words.replayedBefore(again)}</li>}
          </ul>
        </>
      )}
      {counts && (
        <div className="notice warn col" role="alert">
          <span className="row" style={{ alignItems: "flex-start" }}>
            <Icon name="warning" />
            <span>{replay.error?.message}</span>
          </span>
          <label className="row">
            <input
              type="checkbox"
              checked={accepted}
              onChange={(event) => setAccepted(event.target.checked)}
            />
            {words.letThemCountAgain}
          </label>
        </div>
      )}
      {replay.isError && !counts && <Fault error={replay.error} />}
      {replay.data && replay.data.failed.length > 0 && (
        <div className="notice danger col" role="alert">
          <span>
            {words.sentNot(
              plural(replay.data.replayed.length, messages.common.event),
              plural(replay.data.failed.length, messages.common.event),
            )}
          </span>
          <ul className="col row-4">
            {replay.data.failed.map((each) => (
              <li key={each.id}>
                <code>{letters.find((letter) => letter.id === each.id)?.event_id ?? each.id}</code>:{" "}
                {each.message}
              </li>
            ))}
          </ul>
        </div>
      )}
    </Dialog>
  );
}
