import * as pulumi from "@pulumi/pulumi";
import { TransactionalKey } from "pulumi-jetemail-plugin";

const config = new pulumi.Config();

const receipts = new TransactionalKey("receipts", {
  approvedDomains: ["example.com"],
  quota: config.getNumber("quota") ?? 10_000,
  ipRestrictions: ["10.0.0.0/24", "2001:db8::/32"],
});

export const uuid = receipts.uuid;
export const apiToken = receipts.apiToken;
export const tokenFingerprint = receipts.tokenFingerprint;
