import { controls } from "~/messages/controls";
import { Icon } from "./Icon";
import { dismiss, useToasts } from "./toast";

const words = controls.toasts;

/** What was said lately. */
export function Toasts() {
  const toasts = useToasts((state) => state.toasts);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {toasts.map((each) => (
        <div className="toast" key={each.id}>
          <span className={each.kind === "danger" ? "c-danger" : each.kind === "ok" ? "c-ok" : "c-accent"}>
            <Icon name={each.kind === "danger" ? "error" : "tick"} />
          </span>
          <span className="grow">{each.text}</span>
          {each.action && (
            <button
              type="button"
              className="link"
              onClick={() => {
                each.action?.run();
                dismiss(each.id);
              }}
            >
              {each.action.title}
            </button>
          )}
          <button
            type="button"
            className="btn ghost small icon"
            aria-label={words.closeTheMessage}
            onClick={() => dismiss(each.id)}
          >
            <Icon name="cross" size={12} />
          </button>
        </div>
      ))}
    </div>
  );
}
