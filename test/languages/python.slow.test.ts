import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import manifest from "../../package.json";
import { supportOf } from "../harness/languages";
import { run } from "../harness/pulumi/childProcess";
import { toolOrNotice } from "../harness/toolOrNotice";
import { testDemo } from "./demo";
import { LIMIT } from "./limit";
import { testLanguage } from "./scenario";

testLanguage("python");
testDemo("python");

test(
  "every module of the SDK compiles, and the package can be imported",
  async () => {
    const support = supportOf("python");
    const [bin] = (await toolOrNotice("the Python SDK", support.findTools)) ?? [];
    if (bin === undefined) {
      return;
    }
    const temporary = mkdtempSync(path.join(tmpdir(), "jetemail-python-sdk-"));
    try {
      const env: Record<string, string> = {};
      await support.installSdk({ folder: temporary, temporary, env });
      const python = (...args: string[]) => run(path.join(bin, "python"), args, { env: { ...process.env, ...env } });
      await python("-m", "compileall", "-q", env.PYTHONPATH ?? "");
      const program = "import pulumi_jetemail.config, pulumi_jetemail as sdk; print(sdk._utilities.get_version())";
      expect(await python("-c", program)).toBe(`${manifest.version}\n`);
    } finally {
      rmSync(temporary, { recursive: true, force: true });
    }
  },
  LIMIT,
);
