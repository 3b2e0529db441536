import createClient from "openapi-fetch";
import { messages } from "~/messages";
import { found, lost, useConnection } from "./connection";
import { parseJson } from "./json";
import { ApiError, type Problem, UnreachableError } from "./problem";
import type { paths } from "./schema";

const SLOW = 2_000;
const LONGEST = 60_000;

/** The typed client. Its answers are unwrapped by `call`. */
export const api = createClient<paths>({ baseUrl: location.origin, fetch: exactFetch });

/** The body of an answer, or the error that says why there is none. */
export async function call<Data>(
  request: Promise<{ data?: Data; error?: unknown; response: Response }>,
): Promise<Data> {
  const { data, error, response } = await request;
  if (response.ok) return data as Data;
  throw asError(error, response);
}

function asError(error: unknown, response: Response): Error {
  if (typeof error === "object" && error !== null && "code" in error) {
    const problem = error as Problem & Record<string, unknown>;
    if (problem.code === "unauthenticated" && useConnection.getState().csrf !== null) {
      useConnection.setState({ expired: true });
    }
    return new ApiError(problem);
  }
  lost();
  return new UnreachableError(messages.somethingElseAnswers(response.status));
}

/** Fetch that carries the session's token, notices whether the service is there, and keeps numbers as written. */
async function exactFetch(request: Request): Promise<Response> {
  const { csrf } = useConnection.getState();
  const again = csrf !== null && request.method !== "GET" ? request.clone() : null;
  const answer = await send(request, csrf);
  // Signed in anew, here or in another tab, while this was on its way: it had the token of the session before.
  const isStale = again !== null && answer.status === 403 && (await codeOf(answer)) === "cross-site";
  const fresh = isStale ? await tokenInsteadOf(csrf) : null;
  return again !== null && fresh !== null ? send(again, fresh) : answer;
}

async function codeOf(answer: Response): Promise<unknown> {
  const problem: unknown = await answer.json();
  return typeof problem === "object" && problem !== null && "code" in problem ? problem.code : null;
}

/** The session's token, if it is another one by now. */
async function tokenInsteadOf(old: string | null): Promise<string | null> {
  if (useConnection.getState().csrf === old) {
    const answer = await send(new Request(`${location.origin}/api/v1/session`), null);
    if (!answer.ok) return null;
    useConnection.setState({ csrf: ((await answer.json()) as { csrf_token: string | null }).csrf_token });
  }
  const { csrf } = useConnection.getState();
  return csrf === old ? null : csrf;
}

async function send(request: Request, csrf: string | null): Promise<Response> {
  if (csrf !== null) request.headers.set("X-CSRF-Token", csrf);
  let isSlow = false;
  const timer = setTimeout(() => {
    isSlow = true;
    useConnection.setState(({ slow }) => ({ slow: slow + 1 }));
  }, SLOW);
  try {
    const answer = await fetch(request, {
      signal: AbortSignal.any([request.signal, AbortSignal.timeout(LONGEST)]),
    });
    const text = answer.status === 204 ? null : await answer.text();
    found();
    const headers = new Headers(answer.headers);
    // With a length the client reads the body by `json`, which is ours.
    headers.set("Content-Length", String(text?.length ?? 0));
    const kept = new Response(text, { status: answer.status, headers });
    Object.defineProperty(kept, "json", { value: async () => parseJson(text ?? "null") });
    return kept;
  } catch (error) {
    if (request.signal.aborted) throw error;
    lost();
    throw new UnreachableError();
  } finally {
    clearTimeout(timer);
    if (isSlow) useConnection.setState(({ slow }) => ({ slow: slow - 1 }));
  }
}
