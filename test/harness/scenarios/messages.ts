/**
 * What a user reads in this package's messages, for scenarios in which somebody acts on them. Only this file depends on
 * their wording.
 */

/** The keys that an error offers for adoption or, since a pair adopts none, asks to delete or to avoid by a new name. */
export function keysNamedIn(message: string, kind: "key" | "pair"): string[] {
  const pattern = kind === "pair" ? /"([0-9a-f-]{36})"/g : /adopt: "([^"]+)"/g;
  return [...message.matchAll(pattern)].map(([, uuid = ""]) => uuid).filter((uuid) => uuid !== "new");
}

export function advisesTargetedDestroy(message: string): boolean {
  return message.includes("remove it with `pulumi destroy --target`");
}

export function saysNothingToAdopt(message: string): boolean {
  return message.includes("to adopt. Nothing was created");
}

export function saysNothingToImport(message: string): boolean {
  return message.startsWith("Could not import") && message.includes("JetEmail has no key with the uuid");
}

/** The uuids of the keys of which a text says that no resource owns them. */
export function unownedKeysNamedIn(text: string): string[] {
  const lines = text
    .split("\n")
    .filter((line) => !/^(Adopted the JetEmail key|The JetEmail key .* is kept)/.test(line));
  return lines.flatMap((line) => line.match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g) ?? []);
}
