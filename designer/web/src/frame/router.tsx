import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { pages } from "~/pages";
import { Broken, NotHere } from "./Broken";
import { Frame } from "./Frame";

const root = createRootRoute({ component: Frame, notFoundComponent: NotHere, errorComponent: Broken });

const start = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/scenarios" as never });
  },
});

const routes = pages.map((page) =>
  createRoute({
    getParentRoute: () => root,
    path: page.path,
    component: lazyRouteComponent(page.load),
    errorComponent: Broken,
  }),
);

export const router = createRouter({
  routeTree: root.addChildren([start, ...routes]),
  defaultPreload: "intent",
  // Texts stay texts: `?q=12` is the text "12", and addresses are short to read and to type.
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const text = new URLSearchParams(
      Object.entries(search).filter(([, value]) => value !== undefined && value !== "") as [string, string][],
    ).toString();
    return text ? `?${text}` : "";
  },
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
