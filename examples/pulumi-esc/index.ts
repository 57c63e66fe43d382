import * as pulumi from "@pulumi/pulumi";
import * as pulumiservice from "@pulumi/pulumiservice";
import { TransactionalKeyPair } from "pulumi-jetemail";

const config = new pulumi.Config();

const mail = new TransactionalKeyPair("mail", {
  approvedDomains: ["example.com"],
  rotationTrigger: config.get("rotation"),
});

export const apiToken = mail.apiToken;
export const tokenFingerprint = mail.tokenFingerprint;

// The environment does not contain the token: it reads this stack's outputs whenever it is opened, so it is up to date.
const definition = `values:
  stacks:
    fn::open::pulumi-stacks:
      stacks:
        mail:
          stack: ${pulumi.getProject()}/${pulumi.getStack()}
  environmentVariables:
    JETEMAIL_TOKEN: \${stacks.mail.apiToken}
    JETEMAIL_TOKEN_FINGERPRINT: \${stacks.mail.tokenFingerprint}
`;

const environment = new pulumiservice.Environment("mail", {
  organization: pulumi.getOrganization(),
  project: pulumi.getProject(),
  name: pulumi.getStack(),
  yaml: new pulumi.asset.StringAsset(definition),
});

export const environmentName = pulumi.interpolate`${environment.project}/${environment.name}`;
