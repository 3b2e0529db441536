const CONTROLS = "input, select, button.chip, .cm-content, textarea, button";

/** Go to the field of a parameter of the open node, or to the nearest one around it. */
export function focusParameter(parameter: string): void {
  const names = parameter.split(".");
  for (let length = names.length; length > 0; length--) {
    const path = CSS.escape(names.slice(0, length).join("."));
    const field = document.querySelector(`.npanel [data-parameter="${path}"]`);
    if (!field) continue;
    const folded = field.closest("details");
    if (folded) folded.open = true;
    field.scrollIntoView({ block: "nearest" });
    field
      .querySelector<HTMLElement>(`:scope > :not(.label) :is(${CONTROLS}), :scope > :is(${CONTROLS})`)
      ?.focus();
    return;
  }
}
