import com.pulumi.Context;
import com.pulumi.automation.DestroyOptions;
import com.pulumi.automation.LocalWorkspace;
import com.pulumi.automation.LocalWorkspaceOptions;
import com.pulumi.automation.PreviewOptions;
import com.pulumi.automation.RefreshOptions;
import com.pulumi.automation.UpOptions;
import com.pulumi.core.Output;
import com.pulumi.core.TypeShape;
import com.pulumi.core.annotations.Export;
import com.pulumi.core.annotations.Import;
import com.pulumi.deployment.Deployment;
import com.pulumi.deployment.InvokeOptions;
import com.pulumi.resources.CustomResource;
import com.pulumi.resources.CustomResourceOptions;
import com.pulumi.resources.InvokeArgs;
import com.pulumi.resources.ProviderResource;
import com.pulumi.resources.ResourceArgs;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Runs an operation of the engine on the program below: the argument is up, preview, refresh or destroy. */
public class App {
    public static void main(String[] args) throws Exception {
        var options = LocalWorkspaceOptions.builder().workDir(Path.of("").toAbsolutePath()).build();
        Consumer<String> out = System.out::println;
        Consumer<String> err = System.err::println;
        var unchanged = List.of(args).contains("--expect-no-changes");
        try (var stack = LocalWorkspace.selectStack("app", "test", App::program, options)) {
            switch (args[0]) {
                case "up" -> stack.up(UpOptions.builder()
                        .expectNoChanges(unchanged).onStandardOutput(out).onStandardError(err).build());
                case "preview" -> stack.preview(PreviewOptions.builder()
                        .expectNoChanges(unchanged).onStandardOutput(out).onStandardError(err).build());
                case "refresh" -> stack.refresh(RefreshOptions.builder()
                        .expectNoChanges(unchanged).onStandardOutput(out).onStandardError(err).build());
                case "destroy" -> stack.destroy(DestroyOptions.builder()
                        .onStandardOutput(out).onStandardError(err).build());
                default -> throw new IllegalArgumentException(args[0]);
            }
        }
        System.exit(0);
    }

    static void program(Context context) {
        var config = context.config();
        var first = new Account("first", config.requireSecret("firstKey"), config.require("firstUrl"));
        var second = new Account("second", config.requireSecret("secondKey"), config.require("secondUrl"));
        var inFirst = CustomResourceOptions.builder().provider(first).build();
        var trigger = config.require("trigger");

        var receipts = new Key("receipts",
                new KeyArgs(null, List.of("example.com"), 10, trigger), inFirst);
        var mail = new Pair("mail", new KeyArgs(null, null, null, trigger), inFirst);
        var newsletter = new Key("newsletter", new KeyArgs(null, null, null, null),
                CustomResourceOptions.builder().provider(second).build());
        var imported = new Key("imported", new KeyArgs("imported", null, null, null),
                CustomResourceOptions.builder().provider(first)
                        .importId("00000000-0000-4000-8000-000000000000").build());
        var existing = Deployment.getInstance().invoke("jetemail:index:getTransactionalKey",
                TypeShape.map(String.class, Object.class), new LookUpArgs("existing"), new InvokeOptions(null, first, null));

        context.export("fingerprint", receipts.tokenFingerprint);
        context.export("token", receipts.apiToken);
        context.export("header", Output.format("Bearer %s", receipts.apiToken));
        context.export("current", mail.apiToken);
        context.export("previous", mail.previousApiToken);
        context.export("newsletter", newsletter.apiToken);
        context.export("imported", imported.apiToken);
        context.export("existing", existing.applyValue(key -> key.get("apiToken")));
    }

    /** What an SDK that `pulumi package gen-sdk` makes has in more words. */
    static class Account extends ProviderResource {
        Account(String name, Output<String> apiKey, String baseUrl) {
            super("jetemail", name, new AccountArgs(apiKey, Output.of(baseUrl)), CustomResourceOptions.Empty);
        }
    }

    static class AccountArgs extends ResourceArgs {
        @Import(name = "apiKey")
        private final Output<String> apiKey;

        @Import(name = "baseUrl")
        private final Output<String> baseUrl;

        AccountArgs(Output<String> apiKey, Output<String> baseUrl) {
            this.apiKey = apiKey;
            this.baseUrl = baseUrl;
        }
    }

    static class KeyArgs extends ResourceArgs {
        @Import(name = "name")
        private final String name;

        @Import(name = "approvedDomains")
        private final List<String> approvedDomains;

        @Import(name = "quota")
        private final Integer quota;

        @Import(name = "rotationTrigger")
        private final String rotationTrigger;

        KeyArgs(String name, List<String> approvedDomains, Integer quota, String rotationTrigger) {
            this.name = name;
            this.approvedDomains = approvedDomains;
            this.quota = quota;
            this.rotationTrigger = rotationTrigger;
        }
    }

    static class Key extends CustomResource {
        @Export(name = "apiToken", refs = {String.class}, tree = "[0]")
        Output<String> apiToken;

        @Export(name = "tokenFingerprint", refs = {String.class}, tree = "[0]")
        Output<String> tokenFingerprint;

        Key(String name, KeyArgs args, CustomResourceOptions options) {
            super("jetemail:index:TransactionalKey", name, args, options);
        }
    }

    static class Pair extends CustomResource {
        @Export(name = "apiToken", refs = {String.class}, tree = "[0]")
        Output<String> apiToken;

        @Export(name = "previousApiToken", refs = {String.class}, tree = "[0]")
        Output<String> previousApiToken;

        Pair(String name, KeyArgs args, CustomResourceOptions options) {
            super("jetemail:index:TransactionalKeyPair", name, args, options);
        }
    }

    static class LookUpArgs extends InvokeArgs {
        @Import(name = "name")
        private final String name;

        LookUpArgs(String name) {
            this.name = name;
        }
    }
}
