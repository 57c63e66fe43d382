/** The property by which Pulumi tells a special value, and what it has in a secret: an asset has another. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/**
 * Pulumi marks a value as secret by this wrapper. The SDK declares the tokens secret as well; the wrapper holds even
 * where a program's transformations have removed that declaration.
 */
export function secret(value: unknown) {
  return { [SIGNATURE]: SECRET, value };
}

/** @returns the state as Pulumi has to receive it: its type says what Pulumi hands back later, without the wrappers. */
export function markSecrets<State extends object>(state: State, names: readonly (keyof State)[]): State {
  const marked = names.filter((name) => state[name] !== undefined).map((name) => [name, secret(state[name])]);
  return { ...state, ...(Object.fromEntries(marked) as Partial<State>) };
}

export function isMarked(value: unknown): value is { readonly value?: unknown } {
  return typeof value === "object" && value !== null && (value as Record<string, unknown>)[SIGNATURE] === SECRET;
}

/** A value without the mark. */
export function unmarked(value: unknown): unknown {
  return isMarked(value) ? value.value : value;
}
