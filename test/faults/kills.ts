import { spawn } from "node:child_process";
import { once } from "node:events";
import { type Declarations, Stack } from "../harness/stack";
import { type Findings, spellingsOf } from "./findings";
import { keysNamedIn } from "./program";
import { Random } from "./random";

const MOST_TRIES = 3;

/** Where an update can be caught: what JetEmail did by then, and the engine has not written down. */
const MOMENTS = [
  { method: "POST", when: "after" },
  { method: "POST", when: "before" },
  { method: "PATCH", when: "after" },
  { method: "GET", when: "before" },
] as const;

export interface Killed {
  readonly findings: Findings;
  readonly history: readonly string[];
}

/**
 * A stack on the real engine, which is killed with -9 at one request after another. The updates after each kill have to
 * bring every key into the state and leave no other at JetEmail, if a user does what their errors say.
 */
export async function killEngine({ seed, kills }: { seed: number; kills: number }): Promise<Killed> {
  const stack = await Stack.create();
  const random = new Random(seed);
  const findings: Findings = { lost: [], doubled: [], orphansUnnamed: [], leaked: [] };
  const history: string[] = [];
  const keys: Declarations = { one: { name: "one" }, two: { name: "two", enabled: false } };
  try {
    for (let kill = 1; kill <= kills; kill++) {
      keys[`more${kill}`] = { name: `more${kill}`, quota: kill, enabled: random.chance(0.5) };
      keys[`pair${kill}`] = { $class: "TransactionalKeyPair", name: `pair${kill}` };
      Object.assign(keys.one ?? {}, { quota: kill, rotationTrigger: kill });
      stack.declare(keys);
      const moment = { ...random.of(MOMENTS), skip: random.between(0, 3) };
      history.push(`kill -9 ${moment.when} ${moment.method} ${moment.skip + 1}`);
      await killedUp(stack, moment);
      const problem = await updateUntilDone(stack, keys, history);
      if (problem) {
        findings.lost.push(problem);
        break;
      }
      await look(stack, keys, findings);
    }
    return { findings, history };
  } finally {
    await stack.close();
  }
}

/** Runs an update that is killed, with its engine, as soon as a request hangs; one that none of its requests met ends. */
async function killedUp(stack: Stack, moment: { method: string; when: "before" | "after"; skip: number }) {
  const fault = stack.simulator.faults.add({ ...moment, hang: true });
  const engine = spawn("pulumi", ["up", "--yes", "--skip-preview", "--non-interactive"], {
    cwd: stack.folder,
    env: stack.env,
    stdio: "ignore",
  });
  await Promise.race([fault.firstHit, once(engine, "close")]);
  if (engine.exitCode === null) {
    await stack.killEngine(engine);
  }
  stack.simulator.faults.clear();
  await stack.succeeds("cancel", "--yes");
}

/** Updates again, and does what the errors say. @returns why it is not done in the end. */
async function updateUntilDone(stack: Stack, keys: Declarations, history: string[]): Promise<string | undefined> {
  for (let tries = 1; ; tries++) {
    const { code, text } = await stack.pulumi("up", "--yes", "--skip-preview");
    if (code === 0) {
      return undefined;
    }
    const named = errorsIn(text).flatMap(({ name, message }) =>
      keysNamedIn(message, keys[name]?.$class !== undefined).map((uuid) => ({ name, uuid })),
    );
    if (named.length === 0 || tries === MOST_TRIES) {
      return `Try ${tries} failed, with nothing to follow or too often:\n${text}`;
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

async function look(stack: Stack, keys: Declarations, { lost, doubled, orphansUnnamed, leaked }: Findings) {
  const inState = await stack.exported("--show-secrets");
  const live = stack.simulator.keys;
  const declared = namesOf(keys);
  for (const { name, uuid, token } of live) {
    if (!inState.includes(uuid) || !inState.includes(token)) {
      orphansUnnamed.push(`"${name}" (${uuid}) is live and not in the state`);
    }
    if (live.filter((key) => key.name === name).length > 1 || !declared.includes(name)) {
      doubled.push(`"${name}" (${uuid}) is there beside what is declared`);
    }
  }
  for (const name of declared.filter((each) => !live.some((key) => key.name === each))) {
    lost.push(`"${name}" is declared, and JetEmail has it not`);
  }
  const { code, text } = await stack.pulumi("preview", "--expect-no-changes");
  if (code !== 0) {
    lost.push(`a preview after the update still has changes:\n${text}`);
  }
  const inClear = [await stack.exported(), ...stack.stateFiles(), text].join("\n");
  const secrets = [stack.simulator.accountKey, ...live.map(({ token }) => token)];
  if (secrets.flatMap(spellingsOf).some((spelling) => inClear.includes(spelling))) {
    leaked.push("a token or an account key stands in the state or in what a preview shows");
  }
}

function namesOf(keys: Declarations): string[] {
  return Object.entries(keys).flatMap(([name, { $class }]) => ($class ? [`${name}-a`, `${name}-b`] : [name]));
}
