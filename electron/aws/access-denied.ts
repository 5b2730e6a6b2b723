// Reads AWS's "is not authorized to perform" sentences: which action, on which resource, and what kind of policy
// said no, so that the words shown name what an administrator has to change.

export interface Denial {
  /** e.g. `ssm:StartSession`. */
  readonly action: string | null;
  /** ARN as AWS wrote it, or `*`. */
  readonly resource: string | null;
  /** `explicit-deny`: a policy forbids it; `not-allowed`: none allows it; `organization`: a service control policy. */
  readonly because: 'explicit-deny' | 'not-allowed' | 'organization' | 'boundary' | 'unknown';
}

// Bounded quantifiers: the text comes from the network.
const ACTION = /not authorized to perform:?\s+([A-Za-z0-9-]{1,64}:[A-Za-z0-9*]{1,128})/;
const RESOURCE = /on (?:the )?resources?:?\s+(arn:[^\s"',]{1,1024}|\*)/;

export function parseDenial(message: string): Denial {
  const text = message.slice(0, 4096);
  return {
    action: ACTION.exec(text)?.[1] ?? null,
    resource: RESOURCE.exec(text)?.[1]?.replace(/[.]$/, '') ?? null,
    because: reason(text),
  };
}

function reason(text: string): Denial['because'] {
  if (/service control polic|resource control polic/i.test(text)) return 'organization';
  if (/permissions boundar/i.test(text)) return 'boundary';
  if (/explicit deny/i.test(text)) return 'explicit-deny';
  if (/no [a-z-]{1,40} policy allows/i.test(text)) return 'not-allowed';
  return 'unknown';
}

/** `instance i-0a1b` of an ARN: the whole of it stands in the detail. */
function resourceName(resource: string): string {
  const parts = resource.split(':');
  return parts[0] === 'arn' && parts.length > 5 ? parts.slice(5).join(':').replace(/[/:]/, ' ') : resource;
}

/** One sentence for people. `fallbackAction` is what was asked for when AWS does not say. */
export function describeDenial(denial: Denial, fallbackAction: string): string {
  const action = denial.action ?? fallbackAction;
  const where =
    denial.resource === null || denial.resource === '*' ? '' : ` on ${resourceName(denial.resource)}`;
  switch (denial.because) {
    case 'organization':
      return `A policy of the organization forbids ${action}${where}.`;
    case 'boundary':
      return `A permissions boundary forbids ${action}${where}.`;
    case 'explicit-deny':
      return `A policy forbids ${action}${where}.`;
    case 'not-allowed':
    case 'unknown':
      return `These credentials are not allowed to use ${action}${where}.`;
  }
}
