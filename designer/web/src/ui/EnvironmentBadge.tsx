/** The word of an environment in its colour; colour is never the only sign. */
export function EnvironmentBadge({ name }: { name: string }) {
  const kind = name === "production" ? "danger line" : name === "acceptance" ? "warn" : "";
  return <span className={`badge ${kind}`}>{name}</span>;
}
