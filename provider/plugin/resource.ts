import { withCode } from "../errors/code";
import { isCreation } from "../key/check";
import { ignoredDomainsWarning } from "../key/ignoredDomains";
import { HIDDEN_OUTPUTS } from "../key/model";
import type { Read } from "../key/read";
import type { CommonArguments, CommonState, ResourceKind } from "../key/resourceKind";
import type { Run } from "../run/run";
import { type Caller, Operations } from "../shell/operations";
import { redact, redactedProblems } from "../shell/redact";
import { markSecrets } from "../shell/secrets";
import type { ArgumentProblem } from "../values/parseArguments";
import { canonicalId } from "../values/uuid";
import { type Compared, detailedDiff, type PropertyChange } from "./detailedDiff";
import { triggerProblems } from "./emptyTrigger";
import type { EngineLog } from "./engineLog";
import { assertImportId } from "./importId";
import { type Autonaming, ofMissingName, withName } from "./nameOrDefault";
import { markedLike, markedNames, withoutMarks } from "./secretMarks";
import type { Values } from "./values";

/** What Pulumi's protocol of dynamic providers and its SDK add to properties, and what a pair's refresh does. */
const CARRIED = new Set(["account", "missing", "replaceOnChanges"]);

export interface ReadResult {
  readonly id: string;
  readonly outs: Values;
  readonly inputs: Values;
}

/** A kind of resource as Pulumi's protocol of providers calls it. A resource is identified by its URN. */
export class Resource<Inputs extends CommonArguments = CommonArguments, State extends CommonState = CommonState> {
  readonly #kind: ResourceKind<Inputs, State>;
  readonly #operations: Operations<Inputs, State>;
  readonly #run: Run;
  readonly #log: EngineLog;

  constructor(kind: ResourceKind<Inputs, State>, run: Run, log: EngineLog) {
    this.#kind = kind;
    this.#operations = new Operations(kind, run);
    this.#run = run;
    this.#log = log;
  }

