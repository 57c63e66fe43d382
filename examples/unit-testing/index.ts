import * as pulumi from "@pulumi/pulumi";
import { TransactionalKey, TransactionalKeyPair } from "pulumi-jetemail";

const isProduction = pulumi.getStack() === "prod";

const receipts = new TransactionalKeyPair(
  "receipts",
  {
    approvedDomains: [isProduction ? "example.com" : "test.example.com"],
    quota: isProduction ? 100_000 : 100,
    rotateAfterDays: 90,
  },
  { protect: isProduction },
);

const alerts = new TransactionalKey("alerts", { approvedDomains: ["alerts.example.com"], quota: 1_000 });

export const receiptsToken = receipts.apiToken;
export const alertsToken = alerts.apiToken;
