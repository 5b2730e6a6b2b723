// EC2 GetPasswordData: the only call of the sandbox that has to wait, as a key pair takes a moment.
import { ApiError } from './api/api-error.ts';
import type { ApiCall, Authorize, QueryForm } from './api/call.ts';
import { checkDryRun, NAMESPACE } from './api/ec2-request.ts';
import { xmlElement } from './api/xml.ts';
import type { Inventory } from './company/inventory.ts';
import type { WindowsAccounts } from './windows-accounts.ts';

export interface WindowsWorld {
  readonly inventory: Inventory;
  readonly windows: WindowsAccounts;
  readonly region: string;
  now(): number;
}

/** AWS breaks the text into lines and begins with one. */
const LINE = 76;

/** The XML body of the answer. Rejects with ApiError. */
export async function getPasswordData(
  call: ApiCall,
  form: QueryForm,
  authorize: Authorize,
  world: WindowsWorld,
): Promise<string> {
  authorize('ec2:GetPasswordData', '*');
  checkDryRun(form);
  const id = form.get('InstanceId') ?? '';
  if (!/^i-[0-9a-f]{8}(?:[0-9a-f]{9})?$/.test(id))
    throw new ApiError('InvalidInstanceID.Malformed', `Invalid id: "${id}"`);
  const instance = call.region === world.region ? world.inventory.find(id) : null;
  if (instance?.ec2 == null)
    throw new ApiError('InvalidInstanceID.NotFound', `The instance ID '${id}' does not exist`);
  const data = await world.windows.passwordData(instance);
  const lines = data.match(new RegExp(`.{1,${LINE}}`, 'g')) ?? [];
  return xmlElement(
    'GetPasswordDataResponse',
    {
      requestId: call.requestId,
      instanceId: id,
      timestamp: new Date(world.now()).toISOString(),
      passwordData: lines.length === 0 ? '' : `\r\n${lines.join('\r\n')}\r\n`,
    },
    NAMESPACE,
  );
}
