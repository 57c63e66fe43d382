export type { KeyArgs, TransactionalKeyArgs, TransactionalKeyPairArgs } from "./keyArguments";
export {
  type GetTransactionalKeyArgs,
  type GetTransactionalKeyOutputArgs,
  type GetTransactionalKeyResult,
  type GetTransactionalKeysArgs,
  type GetTransactionalKeysOutputArgs,
  getTransactionalKey,
  getTransactionalKeyOutput,
  getTransactionalKeys,
  getTransactionalKeysOutput,
} from "./lookup/getTransactionalKey";
export { TransactionalKey } from "./transactionalKey";
export { TransactionalKeyPair } from "./transactionalKeyPair";
