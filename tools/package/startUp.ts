import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { firstLine } from "../../test/harness/firstLine";
import { median } from "../bench/results";

const STARTS = 9;

/** Milliseconds from the start of a plugin to the line with its port, which Pulumi waits for: the median of some starts. */
export async function startUpTime(executable: string): Promise<number> {
  const times: number[] = [];
  for (let start = 0; start < STARTS; start++) {
    times.push(await timeToPort(executable));
  }
  return Math.round(median(times) as number);
}

/** @throws if it ends without having printed a port. */
async function timeToPort(executable: string): Promise<number> {
  const begin = performance.now();
  const plugin = spawn(executable, { stdio: ["ignore", "pipe", "pipe"] });
  const ended = once(plugin, "close");
  const complaint = text(plugin.stderr);
  const line = await firstLine(plugin).catch(() => "");
  const milliseconds = performance.now() - begin;
  plugin.kill();
  await ended;
  if (!/^\d+$/.test(line)) {
    throw new Error(`${executable} printed no port. ${await complaint}`);
  }
  return milliseconds;
}
