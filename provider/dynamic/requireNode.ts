const LOWEST = [22, 19] as const;

/** @throws on a Node whose HTTP client would fail with an error that tells nothing. */
export function requireNode(version: string): void {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major < LOWEST[0] || (major === LOWEST[0] && minor < LOWEST[1])) {
    throw new Error(`pulumi-jetemail needs Node ${LOWEST.join(".")} or newer, and Pulumi runs it on Node ${version}.`);
  }
}

// At once, and before anything else is loaded.
requireNode(process.versions.node);
