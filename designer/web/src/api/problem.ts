import { messages } from "~/messages";
import type { components } from "./schema";

export type Problem = components["schemas"]["Problem"];

/** An answer of the service that is not a success: what is wrong, and what to do. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly body: Problem & Record<string, unknown>;

  constructor(body: Problem & Record<string, unknown>) {
    super(body.detail);
    this.name = "ApiError";
    this.status = body.status;
    this.code = body.code;
    this.body = body;
  }
}

/** The service did not answer at all, or something between here and there did instead of it. */
export class UnreachableError extends Error {
  constructor(message: string = messages.noAnswer) {
    super(message);
    this.name = "UnreachableError";
  }
}

/** Whether trying again later may succeed, without anybody changing anything. */
export function isPassing(error: unknown): boolean {
  return error instanceof UnreachableError || (error instanceof ApiError && error.status >= 500);
}

/** What to tell a person about an error. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
