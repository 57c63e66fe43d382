import * as pulumi from "@pulumi/pulumi";
import * as jetemail from "pulumi-jetemail-plugin";

const config = new pulumi.Config();

const account = (name: string) =>
  new jetemail.Provider(name, { apiKey: config.requireSecret(`${name}Key`), baseUrl: config.require(`${name}Url`) });
const first = account("first");
const second = account("second");
const rotationTrigger = config.require("trigger");

const receipts = new jetemail.TransactionalKey(
  "receipts",
  { approvedDomains: ["example.com"], quota: 10, rotationTrigger },
  { provider: first },
);
const mail = new jetemail.TransactionalKeyPair("mail", { rotationTrigger }, { provider: first });
const inSecondAccount = new jetemail.TransactionalKey("newsletter", {}, { provider: second });
const takenOver = new jetemail.TransactionalKey(
  "imported",
  { name: "imported" },
  { provider: first, import: "00000000-0000-4000-8000-000000000000" },
);
const lookedUp = jetemail.getTransactionalKeyOutput({ name: "existing" }, { provider: first });

export const fingerprint = receipts.tokenFingerprint;
export const token = receipts.apiToken;
export const header = pulumi.interpolate`Bearer ${receipts.apiToken}`;
export const current = mail.apiToken;
export const previous = mail.previousApiToken;
export const newsletter = inSecondAccount.apiToken;
export const imported = takenOver.apiToken;
export const existing = lookedUp.apiToken;
