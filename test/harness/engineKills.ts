import { spawn } from "node:child_process";
import { once } from "node:events";
import fc from "fast-check";
import { blockedOf, type Findings, isLeaked } from "./scenarios/findings";
import { keysNamedIn } from "./scenarios/messages";
import { PUBLISHED_RATE_LIMIT } from "./simulator";
import { type CreateStack, type Declarations, Stack } from "./stack";

const MAX_TRIES = 3;

/** The requests at which an update is killed, and how many of them it makes at least. */
const MOMENTS = [
  { method: "POST", when: "after", requests: 4 },
  { method: "POST", when: "before", requests: 4 },
  { method: "PATCH", when: "after", requests: 1 },
  { method: "GET", when: "before", requests: 2 },
] as const;

const moments = fc.noBias(
  fc
    .tuple(fc.constantFrom(...MOMENTS), fc.nat(11), fc.boolean())
    .map(([{ requests, ...moment }, choice, enabled]) => ({ moment: { ...moment, skip: choice % requests }, enabled })),
);

export interface KillResult {
  readonly findings: Findings;
  readonly history: readonly string[];
  /** How many updates were killed. */
  readonly kills: number;
}

export interface KillOptions {
  readonly seed: number;
  readonly kills: number;
  /** @default a stack of dynamic resources */
  readonly create?: CreateStack;
}

/**
 * A stack on the real engine, which is killed with -9 at one request after another. If a user follows the errors, the
 * updates after each kill have to bring every key into the state and leave no other key at JetEmail.
 */
export async function killEngine({ seed, kills, create = Stack.create }: KillOptions): Promise<KillResult> {
  const stack = await create(PUBLISHED_RATE_LIMIT);
  const findings: Findings = { lost: [], doubled: [], orphansUnnamed: [], leaked: [], blocked: [] };
  const history: string[] = [];
  let killed = 0;
  const keys: Declarations = { one: { name: "one" }, two: { name: "two", enabled: false } };
  try {
    for (const { moment, enabled } of fc.sample(moments, { seed, numRuns: kills })) {
      const number = killed + 1;
      keys[`more${number}`] = { name: `more${number}`, quota: number, enabled };
      keys[`pair${number}`] = { $class: "TransactionalKeyPair", name: `pair${number}` };
      Object.assign(keys.one ?? {}, { quota: number, rotationTrigger: number });
      stack.declare(keys);
      await killUp(stack, moment);
      killed++;
      history.push(`kill -9 ${moment.when} ${moment.method} ${moment.skip + 1}`);
      const problem = await updateUntilDone(stack, keys, history);
      if (problem) {
        findings.lost.push(problem);
        break;
      }
      await inspect(stack, keys, findings);
    }
    findings.blocked.push(...blockedOf(stack.simulator));
    return { findings, history, kills: killed };
  } finally {
    await stack.close();
  }
}

/** Runs an update whose engine is killed as soon as a request hangs. */
export async function killUp(
  stack: Stack,
  moment: { method: string; when: "before" | "after"; skip: number },
): Promise<void> {
  const fault = stack.simulator.faults.add({ ...moment, hang: true });
  const engine = spawn("pulumi", ["up", "--yes", "--skip-preview", "--non-interactive"], {
    cwd: stack.folder,
    env: stack.env,
    stdio: "ignore",
  });
  await Promise.race([fault.firstHit, once(engine, "close")]);
  if (fault.hits === 0) {
    throw new Error(`The update ended before ${moment.method} ${moment.skip + 1}, at which it was to be killed`);
  }
  await stack.killEngine(engine);
  stack.simulator.faults.clear();
  await stack.succeeds("cancel", "--yes");
}

/** Updates again, and does what the errors advise. @returns why it never succeeds. */
async function updateUntilDone(stack: Stack, keys: Declarations, history: string[]): Promise<string | undefined> {
  for (let tries = 1; ; tries++) {
    const { code, text } = await stack.pulumi("up", "--yes", "--skip-preview");
    if (code === 0) {
      return undefined;
    }
    const named = errorsIn(text).flatMap(({ name, message }) =>
      keysNamedIn(message, keys[name]?.$class === undefined ? "key" : "pair").map((uuid) => ({ name, uuid })),
    );
    if (named.length === 0 || tries === MAX_TRIES) {
      return `Try ${tries} failed, and was the last one or gave no advice:\n${text}`;
    }
    for (const { name, uuid } of named) {
      history.push(`  the error names ${uuid} for ${name}`);
      if (keys[name]?.$class === undefined) {
        keys[name] = { quota: 0, ...keys[name], adopt: uuid };
      } else if (stack.simulator.keys.some((key) => key.uuid === uuid)) {
        stack.simulator.edit.delete(uuid);
      }
    }
    stack.declare(keys);
  }
}

/** The errors that the engine shows at the end, each with the logical name of its resource. */
function errorsIn(text: string): { name: string; message: string }[] {
  const [diagnostics = ""] = text.slice(text.indexOf("Diagnostics:")).split(/^(?:Outputs|Resources):/m);
  const sections = diagnostics.split(/^ {2}\S+ \((?=\w+\):$)/m).slice(1);
  return sections.flatMap((section) => {
    const [, name, message] = /^(\w+)\):\s+error:(.*)/s.exec(section) ?? [];
    return name && message ? [{ name, message }] : [];
  });
}

async function inspect(stack: Stack, keys: Declarations, { lost, doubled, orphansUnnamed, leaked }: Findings) {
  const inState = await stack.exported("--show-secrets");
  const live = stack.simulator.keys;
  const declared = namesOf(keys);
  for (const { name, uuid, token } of live) {
    if (!inState.includes(uuid) || !inState.includes(token)) {
      orphansUnnamed.push(`"${name}" (${uuid}) is live and not in the state`);
    }
    if (live.filter((key) => key.name === name).length > 1 || !declared.includes(name)) {
      doubled.push(`"${name}" (${uuid}) is live beside what is declared`);
    }
  }
  for (const name of declared.filter((each) => !live.some((key) => key.name === each))) {
    lost.push(`"${name}" is declared, and JetEmail does not have it`);
  }
  const { code, text } = await stack.pulumi("preview", "--expect-no-changes");
  if (code !== 0) {
    lost.push(`a preview after the update still has changes:\n${text}`);
  }
  const inClear = [await stack.exported(), ...stack.stateFiles(), text].join("\n");
  const secrets = [stack.simulator.accountKey, ...live.map(({ token }) => token)];
  if (secrets.some((secret) => isLeaked(secret, inClear))) {
    leaked.push("a token or an account key is in clear in the state or in a preview");
  }
}

function namesOf(keys: Declarations): string[] {
  return Object.entries(keys).flatMap(([name, { $class }]) => ($class ? [`${name}-a`, `${name}-b`] : [name]));
}
