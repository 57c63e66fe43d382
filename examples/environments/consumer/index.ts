import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();

// On Pulumi Cloud, in place of "organization", the name of yours.
const mail = new pulumi.StackReference(config.get("mailStack") ?? `organization/mail/${pulumi.getStack()}`);

/** Stays a secret here. Hand it to what sends e-mail: a Kubernetes Secret, a task definition, a secret store. */
export const mailToken = mail.requireOutput("receiptsToken");

/** Changes with every rotation: as an annotation of a pod it rolls the deployment. */
export const mailFingerprint = mail.requireOutput("receiptsFingerprint");
