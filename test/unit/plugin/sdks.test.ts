import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { fingerprint, RECORD } from "../../../tools/sdks/fingerprint";
import { repository } from "../../harness/repository";

const { version } = JSON.parse(readFileSync(path.join(repository, "package.json"), "utf8")) as { version: string };

/** The generated files of a language, by name. */
function files(pattern: string): Map<string, string> {
  const found = globSync(pattern, { cwd: path.join(repository, "sdk"), exclude: ["**/node_modules", "*/bin"] });
  expect(found).not.toEqual([]);
  return new Map(found.map((file) => [file, readFileSync(path.join(repository, "sdk", file), "utf8")]));
}

test("the SDKs are those of the schema: `npm run sdks` writes them", () => {
  expect(fingerprint()).toEqual(JSON.parse(readFileSync(RECORD, "utf8")));
});

test.each([
  ["python", "python/**/*.py", "python/pulumi_jetemail/_utilities.py"],
  ["go", "go/**/*.go", "go/jetemail/internal/pulumiUtilities.go"],
  ["nodejs", "nodejs-plugin/**/*.ts", "nodejs-plugin/utilities.ts"],
])(
  "%s: no code reads the environment, so that no account key gets from there to the state",
  (_, pattern, utilities) => {
    const sources = files(pattern);
    const reads = /get_?env\w*\(|process\.env|os\.environ/i;
    // What a default of the environment would call is there, and is not called.
    expect(sources.get(utilities)).toMatch(reads);
    sources.delete(utilities);
    expect([...sources].filter(([, source]) => reads.test(source)).map(([file]) => file)).toEqual([]);
  },
);

test.each([
  ["python", "python/pulumi_jetemail/provider.py", "pulumi.Output.secret(api_key)"],
  ["go", "go/jetemail/provider.go", "args.ApiKey = pulumi.ToSecret(args.ApiKey)"],
  ["nodejs", "nodejs-plugin/provider.ts", "pulumi.secret(args.apiKey)"],
])("%s: an explicit provider's account key is a secret", (_, file, secret) => {
  expect(files(file).get(file)).toContain(secret);
});

test("every SDK asks for the plugin of its own version", () => {
  for (const file of ["python/pulumi_jetemail/pulumi-plugin.json", "go/jetemail/pulumi-plugin.json"]) {
    expect(JSON.parse(files(file).get(file) ?? "")).toMatchObject({ name: "jetemail", version });
  }
  const manifest = "nodejs-plugin/package.json";
  expect(JSON.parse(files(manifest).get(manifest) ?? "")).toMatchObject({
    version,
    dependencies: { "pulumi-jetemail": version },
    pulumi: { resource: true, name: "jetemail", version },
  });
  expect(files("python/pyproject.toml").get("python/pyproject.toml")).toContain(`version = "${version}"`);
  expect([...files("go/jetemail/internal/*.go").values()].join()).toContain(`semver.MustParse("${version}")`);
});
