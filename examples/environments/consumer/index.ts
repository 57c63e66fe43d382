import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();

// On Pulumi Cloud, replace "organization" with the name of yours.
const mail = new pulumi.StackReference(config.get("mailStack") ?? `organization/mail/${pulumi.getStack()}`);

/** It stays a secret. Pass it to the sender of e-mail: in a Kubernetes Secret, a task definition or a secret store. */
export const mailToken = mail.requireOutput("receiptsToken");

/** Changes with every rotation: as an annotation of the pods, it rolls a deployment. */
export const mailFingerprint = mail.requireOutput("receiptsFingerprint");
