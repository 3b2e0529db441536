/** What the running view shows: which range, what was counted in it, and how fast it goes at the moment looked at. */
import { useMemo } from "react";
import { create } from "zustand";
import { useShallow } from "zustand/react/shallow";
import { chooseEnvironment, useFrame } from "~/frame/state";
import { fitSoon, useView } from "../store";
import type { Flows } from "./figures";
import { type RangeId, rangeOf, type Span, spanFrom } from "./ranges";

interface Live {
  isOn: boolean;
  range: RangeId;
  /** A range in the past instead of one that ends now. */
  span: Span | null;
  /** The moment that a chart's crosshair points at. */
  cursor: number | null;
  /** What was counted in the range; null as long as nothing is known. */
  counts: Flows | null;
  /** By second: now, at the crosshair, or over the chosen range. */
  rates: Flows | null;
}

export const NOTHING: Live = {
  isOn: false,
  range: "15m",
  span: null,
  cursor: null,
  counts: null,
  rates: null,
};

export const useLive = create<Live>(() => NOTHING);

/** Look at another range. */
export function chooseRange(range: RangeId): void {
  useLive.setState({ range, span: null, cursor: null });
}

/** Look at a part of the past; null: back to now. */
export function chooseSpan(span: Span | null): void {
  useLive.setState({ span, cursor: null });
}

/** Look at what runs, or at the sample again. */
export function switchLive(isOn: boolean): void {
  useLive.setState(isOn ? { isOn } : NOTHING);
  const { drawer } = useView.getState();
  if (isOn && (drawer === null || drawer === "sample")) useView.setState({ drawer: "measures" });
  if (!isOn && drawer === "measures") useView.setState({ drawer: null });
  fitSoon();
}

/** The parts of the address that say what is looked at. */
export const LIVE_ADDRESS = { running: "", range: "", from: "", to: "" };

/** What the address asks for, when the editor opens. */
export function openLive(address: typeof LIVE_ADDRESS): void {
  if (address.running) chooseEnvironment(address.running);
  const span = spanFrom(address.from, address.to);
  useLive.setState({ ...NOTHING, isOn: address.running !== "", range: rangeOf(address.range).id, span });
  if (address.running && useView.getState().drawer === null) useView.setState({ drawer: "measures" });
}

/** What the address should say. */
export function useLiveAddress(): typeof LIVE_ADDRESS {
  const { isOn, range, span } = useLive(useShallow(({ isOn, range, span }) => ({ isOn, range, span })));
  const environment = useFrame((state) => state.environment);
  return useMemo(
    () => ({
      running: isOn ? environment : "",
      range: isOn && range !== NOTHING.range ? range : "",
      from: isOn && span ? new Date(span.since).toISOString() : "",
      to: isOn && span ? new Date(span.until).toISOString() : "",
    }),
    [isOn, range, span, environment],
  );
}
