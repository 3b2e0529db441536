import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, call } from "~/api/client";
import { useFrame } from "~/frame/state";
import { sql as words } from "~/messages/editor/drawer";
import { Icon } from "~/ui/Icon";
import { toast } from "~/ui/toast";
import { Waiting } from "~/ui/Waiting";
import { useEdited, useView } from "./store";
import { TextEditor } from "./TextEditor";

/** The Flink SQL that a deployment of this draft would run. */
export default function Sql({ scenario }: { scenario: string }) {
  const document = useEdited((state) => state.document);
  const environment = useFrame((state) => state.environment);
  const found = useQuery({
    queryKey: ["sql", scenario, environment, document],
    queryFn: ({ signal }) =>
      call(
        api.POST("/api/v1/scenarios/{scenario}/sql", {
          params: { path: { scenario } },
          body: { document, environment },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    gcTime: 30_000,
  });
  if (!found.data) return <Waiting query={found} what={words.theSql} rows={4} />;
  const { sql } = found.data;
  if (sql === null) {
    return (
      <p className="drawer-empty">
        <Icon name="warning" />
        {words.mendErrors}
        <button type="button" className="link" onClick={() => useView.setState({ drawer: "problems" })}>
          {words.showErrors}
        </button>
      </p>
    );
  }
  return (
    <div className="text-tab">
      <div className="text-bar">
        <span className="t3 sm grow">{words.whatFlinkWouldRun(environment)}</span>
        <button
          type="button"
          className="btn small"
          onClick={() => {
            void navigator.clipboard.writeText(sql).then(() => toast(words.copied));
          }}
        >
          {words.copy}
        </button>
      </div>
      <TextEditor language="sql" label={words.flinkSql} value={sql} />
    </div>
  );
}
