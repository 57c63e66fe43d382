import { generateKeyPairSync, sign } from "node:crypto";

/** A self-signed certificate for localhost, as Node has no call to make one: X.509 in DER, then in PEM. */
export function selfSignedCertificate(): { key: string; cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const ecdsaWithSha256 = sequence(hex("06082a8648ce3d040302"));
  const name = sequence(der(0x31, sequence(hex("0603550403"), der(0x0c, text("localhost")))));
  const validity = sequence(der(0x17, text("240101000000Z")), der(0x18, text("20991231235959Z")));
  const localhost = sequence(der(0x82, text("localhost")), der(0x87, Buffer.from([127, 0, 0, 1])));
  const subjectAltName = sequence(hex("0603551d11"), der(0x04, localhost));
  const version3 = der(0xa0, hex("020102"));
  const unsigned = sequence(
    version3,
    hex("020101"), // the serial number
    ecdsaWithSha256,
    name, // the issuer
    validity,
    name,
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, sequence(subjectAltName)),
  );
  const signature = der(0x03, Buffer.from([0]), sign("sha256", unsigned, privateKey));
  const certificate = sequence(unsigned, ecdsaWithSha256, signature).toString("base64");
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${certificate.replace(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`,
  };
}

const hex = (digits: string) => Buffer.from(digits, "hex");
const text = (characters: string) => Buffer.from(characters, "ascii");
const sequence = (...parts: Buffer[]) => der(0x30, ...parts);

function der(tag: number, ...parts: Buffer[]): Buffer {
  const value = Buffer.concat(parts);
  const bytes = value.length < 256 ? [0x81, value.length] : [0x82, value.length >> 8, value.length & 255];
  return Buffer.concat([Buffer.from(value.length < 128 ? [tag, value.length] : [tag, ...bytes]), value]);
}
