import { type ComponentProps, type ReactNode, useId } from "react";
import { Icon } from "./Icon";

interface Props {
  label: string;
  hint?: string;
  fault?: string;
  aside?: ReactNode;
  /** Draws the control; it must carry the id and the descriptions that it is given. */
  children: (props: { id: string; "aria-describedby"?: string; "aria-invalid"?: true }) => ReactNode;
}

/** A control with its label, its hint and what is wrong with it. */
export function Field({ label, hint, fault, aside, children }: Props) {
  const id = useId();
  const described = fault ? `${id}-fault` : hint ? `${id}-hint` : undefined;
  return (
    <div>
      <div className="label">
        <label htmlFor={id}>{label}</label>
        {aside}
      </div>
      {children({ id, "aria-describedby": described, ...(fault ? { "aria-invalid": true as const } : {}) })}
      {hint && !fault && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {fault && (
        <p className="fault" id={`${id}-fault`}>
          <Icon name="error" size={14} />
          <span>{fault}</span>
        </p>
      )}
    </div>
  );
}

/** A line of text with its label; what an `input` takes, it takes, too. */
export function TextField({
  label,
  hint,
  fault,
  aside,
  ...input
}: Omit<Props, "children"> & ComponentProps<"input">) {
  return (
    <Field label={label} hint={hint} fault={fault} aside={aside}>
      {(control) => <input {...control} className={input.type === "file" ? undefined : "input"} {...input} />}
    </Field>
  );
}
