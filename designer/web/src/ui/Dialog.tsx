import { Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { messages } from "~/messages";
import { useFocusBack } from "./useFocusBack";
import { useFocusKept } from "./useFocusKept";

interface Props {
  title: string;
  opened?: boolean;
  /** None where something must be chosen: there is no way out then but the buttons. */
  onClose?: () => void;
  size?: number | string;
  children: ReactNode;
  /** The buttons: the primary one last. */
  foot?: ReactNode;
  /** Called by Enter in a field, and by a button of type submit. */
  onSubmit?: () => void;
}

/** A dialog: title, content, buttons. Esc closes it; focus goes back to where it was. */
export function Dialog({ title, opened = true, onClose, size = 520, children, foot, onSubmit }: Props) {
  useFocusBack();
  const inside = useFocusKept();
  const content = (
    <>
      <div className="col" style={{ gap: 16 }} ref={inside}>
        {children}
      </div>
      {foot && <div className="dialog-foot">{foot}</div>}
    </>
  );
  return (
    <Modal
      opened={opened}
      onClose={onClose ?? (() => {})}
      withCloseButton={onClose !== undefined}
      title={title}
      size={size}
    >
      {onSubmit ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            event.stopPropagation(); // A dialog that a form opened must not send that form too.
            onSubmit();
          }}
        >
          {content}
        </form>
      ) : (
        content
      )}
    </Modal>
  );
}

/** The usual buttons: one that gives up, and one that sends the form and says what happens. */
export function Foot(props: { action: string; isBlocked: boolean; onClose: () => void }) {
  return (
    <>
      <span className="grow" />
      <button type="button" className="btn" onClick={props.onClose}>
        {messages.common.cancel}
      </button>
      <button type="submit" className="btn primary" disabled={props.isBlocked}>
        {props.action}
      </button>
    </>
  );
}
