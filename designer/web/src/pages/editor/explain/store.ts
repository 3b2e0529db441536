/** The explanation that is shown, where nodes and connections find it. */
import { create } from "zustand";
import type { Explanation } from "./explain";

interface Explained {
  explanation: Explanation | null;
}

export const useExplained = create<Explained>(() => ({ explanation: null }));
