import * as pulumi from "@pulumi/pulumi";
import { TransactionalKeyPair } from "pulumi-jetemail";

const config = new pulumi.Config();

const mail = new TransactionalKeyPair("mail", {
  approvedDomains: ["example.com"],
  rotationTrigger: config.get("rotation"),
  revokePrevious: config.getBoolean("revokePrevious") ?? false,
});

export const apiToken = mail.apiToken;
export const tokenFingerprint = mail.tokenFingerprint;
