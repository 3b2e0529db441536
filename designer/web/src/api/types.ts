import type { components } from "./schema";

type Schemas = components["schemas"];

export type OwnSession = Schemas["OwnSession"];
export type Role = Schemas["Role"];
export type ScenarioSummary = Schemas["ScenarioSummary"];
export type ScenarioAnswer = Schemas["ScenarioAnswer"];
export type ScenarioProblem = Schemas["ScenarioProblem"];
export type Component = Schemas["ComponentAnswer"];
export type RunAnswer = Schemas["RunAnswer"];
export type RunNode = Schemas["RunNode"];
export type RunRow = Schemas["RunRow"];
export type ContextAnswer = Schemas["ContextAnswer"];
export type Comment = Schemas["CommentAnswer"];
export type Difference = Schemas["DifferenceAnswer"];
export type VersionSummary = Schemas["VersionSummary"];
export type SampleSummary = Schemas["SampleSummary"];
export type CaseSummary = Schemas["CaseSummary"];
export type CasesResult = Schemas["CasesResult"];
