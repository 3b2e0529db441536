import { Menu } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api, call } from "~/api/client";
import { useCrumbs, useFrame } from "~/frame/state";
import { useGo, useView } from "~/frame/view";
import { messages, showInstant, showNumber, showWhen } from "~/messages";
import { type Column, DataList } from "~/ui/DataList";
import { type Deployment, State } from "~/ui/DeploymentState";
import { Empty, Failed, Loading } from "~/ui/Empty";
import { Icon } from "~/ui/Icon";
import { AskDialog, type Asked } from "./AskDialog";
import { DeploymentDialog } from "./DeploymentDialog";

/** What should run in an environment and what runs, as it was last seen. */
export default function DeploymentsPage() {
  useCrumbs({ title: "Deployments" });
  const environment = useFrame((state) => state.environment);
  const [view, setView] = useView({ scenario: "" });
  const [asked, setAsked] = useState<Asked | null>(null);
  const go = useGo();
  const found = useQuery({
    queryKey: ["deployments", environment],
    queryFn: ({ signal }) =>
      call(api.GET("/api/v1/deployments", { params: { query: { environment } as never }, signal })),
    refetchInterval: 3_000,
  });
  const rows = found.data?.deployments ?? [];
  const opened = rows.find((each) => each.scenario === view.scenario);
  const silent = found.data?.clusters.filter((each) => each.fault) ?? [];
  const columns: Column<Deployment>[] = [
    {
      id: "scenario",
      title: "Scenario",
      width: "minmax(180px, 2fr)",
      render: (each) => (
        <Link
          to={`/scenarios/${each.scenario}` as never}
          style={{ color: "var(--text)", fontWeight: 600 }}
          title={each.scenario}
        >
          {each.scenario}
        </Link>
      ),
    },
    { id: "state", title: "State", width: "minmax(150px, 1.5fr)", render: (each) => <State of={each} /> },
    {
      id: "version",
      title: "Version",
      width: "96px",
      render: (each) =>
        each.version !== null ? (
          <span className="badge">v{each.version}</span>
        ) : (
          <span className="mono t2" title={each.hash ?? undefined}>
            {each.hash?.slice(0, 8) ?? "–"}
          </span>
        ),
    },
    {
      id: "since",
      title: "Since",
      width: "132px",
      render: (each) =>
        each.since ? <span title={showInstant(each.since)}>{showWhen(each.since)}</span> : "–",
    },
    {
      id: "lag",
      title: "Waiting in Kafka",
      width: "112px",
      align: "right",
      render: (each) => (each.lag === null ? <span className="t3">–</span> : showNumber(each.lag)),
    },
    {
      id: "restarts",
      title: "Restarts",
      width: "72px",
      align: "right",
      render: (each) => (each.restarts === null ? <span className="t3">–</span> : showNumber(each.restarts)),
    },
    {
      id: "more",
      title: <span className="vh">More</span>,
      width: "28px",
      render: (each) => (
        <Menu position="bottom-end">
          <Menu.Target>
            <button type="button" className="btn ghost icon" aria-label={`More for ${each.scenario}`}>
              <Icon name="more" />
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => go(`/scenarios/${each.scenario}`, { running: environment })}>
              {messages.live.watch}
            </Menu.Item>
            <Menu.Item onClick={() => setView({ scenario: each.scenario })}>Details and exceptions</Menu.Item>
            <Menu.Item onClick={() => setAsked({ kind: "promote", deployment: each })}>Promote</Menu.Item>
            <Menu.Item onClick={() => setAsked({ kind: "rollback", deployment: each })}>Roll back</Menu.Item>
            <Menu.Item onClick={() => setAsked({ kind: "restart", deployment: each })}>Restart</Menu.Item>
            <Menu.Divider />
            <Menu.Item onClick={() => setAsked({ kind: "stop", deployment: each })}>Stop</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      ),
    },
  ];
  return (
    <main className="page" style={{ flex: 1 }}>
      <div className="bar">
        <h1>Deployments {found.data && <span className="count">{showNumber(rows.length)}</span>}</h1>
        <span className="t3 sm">{environment}</span>
      </div>
      <div className="content">
        {silent.map((each) => (
          <p key={each.flink} className="notice warn" role="status">
            <Icon name="warning" />
            <span>
              <span className="mono">{each.flink}</span> does not answer: {each.fault}{" "}
              {each.seen_at && `What is shown was seen ${showWhen(each.seen_at)}.`}
            </span>
          </p>
        ))}
        {found.isPending && <Loading what="deployments" />}
        {found.isError && !found.data && (
          <Failed what="The deployments" error={found.error} again={() => void found.refetch()} />
        )}
        {found.data && rows.length === 0 && (
          <Empty icon="deploy" title={`Nothing is deployed to ${environment}`}>
            <p>Open a scenario and deploy it; what runs here then shows its state, version and lag.</p>
            <Link className="btn" to={"/scenarios" as never}>
              Go to the scenarios
            </Link>
          </Empty>
        )}
        {rows.length > 0 && (
          <DataList
            label="Deployments"
            columns={columns}
            rows={rows}
            keyOf={(each) => each.scenario}
            height={44}
            least={820}
            onOpen={(each) => setView({ scenario: each.scenario })}
          />
        )}
        {(found.data?.foreign.length ?? 0) > 0 && (
          <section className="col" aria-label="Jobs of others">
            <h2>Jobs that Filbert does not know</h2>
            <p className="t2 sm">They run on the same clusters and are never touched from here.</p>
            <ul className="col row-4">
              {found.data?.foreign.map((each) => (
                <li key={each.job_id} className="row">
                  <span className="mono">{each.name}</span>
                  <span className="badge">{each.state}</span>
                  <span className="t3 sm">since {showWhen(each.since)}</span>
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
      {opened && !asked && <DeploymentDialog deployment={opened} onClose={() => setView({ scenario: "" })} />}
      {asked && <AskDialog asked={asked} onClose={() => setAsked(null)} />}
    </main>
  );
}
