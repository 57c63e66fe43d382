import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { type Running, startCommand } from "../harness/command";
import { repository } from "../harness/repository";
import { environment, node, npmInstall } from "./commands";
import { usePackedPackage } from "./usePackedPackage";

const PLACE = "packages/simulator";

const pack = usePackedPackage(PLACE);
const empty = path.join(pack.folder, "empty");
const running: Running[] = [];

beforeAll(async () => {
  mkdirSync(empty);
  writeFileSync(path.join(empty, "package.json"), "{}");
  await npmInstall(empty, pack.packed.tarball);
}, 2 * 60_000);

afterEach(async () => {
  await Promise.all(running.splice(0).map((simulator) => simulator.kill()));
});

/** Starts it as its users do; answers what it prints, up to the line that matches. */
async function start(command: string, args: string[], last: RegExp): Promise<string> {
  const simulator = startCommand(command, args, { cwd: empty, env: environment() });
  running.push(simulator);
  let printed = "";
  for await (const line of createInterface({ input: simulator.child.stdout })) {
    printed += `${line}\n`;
    if (last.test(line)) {
      return printed;
    }
  }
  throw new Error(`It ended, having printed:\n${printed}`);
}

/** The variables that it says to set. */
function variables(printed: string): { JETEMAIL_API_KEY: string; JETEMAIL_BASE_URL: string } {
  const lines = [...printed.matchAll(/export (JETEMAIL_\w+)=(\S+)/g)];
  return Object.fromEntries(lines.map(([, name, value]) => [name, value])) as ReturnType<typeof variables>;
}

/** How many requests, one after another, are answered before one is refused, and when that says to retry. */
async function untilRefused(printed: string): Promise<{ accepted: number; retryAfter: string | null }> {
  const { JETEMAIL_BASE_URL, JETEMAIL_API_KEY } = variables(printed);
  for (let accepted = 0; ; accepted++) {
    const { status, headers } = await fetch(`${JETEMAIL_BASE_URL}/outbound/transactional-keys`, {
      headers: { authorization: `Bearer ${JETEMAIL_API_KEY}` },
    });
    if (status !== 200) {
      expect(status).toBe(429);
      return { accepted, retryAfter: headers.get("retry-after") };
    }
  }
}

async function namesOfKeys(baseUrl: string, accountKey: string): Promise<string[]> {
  const url = `${baseUrl}/outbound/transactional-keys`;
  const headers = { authorization: `Bearer ${accountKey}`, "content-type": "application/json" };
  await fetch(url, { method: "POST", headers, body: '{ "name": "receipts" }' });
  const { transactionalKeys } = (await (await fetch(url, { headers })).json()) as {
    transactionalKeys: { name: string }[];
  };
  return transactionalKeys.map(({ name }) => name);
}

test("the package holds its build and documents, and users' tests can import it", async () => {
  const files = readdirSync(pack.packed.contents, { recursive: true }).map(String);
  expect(files.filter((file) => !/^(dist(\/.*\.(js|d\.ts))?|package\.json|README\.md|LICENSE)$/.test(file))).toEqual(
    [],
  );
  expect(files).toEqual(expect.arrayContaining(["LICENSE", "README.md", "dist/index.js", "dist/main.js"]));
  const messages = await node(pack.folder, path.join(__dirname, "publint.mjs"), pack.packed.tarball);
  expect(JSON.parse(messages)).toEqual([]);
  const program = `
    import { startSimulator } from "pulumi-jetemail-simulator";
    const simulator = await startSimulator();
    simulator.edit.create({ name: "old" });
    console.log(simulator.keys[0].name);
    await simulator.close();
  `;
  expect(await node(empty, "--input-type=module", "-e", program)).toBe("old\n");
});

test("installed into an empty folder, it starts with one command and answers", async () => {
  const printed = await start("npx", ["pulumi-jetemail-simulator", "--port", "0"], /curl/);
  const { JETEMAIL_BASE_URL, JETEMAIL_API_KEY } = variables(printed);
  expect(await namesOfKeys(JETEMAIL_BASE_URL, JETEMAIL_API_KEY)).toEqual(["receipts"]);
});

