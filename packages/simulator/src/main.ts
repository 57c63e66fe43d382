#!/usr/bin/env node
import { parseArgs } from "node:util";
import { type LoggedRequest, PUBLISHED_RATE_LIMIT, type SimulatorOptions, startSimulator } from "./index";

const USAGE = `usage: pulumi-jetemail-simulator [options]
  --port N                    port to listen on (8787; 0 picks a free port)
  --host ADDRESS              address to listen on (127.0.0.1; in a container 0.0.0.0)
  --account-key KEY           account key to accept (api_simulator)
  --dialect current|older     format of the list of keys (current)
  --requests-per-minute N     requests that an account may make in a minute (240; 0 is no limit)
  --block-for SECONDS         how long an account that makes more is blocked (300)
`;

async function main(): Promise<void> {
  const simulator = await startSimulator({
    ...readArguments(),
    onRequest: (request) => process.stdout.write(`${describe(request)}\n`),
  });
  process.stdout.write(`JetEmail simulator on ${simulator.url} (account key ${simulator.accountKey}, Ctrl-C stops it)

  export JETEMAIL_API_KEY=${simulator.accountKey}
  export JETEMAIL_BASE_URL=${simulator.url}
  curl -H "Authorization: Bearer $JETEMAIL_API_KEY" "$JETEMAIL_BASE_URL/outbound/transactional-keys"

`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void simulator.close());
  }
}

function readArguments(): SimulatorOptions {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: "8787" },
      host: { type: "string" },
      "account-key": { type: "string", default: "api_simulator" },
      dialect: { type: "string", default: "current" },
      "requests-per-minute": { type: "string", default: String(PUBLISHED_RATE_LIMIT.requestsPerMinute) },
      "block-for": { type: "string", default: String(PUBLISHED_RATE_LIMIT.blockFor) },
    },
  });
  const { port, host, "account-key": accountKey, dialect } = values;
  if (!/^\d+$/.test(port) || Number(port) > 65_535) {
    throw new Error(`--port must be a port number, not ${port}`);
  }
  if (dialect !== "current" && dialect !== "older") {
    throw new Error(`--dialect must be current or older, not ${dialect}`);
  }
  const requestsPerMinute = wholeNumber(values, "requests-per-minute") || undefined;
  return {
    port: Number(port),
    host,
    accountKey,
    dialect,
    requestsPerMinute,
    blockFor: wholeNumber(values, "block-for"),
  };
}

function wholeNumber<Name extends string>(values: Readonly<Record<Name, string>>, name: Name): number {
  if (!/^\d+$/.test(values[name])) {
    throw new Error(`--${name} must be a whole number, not ${values[name]}`);
  }
  return Number(values[name]);
}

function describe({ method, path, body, status }: Readonly<LoggedRequest>): string {
  const line = `${method} ${path} ${status ?? "no answer"}`;
  const token = typeof body === "object" && body !== null && "api_token" in body ? String(body.api_token) : undefined;
  return token === undefined ? line : `${line} transactional_****${token.slice(-4)}`;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  process.exitCode = 1;
});
