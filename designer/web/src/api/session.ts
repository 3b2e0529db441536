import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, call } from "./client";
import { useConnection } from "./connection";
import { ApiError } from "./problem";
import type { OwnSession, Role } from "./types";

/** Who is signed in; null when nobody is. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async (): Promise<OwnSession | null> => {
    try {
      const session = await call(api.GET("/api/v1/session"));
      useConnection.setState({ csrf: session.csrf_token });
      return session;
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: Number.POSITIVE_INFINITY,
});

/** The session of whoever is at work. Only pages inside the frame may ask, where there is one. */
export function useSession(): OwnSession {
  const { data } = useQuery(sessionQuery);
  if (!data) throw new Error("nobody is signed in");
  return data;
}

const ORDER: Role[] = ["viewer", "analyst", "deployer", "admin"];

/** Whether the caller has a role, or a higher one, in a folder. */
export function covers(session: OwnSession, folder: string, role: Role): boolean {
  const own: Role | undefined = session.is_administrator ? "admin" : session.folders[folder];
  return own !== undefined && ORDER.indexOf(own) >= ORDER.indexOf(role);
}

/** The folders in which the caller has a role. */
export function foldersWith(session: OwnSession, folders: string[], role: Role): string[] {
  return folders.filter((folder) => covers(session, folder, role));
}
