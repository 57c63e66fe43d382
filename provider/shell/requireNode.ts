import { withCode } from "../errors/code";

const MIN_VERSION = [22, 19] as const;

/** @throws on a Node whose HTTP client would fail with an unhelpful error. */
export function requireNode(version: string): void {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major < MIN_VERSION[0] || (major === MIN_VERSION[0] && minor < MIN_VERSION[1])) {
    throw new Error(
      withCode(
        `pulumi-jetemail requires Node ${MIN_VERSION.join(".")} or newer, but Pulumi runs it on Node ${version}.`,
        902,
      ),
    );
  }
}

// At once, and before any other dependency is loaded.
requireNode(process.versions.node);
