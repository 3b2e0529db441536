import { Dialog } from "~/ui/Dialog";
import { useView } from "./store";

const KEYS: [string, [string, string][]][] = [
  [
    "Drawing",
    [
      ["Tab", "add a node"],
      ["Double-click", "add a node here"],
      ["Del", "remove what is chosen"],
      ["D", "disable or enable"],
      ["F2", "rename"],
      ["Shift T", "tidy up"],
      ["N", "write a note"],
      ["Ctrl G", "group what is chosen"],
      ["Shift Ctrl G", "ungroup, or take out of the group"],
      ["Arrows", "move a note or group that is chosen; with Shift a note's size"],
      ["Ctrl C, Ctrl V", "copy and paste, also to another tab"],
      ["Ctrl A", "choose everything"],
      ["Shift drag", "choose an area"],
    ],
  ],
  [
    "Going around",
    [
      ["↑ ↓", "previous, next node"],
      ["Shift →", "choose all that follows"],
      ["Enter", "open the node"],
      ["Esc", "close, or choose nothing"],
      ["F8", "next problem"],
      ["O", "outline or canvas"],
      ["Ctrl F", "find in the scenario"],
      ["1", "fit"],
      ["0", "100 %"],
      ["Space drag", "move the canvas"],
    ],
  ],
  [
    "Everywhere",
    [
      ["Ctrl Z", "undo"],
      ["Shift Ctrl Z", "redo"],
      ["Ctrl S", "save now"],
      ["Ctrl K", "search or jump to"],
      ["Ctrl Space", "complete an expression"],
      ["Ctrl Enter", "enlarge the node"],
      ["?", "this sheet"],
    ],
  ],
];

/** All keys of the editor. */
export function KeySheet() {
  const isOpen = useView((state) => state.isSheetOpen);
  return (
    <Dialog title="Keys" size={860} opened={isOpen} onClose={() => useView.setState({ isSheetOpen: false })}>
      <div className="sheet">
        {KEYS.map(([title, keys]) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {keys.map(([key, what]) => (
                <div key={key}>
                  <dt>
                    <kbd>{key}</kbd>
                  </dt>
                  <dd>{what}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
