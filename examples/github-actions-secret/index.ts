import * as github from "@pulumi/github";
import * as pulumi from "@pulumi/pulumi";
import { TransactionalKeyPair } from "pulumi-jetemail";

const config = new pulumi.Config();

// A pair, so that a workflow that started before a rotation can send until it ends.
const mail = new TransactionalKeyPair("mail", {
  approvedDomains: ["example.com"],
  rotationTrigger: config.get("rotation"),
});

new github.ActionsSecret("jetemail-token", {
  repository: config.require("repository"),
  secretName: "JETEMAIL_TOKEN",
  value: mail.apiToken,
});

export const tokenFingerprint = mail.tokenFingerprint;
