package main

import (
	"github.com/OWNER/pulumi-jetemail/sdk/go/jetemail"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		settings := config.New(ctx, "")
		account := func(name string) (*jetemail.Provider, error) {
			return jetemail.NewProvider(ctx, name, &jetemail.ProviderArgs{
				ApiKey:  settings.RequireSecret(name + "Key"),
				BaseUrl: pulumi.String(settings.Require(name + "Url")),
			})
		}
		first, err := account("first")
		if err != nil {
			return err
		}
		second, err := account("second")
		if err != nil {
			return err
		}
		trigger := pulumi.String(settings.Require("trigger"))

		receipts, err := jetemail.NewTransactionalKey(ctx, "receipts", &jetemail.TransactionalKeyArgs{
			ApprovedDomains: pulumi.ToStringArray([]string{"example.com"}),
			Quota:           pulumi.Int(10),
			RotationTrigger: trigger,
		}, pulumi.Provider(first))
		if err != nil {
			return err
		}
		mail, err := jetemail.NewTransactionalKeyPair(ctx, "mail", &jetemail.TransactionalKeyPairArgs{
			RotationTrigger: trigger,
		}, pulumi.Provider(first))
		if err != nil {
			return err
		}
		newsletter, err := jetemail.NewTransactionalKey(ctx, "newsletter", nil, pulumi.Provider(second))
		if err != nil {
			return err
		}
		imported, err := jetemail.NewTransactionalKey(ctx, "imported", &jetemail.TransactionalKeyArgs{
			Name: pulumi.String("imported"),
		}, pulumi.Provider(first), pulumi.Import(pulumi.ID("00000000-0000-4000-8000-000000000000")))
		if err != nil {
			return err
		}
		existing := jetemail.LookupTransactionalKeyOutput(ctx, jetemail.LookupTransactionalKeyOutputArgs{
			Name: pulumi.String("existing"),
		}, pulumi.Provider(first))

		ctx.Export("fingerprint", receipts.TokenFingerprint)
		ctx.Export("token", receipts.ApiToken)
		ctx.Export("header", pulumi.Sprintf("Bearer %s", receipts.ApiToken))
		ctx.Export("current", mail.ApiToken)
		ctx.Export("previous", mail.PreviousApiToken)
		ctx.Export("newsletter", newsletter.ApiToken)
		ctx.Export("imported", imported.ApiToken)
		ctx.Export("existing", existing.ApiToken())
		return nil
	})
}
