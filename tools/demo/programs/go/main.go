package main

import (
	"github.com/OWNER/pulumi-jetemail/sdk/go/jetemail"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		quota := config.GetInt(ctx, "quota")
		if quota == 0 {
			quota = 10_000
		}
		receipts, err := jetemail.NewTransactionalKey(ctx, "receipts", &jetemail.TransactionalKeyArgs{
			ApprovedDomains: pulumi.ToStringArray([]string{"example.com"}),
			Quota:           pulumi.Int(quota),
			IpRestrictions:  pulumi.ToStringArray([]string{"10.0.0.0/24", "2001:db8::/32"}),
		})
		if err != nil {
			return err
		}
		ctx.Export("uuid", receipts.Uuid)
		ctx.Export("apiToken", receipts.ApiToken)
		ctx.Export("tokenFingerprint", receipts.TokenFingerprint)
		return nil
	})
}
