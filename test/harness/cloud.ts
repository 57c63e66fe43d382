import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/** The folder of provider plugins in a project's home; it has to be on PATH. */
export const PLUGINS = "bin";

/** Puts a provider plugin for a package there, whose cloud is the stack's state. */
export function simulateCloud(name: string, home: string): void {
  const folder = path.join(home, PLUGINS);
  const plugin = path.join(folder, `pulumi-resource-${name}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(plugin, `#!/bin/sh\nexec node --no-warnings "${path.join(__dirname, "cloudPlugin.mts")}" "$@"\n`);
  chmodSync(plugin, 0o755);
}
