import type { ReactNode } from "react";
import { messageOf } from "~/api/problem";
import { messages } from "~/messages";
import { Icon, type IconName } from "./Icon";

/** What stands where nothing is yet: why, and what to do. */
export function Empty({ icon, title, children }: { icon: IconName; title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <Icon name={icon} size={24} />
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** What stands where something could not be loaded; most use `Waiting`. */
export function Failed({ what, error, again }: { what: string; error: unknown; again?: () => void }) {
  return (
    <div className="empty" role="alert">
      <Icon name="error" size={24} />
      <h2>{messages.cannotBeShown(what)}</h2>
      <p>{messageOf(error)}</p>
      {again && (
        <button type="button" className="btn" onClick={again}>
          {messages.tryAgain}
        </button>
      )}
    </div>
  );
}

/** Lines where rows will be. */
export function Loading({ rows = 6, what }: { rows?: number | undefined; what: string }) {
  return (
    <div className="col" role="status" aria-label={messages.loading(what)} style={{ padding: 16, gap: 16 }}>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="skeleton" style={{ width: `${90 - ((row * 17) % 40)}%` }} />
      ))}
    </div>
  );
}
