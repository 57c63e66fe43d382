import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { repository } from "./repository";

const MAIN = path.join(repository, "dist/provider/plugin/main.js");

/** Makes the plugin as it was built here an executable in `folder`, which belongs on PATH. */
export function installPlugin(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, "pulumi-resource-jetemail");
  writeFileSync(file, `#!/bin/sh\nexec node ${JSON.stringify(MAIN)} "$@"\n`, { mode: 0o755 });
}
