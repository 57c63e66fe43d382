import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { TransactionalKeyPair } from "pulumi-jetemail";

const config = new pulumi.Config();

// A pair, so that pods with the previous token can send until they are replaced.
const mail = new TransactionalKeyPair("mail", {
  approvedDomains: ["example.com"],
  rotationTrigger: config.get("rotation"),
});

const secret = new kubernetes.core.v1.Secret("jetemail", {
  stringData: { JETEMAIL_TOKEN: mail.apiToken },
});

const labels = { app: "mailer" };
const deployment = new kubernetes.apps.v1.Deployment("mailer", {
  spec: {
    replicas: 2,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels, annotations: { "jetemail.com/token-fingerprint": mail.tokenFingerprint } },
      spec: {
        containers: [
          {
            name: "mailer",
            image: config.get("image") ?? "nginx:stable",
            envFrom: [{ secretRef: { name: secret.metadata.name } }],
          },
        ],
      },
    },
  },
});

export const secretName = secret.metadata.name;
export const deploymentName = deployment.metadata.name;
export const tokenFingerprint = mail.tokenFingerprint;
