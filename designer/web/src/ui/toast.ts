import { create } from "zustand";
import { messageOf } from "~/api/problem";

export interface Toast {
  id: number;
  kind: "ok" | "danger" | "info";
  text: string;
  action?: { title: string; run: () => void };
}

export const useToasts = create<{ toasts: Toast[] }>(() => ({ toasts: [] }));

let next = 1;

/** Say something that needs no answer. Faults stay until they are closed. */
export function toast(text: string, kind: Toast["kind"] = "ok", action?: Toast["action"]): void {
  const id = next++;
  useToasts.setState(({ toasts }) => ({ toasts: [...toasts.slice(-3), { id, kind, text, action }] }));
  if (kind !== "danger") setTimeout(() => dismiss(id), action ? 12_000 : 5_000);
}

/** Say that something went wrong. */
export function toastError(error: unknown): void {
  toast(messageOf(error), "danger");
}

export function dismiss(id: number): void {
  useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((each) => each.id !== id) }));
}
