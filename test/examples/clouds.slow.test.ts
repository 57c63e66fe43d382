import { parse } from "yaml";
import { fingerprintOf } from "../../provider/jetemail/keyIdentities";
import { Example } from "../harness/example";
import { expectRotated, upAndRotate } from "./upAndRotate";

let example: Example;
jest.setTimeout(10 * 60_000); // a dozen commands of the engine each
afterEach(() => example.close());

test("kubernetes-secret: a rotation brings a new Secret and rolls the pods, which keep a token that works", async () => {
  example = await Example.open("kubernetes-secret", { cloud: "kubernetes" });
  const tokens: string[] = [];
  const secretNames: string[] = [];
  await upAndRotate(example, [], async () => {
    const secret = await example.resource("kubernetes:core/v1:Secret");
    const { template } = (await example.resource("kubernetes:apps/v1:Deployment")).spec;
    const token = secret.stringData.JETEMAIL_TOKEN;
    expect(template.metadata.annotations).toEqual({
      "jetemail.com/token-fingerprint": (await example.run("pulumi stack output tokenFingerprint")).trim(),
    });
    expect(template.metadata.annotations["jetemail.com/token-fingerprint"]).toBe(fingerprintOf(token));
    expect(template.spec.containers[0].envFrom).toEqual([{ secretRef: { name: secret.metadata.name } }]);
    tokens.push(token);
    secretNames.push(secret.metadata.name);
  });
  expectRotated(example, tokens);
  expect(new Set(secretNames).size).toBe(2);
});

test("github-actions-secret: the repository's secret follows the token", async () => {
  example = await Example.open("github-actions-secret", { cloud: "github" });
  const tokens: string[] = [];
  const configure = ["pulumi config set github:owner example-org", "pulumi config set repository mailer"];
  await upAndRotate(example, configure, async () => {
    const secret = await example.resource("github:index/actionsSecret:ActionsSecret");
    expect(secret).toMatchObject({ repository: "mailer", secretName: "JETEMAIL_TOKEN" });
    tokens.push(secret.value);
  });
  expectRotated(example, tokens);
});

test("pulumi-esc: the environment holds no token, and reads only outputs that the stack has", async () => {
  example = await Example.open("pulumi-esc", { cloud: "pulumiservice" });
  const tokens: string[] = [];
  const definitions: string[] = [];
  await upAndRotate(example, [], async () => {
    const environment = await example.resource("pulumiservice:index:Environment");
    expect(environment).toMatchObject({ organization: "organization", project: "jetemail-esc", name: "dev" });
    const definition: string = environment.yaml.text;
    expect(parse(definition)).toEqual({
      values: {
        stacks: { "fn::open::pulumi-stacks": { stacks: { mail: { stack: "jetemail-esc/dev" } } } },
        environmentVariables: {
          JETEMAIL_TOKEN: `\${stacks.mail.apiToken}`,
          JETEMAIL_TOKEN_FINGERPRINT: `\${stacks.mail.tokenFingerprint}`,
        },
      },
    });
    const outputs = JSON.parse(await example.run("pulumi stack output --json --show-secrets"));
    expect(Object.keys(outputs)).toEqual(expect.arrayContaining(["apiToken", "tokenFingerprint"]));
    tokens.push(outputs.apiToken);
    definitions.push(definition);
  });
  expectRotated(example, tokens);
  expect(new Set(definitions).size).toBe(1);
});
