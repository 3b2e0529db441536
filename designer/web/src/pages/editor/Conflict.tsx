import { useState } from "react";
import { messageOf } from "~/api/problem";
import { useGo } from "~/frame/view";
import { conflict as words } from "~/messages/editor/conflict";
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
      toast(words.savedAsCopy, "ok", {
        title: words.openCopy,
        run: () => go(`/scenarios/${name}`),
      });
    } catch (error) {
      setFault(messageOf(error));
    }
  }

  return (
    <Dialog
      title={isMe ? words.title.own : words.title.others(conflict.by)}
      size={720}
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
              {isComparing ? words.hideChanges : words.compare}
            </button>
            <span className="grow" />
            <button type="button" className="btn" onClick={() => setCopy(`${scenario}-copy`.slice(0, 63))}>
              {words.saveAsCopy}
            </button>
            <button type="button" className="btn" onClick={takeTheirs}>
              {isMe ? words.take.own : words.take.others}
            </button>
            <button type="button" className="btn danger" onClick={() => void overwrite()}>
              {isMe ? words.overwrite.own : words.overwrite.others}
            </button>
          </>
        ) : (
          <>
            <span className="grow" />
            <button type="button" className="btn" onClick={() => setCopy(null)}>
              {words.back}
            </button>
            <button type="submit" className="btn primary">
              {words.saveAs(copy)}
            </button>
          </>
        )
      }
    >
      <p>
        {words.hasRevision(conflict.revision)}{" "}
        {isMe ? (
          words.savedInOtherTab
        ) : (
          <>
            {words.savedBy} <b>{conflict.by}</b>
          </>
        )}{" "}
        {isMe ? words.nothingIsLost.own : words.nothingIsLost.others}
      </p>
      {isComparing && conflict.changes && (
        <section aria-label={words.changes.label}>
          <h3>{isMe ? words.changes.own : words.changes.others(conflict.by)}</h3>
          <Differences found={conflict.changes} />
        </section>
      )}
      {copy !== null && (
        <TextField
          label={words.nameOfCopy}
          fault={fault ?? undefined}
          hint={words.inFolder(folder)}
          className="input mono"
          value={copy}
          data-autofocus
          onChange={(event) => setCopy(event.target.value)}
        />
      )}
      <p className="t3 sm row">
        <Icon name="undo" size={14} />
        {isMe ? words.takingIsOneStep.own : words.takingIsOneStep.others}
      </p>
    </Dialog>
  );
}
