import * as pulumi from "@pulumi/pulumi";

const keys = new pulumi.StackReference(`${pulumi.getOrganization()}/rotating-pair/${pulumi.getStack()}`);

// Pass this to the program that sends e-mail: in a container's environment, a secret store or a server's configuration.
export const apiToken = keys.requireOutput("apiToken");
export const tokenFingerprint = keys.requireOutput("tokenFingerprint");
