import pulumi
import pulumi_jetemail as jetemail

config = pulumi.Config()

receipts = jetemail.TransactionalKey(
    "receipts",
    approved_domains=["example.com"],
    quota=config.get_int("quota") or 10_000,
    ip_restrictions=["10.0.0.0/24", "2001:db8::/32"],
)

pulumi.export("uuid", receipts.uuid)
pulumi.export("apiToken", receipts.api_token)
pulumi.export("tokenFingerprint", receipts.token_fingerprint)
