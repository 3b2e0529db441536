import { messages, plural } from "~/messages";
import { common } from "./common";

/** Test cases: events, and the rows that they must give. */
export const cases = {
  testCases: common.testCases,
  theTestCases: "the test cases",
  testCase: "The test case",
  theTestCase: "the test case",
  asYaml: "The test case as YAML",
  runAll: "Run all",
  running: "Running",
  pin: "Pin this run as a test",
  whatIsPinned: "The events of the sample, and the rows that they give now",
  passed: "passed",
  failed: "failed",
  notRun: common.notKnown,
  noneYet: "No test case yet. Pin a run: its events must then always give the same rows.",
  node: messages.common.node,
  row: "Row",
  field: "Field",
  whatDiffers: "What differs",
  allPass: (testCases: string) => `All of ${testCases} pass.`,
  pinned: "The run is a test case: the same events must give the same rows.",
  noRun: "There is no run to pin.",
  /** What a test case is called: as the sample, with the number of rows that come out. */
  titled: (sample: string, rows: number) => `${sample}, ${plural(rows, "row")}`,
  numbered: (title: string, number: number) => `${title} (${number})`,
} as const;

/** The events that run while one draws. */
export const sample = {
  sample: "Sample:",
  pin: "Pin a sample",
  pinOthers: "Pin other events",
  remove: "Remove this sample",
  title: messages.common.title,
  pinEvents: "Pin events",
  pinThem: "Pin them",
  pastedEvents: "Pasted events",
  file: messages.common.file,
  events: messages.common.events,
  howEventsAreWritten:
    'One JSON object a line, or a JSON list. With several streams: {"stream": …, "value": {…}}.',
} as const;
