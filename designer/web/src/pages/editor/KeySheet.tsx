import { keySheet } from "~/messages/editor/keys";
import { Dialog } from "~/ui/Dialog";
import { useView } from "./store";

/** All keys of the editor. */
export function KeySheet() {
  const isOpen = useView((state) => state.isSheetOpen);
  return (
    <Dialog
      title={keySheet.title}
      size={860}
      opened={isOpen}
      onClose={() => useView.setState({ isSheetOpen: false })}
    >
      <div className="sheet">
        {keySheet.parts.map(({ title, keys }) => (
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
