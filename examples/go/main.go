package main

import (
	"github.com/OWNER/pulumi-jetemail/sdk/go/jetemail"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		settings := config.New(ctx, "")
		domains := pulumi.StringArray{pulumi.String(settings.Require("domain"))}
		quota := pulumi.Int(settings.RequireInt("quota"))

		receipts, err := jetemail.NewTransactionalKey(ctx, "receipts", &jetemail.TransactionalKeyArgs{
			ApprovedDomains: domains,
			Quota:           quota,
		})
		if err != nil {
			return err
		}

		// A pair, whose previous token is valid until the next rotation.
		newsletter, err := jetemail.NewTransactionalKeyPair(ctx, "newsletter", &jetemail.TransactionalKeyPairArgs{
			ApprovedDomains: domains,
			Quota:           quota,
			RotationTrigger: pulumi.String(settings.Require("rotation")),
		})
		if err != nil {
			return err
		}

		ctx.Export("receiptsToken", receipts.ApiToken)
		ctx.Export("newsletterToken", newsletter.ApiToken)
		ctx.Export("newsletterFingerprint", newsletter.TokenFingerprint)
		return nil
	})
}
