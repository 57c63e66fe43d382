import type { Sample } from "./life";
import { type Calls, METHODS, OPERATIONS, SYSTEMS, type SystemName } from "./operations";
import { ROLES, type Usage } from "./processes";

/** An operation over all rounds: medians. */
export interface Result extends Sample {
  readonly ratioToFloor: number | undefined;
  readonly ratioToNaive: number | undefined;
}

export function resultsOf(samples: readonly Sample[]): Result[] {
  const medians = grouped(samples).map(medianOf).sort(inOrder);
  const ratio = ({ keys, operation, seconds }: Sample, to: SystemName) => {
    const base = medians.find((other) => other.system === to && other.keys === keys && other.operation === operation);
    return base && rounded(seconds / base.seconds);
  };
  return medians.map((each) => ({ ...each, ratioToFloor: ratio(each, "floor"), ratioToNaive: ratio(each, "naive") }));
}

/** The samples of each operation of a system on so many keys. */
function grouped(samples: readonly Sample[]): Sample[][] {
  const groups = new Map<string, Sample[]>();
  for (const sample of samples) {
    const name = `${sample.keys} ${sample.operation} ${sample.system}`;
    groups.set(name, [...(groups.get(name) ?? []), sample]);
  }
  return [...groups.values()];
}

function medianOf(samples: Sample[]): Sample {
  const [first] = samples as [Sample];
  const all = <Property extends keyof Sample>(property: Property) => samples.map((sample) => sample[property]);
  return {
    ...first,
    seconds: rounded(median(all("seconds")) as number),
    calls: Object.fromEntries(
      METHODS.map((method) => [method, median(all("calls").map((calls) => calls[method]))]),
    ) as Calls,
    stateBytesPerKey: median(all("stateBytesPerKey")),
    peakMemoryBytes: median(all("peakMemoryBytes")),
    cpuSeconds: mediansOf(all("cpuSeconds")),
  };
}

function mediansOf(values: readonly Usage["cpuSeconds"][]): Usage["cpuSeconds"] {
  if (values.every((value) => value === undefined)) {
    return undefined;
  }
  const entries = ROLES.map((role) => [role, median(values.map((value) => value?.[role]))] as const);
  return Object.fromEntries(entries.filter(([, seconds]) => seconds !== undefined));
}

/** For `sort`: by number of keys, operation and system. */
export function inOrder(a: Sample, b: Sample): number {
  const place = ({ operation, system }: Sample) => 10 * OPERATIONS.indexOf(operation) + SYSTEMS.indexOf(system);
  return a.keys - b.keys || place(a) - place(b);
}

/** Of an even number, the lower of the two in the middle: a value that was measured. */
export function median(values: readonly (number | undefined)[]): number | undefined {
  const sorted = values.filter((value) => value !== undefined).sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)];
}

export function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
