import * as pulumi from "@pulumi/pulumi";

const keys = new pulumi.StackReference(`${pulumi.getOrganization()}/rotating-pair/${pulumi.getStack()}`);

// Hand this to whatever sends the mail: a container's environment, a secret store, a server's configuration.
export const apiToken = keys.requireOutput("apiToken");
export const tokenFingerprint = keys.requireOutput("tokenFingerprint");
