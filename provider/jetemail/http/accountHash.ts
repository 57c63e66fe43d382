import { createHash } from "node:crypto";

/** Names an account key at an address, without telling it: what processes share about them has this name. */
export function accountHashOf({ apiKey, baseUrl }: { readonly apiKey: string; readonly baseUrl: URL }): string {
  return createHash("sha256").update(`${baseUrl.origin}\n${apiKey}`).digest("hex");
}
