import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, call } from "./client";

const PAGE = 200;
/** Of whoever goes on. */
const NEXT_PAGE = 1_000;

/** Scenarios that the caller may see, in order, page by page. */
export function scenarioPages(filter: {
  search: string;
  folder: string;
  archived: boolean;
  order: "title" | "changed";
}) {
  const { search, folder, archived, order } = filter;
  const query = {
    order,
    archived,
    ...(search ? { search } : {}),
    ...(folder ? { folder } : {}),
  };
  return infiniteQueryOptions({
    queryKey: ["scenarios", "pages", query],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const page = { after: pageParam, limit: pageParam === undefined ? PAGE : NEXT_PAGE };
      return call(api.GET("/api/v1/scenarios", { params: { query: { ...query, ...page } }, signal }));
    },
    getNextPageParam: (last) => last.after ?? undefined,
    placeholderData: keepPreviousData,
  });
}

/** Scenarios that the caller may see and that are called like a text, the first of them by name. */
export function scenariosNamed(text: string) {
  const query = { limit: PAGE, ...(text ? { named: text } : {}) };
  return queryOptions({
    queryKey: ["scenarios", query],
    queryFn: ({ signal }) => call(api.GET("/api/v1/scenarios", { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export const foldersQuery = queryOptions({
  queryKey: ["folders"],
  queryFn: ({ signal }) => call(api.GET("/api/v1/folders", { signal })),
});

export const streamsQuery = queryOptions({
  queryKey: ["streams"],
  queryFn: ({ signal }) => call(api.GET("/api/v1/streams", { signal })),
});

export const fragmentsQuery = queryOptions({
  queryKey: ["fragments"],
  queryFn: ({ signal }) => call(api.GET("/api/v1/fragments", { signal })),
});

/** The catalogue changes with the program only. */
export const componentsQuery = queryOptions({
  queryKey: ["components"],
  queryFn: ({ signal }) => call(api.GET("/api/v1/components", { signal })),
  staleTime: Number.POSITIVE_INFINITY,
});

export const templatesQuery = queryOptions({
  queryKey: ["templates"],
  queryFn: ({ signal }) => call(api.GET("/api/v1/templates", { signal })),
  staleTime: Number.POSITIVE_INFINITY,
});

/** Environments in the order in which a version goes through them. */
export const environmentsQuery = queryOptions({
  queryKey: ["environments"],
  queryFn: ({ signal }) => call(api.GET("/api/v1/environments", { signal })),
});

/** What should run and what runs, in all environments. */
export const deploymentsQuery = queryOptions({
  queryKey: ["deployments"],
  queryFn: ({ signal }) => call(api.GET("/api/v1/deployments", { signal })),
  refetchInterval: 15_000,
});
