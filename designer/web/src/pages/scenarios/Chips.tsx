import { useQuery } from "@tanstack/react-query";
import { deploymentsQuery, environmentsQuery } from "~/api/queries";
import { scenarios } from "~/messages/scenarios";
import type { Deployment } from "~/ui/DeploymentState";
import { Icon } from "~/ui/Icon";

const words = scenarios.chips;

const places = new WeakMap<Deployment[], Map<string, Deployment>>();

/** Deployments by scenario and environment, once for all rows: with a thousand, each row would go through all of them. */
function placesOf(deployments: Deployment[]): Map<string, Deployment> {
  const known = places.get(deployments);
  if (known) return known;
  const found = new Map(deployments.map((each) => [`${each.scenario} ${each.environment}`, each]));
  places.set(deployments, found);
  return found;
}

/** One chip for each environment: what runs there. Dashed: nothing; with a word: not well. */
export function Chips({ scenario }: { scenario: string }) {
  const environments = useQuery(environmentsQuery);
  const deployments = useQuery(deploymentsQuery);
  if (deployments.isError) return <span className="t3 sm">{words.unknown}</span>;
  return (
    <span className="chips">
      {environments.data?.environments.map(({ name }) => {
        const found = deployments.data && placesOf(deployments.data.deployments).get(`${scenario} ${name}`);
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
