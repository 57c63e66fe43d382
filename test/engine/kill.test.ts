import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, readFileSync } from "node:fs";
import path from "node:path";
import { Random } from "../faults/random";
import { type Declarations, Stack } from "../support/stack";

let stack: Stack;
beforeAll(async () => {
  stack = await Stack.create();
});
afterAll(async () => {
  await stack.close();
});

const KILLS = 3;
const MOST_TRIES = 3;
const random = new Random(7);

/** Where an update can be caught: what JetEmail did by then, and the engine has not written down. */
const MOMENTS = [
  { method: "POST", when: "after" },
  { method: "POST", when: "before" },
  { method: "PATCH", when: "after" },
  { method: "GET", when: "before" },
] as const;

test("kill -9 at any request, and the updates after it leave every key in the state, and no other at JetEmail", async () => {
  const keys: Declarations = { one: { name: "one" }, two: { name: "two", enabled: false } };
  for (let kill = 1; kill <= KILLS; kill++) {
    keys[`more${kill}`] = { name: `more${kill}`, quota: kill, enabled: random.chance(0.5) };
    keys[`pair${kill}`] = { $class: "TransactionalKeyPair", name: `pair${kill}` };
    Object.assign(keys.one ?? {}, { quota: kill, rotationTrigger: kill });
    stack.declare(keys);
    await killedUp({ ...random.of(MOMENTS), skip: random.between(0, 3) });
    await untilWhole(keys);
    const exported = await stack.exported("--show-secrets");
    for (const { uuid, token } of stack.simulator.keys) {
      expect(exported).toContain(uuid);
      expect(exported).toContain(token);
    }
    expect(stack.simulator.keys.map(({ name }) => name).sort()).toEqual(namesOf(keys));
    await stack.hasNothingToDo();
  }
});

/** Runs an update that is killed, with its engine, as soon as a request hangs; one that none of its requests met ends. */
async function killedUp(moment: { method: string; when: "before" | "after"; skip: number }): Promise<void> {
  const fault = stack.simulator.faults.add({ ...moment, hang: true });
  const engine = spawn("pulumi", ["up", "--yes", "--skip-preview", "--non-interactive"], {
    cwd: stack.folder,
    env: stack.env,
    stdio: "ignore",
  });
  const ended = once(engine, "close");
  await Promise.race([fault.firstHit, ended]);
  engine.kill("SIGKILL");
  await ended;
  stack.simulator.faults.clear();
  mendCheckpoint();
  await stack.pulumi("cancel", "--yes");
}

/** Pulumi's file backend writes its state in place: a kill in that moment cuts it off, and the copy it keeps is whole. */
function mendCheckpoint(): void {
  const checkpoint = path.join(stack.folder, "home", ".pulumi", "stacks", "app", "test.json");
  try {
    JSON.parse(readFileSync(checkpoint, "utf8"));
  } catch {
    copyFileSync(`${checkpoint}.bak`, checkpoint);
  }
}

/** Updates again, and does what the errors say. */
async function untilWhole(keys: Declarations): Promise<void> {
  for (let tries = 1; ; tries++) {
    const { code, text } = await stack.pulumi("up", "--yes", "--skip-preview");
    if (code === 0) {
      return;
    }
    const named = [...text.matchAll(/Could not (?:create|update) the (key|pair) "(\w+)"[^"]*?adopt: "([\w-]+)"/gs)];
    if (named.length === 0 || tries === MOST_TRIES) {
      throw new Error(`try ${tries} failed, with nothing to follow or too often:\n${text}`);
    }
    for (const [, kind, name = "", uuid = ""] of named) {
      if (kind === "key") {
        keys[name] = { quota: 0, ...keys[name], adopt: uuid };
      } else if (stack.simulator.keys.some((key) => key.uuid === uuid)) {
        stack.simulator.edit.delete(uuid);
      }
    }
    stack.declare(keys);
  }
}

function namesOf(keys: Declarations): string[] {
  return Object.entries(keys)
    .flatMap(([name, { $class }]) => ($class ? [`${name}-a`, `${name}-b`] : [name]))
    .sort();
}
