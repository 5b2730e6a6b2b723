// Session documents: what StartSession may name, which parameters each takes, and what becomes of them for the agent
// (fact sheet 7.5). Parameter values arrive as lists of one string.
import { ApiError } from '../api/api-error.ts';

const PREFERENCES_DOCUMENT = 'SSM-SessionManagerRunShell';

export type SessionType = 'Standard_Stream' | 'InteractiveCommands' | 'NonInteractiveCommands' | 'Port';

/** A document with its parameters filled in. `properties` is handed to the agent as it is. */
export interface ResolvedDocument {
  readonly documentName: string;
  readonly sessionType: SessionType;
  readonly properties: Readonly<Record<string, unknown>> | null;
}

interface Parameter {
  readonly pattern: RegExp;
  /** Null: must be given. */
  readonly fallback: string | null;
}

interface SessionDocument {
  readonly description: string;
  readonly sessionType: SessionType;
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly properties: (values: Readonly<Record<string, string>>) => Record<string, unknown> | null;
}

const PORT = /^([1-9]|[1-9][0-9]{1,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])$/;
const PORT_OR_ANY = new RegExp(`${PORT.source.slice(0, -2)}|0)$`);
const SEPARATOR = /^[0-9a-zA-Z\r\n_:-]{0,30}$/;
const ANY = /^[^]*$/;

const localPort: Parameter = { pattern: PORT_OR_ANY, fallback: '0' };
const onAnySystem = (body: object): Record<string, unknown> => ({ linux: body, windows: body, macos: body });

const DOCUMENTS: Readonly<Record<string, SessionDocument>> = {
  [PREFERENCES_DOCUMENT]: {
    description: 'Document to hold regional settings for Session Manager',
    sessionType: 'Standard_Stream',
    parameters: {},
    properties: () => null,
  },
  'AWS-StartInteractiveCommand': {
    description: 'Document to run a single interactive command on an instance',
    sessionType: 'InteractiveCommands',
    parameters: { command: { pattern: ANY, fallback: null } },
    properties: ({ command }) => onAnySystem({ commands: command, runAsElevated: false }),
  },
  'AWS-StartNonInteractiveCommand': {
    description: 'Document to run a single non-interactive command on an instance',
    sessionType: 'NonInteractiveCommands',
    parameters: {
      command: { pattern: ANY, fallback: null },
      separateOutputStream: { pattern: /^(true|false)$/i, fallback: 'false' },
      stdoutSeparatorPrefix: { pattern: SEPARATOR, fallback: '' },
      stderrSeparatorPrefix: { pattern: SEPARATOR, fallback: '' },
    },
    properties: (values) =>
      onAnySystem({
        commands: values['command'],
        runAsElevated: false,
        separateOutputStream: values['separateOutputStream'],
        stdOutSeparatorPrefix: values['stdoutSeparatorPrefix'],
        stdErrSeparatorPrefix: values['stderrSeparatorPrefix'],
      }),
  },
  'AWS-StartSSHSession': {
    description: 'Document to start an SSH connection over Session Manager',
    sessionType: 'Port',
    parameters: { portNumber: { pattern: PORT, fallback: '22' } },
    properties: ({ portNumber }) => ({ portNumber }),
  },
  'AWS-StartPortForwardingSession': {
    description: 'Document to start a port forwarding session over Session Manager',
    sessionType: 'Port',
    parameters: { portNumber: { pattern: PORT, fallback: '80' }, localPortNumber: localPort },
    properties: (values) => ({ ...values, type: 'LocalPortForwarding' }),
  },
  'AWS-StartPortForwardingSessionToRemoteHost': {
    description: 'Document to start a port forwarding session over Session Manager to a remote host',
    sessionType: 'Port',
    parameters: {
      host: { pattern: /^[0-9a-zA-Z.:_-]{1,255}$/, fallback: null },
      portNumber: { pattern: PORT, fallback: '80' },
      localPortNumber: localPort,
    },
    properties: (values) => ({ ...values, type: 'LocalPortForwarding' }),
  },
};

/** Throws ApiError InvalidDocument or InvalidParameters. No name means the account's preferences document. */
export function resolveDocument(
  name: string | null,
  given: Readonly<Record<string, readonly string[]>>,
): ResolvedDocument {
  const documentName = name ?? PREFERENCES_DOCUMENT;
  const document = Object.hasOwn(DOCUMENTS, documentName) ? DOCUMENTS[documentName] : undefined;
  if (document === undefined)
    throw new ApiError('InvalidDocument', `Document with name ${documentName} does not exist.`);
  for (const key of Object.keys(given))
    if (!Object.hasOwn(document.parameters, key))
      throw new ApiError(
        'InvalidParameters',
        `Parameters provided in the request are not defined in the document: [${key}]`,
      );
  const values: Record<string, string> = {};
  for (const [key, parameter] of Object.entries(document.parameters)) {
    const list = given[key];
    if (list !== undefined && list.length !== 1)
      throw new ApiError('InvalidParameters', `Parameter "${key}" must have exactly one value.`);
    const value = list?.[0] ?? parameter.fallback;
    if (value === null || (list !== undefined && value === ''))
      throw new ApiError('InvalidParameters', `Parameter "${key}" requires a value.`);
    if (!parameter.pattern.test(value))
      throw new ApiError(
        'InvalidParameters',
        `Parameter "${key}" has value "${value}" not matching "${parameter.pattern.source}".`,
      );
    values[key] = value;
  }
  return { documentName, sessionType: document.sessionType, properties: document.properties(values) };
}

/** What GetDocument tells; null when there is no such document. */
export function documentContent(name: string, kmsKeyId: string | null): object | null {
  const document = Object.hasOwn(DOCUMENTS, name) ? DOCUMENTS[name] : undefined;
  if (document === undefined) return null;
  const { description, sessionType, parameters, properties } = document;
  const head = { schemaVersion: '1.0', description, sessionType };
  if (name === PREFERENCES_DOCUMENT) return { ...head, ...preferences(kmsKeyId) };
  const described = Object.entries(parameters).map(([key, { pattern, fallback }]) => [
    key,
    {
      type: 'String',
      ...(fallback === null ? {} : { default: fallback }),
      ...(pattern === ANY ? {} : { allowedPattern: pattern.source }),
    },
  ]);
  const placeholders = Object.keys(parameters).map((key) => [key, `{{ ${key} }}`]);
  return {
    ...head,
    parameters: Object.fromEntries(described) as object,
    properties: properties(Object.fromEntries(placeholders) as Record<string, string>),
  };
}

function preferences(kmsKeyId: string | null): object {
  return {
    inputs: {
      s3BucketName: '',
      s3KeyPrefix: '',
      s3EncryptionEnabled: true,
      cloudWatchLogGroupName: '',
      cloudWatchEncryptionEnabled: true,
      cloudWatchStreamingEnabled: true,
      kmsKeyId: kmsKeyId ?? '',
      runAsEnabled: false,
      runAsDefaultUser: '',
      idleSessionTimeout: '20',
      maxSessionDuration: '',
      shellProfile: { windows: '', linux: '' },
    },
  };
}