  async check(urn: string, carriedOlds: Values, carriedNews: Values, autonaming?: Autonaming) {
    const olds = plain(carriedOlds);
    const given = withoutMarks(withoutIgnored(carriedNews, carriedOlds));
    const { account, ...others } = given;
    const news = withName(urn, olds, others, this.#kind.maxNameLength, autonaming);
    const { inputs, failures } = await this.#operations.check(urn, olds, news);
    const warning = ignoredDomainsWarning(news.allowAllDomains, news.approvedDomains);
    if (warning !== undefined) {
      this.#log.about(urn).warnOnce(warning);
    }
    const problems: ArgumentProblem[] = [
      ...this.#run.problems(undefined),
      ...(account === undefined ? [] : [{ property: '["account"]', reason: NO_ACCOUNT }]),
      ...triggerProblems(news.rotationTrigger, olds.rotationTrigger),
      ...failures.map((failure) => ofMissingName(failure, news, this.#kind.maxNameLength)),
    ];
    return {
      inputs: markedLike(inputs, carriedNews),
      failures: redactedProblems(problems, given, this.#secretArguments(carriedNews)),
    };
  }

  async diff(urn: string, id: string, carried: Compared) {
    const caller = this.#callerOf(urn, carried.news, carried.olds);
    const { oldInputs, news } = withoutMarks(carried);
    const [olds, inputs] = [plain(carried.olds), news as Inputs];
    const { changes } = await this.#operations.diff(caller, id, olds as State, inputs);
    const changed = changes ? this.#kind.changed(olds as State, inputs, this.#run.clock.now()) : [];
    const detailed: Record<string, PropertyChange> = changes ? detailedDiff(changed, { olds, oldInputs, news }) : {};
    return { changes, detailed };
  }

  async create(urn: string, carried: Values, isPreview: boolean): Promise<{ id: string; outs: Values }> {
    const inputs = withoutMarks(carried) as Inputs;
    if (isPreview) {
      return { id: "", outs: this.#marked(this.#kind.preview.create(inputs), carried) };
    }
    const { id, outs } = await this.#operations.create(this.#callerOf(urn, carried), inputs);
    return { id, outs: this.#toSave(outs, carried) };
  }

  /** @returns an empty id if the resource is proven to be gone. */
  async read(urn: string, id: string, state: Values, inputs: Values): Promise<ReadResult> {
    const found = await this.#operations.read(this.#callerOf(urn, state), id, plain(state) as State);
    return this.#readResult(found, state, inputs);
  }

  /** @throws JetEmailError if the id is not the one that the state would have. */
  async import(urn: string, id: string): Promise<ReadResult> {
    assertImportId(id, canonicalId(id));
    const found = this.#readResult(await this.#operations.import(this.#callerOf(urn, {}), id), {}, {});
    if (found.id !== "" && !id.includes(",")) {
      assertImportId(id, found.id);
    }
    return found;
  }

  #readResult(found: Read<object, State> | undefined, state: Values, inputs: Values): ReadResult {
    return found
      ? { id: found.id, outs: this.#toSave(found.outs, state), inputs: markedLike({ ...found.inputs }, inputs) }
      : { id: "", outs: {}, inputs: {} };
  }

  async update(urn: string, id: string, state: Values, inputs: Values, isPreview: boolean): Promise<Values> {
    const [olds, news] = [plain(state) as State, withoutMarks(inputs) as Inputs];
    const carried = { ...state, ...inputs }; // a trigger that was removed stays, as secret as it was
    return isPreview
      ? this.#marked(
          this.#kind.preview.update(this.#operations.asImported(olds, news), news, this.#run.clock.now()),
          carried,
        )
      : this.#toSave(await this.#operations.update(this.#callerOf(urn, carried, state), id, olds, news), carried);
  }

  async delete(urn: string, id: string, state: Values): Promise<void> {
    await this.#operations.delete(this.#callerOf(urn, state), id, plain(state) as State);
  }

  /**
   * @param carried what is secret in it is so in what is saved as well.
   * @param before may have other secrets.
   */
  #callerOf(urn: string, carried: Values, before: Values = {}): Caller<State> {
    return {
      resource: urn,
      toSave: (state) => this.#toSave(state, carried),
      redacted: (message) =>
        [carried, before].reduce(
          (text, values) => redact(text, withoutMarks(values), this.#secretArguments(values)),
          message,
        ),
      log: this.#log.about(urn),
      isExplicit: this.#run.isExplicit,
    };
  }

  /** Those that the program declares secret; what is secret of the outputs has words that messages need. */
  #secretArguments(values: Values): string[] {
    return markedNames(values).filter((name) => Object.hasOwn(this.#kind.arguments, name));
  }

  #toSave(state: State, carried: Values): Values {
    return this.#marked(this.#kind.outputs.of(state) as Values, carried);
  }

  #marked(outs: Values, carried: Values): Values {
    return markedLike(markSecrets(outs, this.#kind.outputs.secret as string[]), carried);
  }
}

const NO_ACCOUNT = withCode(
  "no such argument: an account is an explicit provider, which the resource option `provider` chooses",
  120,
);

/** The properties of a resource that may have been a dynamic one. Its account is that of the provider. */
function plain(properties: Values): Values {
  const isHidden = (name: string) => name.startsWith("__") && !HIDDEN_OUTPUTS.includes(name);
  const entries = Object.entries(properties).filter(([name]) => !isHidden(name) && !CARRIED.has(name));
  return withoutMarks(Object.fromEntries(entries));
}

/** The arguments without what `ignoreChanges` has brought back of the old inputs and is no argument. */
function withoutIgnored(news: Values, olds: Values): Values {
  const isIgnored = (name: string) => (name.startsWith("__") || CARRIED.has(name)) && name in olds;
  return isCreation(olds) ? news : Object.fromEntries(Object.entries(news).filter(([name]) => !isIgnored(name)));
}
