import type { CSSProperties } from "react";
import { Icon } from "./Icon";

/** The field above a list that finds rows in it. */
export function Search(props: {
  text: string;
  setText: (text: string) => void;
  label: string;
  placeholder: string;
  style?: CSSProperties;
}) {
  return (
    <label className="search" style={{ width: 320, maxWidth: "100%", ...props.style }}>
      <Icon name="search" size={14} />
      <input
        type="search"
        value={props.text}
        aria-label={props.label}
        placeholder={props.placeholder}
        onChange={(event) => props.setText(event.target.value)}
      />
    </label>
  );
}
