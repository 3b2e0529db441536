import { afterEach, expect, test, vi } from "vitest";
import { api, call } from "./client";
import { useConnection } from "./connection";

const json = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
const REFUSED = { code: "cross-site", status: 403, title: "", detail: "Send the session's token" };

/** A service that takes one token, and tells it. */
function serve(token: string) {
  const sent: string[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    sent.push(`${request.method} ${request.headers.get("X-CSRF-Token")}`);
    if (request.method === "GET") return json(200, { csrf_token: token });
    return request.headers.get("X-CSRF-Token") === token
      ? json(200, { got: await request.json() })
      : json(403, REFUSED);
  });
  return sent;
}

const change = () =>
  call(
    api.PUT("/api/v1/scenarios/{scenario}/draft", {
      params: { path: { scenario: "spam" } },
      body: { document: { name: "spam" }, revision: 1 },
    }),
  );

afterEach(() => {
  vi.unstubAllGlobals();
  useConnection.setState({ csrf: null });
});

test("a change with the token of the session before is sent once more, with the new one and all it says", async () => {
  useConnection.setState({ csrf: "old" });
  const sent = serve("new");

  await expect(change()).resolves.toEqual({ got: { document: { name: "spam" }, revision: 1 } });
  expect(sent).toEqual(["PUT old", "GET null", "PUT new"]);
  expect(useConnection.getState().csrf).toBe("new");
});

test("one that is refused with the newest token stays refused", async () => {
  useConnection.setState({ csrf: "old" });
  vi.stubGlobal("fetch", async (request: Request) =>
    request.method === "GET" ? json(200, { csrf_token: "old" }) : json(403, REFUSED),
  );

  await expect(change()).rejects.toMatchObject({ status: 403 });
});
