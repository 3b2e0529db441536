import { create } from "zustand";

export type Choice = "system" | "light" | "dark";

const KEY = "filbert-theme";
const system = matchMedia("(prefers-color-scheme: dark)");

interface Theme {
  choice: Choice;
  shown: "light" | "dark";
}

function shownFor(choice: Choice): "light" | "dark" {
  return choice === "system" ? (system.matches ? "dark" : "light") : choice;
}

function stored(): Choice {
  try {
    const found = localStorage.getItem(KEY);
    return found === "light" || found === "dark" ? found : "system";
  } catch {
    return "system"; // Storage may be forbidden.
  }
}

export const useTheme = create<Theme>(() => ({ choice: stored(), shown: shownFor(stored()) }));

/** Choose a theme; kept for the next visit. */
export function chooseTheme(choice: Choice): void {
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    // It holds for this visit then.
  }
  useTheme.setState({ choice, shown: shownFor(choice) });
}

system.addEventListener("change", () => chooseTheme(useTheme.getState().choice));
useTheme.subscribe(({ shown }) => {
  document.documentElement.dataset.theme = shown;
  document.documentElement.dataset.mantineColorScheme = shown;
});
