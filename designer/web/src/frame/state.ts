import type { ReactNode } from "react";
import { useEffect } from "react";
import { create } from "zustand";
import { environments } from "~/messages";

export interface Crumb {
  title: string;
  to?: string;
}

/** Something that Ctrl-K can do or go to. */
export interface Command {
  id: string;
  title: string;
  detail?: string;
  group: string;
  keys?: string;
  run: () => void;
}

interface FrameState {
  isRailWide: boolean;
  environment: string;
  crumbs: Crumb[];
  commands: Record<string, Command[]>;
  isPaletteOpen: boolean;
  extra: ReactNode;
}

function remembered(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // Storage may be forbidden.
  }
}

function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // It holds for this visit then.
  }
}

const environment = remembered("filbert-environment");

export const useFrame = create<FrameState>(() => ({
  isRailWide: remembered("filbert-rail") !== "narrow",
  environment: environment ?? environments[0],
  crumbs: [],
  commands: {},
  isPaletteOpen: false,
  extra: null,
}));

export function toggleRail(): void {
  const { isRailWide } = useFrame.getState();
  remember("filbert-rail", isRailWide ? "narrow" : "wide");
  useFrame.setState({ isRailWide: !isRailWide });
}

export function chooseEnvironment(name: string): void {
  remember("filbert-environment", name);
  useFrame.setState({ environment: name });
}

/** Set the breadcrumb and the window's title for as long as the page is there. */
export function useCrumbs(...crumbs: Crumb[]): void {
  const text = JSON.stringify(crumbs);
  useEffect(() => {
    const found: Crumb[] = JSON.parse(text);
    useFrame.setState({ crumbs: found });
    document.title = [...found.map((each) => each.title).reverse(), "Filbert"].join(" · ");
  }, [text]);
}

/** Offer commands in Ctrl-K for as long as the page is there. `commands` should be memoised. */
export function useCommands(owner: string, commands: Command[]): void {
  useEffect(() => {
    useFrame.setState((state) => ({ commands: { ...state.commands, [owner]: commands } }));
    return () =>
      useFrame.setState((state) => {
        const { [owner]: _, ...others } = state.commands;
        return { commands: others };
      });
  }, [owner, commands]);
}
