import { readFileSync } from "node:fs";
import path from "node:path";

const read = (file: string) => readFileSync(path.join(__dirname, "tls", file), "utf8");

/** A self-signed certificate for localhost and 127.0.0.1 and its key, valid to the end of 2099. Nothing trusts it. */
export function selfSignedCertificate(): { key: string; cert: string } {
  return { key: read("localhost.key.pem"), cert: read("localhost.cert.pem") };
}
