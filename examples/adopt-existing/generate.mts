import { type GetTransactionalKeyResult, getTransactionalKeys } from "pulumi-jetemail";

/** Prints a program that declares every key of the account as it is, each with its `adopt` argument. */

function argumentsOf(key: GetTransactionalKeyResult): object {
  return {
    name: key.name,
    ...(key.allowAllDomains && { allowAllDomains: true }),
    ...(key.approvedDomains.length > 0 && { approvedDomains: key.approvedDomains }),
    ...(key.quota && { quota: key.quota }),
    ...(key.ipRestrictions.length > 0 && { ipRestrictions: key.ipRestrictions }),
    ...(key.status === "disabled" && { enabled: false }),
    adopt: key.uuid ?? `fingerprint-${key.tokenFingerprint}`,
  };
}

/** A logical name that is unique in the program and derived from the key's name. */
function logicalName(name: string, taken: Set<string>): string {
  const base = name.toLowerCase().replace(/[^a-z0-9]+/g, "-") || "key";
  let unique = base;
  for (let number = 2; taken.has(unique); number++) {
    unique = `${base}-${number}`;
  }
  taken.add(unique);
  return unique;
}

async function main(): Promise<void> {
  const taken = new Set<string>();
  const lines = ['import { TransactionalKey } from "pulumi-jetemail";', ""];
  for (const key of await getTransactionalKeys()) {
    const args = JSON.stringify(argumentsOf(key), null, 2);
    lines.push(`new TransactionalKey(${JSON.stringify(logicalName(key.name ?? "key", taken))}, ${args});`);
  }
  process.stdout.write(`${lines.join("\n")}\n`);
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
