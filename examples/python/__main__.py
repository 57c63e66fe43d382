import pulumi
import pulumi_jetemail as jetemail

config = pulumi.Config()
domain = config.require("domain")
quota = config.require_int("quota")

receipts = jetemail.TransactionalKey("receipts", approved_domains=[domain], quota=quota)

# A pair, whose previous token is valid until the next rotation.
newsletter = jetemail.TransactionalKeyPair(
    "newsletter",
    approved_domains=[domain],
    quota=quota,
    rotation_trigger=config.require("rotation"),
)

pulumi.export("receiptsToken", receipts.api_token)
pulumi.export("newsletterToken", newsletter.api_token)
pulumi.export("newsletterFingerprint", newsletter.token_fingerprint)
