import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { api, call } from "~/api/client";
import { useSession } from "~/api/session";
import { showWhen } from "~/messages";
import { presence } from "~/messages/editor/bar";
import { useView } from "./store";

/** How often it is said, in milliseconds; the service holds it for 45 s. */
const AGAIN = 20_000;
/** A random name of this tab. */
const client = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;

/** Who else has the scenario open. It is asked and said in one. */
export function Presence({ scenario }: { scenario: string }) {
  const session = useSession();
  const mayEdit = useView((state) => state.mayEdit);
  const open = useView((state) => state.open);
  const params = { path: { scenario } };
  const found = useQuery({
    queryKey: ["presence", scenario, mayEdit, open],
    queryFn: ({ signal }) =>
      call(
        api.PUT("/api/v1/scenarios/{scenario}/presence", {
          params,
          body: { client, doing: mayEdit ? "editing" : "viewing", node: open },
          signal,
        }),
      ),
    refetchInterval: AGAIN,
    staleTime: 0,
    placeholderData: (before) => before,
  });
  useEffect(
    () => () => {
      // The service forgets a tab by itself, too, where this does not arrive.
      void api
        .DELETE("/api/v1/scenarios/{scenario}/presence/{client}", { params: { path: { scenario, client } } })
        .catch(() => undefined);
    },
    [scenario],
  );
  const others = (found.data?.people ?? []).filter((each) => each.client !== client);
  if (others.length === 0) return null;
  const names = [
    ...new Set(others.map((each) => (each.user === session.user ? presence.youElsewhere : each.title))),
  ];
  return (
    <span
      className="badge line presence"
      role="status"
      title={others
        .map(({ title, node, since }) =>
          node ? presence.atNodeSince(title, node, showWhen(since)) : presence.since(title, showWhen(since)),
        )
        .join("\n")}
    >
      {names.length > 2
        ? presence.openByMore(names.slice(0, 2).join(", "), names.length - 2)
        : presence.openBy(names.join(", "))}
    </span>
  );
}
