let version: string | undefined;

export function packageVersion(): string {
  version ??= (require("pulumi-jetemail/package.json") as { version: string }).version;
  return version;
}
