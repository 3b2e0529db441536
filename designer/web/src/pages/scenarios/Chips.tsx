import { useQuery } from "@tanstack/react-query";
import { deploymentsQuery, environmentsQuery } from "~/api/queries";
import { scenarios } from "~/messages/scenarios";
import { Icon } from "~/ui/Icon";

const words = scenarios.chips;

/** One chip for each environment: what runs there. Dashed: nothing; with a word: not well. */
export function Chips({ scenario }: { scenario: string }) {
  const environments = useQuery(environmentsQuery);
  const deployments = useQuery(deploymentsQuery);
  if (deployments.isError) return <span className="t3 sm">{words.unknown}</span>;
  return (
    <span className="chips">
      {environments.data?.environments.map(({ name }) => {
        const found = deployments.data?.deployments.find(
          (each) => each.scenario === scenario && each.environment === name,
        );
        if (!found || (found.desired !== "running" && found.observed !== "running")) {
          return (
            <span key={name} className="est off">
              <Icon name="minus" size={12} />
              {name}
            </span>
          );
        }
        const isWell = found.is_good;
        return (
          <span key={name} className={`est ${isWell ? "ok" : "warn"}`} title={found.detail}>
            <Icon name={isWell ? "play" : "warning"} size={12} />
            {name} {found.version !== null && <b>v{found.version}</b>} {!isWell && found.observed}
          </span>
        );
      })}
    </span>
  );
}
