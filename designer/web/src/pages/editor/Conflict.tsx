import { useState } from "react";
import { messageOf } from "~/api/problem";
import { useGo } from "~/frame/view";
import { Dialog } from "~/ui/Dialog";
import { TextField } from "~/ui/Field";
import { Icon } from "~/ui/Icon";
import { toast } from "~/ui/toast";
import { Differences } from "./Differences";
import { overwrite, saveAsCopy, takeTheirs, useDraft } from "./draft";

/** Somebody else has saved the draft since: compare, then overwrite it, take theirs, or keep both. */
export function ConflictDialog({ folder }: { folder: string }) {
  const conflict = useDraft((state) => state.conflict);
  const scenario = useDraft((state) => state.scenario);
  const [isComparing, setComparing] = useState(false);
  const [copy, setCopy] = useState<string | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const user = useDraft((state) => state.user);
  const go = useGo();
  if (!conflict) return null;
  const isMe = conflict.by === user;

  async function keepBoth(name: string) {
    try {
      await saveAsCopy(name, folder);
      setCopy(null);
      toast("Yours is saved as a copy; this is theirs.", "ok", {
        title: "Open the copy",
        run: () => go(`/scenarios/${name}`),
      });
    } catch (error) {
      setFault(messageOf(error));
    }
  }

  return (
    <Dialog
      title={isMe ? "You have saved this draft elsewhere, too" : `${conflict.by} has saved this draft, too`}
      size={640}
      onClose={() => {}}
      onSubmit={copy === null ? undefined : () => void keepBoth(copy)}
      foot={
        copy === null ? (
          <>
            <button
              type="button"
              className="btn"
              onClick={() => setComparing(!isComparing)}
              disabled={!conflict.changes}
            >
              {isComparing ? "Hide the changes" : "Compare"}
            </button>
            <span className="grow" />
            <button type="button" className="btn" onClick={() => setCopy(`${scenario}-copy`.slice(0, 63))}>
              Save mine as a copy
            </button>
            <button type="button" className="btn" onClick={takeTheirs}>
              {isMe ? "Take the other one" : "Take theirs"}
            </button>
            <button type="button" className="btn danger" onClick={() => void overwrite()}>
              {isMe ? "Overwrite with this one" : "Overwrite with mine"}
            </button>
          </>
        ) : (
          <>
            <span className="grow" />
            <button type="button" className="btn" onClick={() => setCopy(null)}>
              Back
            </button>
            <button type="submit" className="btn primary">
              Save mine as {copy}
            </button>
          </>
        )
      }
    >
      <p>
        The draft has revision {conflict.revision} now, saved{" "}
        {isMe ? (
          "by you in another tab or browser"
        ) : (
          <>
            by <b>{conflict.by}</b>
          </>
        )}{" "}
        while an older one was being changed here. Nothing of {isMe ? "it" : "yours"} is lost: it is on this
        page and in this browser.
      </p>
      {isComparing && conflict.changes && (
        <section aria-label="Their changes">
          <h3>What {isMe ? "was changed there" : `${conflict.by} changed`} since</h3>
          <Differences found={conflict.changes} />
        </section>
      )}
      {copy !== null && (
        <TextField
          label="Name of the copy"
          fault={fault ?? undefined}
          hint={`In the folder ${folder}.`}
          className="input mono"
          value={copy}
          data-autofocus
          onChange={(event) => setCopy(event.target.value)}
        />
      )}
      <p className="t3 sm row">
        <Icon name="undo" size={14} />
        Taking {isMe ? "the other one" : "theirs"} is one step: undo brings {isMe ? "this one" : "yours"}{" "}
        back.
      </p>
    </Dialog>
  );
}
