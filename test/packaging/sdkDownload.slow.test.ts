import { symlinkSync } from "node:fs";
import path from "node:path";
import { executableArchive, version } from "../../tools/package/release";
import { type Language, supportOf } from "../harness/languages";
import { repository } from "../harness/repository";
import { toolOrNotice } from "../harness/toolOrNotice";
import { BareStack } from "./bareStack";
import { useBuiltRelease } from "./builtRelease";
import { serveFolder } from "./releaseServer";

/** What an SDK tells Pulumi suffices to download the plugin. A loopback address stands in for GitHub's. */

const release = useBuiltRelease("executable");

const PROGRAMS: Partial<Record<Language, { file: string; source: string; runtime: string }>> = {
  python: {
    file: "__main__.py",
    source: 'import pulumi_jetemail as jetemail\n\njetemail.TransactionalKey("receipts", quota=5)\n',
    runtime: "python",
  },
  typescript: {
    file: "index.ts",
    source:
      'import * as jetemail from "pulumi-jetemail-plugin";\n\nnew jetemail.TransactionalKey("receipts", { quota: 5 });\n',
    runtime: "nodejs",
  },
};

test.each(Object.entries(PROGRAMS))("the first update of a program in %s downloads it", async (name, program) => {
  const { findTools, installSdk } = supportOf(name as Language);
  const tools = await toolOrNotice(`the plugin's download by a program in ${name}`, findTools);
  if (tools === undefined) {
    return;
  }
  const stack = await BareStack.create();
  const server = await serveFolder(release.folder);
  try {
    stack.addToPath(...tools, process.env.PATH ?? "");
    symlinkSync(path.join(repository, "node_modules"), path.join(stack.temporary, "node_modules")); // has @pulumi/pulumi
    stack.env.PULUMI_PLUGIN_DOWNLOAD_URL_OVERRIDES = `^github://api\\.github\\.com/.*/pulumi-jetemail$=${server.url}`;
    stack.write("Pulumi.yaml", `name: app\nruntime: ${program.runtime}\n`);
    stack.write(program.file, program.source);
    await installSdk(stack);
    await stack.up();
    expect(stack.key).toMatchObject({ name: "app-test-receipts", quota: 5 });
    expect(server.requests).toEqual([`/${executableArchive(process)}`]);
    expect(await stack.installedPlugins()).toEqual([`jetemail ${version}`]);
  } finally {
    server.close();
    await stack.close();
  }
});
