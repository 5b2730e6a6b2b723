// Which session document leads to a port, and its parameters (fact sheet 7.5). Pure.

export type PortEnd =
  /** A port of the target itself. */
  | { readonly kind: 'target'; readonly port: number }
  /** A port that the target can reach; the agent resolves the name once, when the session starts. */
  | { readonly kind: 'beyond'; readonly host: string; readonly port: number }
  /** The target's SSH port as one plain stream, for ProxyCommand. */
  | { readonly kind: 'ssh'; readonly port: number };

export interface PortDocument {
  readonly documentName: string;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
}

const THIS_HOST = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/i;

/** Newer agents refuse loopback as a remote host; the target's own ports have a document of their own. */
export function portEnd(host: string | null, port: number): PortEnd {
  return host === null || THIS_HOST.test(host) ? { kind: 'target', port } : { kind: 'beyond', host, port };
}

export function portDocument(end: PortEnd): PortDocument {
  const portNumber = [String(end.port)];
  switch (end.kind) {
    case 'target':
      return { documentName: 'AWS-StartPortForwardingSession', parameters: { portNumber } };
    case 'beyond':
      return {
        documentName: 'AWS-StartPortForwardingSessionToRemoteHost',
        parameters: { host: [end.host], portNumber },
      };
    case 'ssh':
      return { documentName: 'AWS-StartSSHSession', parameters: { portNumber } };
  }
}
