// One authenticated API call on its way to a handler, and what a handler may answer.
import type { Principal } from './credentials.ts';

export interface ApiCall {
  /** `ec2`, `ec2-instance-connect`, `ssm`, `sts` or `kms`, from the credential scope. */
  readonly service: string;
  readonly action: string;
  readonly region: string;
  readonly caller: Principal;
  readonly requestId: string;
}

/** Parsed form fields of the query protocols, e.g. `Filter.1.Name`. */
export type QueryForm = ReadonlyMap<string, string>;

/** Refuses an action the caller may not do; throws ApiError. Called by handlers that know the resource. */
export type Authorize = (action: string, resource: string) => void;
