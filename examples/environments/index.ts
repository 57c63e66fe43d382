import * as pulumi from "@pulumi/pulumi";
import { TransactionalKey, TransactionalKeyPair } from "pulumi-jetemail";
import { readSettings } from "./settings";

const settings = readSettings(pulumi.runtime.allConfig(), pulumi.getStack());
const { domains, quotas, ranges, protect } = settings;
const limits = { approvedDomains: domains, ipRestrictions: ranges };

// JetEmail shows mail-<stack>-receipts-a and -b, so environments can share an account.
const receipts = new TransactionalKeyPair(
  "receipts",
  {
    ...limits,
    quota: quotas.receipts,
    rotationTrigger: settings.rotation,
    revokePrevious: settings.revokePrevious,
  },
  { protect },
);

// A single key has no zero-downtime rotation, so no schedule rotates this one.
const alerts = new TransactionalKey("alerts", { ...limits, quota: quotas.alerts }, { protect });

export const receiptsToken = receipts.apiToken;
export const receiptsFingerprint = receipts.tokenFingerprint;
export const alertsToken = alerts.apiToken;
export const alertsFingerprint = alerts.tokenFingerprint;
