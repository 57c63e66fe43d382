import pulumi
import pulumi_jetemail as jetemail

config = pulumi.Config()


def account(name: str) -> pulumi.ResourceOptions:
    provider = jetemail.Provider(
        name, api_key=config.require_secret(f"{name}Key"), base_url=config.require(f"{name}Url")
    )
    return pulumi.ResourceOptions(provider=provider)


first = account("first")
second = account("second")
trigger = config.require("trigger")

receipts = jetemail.TransactionalKey(
    "receipts", approved_domains=["example.com"], quota=10, rotation_trigger=trigger, opts=first
)
mail = jetemail.TransactionalKeyPair("mail", rotation_trigger=trigger, opts=first)
newsletter = jetemail.TransactionalKey("newsletter", opts=second)
imported = jetemail.TransactionalKey(
    "imported",
    name="imported",
    opts=pulumi.ResourceOptions.merge(
        first, pulumi.ResourceOptions(import_="00000000-0000-4000-8000-000000000000")
    ),
)
existing = jetemail.get_transactional_key_output(
    name="existing", opts=pulumi.InvokeOptions(provider=first.provider)
)

pulumi.export("fingerprint", receipts.token_fingerprint)
pulumi.export("token", receipts.api_token)
pulumi.export("header", pulumi.Output.concat("Bearer ", receipts.api_token))
pulumi.export("current", mail.api_token)
pulumi.export("previous", mail.previous_api_token)
pulumi.export("newsletter", newsletter.api_token)
pulumi.export("imported", imported.api_token)
pulumi.export("existing", existing.api_token)
