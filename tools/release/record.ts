import { readFileSync } from "node:fs";
import path from "node:path";
import { provisionalId } from "../../provider/jetemail/keyIdentities";
import { repository } from "../../test/harness/repository";
import { type Declarations, Stack } from "../../test/harness/stack";
import { accountEnvironment, writeRelease } from "./releases";

/**
 * `npm run release:record`: keeps the state that the version of package.json makes, in both of JetEmail's API versions,
 * so that the tests of later versions find what this one left in stacks.
 */

const { version } = JSON.parse(readFileSync(path.join(repository, "package.json"), "utf8")) as {
  version: string;
};

/** Beyond any time in which this record is used: no rotation may become due. */
const NEVER = 36_500;

function declarations(adopted: string): Declarations {
  const all = {
    approvedDomains: ["B.example", "a.example", "bücher.example"],
    quota: 500,
    ipRestrictions: ["2001:DB8::1", "10.0.0.0/24"],
    rotateAfterDays: NEVER,
  };
  const pair = { $class: "TransactionalKeyPair", ...all };
  return {
    plain: {},
    all: { ...all, name: "Receipts 1", rotationTrigger: { n: [1, "a"] }, account: "second" },
    off: { enabled: false, allowAllDomains: true },
    rotated: { rotationTrigger: 2 },
    adopted: { name: "by hand", quota: 7, adopt: adopted },
    pair: { ...pair, rotationTrigger: "x" },
    revoked: { ...pair, rotationTrigger: 2, revokePrevious: true },
  };
}

async function record(name: string, dialect: "current" | "older"): Promise<void> {
  const options = { dialect };
  const stack = await Stack.create(options);
  try {
    Object.assign(stack.env, accountEnvironment(stack));
    const { uuid } = stack.simulator.edit.create({ name: "by hand", quota: 7 });
    const listed = dialect === "current" ? uuid : idOfOnlyKey(stack);
    const keys = declarations(listed);
    // Once as it was before a rotation, then as it is after one.
    stack.declare({
      ...keys,
      rotated: { rotationTrigger: 1 },
      revoked: { ...keys.revoked, rotationTrigger: 1, revokePrevious: false },
    });
    await stack.up();
    stack.declare(keys);
    await stack.up();
    await stack.hasNothingToDo();
    const state = JSON.parse(await stack.exported(), withoutPlaces) as { deployment: unknown };
    process.stdout.write(`${path.relative(process.cwd(), writeRelease(name, { options, keys, state }))}\n`);
  } finally {
    await stack.close();
  }
}

/** Pulumi keeps where in the program each resource was declared, with paths of this machine. */
function withoutPlaces(name: string, value: unknown): unknown {
  return ["sourcePosition", "stackTrace"].includes(name) ? undefined : value;
}

/** What a server of the older version tells no uuid for, a stack names by its token's fingerprint. */
function idOfOnlyKey(stack: Stack): string {
  return provisionalId(stack.key.token);
}

async function main(): Promise<void> {
  await record(version, "current");
  await record(`${version}-older-api`, "older");
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
