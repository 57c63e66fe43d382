import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { SDKS } from "../../tools/sdks/sdks";
import { firstLine } from "../harness/firstLine";
import { node, npmInstall } from "../packaging/commands";
import { pack, packPackage } from "../packaging/packedPackage";
import { testDemo } from "./demo";
import { LIMIT } from "./limit";
import { testLanguage } from "./scenario";

testLanguage("typescript");
testDemo("typescript");

test(
  "npm installs the SDK with the plugin",
  async () => {
    const folder = mkdtempSync(path.join(realpathSync(tmpdir()), "jetemail-node-sdk-"));
    try {
      const { tarball, checkout } = await packPackage(folder);
      const sdk = await pack(path.join(checkout, "sdk", SDKS.nodejs), path.join(folder, "packed-sdk"));
      const app = path.join(folder, "app");
      mkdirSync(app);
      writeFileSync(path.join(app, "package.json"), '{ "name": "app" }\n');
      await npmInstall(app, tarball, sdk);
      const name = await node(app, "-p", 'require("pulumi-jetemail-plugin").TransactionalKey.name');
      expect(name).toBe("TransactionalKey\n");
      for (const file of [".bin/pulumi-resource-jetemail", "pulumi-jetemail-plugin/pulumi-resource-jetemail.js"]) {
        expect(await portOf(path.join(app, "node_modules", file))).toMatch(/^\d+$/);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
  LIMIT,
);

/** What a plugin prints first: the port that it serves. */
async function portOf(file: string): Promise<string> {
  const plugin = spawn(process.execPath, [file], { stdio: ["ignore", "pipe", "inherit"] });
  try {
    return await firstLine(plugin);
  } finally {
    plugin.kill();
  }
}
