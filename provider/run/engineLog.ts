import { createHash } from "node:crypto";
import { readlinkSync } from "node:fs";
import { attempt } from "../processes/privateFolder";
import { SharedLog } from "../processes/sharedLog";
import type { Entry } from "./ownership";

/**
 * Where the provider processes of one engine tell each other what they own: they all know its address, which no other engine
 * of the same network has while this one runs.
 */
export function logOfEngine(address: string): SharedLog<Entry> {
  const network = attempt(() => readlinkSync("/proc/self/ns/net"), ""); // containers may share the temporary folder alone
  return new SharedLog(`update-${createHash("sha256").update(`${network}\n${address}`).digest("hex").slice(0, 16)}`);
}
