import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { messageOf } from "~/api/problem";
import { messages } from "~/messages";
import { Dialog } from "./Dialog";
import { Icon } from "./Icon";

interface Props {
  title: string;
  /** The button says exactly what happens. */
  action: string;
  isDangerous?: boolean;
  onClose: () => void;
  run: () => Promise<unknown>;
  children?: ReactNode;
}

/** Asks before something that is not easily taken back, and says what went wrong if it did. */
export function Confirm({ title, action, isDangerous, onClose, run, children }: Props) {
  const work = useMutation({ mutationFn: run, onSuccess: onClose });
  return (
    <Dialog
      title={title}
      size={480}
      onClose={onClose}
      onSubmit={() => work.mutate()}
      foot={
        <>
          <span className="grow" />
          <button type="button" className="btn" onClick={onClose}>
            {messages.common.cancel}
          </button>
          <button
            type="submit"
            className={isDangerous ? "btn danger" : "btn primary"}
            disabled={work.isPending}
            data-autofocus
          >
            {work.isPending ? messages.common.working : action}
          </button>
        </>
      }
    >
      {children}
      {work.isError && <Fault error={work.error} />}
    </Dialog>
  );
}

/** What went wrong, where it was tried. */
export function Fault({ error }: { error: unknown }) {
  return (
    <p className="fault" role="alert">
      <Icon name="error" size={14} />
      <span style={{ overflowWrap: "anywhere" }}>{messageOf(error)}</span>
    </p>
  );
}
