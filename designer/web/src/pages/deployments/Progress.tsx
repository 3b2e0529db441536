import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, call } from "~/api/client";
import { useSession } from "~/api/session";
import { showInstant } from "~/messages";
import { deployments } from "~/messages/deployments";
import { Fault } from "~/ui/Confirm";
import { Icon } from "~/ui/Icon";
import { Waiting } from "~/ui/Waiting";

const words = deployments.progress;

const GOING = ["queued", "working"];
const WAITING = ["awaiting-approval", "scheduled"];
const GOOD = ["done", "unchanged"];

/** What is done about a change, as it is done; where it waits for somebody, the way on. */
export function Progress({ scenario, number }: { scenario: string; number: number }) {
  const session = useSession();
  const queries = useQueryClient();
  const params = { path: { scenario, change: number } };
  const found = useQuery({
    queryKey: ["change", scenario, number],
    queryFn: ({ signal }) =>
      call(api.GET("/api/v1/scenarios/{scenario}/deployments/{change}", { params, signal })),
    refetchInterval: ({ state }) => {
      const now = state.data?.state;
      return now === undefined || GOING.includes(now) ? 1_000 : WAITING.includes(now) ? 5_000 : false;
    },
  });
  const refresh = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: ["change", scenario] }),
      queries.invalidateQueries({ queryKey: ["changes", scenario] }),
      queries.invalidateQueries({ queryKey: ["deployments"] }),
    ]);
  const decide = useMutation({
    mutationFn: (decision: "approve" | "reject" | "withdraw") => {
      const body = { comment: "" };
      if (decision === "approve")
        return call(api.POST("/api/v1/scenarios/{scenario}/deployments/{change}/approve", { params, body }));
      if (decision === "reject")
        return call(api.POST("/api/v1/scenarios/{scenario}/deployments/{change}/reject", { params, body }));
      return call(api.POST("/api/v1/scenarios/{scenario}/deployments/{change}/withdraw", { params, body }));
    },
    onSettled: refresh,
  });
  if (!found.data) return <Waiting query={found} what={words.theChange} rows={3} />;
  const change = found.data;
  const isMine = change.requested_by === session.user;
  const tone = GOOD.includes(change.state)
    ? "ok"
    : GOING.includes(change.state) || WAITING.includes(change.state)
      ? "info"
      : "danger";
  return (
    <div className="col" aria-live="polite">
      <p className={`notice ${tone}`}>
        <Icon name={tone === "ok" ? "tick" : tone === "info" ? "clock" : "error"} />
        <span>
          <b>{change.state.replaceAll("-", " ")}</b>
          {change.detail && `: ${change.detail}`}
        </span>
      </p>
      <ol className="col row-4">
        {change.stages.map((each, at) => (
          <li key={at} className="row" style={{ alignItems: "baseline" }}>
            <span className="t3 sm nowrap" title={showInstant(each.at)}>
              {clock.format(new Date(each.at))}
            </span>
            <b>{each.stage}</b>
            <span className="t2" style={{ overflowWrap: "anywhere" }}>
              {each.detail}
            </span>
          </li>
        ))}
      </ol>
      {WAITING.includes(change.state) && (
        <div className="row">
          {change.state === "awaiting-approval" && !isMine && (
            <>
              <button type="button" className="btn primary" onClick={() => decide.mutate("approve")}>
                {words.approve}
              </button>
              <button type="button" className="btn danger" onClick={() => decide.mutate("reject")}>
                {words.reject}
              </button>
            </>
          )}
          <button type="button" className="btn" onClick={() => decide.mutate("withdraw")}>
            {words.withdraw}
          </button>
        </div>
      )}
      {decide.isError && <Fault error={decide.error} />}
    </div>
  );
}

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
