import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, call } from "~/api/client";
import { messageOf } from "~/api/problem";
import { showInstant, showWhen } from "~/messages";
import { steps } from "~/messages/editor/steps";
import { differences, versions as words } from "~/messages/editor/versions";
import { toast, toastError } from "~/ui/toast";
import { Waiting } from "~/ui/Waiting";
import { Differences } from "./Differences";
import { replacedBy, save, useDraft } from "./draft";
import { documentFrom } from "./model";
import { useView } from "./store";

/** Versions of the scenario: make one, see what changed since, go back to one. */
export default function Versions({ scenario }: { scenario: string }) {
  const queries = useQueryClient();
  const mayEdit = useView((state) => state.mayEdit);
  const revision = useDraft((state) => state.revision);
  const state = useDraft((state) => state.state);
  const [comment, setComment] = useState("");
  const [chosen, setChosen] = useState<number | null>(null);
  const params = { path: { scenario } };
  const found = useQuery({
    queryKey: ["versions", scenario],
    queryFn: ({ signal }) => call(api.GET("/api/v1/scenarios/{scenario}/versions", { params, signal })),
  });
  const newest = found.data?.versions[0]?.number ?? null;
  const shown = chosen ?? newest;
  const difference = useQuery({
    queryKey: ["compare", scenario, shown, revision],
    queryFn: ({ signal }) =>
      call(
        api.GET("/api/v1/scenarios/{scenario}/compare", {
          params: { ...params, query: { before: String(shown), after: "draft" } },
          signal,
        }),
      ),
    enabled: shown !== null,
  });

  // The canvas marks what differs while this is open.
  useEffect(() => {
    const marks = Object.fromEntries((difference.data?.nodes ?? []).map((each) => [each.node, each.kind]));
    useView.setState({ marks });
    return () => useView.setState({ marks: {} });
  }, [difference.data]);

  const make = useMutation({
    mutationFn: async () => {
      await save();
      const { revision, state } = useDraft.getState();
      if (state !== "saved") throw new Error(words.notSavedYet);
      return call(api.POST("/api/v1/scenarios/{scenario}/versions", { params, body: { comment, revision } }));
    },
    onSuccess: (made) => {
      setComment("");
      setChosen(null);
      toast(words.made(made.number));
      void queries.invalidateQueries({ queryKey: ["versions", scenario] });
      void queries.invalidateQueries({ queryKey: ["scenarios"] });
    },
  });
  const restore = useMutation({
    mutationFn: async (version: number) => {
      await save();
      const path = { scenario, version };
      const { revision } = useDraft.getState();
      const saved = await call(
        api.POST("/api/v1/scenarios/{scenario}/versions/{version}/restore", {
          params: { path },
          body: { revision },
        }),
      );
      const found = await call(
        api.GET("/api/v1/scenarios/{scenario}/versions/{version}", { params: { path } }),
      );
      replacedBy(documentFrom(found.document), saved.revision, steps.restoreVersion(version));
    },
    onSuccess: (_, version) => toast(words.restored(version)),
    onError: toastError,
  });

  if (!found.data) return <Waiting query={found} what={words.theVersions} rows={3} />;
  return (
    <div className="follow-box">
      <div className="follow-list" style={{ width: 320 }}>
        {mayEdit && (
          <form
            className="row"
            style={{ padding: 8 }}
            onSubmit={(event) => {
              event.preventDefault();
              make.mutate();
            }}
          >
            <input
              className="input"
              aria-label={words.whatChanged}
              placeholder={words.whatChanged}
              value={comment}
              onChange={(event) => setComment(event.target.value)}
            />
            <button type="submit" className="btn" disabled={make.isPending || state === "conflict"}>
              {words.make}
            </button>
          </form>
        )}
        {make.isError && (
          <p className="fault" style={{ padding: "0 8px" }}>
            {messageOf(make.error)}
          </p>
        )}
        <ul tabIndex={0} aria-label={words.versions}>
          {found.data.versions.map((each) => (
            <li key={each.number}>
              <button
                type="button"
                className="inset-focus version"
                aria-pressed={each.number === shown}
                onClick={() => setChosen(each.number)}
              >
                <b>{words.short(each.number)}</b>
                <span className="cut grow">{each.comment || words.noComment}</span>
                <span className="t3 sm" title={showInstant(each.at)}>
                  {words.byWhen(each.by, showWhen(each.at))}
                </span>
              </button>
            </li>
          ))}
        </ul>
        {found.data.versions.length === 0 && <p className="drawer-empty">{words.noneYet}</p>}
      </div>
      <div className="follow-steps" tabIndex={0} role="region" aria-label={differences.title}>
        {shown !== null && (
          <>
            <div className="row" style={{ padding: "8px 0" }}>
              <h3 className="grow">{words.changedSince(shown)}</h3>
              {mayEdit && (
                <button
                  type="button"
                  className="btn small"
                  disabled={restore.isPending}
                  onClick={() => restore.mutate(shown)}
                >
                  {words.restore(shown)}
                </button>
              )}
            </div>
            {difference.isError && <p className="fault">{messageOf(difference.error)}</p>}
            {difference.data && <Differences found={difference.data} />}
          </>
        )}
      </div>
    </div>
  );
}
