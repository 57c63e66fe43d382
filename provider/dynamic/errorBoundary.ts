import { messageOf } from "../errors/jetEmailError";
import { PartialError } from "../errors/partialError";
import { printable } from "../errors/printable";

/**
 * Runs an operation and throws only errors made here. Pulumi prints a thrown error's stack, takes a numeric `code` and
 * `details` for its own protocol, and takes any `id` for a resource that was created. It adds `__provider` to results,
 * but not to the properties of such an error: a key saved without it could be neither read nor deleted.
 */
export async function attempt<Properties extends object, Result>(
  action: string,
  { __provider }: { __provider?: unknown },
  sealed: (properties: Properties) => object,
  operation: () => Promise<Result>,
): Promise<Result> {
  try {
    return await operation();
  } catch (error) {
    const thrown = new Error(`Could not ${printable(action)}. ${messageOf(error)}`);
    thrown.stack = "";
    if (error instanceof PartialError) {
      const { id, properties, reasons } = error as PartialError<Properties>;
      throw Object.assign(thrown, { id, properties: { ...sealed(properties), __provider }, reasons });
    }
    throw thrown;
  }
}

/**
 * Pulumi marks a value as secret by this wrapper. The SDK declares the tokens secret as well; the wrapper holds even
 * where a program's transformations have taken that declaration away.
 */
export function secret(value: unknown) {
  return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value };
}

/** Pulumi shows what its provider process prints as information. */
export function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}

const told = new Set<string>();

/** The same, for what a run of a thousand keys would say a thousand times. */
export function tellOnce(line: string): void {
  if (!told.has(line)) {
    told.add(line);
    tell(line);
  }
}
