import { Link } from "@tanstack/react-router";
import { messageOf } from "~/api/problem";
import { frame } from "~/messages/frame";
import { Empty } from "~/ui/Empty";

const words = frame.broken;

/** Where no page is. */
export function NotHere() {
  return (
    <main className="page">
      <Empty icon="search" title={words.thereIsNoPageHere}>
        <p>{words.theAddressMayBeMistyped}</p>
        <Link className="btn" to={"/scenarios" as never}>
          {words.goToTheScenarios}
        </Link>
      </Empty>
    </main>
  );
}

/** Where a page failed: what happened, and a way on. Drafts are kept in the browser, so a reload loses nothing. */
export function Broken({ error, reset }: { error: unknown; reset?: () => void }) {
  return (
    <main className="page">
      <Empty icon="error" title={words.thisPageCannotBeShown}>
        <p>{messageOf(error)}</p>
        <div className="row">
          {reset && (
            <button type="button" className="btn" onClick={reset}>
              {words.tryAgain}
            </button>
          )}
          <button type="button" className="btn" onClick={() => location.reload()}>
            {words.loadThePageAnew}
          </button>
        </div>
      </Empty>
    </main>
  );
}
