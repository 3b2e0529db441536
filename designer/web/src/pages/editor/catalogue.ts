import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { componentsQuery } from "~/api/queries";
import type { Component } from "~/api/types";
import { canvas } from "~/messages/editor/canvas";

/** The catalogue by id. */
export function useCatalogue(): ReadonlyMap<string, Component> {
  const { data } = useQuery(componentsQuery);
  return useMemo(() => new Map(data?.components.map((each) => [each.id, each])), [data]);
}

const CATEGORIES: [string, string][] = Object.entries(canvas.palette.categories);

/** Components by category, in the order in which events meet them; a category that is not known stands at the end. */
export function byCategory(components: Iterable<Component>): [string, Component[]][] {
  const groups = new Map<string, Component[]>();
  for (const each of components) groups.set(each.category, [...(groups.get(each.category) ?? []), each]);
  const known = CATEGORIES.flatMap(([id, title]): [string, Component[]][] => {
    const found = groups.get(id);
    groups.delete(id);
    return found ? [[title, found]] : [];
  });
  return [...known, ...groups];
}
