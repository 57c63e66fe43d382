import { mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { extract } from "tar";
import { ALL_KINDS, type Kind, writeArchive } from "./archive";
import { writeChecksums } from "./checksums";
import { startUpTime } from "./startUp";

const USAGE = `npm run package:plugin -- [--out FOLDER] [${ALL_KINDS.join("|")}]...

Builds the plugin's release archives for this platform, starts what is in them, and prints their sizes and start-up times.
`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { out: { type: "string", default: "release" }, help: { type: "boolean", short: "h" } },
    allowPositionals: true,
  });
  const kinds = positionals.length === 0 ? ALL_KINDS : positionals.filter(isKind);
  if (values.help || kinds.length < positionals.length) {
    throw new Error(USAGE);
  }
  mkdirSync(values.out, { recursive: true });
  for (const kind of kinds) {
    const archive = await writeArchive(kind, values.out);
    const size = (statSync(archive).size / 1e6).toFixed(1);
    process.stdout.write(`${archive}: ${size} MB, ${await startUpTimeOf(archive)} ms to the port\n`);
  }
  process.stdout.write(`${writeChecksums(values.out)}\n`);
}

function isKind(name: string): name is Kind {
  return ALL_KINDS.some((kind) => kind === name);
}

async function startUpTimeOf(archive: string): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), "jetemail-start-"));
  try {
    await extract({ file: archive, cwd: folder });
    return await startUpTime(path.join(folder, "pulumi-resource-jetemail"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
