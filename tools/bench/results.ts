import type { Measurement, Sample } from "./life";
import { type Calls, METHODS, OPERATIONS, SYSTEMS, type SystemName } from "./operations";
import { ROLES, type Usage } from "./processes";

/** The medians of an operation over all rounds. */
export interface Result extends Sample {
  readonly ratioToFloor: number | undefined;
  readonly ratioToNaive: number | undefined;
}

export function resultsOf(samples: readonly Sample[]): Result[] {
  const medians = mediansOf(samples, ({ system }) => system).sort(inOrder);
  const ratio = (each: Sample, to: SystemName) =>
    ratioTo(
      each,
      medians.filter(({ system }) => system === to),
    );
  return medians.map((each) => ({ ...each, ratioToFloor: ratio(each, "floor"), ratioToNaive: ratio(each, "naive") }));
}

/** One median per number of keys, operation and subject. */
export function mediansOf<Each extends Measurement>(
  samples: readonly Each[],
  subjectOf: (sample: Each) => string,
): Each[] {
  const groups = Map.groupBy(samples, (sample) => `${sample.keys} ${sample.operation} ${subjectOf(sample)}`);
  return [...groups.values()].map(medianOf);
}

/** The ratio of an operation's time to that of the base with the same number of keys. */
export function ratioTo({ keys, operation, seconds }: Measurement, bases: readonly Measurement[]): number | undefined {
  const base = bases.find((other) => other.keys === keys && other.operation === operation);
  return base && rounded(seconds / base.seconds);
}

function medianOf<Each extends Measurement>(samples: Each[]): Each {
  const [first] = samples as [Each];
  const all = <Property extends keyof Each>(property: Property) => samples.map((sample) => sample[property]);
  return {
    ...first,
    seconds: rounded(median(all("seconds")) as number),
    calls: Object.fromEntries(
      METHODS.map((method) => [method, median(all("calls").map((calls) => calls[method]))]),
    ) as Calls,
    lists: median(all("lists")) as number,
    blocks: median(all("blocks")) as number,
    stateBytesPerKey: median(all("stateBytesPerKey")),
    peakMemoryBytes: median(all("peakMemoryBytes")),
    cpuSeconds: medianByRole(all("cpuSeconds")),
  };
}

function medianByRole(values: readonly Usage["cpuSeconds"][]): Usage["cpuSeconds"] {
  if (values.every((value) => value === undefined)) {
    return undefined;
  }
  const entries = ROLES.map((role) => [role, median(values.map((value) => value?.[role]))] as const);
  return Object.fromEntries(entries.filter(([, seconds]) => seconds !== undefined));
}

/**
 * The results whose times can be compared with each other: those without a rate limit, and of the lowest latency if a
 * report has several.
 */
export function comparable(results: readonly Result[]): Result[] {
  const unlimited = results.filter(({ rateLimit }) => !rateLimit);
  const lowest = Math.min(...unlimited.map(({ latencyMs }) => latencyMs));
  return unlimited.filter(({ latencyMs }) => latencyMs === lowest);
}

/** For `sort`: by number of keys, then operation, then system, then latency. */
export function inOrder(a: Sample, b: Sample): number {
  const place = ({ operation, system }: Sample) => 10 * OPERATIONS.indexOf(operation) + SYSTEMS.indexOf(system);
  return a.keys - b.keys || place(a) - place(b) || a.latencyMs - b.latencyMs;
}

/** For an even number of values, the lower of the two in the middle: a value that was measured. */
export function median(values: readonly (number | undefined)[]): number | undefined {
  const sorted = values.filter((value) => value !== undefined).sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)];
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
