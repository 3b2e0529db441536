import type { Role } from "~/api/types";
import { settings } from "~/messages/settings";

const words = settings.roles;

/** What each role may do, the least first. */
export const ROLES: [Role, string][] = [
  ["viewer", words.seesEverythingInTheFolder],
  ["analyst", words.editsTestsDeploys],
  ["deployer", words.alsoDeploysToAcceptance],
  ["admin", words.alsoGivesRoles],
];
