const CONTROLS = "input, select, button.chip, .cm-content, textarea, button";
const FIRST = ".npanel .params :is(input, select, .cm-content)";
/** Frames until a field that is loaded, such as an expression's, has to be there. */
const PATIENCE = 120;

/** Go to the first field of the node that has just been opened. */
export function focusForm(): void {
  setTimeout(() => document.querySelector<HTMLElement>(FIRST)?.focus(), 60);
}

/** Go to the field of a parameter of the open node, or to the nearest one around it. */
export function focusParameter(parameter: string): void {
  const names = parameter.split(".");
  for (let length = names.length; length > 0; length--) {
    const field = fieldOf(names.slice(0, length).join("."));
    if (!field) continue;
    const folded = field.closest("details");
    if (folded) folded.open = true;
    field.scrollIntoView({ block: "nearest" });
    controlOf(field)?.focus();
    return;
  }
}

/** Go to a field that has just been added, as soon as it is there. */
export function focusSoon(path: readonly (string | number)[], frames = PATIENCE): void {
  requestAnimationFrame(() => {
    const field = fieldOf(path.join("."));
    const control = field && controlOf(field);
    if (control) control.focus();
    else if (frames > 0) focusSoon(path, frames - 1);
  });
}

function fieldOf(parameter: string): Element | null {
  return document.querySelector(`.npanel [data-parameter="${CSS.escape(parameter)}"]`);
}

function controlOf(field: Element): HTMLElement | null {
  return field.querySelector(`:scope > :not(.label) :is(${CONTROLS}), :scope > :is(${CONTROLS})`);
}
