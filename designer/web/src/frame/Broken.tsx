import { Link } from "@tanstack/react-router";
import { messageOf } from "~/api/problem";
import { Empty } from "~/ui/Empty";

/** Where no page is. */
export function NotHere() {
  return (
    <main className="page">
      <Empty icon="search" title="There is no page here">
        <p>The address may be mistyped, or what it showed has been removed.</p>
        <Link className="btn" to={"/scenarios" as never}>
          Go to the scenarios
        </Link>
      </Empty>
    </main>
  );
}

/** Where a page failed: what happened, and a way on. Drafts are kept in the browser, so a reload loses nothing. */
export function Broken({ error, reset }: { error: unknown; reset?: () => void }) {
  return (
    <main className="page">
      <Empty icon="error" title="This page cannot be shown">
        <p>{messageOf(error)}</p>
        <div className="row">
          {reset && (
            <button type="button" className="btn" onClick={reset}>
              Try again
            </button>
          )}
          <button type="button" className="btn" onClick={() => location.reload()}>
            Load the page anew
          </button>
        </div>
      </Empty>
    </main>
  );
}
