import { showValue } from "~/api/json";
import { controls } from "~/messages/controls";
import { Dialog } from "./Dialog";
import { differences } from "./differences";

const words = controls.conflict;

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
      title={words.wasChangedMeanwhile(what)}
      size={720}
      onClose={onClose}
      foot={
        <>
          <button type="button" className="btn" onClick={onTheirs}>
            {words.takeTheirs}
          </button>
          <span className="grow" />
          <button type="button" className="btn" onClick={onClose}>
            {words.keepEditing}
          </button>
          <button type="button" className="btn primary" onClick={onOverwrite}>
            {words.saveMineOverIt}
          </button>
        </>
      }
    >
      <p>
        {by ? <b>{by}</b> : words.somebody} {words.savedItAfterYouHad}{" "}
        {found.length === 0 ? words.whatTheySaved : words.thisDiffers}
      </p>
      {found.length > 0 && (
        <div className="list-box" style={{ maxHeight: 320 }}>
          <table>
            <thead>
              <tr>
                <th>{words.where}</th>
                <th>{words.yours}</th>
                <th>{words.theirs}</th>
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
