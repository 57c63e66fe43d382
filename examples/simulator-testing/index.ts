import { TransactionalKey } from "pulumi-jetemail";

const receipts = new TransactionalKey("receipts", { approvedDomains: ["example.com"], quota: 10_000 });

export const uuid = receipts.uuid;
export const apiToken = receipts.apiToken;
