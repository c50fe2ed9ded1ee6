/** The equations of the test problems, in the order of assembly/models/problems/registry.ts. */
const kinds = [
  "rober",
  "hires",
  "singularVanDerPol",
  "dampedVanDerPol",
  "orego",
  "pollu",
  "e5",
  "kaps",
  "protheroRobinson",
  "linear",
  "arenstorf",
  "pleiades",
  "lorenz",
  "brusselator",
  "lotkaVolterra",
  "henonHeiles",
  "cubicSpiral",
  "detestA1",
  "detestA2",
  "detestA3",
  "detestA4",
  "detestA5",
  "detestB1",
  "detestB2",
  "detestB3",
  "detestB4",
  "detestB5",
  "orbit",
  "detestE1",
  "detestE3",
  "detestE4",
  "detestE5",
  "reducedE5",
] as const;

/** Name of the equations of a test problem. */
export type ProblemKind = (typeof kinds)[number];

/** The number under which the core knows them. */
export function kindNumber(kind: ProblemKind): number {
  return kinds.indexOf(kind);
}
