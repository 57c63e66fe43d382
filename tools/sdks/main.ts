import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { repository } from "../../test/harness/repository";
import { recordFingerprint } from "./fingerprint";
import { generateSdks, SDKS } from "./sdks";

// `npm run sdks`: writes the SDKs of the plugin that can be generated here.
const generated = mkdtempSync(path.join(tmpdir(), "jetemail-sdks-"));
try {
  generateSdks(generated);
  for (const name of Object.values(SDKS)) {
    const sdk = path.join(repository, "sdk", name);
    rmSync(sdk, { recursive: true, force: true });
    cpSync(path.join(generated, name), sdk, { recursive: true });
  }
  recordFingerprint();
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
} finally {
  rmSync(generated, { recursive: true, force: true });
}
