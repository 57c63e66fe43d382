/** How an installation was come by. */
export type Source = "path" | "copy" | "installer" | "go";

/** A Pulumi CLI that can run Node programs with dynamic resources. */
export interface PulumiInstallation {
  /** Path of the `pulumi` executable. */
  command: string;
  /** What `pulumi version` reports, without a leading `v`. */
  version: string;
  /** Folders to put first on PATH: they hold the CLI, the Node language host and the dynamic provider's launcher. */
  directories: string[];
  source: Source;
}

/** What every way works with; tests replace any of it. */
export interface WayContext {
  env: NodeJS.ProcessEnv;
  platform: NodeJS.Platform;
  arch: string;
  /** The folder that copies are kept in. */
  cacheFolder: string;
  /** Rejects where the official installer is out of reach. */
  probe: (signal: AbortSignal) => Promise<void>;
  /** Milliseconds that the probe may take. */
  probeLimit: number;
  /** Installs the CLI, the language host and the launcher to `bin` in `root`. */
  install: (root: string, env: NodeJS.ProcessEnv) => Promise<void>;
  onProgress: (line: string) => void;
}

/** One way to come by an installation. */
export interface Way {
  /** What the way is called in an error. */
  title: string;
  /** @throws Error whose message is the reason why this way is no use here. */
  find: (context: WayContext) => Promise<PulumiInstallation>;
}