test("it has the published rate limit, and another one if that is given", async () => {
  const args = ["pulumi-jetemail-simulator", "--port", "0"];
  expect(await untilRefused(await start("npx", args, /curl/))).toEqual({ accepted: 240, retryAfter: "300" });
  const other = [...args, "--requests-per-minute", "2", "--block-for", "7"];
  expect(await untilRefused(await start("npx", other, /curl/))).toEqual({ accepted: 2, retryAfter: "7" });
});

test("it has no rate limit if that is switched off", async () => {
  const printed = await start(
    "npx",
    ["pulumi-jetemail-simulator", "--port", "0", "--requests-per-minute", "0"],
    /curl/,
  );
  const { JETEMAIL_BASE_URL, JETEMAIL_API_KEY } = variables(printed);
  const headers = { authorization: `Bearer ${JETEMAIL_API_KEY}` };
  const list = async () => (await fetch(`${JETEMAIL_BASE_URL}/outbound/transactional-keys`, { headers })).status;
  expect(new Set(await Promise.all(Array.from({ length: 241 }, list)))).toEqual(new Set([200]));
});

test("a rate limit that is no number is refused with the usage", async () => {
  const args = ["pulumi-jetemail-simulator", "--requests-per-minute", "many"];
  const { code, stderr } = await startCommand("npx", args, { cwd: empty, env: environment() }).ended;
  expect(code).toBe(1);
  expect(stderr).toMatch(/^--requests-per-minute must be a whole number, not many\nusage: /);
});

test("an unknown option is refused with the usage", async () => {
  const main = path.join(empty, "node_modules", "pulumi-jetemail-simulator", "dist", "main.js");
  await expect(node(empty, main, "--prot", "1")).rejects.toThrow(/--dialect current\|older/);
});

describe("the container recipe", () => {
  const instructions = readFileSync(path.join(repository, PLACE, "Dockerfile"), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.split(/ (.*)/s) as [string, string]);
  const of = (instruction: string) => instructions.filter(([name]) => name === instruction).map(([, value]) => value);

  test("has these instructions, each once", () => {
    expect(instructions.map(([name]) => name)).toEqual(["FROM", "RUN", "USER", "EXPOSE", "ENTRYPOINT"]);
  });

  test("installs this version on a Node that it runs on, and runs as the image's own user", () => {
    const [, major, minor] = /^>=(\d+)\.(\d+)$/.exec(pack.manifest.engines.node) ?? [];
    expect(minor).toBeDefined();
    expect(Number(/^node:(\d+)-alpine$/.exec(of("FROM")[0] ?? "")?.[1])).toBeGreaterThan(Number(major));
    expect(of("RUN")).toEqual([`npm install --global pulumi-jetemail-simulator@${pack.manifest.version}`]);
    expect(of("USER")).toEqual(["node"]); // the images of Node have it, beside root
  });

  test("starts a command that the package has, on the port that it exposes, open to the container's network", async () => {
    const [command = "", ...args] = JSON.parse(of("ENTRYPOINT")[0] ?? "") as string[];
    expect(Object.keys(pack.manifest.bin)).toEqual([command]);
    // The port may be taken on the machine of a developer: the default is looked at, and another one listened on.
    expect(readFileSync(path.join(pack.packed.contents, pack.manifest.bin[command] ?? ""), "utf8")).toContain(
      `default: "${of("EXPOSE")[0]}"`,
    );
    const bin = path.join(empty, "node_modules", ".bin", command);
    const printed = await start(bin, [...args, "--port", "0", "--account-key", "api_other"], /curl/);
    const { JETEMAIL_BASE_URL, JETEMAIL_API_KEY } = variables(printed);
    expect(JETEMAIL_API_KEY).toBe("api_other");
    // 127.0.0.2 is an address that only a server on all addresses answers on.
    const url = JETEMAIL_BASE_URL.replace(/\/\/[^:]+/, process.platform === "linux" ? "//127.0.0.2" : "//127.0.0.1");
    expect(await namesOfKeys(url, "api_other")).toEqual(["receipts"]);
  });
});
