import { useQuery } from "@tanstack/react-query";
import { api, call } from "~/api/client";
import { withPlainNumbers } from "~/api/json";
import { alerts } from "~/messages/alerts";
import { Dialog } from "~/ui/Dialog";
import { Empty, Failed, Loading } from "~/ui/Empty";
import { type Day, daysOf, inPercent, type RulePrecision } from "./precision";
import { Swatches } from "./Swatches";

const words = alerts.precisionDialog;

const DAYS = 30;
const HEIGHT = 40;
const BAR = 6;

/** How precise each scenario and rule of an environment is: the share of judged alerts that are true. */
export function PrecisionDialog({ environment, onClose }: { environment: string; onClose: () => void }) {
  const found = useQuery({
    queryKey: ["precision", environment],
    queryFn: ({ signal }) =>
      call(
        api.GET("/api/v1/alerts/precision", {
          params: { query: { environment: [environment] } as never },
          signal,
        }),
      ).then(withPlainNumbers),
    refetchInterval: 5_000,
  });
  const rules = found.data?.rules ?? [];
  return (
    <Dialog title={words.title(environment, DAYS)} size={720} onClose={onClose}>
      {found.isPending && <Loading what={words.loading} rows={3} />}
      {found.isError && !found.data && (
        <Failed what={words.thePrecision} error={found.error} again={() => void found.refetch()} />
      )}
      {found.data && rules.length === 0 && (
        <Empty icon="alert" title={words.none}>
          <p>{words.howTo}</p>
        </Empty>
      )}
      {rules.map((rule) => (
        <Rule key={`${rule.scenario}/${rule.node}`} rule={rule} />
      ))}
      {rules.length > 0 && <Swatches titles={words.swatches} />}
    </Dialog>
  );
}

function Rule({ rule }: { rule: RulePrecision }) {
  const days = daysOf(rule.points, DAYS);
  const judged = rule.true + rule.false;
  return (
    <section className="rule" aria-label={`${rule.scenario}, ${rule.node}`}>
      <div className="cut">
        <b>{rule.scenario}</b> <span className="mono t3 sm">{rule.node}</span>
        <p className="t2 sm">{words.ofRule(rule.true, judged, rule.open)}</p>
      </div>
      <b className="share">{inPercent(rule.precision)}</b>
      <Bars days={days} />
    </section>
  );
}

function Bars({ days }: { days: Day[] }) {
  const most = Math.max(1, ...days.map((each) => each.true + each.false + each.open));
  const width = days.length * BAR;
  return (
    <svg
      className="bars"
      viewBox={`0 0 ${width} ${HEIGHT}`}
      width={width}
      height={HEIGHT}
      role="img"
      aria-label={words.chart}
    >
      {days.map((each, at) => {
        const parts = [
          ["true", each.true],
          ["false", each.false],
          ["open", each.open],
        ] as const;
        let top = HEIGHT - 1;
        return (
          <g key={each.day}>
            <title>{words.ofDay(each)}</title>
            {parts.map(([kind, count]) => {
              const height = (count / most) * (HEIGHT - 2);
              top -= height;
              return (
                <rect key={kind} className={kind} x={at * BAR} y={top} width={BAR - 1} height={height} />
              );
            })}
          </g>
        );
      })}
      <line x1="0" x2={width} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} className="axis" />
    </svg>
  );
}
