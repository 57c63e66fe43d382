import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Example } from "../harness/example";
import { supportOf } from "../harness/languages";
import { node } from "../packaging/commands";
import { packPackage } from "../packaging/packedPackage";
import { expectRotated, upAndRotate } from "./upAndRotate";

let example: Example;
jest.setTimeout(15 * 60_000); // the SDK has eleven thousand files
afterEach(() => example.close());

test("aws-secrets-manager: installed on its own, it compiles, and the secret's version follows the token", async () => {
  example = await Example.open("aws-secrets-manager", { cloud: "aws", bare: true });
  await usePackedPackage();
  await example.next("npm install");
  await compile();

  const tokens: string[] = [];
  await upAndRotate(example, ["pulumi config set aws:region eu-central-1"], async () => {
    const secret = await example.resource("aws:secretsmanager/secret:Secret");
    const version = await example.resource("aws:secretsmanager/secretVersion:SecretVersion");
    expect(version.secretId).toBe("jetemail-token-id");
    expect((await example.run("pulumi stack output secretArn")).trim()).toBe(secret.arn);
    tokens.push(version.secretString);
  });
  expectRotated(example, tokens);

  await supportOf("typescript").installSdk(example);
  const program = path.join(example.folder, "index.ts");
  writeFileSync(program, readFileSync(program, "utf8").replace('"pulumi-jetemail"', '"pulumi-jetemail-plugin"'));
  await compile();
});

async function compile(): Promise<void> {
  await node(example.folder, path.join(example.folder, "node_modules", "typescript", "bin", "tsc"), "--noEmit");
}

/** The example depends on the repository above it: a copy takes the package as it would be published. */
async function usePackedPackage(): Promise<void> {
  const { tarball } = await packPackage(path.dirname(example.folder));
  const file = path.join(example.folder, "package.json");
  const manifest = JSON.parse(readFileSync(file, "utf8"));
  manifest.dependencies["pulumi-jetemail"] = `file:${tarball}`;
  writeFileSync(file, JSON.stringify(manifest));
}
