import { parseArgs } from "node:util";
import { type LoggedRequest, startSimulator } from "./index";

const usage = "usage: npm run simulator -- [--port N] [--dialect current|older]\n";

async function main(): Promise<void> {
  const { port, dialect } = readArguments();
  const simulator = await startSimulator({
    port,
    dialect,
    accountKey: "api_simulator",
    onRequest: (request) => process.stdout.write(`${describe(request)}\n`),
  });
  process.stdout.write(`JetEmail simulator on ${simulator.url} (account key ${simulator.accountKey}, Ctrl-C stops it)

  export JETEMAIL_API_KEY=${simulator.accountKey}
  export JETEMAIL_BASE_URL=${simulator.url}
  curl -H "Authorization: Bearer $JETEMAIL_API_KEY" "$JETEMAIL_BASE_URL/outbound/transactional-keys"

`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void simulator.close());
}

function readArguments(): { port: number; dialect: "current" | "older" } {
  const { values } = parseArgs({
    options: { port: { type: "string", default: "8787" }, dialect: { type: "string", default: "current" } },
  });
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65_535) throw new Error(`--port must be a port number, not ${values.port}`);
  if (values.dialect !== "current" && values.dialect !== "older") {
    throw new Error(`--dialect must be current or older, not ${values.dialect}`);
  }
  return { port, dialect: values.dialect };
}

function describe({ method, path, body, status }: Readonly<LoggedRequest>): string {
  const line = `${method} ${path} ${status ?? "no answer"}`;
  const token = typeof body === "object" && body !== null && "api_token" in body ? String(body.api_token) : undefined;
  return token === undefined ? line : `${line} transactional_****${token.slice(-4)}`;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  process.exitCode = 1;
});
