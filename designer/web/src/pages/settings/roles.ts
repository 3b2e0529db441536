import type { Role } from "~/api/types";

/** What each role may do, the least first. */
export const ROLES: [Role, string][] = [
  ["viewer", "sees everything in the folder, personal data masked"],
  ["analyst", "edits, tests, deploys to the sandbox, sees personal data"],
  ["deployer", "also deploys to acceptance and production"],
  ["admin", "also gives roles in the folder"],
];
