import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { startCommand } from "../../harness/command";
import { firstLine } from "../../harness/firstLine";
import { repository } from "../../harness/repository";

const MAIN = path.join(repository, "dist/provider/plugin/main.js");
const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started) {
    child.kill("SIGKILL");
  }
});

/** Starts a process, and waits for the first line that it prints. */
async function start(command: string, args: string[], stdin: "pipe" | "ignore"): Promise<ChildProcess> {
  const child = spawn(command, args, { stdio: [stdin, "pipe", "inherit"] });
  started.push(child);
  expect(await firstLine(child)).toMatch(/^\d+$/);
  return child;
}

test("ends with its engine: when the other end of its standard input is closed", async () => {
  const plugin = await start(process.execPath, [MAIN], "pipe");
  plugin.stdin?.end();
  expect(await once(plugin, "exit")).toEqual([0, null]);
});

test("goes on without a standard input, until it is told to end", async () => {
  const plugin = await start(process.execPath, [MAIN], "ignore");
  plugin.kill("SIGTERM");
  expect(await once(plugin, "exit")).toEqual([0, null]);
});

test("on a Node that is too old, it ends with one line that says which it needs", async () => {
  const older = 'data:text/javascript,Object.defineProperty(process.versions, "node", { value: "20.0.0" })';
  const { code, text } = await startCommand(process.execPath, ["--import", older, MAIN], {
    cwd: repository,
    env: process.env,
  }).ended;
  expect(code).toBe(1);
  expect(text).toMatch(/^pulumi-jetemail requires Node .+ Node 20\.0\.0\. \[JETEMAIL-902\]\n$/);
});
