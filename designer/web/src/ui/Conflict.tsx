import { showValue } from "~/api/json";
import { Dialog } from "./Dialog";
import { differences } from "./differences";

interface Props {
  what: string;
  by?: string | null;
  mine: unknown;
  theirs: unknown;
  onOverwrite: () => void;
  onTheirs: () => void;
  onClose: () => void;
}

/** Somebody else has saved meanwhile: what differs, and which of the two holds. Nothing is lost until one chooses. */
export function Conflict({ what, by, mine, theirs, onOverwrite, onTheirs, onClose }: Props) {
  const found = differences(mine, theirs);
  return (
    <Dialog
      title={`${what} was changed meanwhile`}
      size={720}
      onClose={onClose}
      foot={
        <>
          <button type="button" className="btn" onClick={onTheirs}>
            Take theirs
          </button>
          <span className="grow" />
          <button type="button" className="btn" onClick={onClose}>
            Keep editing
          </button>
          <button type="button" className="btn primary" onClick={onOverwrite}>
            Save mine over it
          </button>
        </>
      }
    >
      <p>
        {by ? <b>{by}</b> : "Somebody"} saved it after you had opened it.{" "}
        {found.length === 0 ? "What they saved is what you have." : "This differs:"}
      </p>
      {found.length > 0 && (
        <div className="list-box" style={{ maxHeight: 320 }}>
          <table>
            <thead>
              <tr>
                <th>Where</th>
                <th>Yours</th>
                <th>Theirs</th>
              </tr>
            </thead>
            <tbody>
              {found.map((each) => (
                <tr key={each.path}>
                  <td className="mono">{each.path}</td>
                  <td className="mono" style={{ overflowWrap: "anywhere" }}>
                    {each.mine === undefined ? "–" : showValue(each.mine)}
                  </td>
                  <td className="mono" style={{ overflowWrap: "anywhere" }}>
                    {each.theirs === undefined ? "–" : showValue(each.theirs)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Dialog>
  );
}
