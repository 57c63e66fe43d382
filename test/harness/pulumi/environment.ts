import { existsSync } from "node:fs";
import path from "node:path";
import type { PulumiInstallation } from "./way";

/** What a Pulumi process works with. */
export interface PulumiEnvironmentOptions {
  /** Becomes PULUMI_HOME: plugins and credentials. */
  home: string;
  /**
   * Where stacks are kept; the folder of a `file://` URL has to exist.
   *
   * @default a file backend in `home`, so that nothing reaches a backend that the user is logged in to
   */
  backendUrl?: string;
  /** Encrypts the secrets of a stack. @default an empty one */
  passphrase?: string;
  /** What the rest is inherited from. @default process.env */
  env?: NodeJS.ProcessEnv;
}

// A preloaded module or a coverage folder of the caller would change the program under test.
const UNWANTED = new Set(["NODE_OPTIONS", "NODE_PATH", "NODE_V8_COVERAGE", "NODE_ENV", "JEST_WORKER_ID"]);

function isUnwanted(name: string): boolean {
  const key = name.toUpperCase();
  return key.startsWith("PULUMI_") || key.startsWith("JETEMAIL_") || UNWANTED.has(key);
}

/**
 * The environment for `pulumi` and all that it starts: nothing of the caller's Pulumi and JetEmail settings, and Node
 * programs run on this process's Node.
 */
export function pulumiEnvironment(
  installation: PulumiInstallation,
  { home, backendUrl = `file://${home}`, passphrase = "", env = process.env }: PulumiEnvironmentOptions,
): Record<string, string> {
  const result: Record<string, string> = {};
  let inheritedPath: string | undefined;
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || isUnwanted(name)) {
      continue;
    }
    // Windows spells it `Path`; two spellings in one environment would contradict each other.
    if (name.toUpperCase() === "PATH") {
      inheritedPath = value;
    } else {
      result[name] = value;
    }
  }
  return {
    ...result,
    PATH: [...searchPath(installation.directories), ...(inheritedPath ? [inheritedPath] : [])].join(path.delimiter),
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: backendUrl,
    PULUMI_CONFIG_PASSPHRASE: passphrase,
    PULUMI_SKIP_UPDATE_CHECK: "1",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "1",
  };
}

function searchPath(directories: string[]): string[] {
  const node = path.dirname(process.execPath);
  // A pulumi in a folder like /usr/local/bin may have another Node beside it, which must not come first.
  const hasNode = directories.some((directory) => existsSync(path.join(directory, path.basename(process.execPath))));
  return hasNode ? [node, ...directories] : [...directories, node];
}
