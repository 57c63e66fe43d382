import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { TransactionalKeyPair } from "pulumi-jetemail";

const config = new pulumi.Config();

// A pair, so that a service that caches the secret can send until it reads the new one.
const mail = new TransactionalKeyPair("mail", {
  approvedDomains: ["example.com"],
  rotationTrigger: config.get("rotation"),
});

const secret = new aws.secretsmanager.Secret("jetemail-token", { description: "JetEmail's token of the mailer" });
new aws.secretsmanager.SecretVersion("jetemail-token", { secretId: secret.id, secretString: mail.apiToken });

export const secretArn = secret.arn;
export const tokenFingerprint = mail.tokenFingerprint;
