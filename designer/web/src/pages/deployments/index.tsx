import { Menu } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useCallback, useState } from "react";
import { api, call } from "~/api/client";
import { useCrumbs, useFrame } from "~/frame/state";
import { useGo, useView } from "~/frame/view";
import { messages, showInstant, showNumber, showWhen } from "~/messages";
import { deployments } from "~/messages/deployments";
import { type Column, DataList } from "~/ui/DataList";
import { type Deployment, State } from "~/ui/DeploymentState";
import { Empty } from "~/ui/Empty";
import { Icon } from "~/ui/Icon";
import { Search } from "~/ui/Search";
import { useTyping } from "~/ui/useTyping";
import { Waiting } from "~/ui/Waiting";
import { AskDialog, type Asked } from "./AskDialog";
import { DeploymentDialog } from "./DeploymentDialog";

const words = deployments.page;

/** What should run in an environment and what runs, as it was last seen. */
export default function DeploymentsPage() {
  useCrumbs({ title: words.deployments });
  const environment = useFrame((state) => state.environment);
  const [view, setView] = useView({ scenario: "", q: "" });
  const search = useCallback((q: string) => setView({ q }), [setView]);
  const [text, setText] = useTyping(view.q, search);
  const [asked, setAsked] = useState<Asked | null>(null);
  const go = useGo();
  const found = useQuery({
    queryKey: ["deployments", environment],
    queryFn: ({ signal }) =>
      call(api.GET("/api/v1/deployments", { params: { query: { environment } as never }, signal })),
    refetchInterval: 3_000,
  });
  const all = found.data?.deployments ?? [];
  const rows = all.filter((each) => each.scenario.includes(view.q.toLowerCase()));
  const opened = all.find((each) => each.scenario === view.scenario);
  const silent = found.data?.clusters.filter((each) => each.fault) ?? [];
  const columns: Column<Deployment>[] = [
    {
      id: "scenario",
      title: messages.common.scenario,
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
    {
      id: "state",
      title: messages.common.state,
      width: "minmax(150px, 1.5fr)",
      render: (each) => <State of={each} />,
    },
    {
      id: "version",
      title: messages.common.version,
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
      title: words.since,
      width: "132px",
      render: (each) =>
        each.since ? <span title={showInstant(each.since)}>{showWhen(each.since)}</span> : "–",
    },
    {
      id: "lag",
      title: words.waitingInKafka,
      width: "112px",
      align: "right",
      render: (each) => (each.lag === null ? <span className="t3">–</span> : showNumber(each.lag)),
    },
    {
      id: "restarts",
      title: words.restarts,
      width: "72px",
      align: "right",
      render: (each) => (each.restarts === null ? <span className="t3">–</span> : showNumber(each.restarts)),
    },
    {
      id: "more",
      title: <span className="vh">{messages.common.more}</span>,
      width: "28px",
      render: (each) => (
        <Menu position="bottom-end">
          <Menu.Target>
            <button type="button" className="btn ghost icon" aria-label={words.moreFor(each.scenario)}>
              <Icon name="more" />
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => go(`/scenarios/${each.scenario}`, { running: environment })}>
              {words.watchItRun}
            </Menu.Item>
            <Menu.Item onClick={() => setView({ scenario: each.scenario })}>
              {words.detailsAndExceptions}
            </Menu.Item>
            <Menu.Item onClick={() => setAsked({ kind: "promote", deployment: each })}>
              {words.promote}
            </Menu.Item>
            <Menu.Item onClick={() => setAsked({ kind: "rollback", deployment: each })}>
              {words.rollBack}
            </Menu.Item>
            <Menu.Item onClick={() => setAsked({ kind: "restart", deployment: each })}>
              {words.restart}
            </Menu.Item>
            <Menu.Divider />
            <Menu.Item onClick={() => setAsked({ kind: "stop", deployment: each })}>{words.stop}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      ),
    },
  ];
  return (
    <main className="page" style={{ flex: 1 }}>
      <div className="bar">
        <h1>
          {words.deployments} {found.data && <span className="count">{showNumber(all.length)}</span>}
        </h1>
        <span className="t3 sm">{environment}</span>
      </div>
      <div className="content">
        {silent.map((each) => (
          <p key={each.flink} className="notice warn" role="status">
            <Icon name="warning" />
            <span>
              <span className="mono">{each.flink}</span> {words.doesNotAnswer(each.fault)}{" "}
              {each.seen_at && words.whatIsShownWasSeen(showWhen(each.seen_at))}
            </span>
          </p>
        ))}
        <Waiting query={found} what={words.theDeployments} />
        {found.data && all.length === 0 && (
          <Empty icon="deploy" title={words.nothingIsDeployedTo(environment)}>
            <p>{words.openAScenarioAndDeploy}</p>
            <Link className="btn" to={"/scenarios" as never}>
              {words.goToTheScenarios}
            </Link>
          </Empty>
        )}
        {all.length > 0 && (
          <Search
            text={text}
            setText={setText}
            label={words.searchDeployments}
            placeholder={words.nameOfAScenario}
          />
        )}
        {all.length > 0 && rows.length === 0 && (
          <Empty icon="search" title={words.noDeploymentFits}>
            <button
              type="button"
              className="btn"
              onClick={() => {
                setText("");
                setView({ q: "" });
              }}
            >
              {messages.common.showAll}
            </button>
          </Empty>
        )}
        {rows.length > 0 && (
          <DataList
            label={words.deployments}
            columns={columns}
            rows={rows}
            keyOf={(each) => each.scenario}
            height={44}
            least={820}
            onOpen={(each) => setView({ scenario: each.scenario })}
          />
        )}
        {(found.data?.foreign.length ?? 0) > 0 && (
          <section className="col" aria-label={words.jobsOfOthers}>
            <h2>{words.jobsThatFilbertDoesNot}</h2>
            <p className="t2 sm">{words.theyRunOnTheSame}</p>
            <ul className="col row-4">
              {found.data?.foreign.map((each) => (
                <li key={each.job_id} className="row">
                  <span className="mono">{each.name}</span>
                  <span className="badge">{each.state}</span>
                  <span className="t3 sm">{words.sinceOf(showWhen(each.since))}</span>
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
