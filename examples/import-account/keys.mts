import { type GetTransactionalKeyResult, getTransactionalKeys } from "pulumi-jetemail";

/** Prints every key of the account, as `pulumi import --file` takes them: by type, logical name and uuid, without tokens. */

/** A logical name that is unique in the program and derived from the key's name. */
function logicalName({ name = "key" }: GetTransactionalKeyResult, taken: Set<string>): string {
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
  const keys = await getTransactionalKeys();
  const resources = keys.map((key) => ({
    type: "jetemail:index:TransactionalKey",
    name: logicalName(key, taken),
    id: key.uuid,
  }));
  process.stdout.write(`${JSON.stringify({ resources }, null, 2)}\n`);
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
