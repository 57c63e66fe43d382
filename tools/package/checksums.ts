import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { CHECKSUMS } from "./release";

/** Writes the SHA-256 of every other file of a folder, as `sha256sum -c` reads it. */
export function writeChecksums(folder: string): string {
  const files = readdirSync(folder).filter((file) => file !== CHECKSUMS);
  const lines = files.sort().map((file) => {
    const hash = createHash("sha256").update(readFileSync(path.join(folder, file)));
    return `${hash.digest("hex")}  ${file}\n`;
  });
  const file = path.join(folder, CHECKSUMS);
  writeFileSync(file, lines.join(""));
  return file;
}

// `npm run package:checksums FOLDER`, for what several machines have made.
if (require.main === module) {
  process.stdout.write(`${writeChecksums(process.argv[2] ?? "release")}\n`);
}
