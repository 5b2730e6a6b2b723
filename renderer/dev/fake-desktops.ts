// Pretended desktops: the scenario decides how far one gets (`desktop-key`, `desktop-refused`, …), else it opens.
import { AppError } from '../../shared/app-error.ts';
import type { AppErrorCode } from '../../shared/app-error.ts';
import type { CallInput } from '../../shared/contract.ts';
import { desktopSnapshotSchema, desktopSpecSchema } from '../../shared/desktop.ts';
import type { DesktopQuestion, DesktopSnapshot, DesktopsUpdate } from '../../shared/desktop.ts';
import type { DesktopId } from '../../shared/ids.ts';
import type { RdpPhase } from '../../shared/rdp.ts';

const CLIENT = 'FreeRDP 3';
const STEPS: readonly RdpPhase[] = [
  { kind: 'opening-tunnel' },
  { kind: 'waiting-for-desktop', attempt: 1, problem: null },
  { kind: 'checking-certificate' },
  { kind: 'getting-password' },
  { kind: 'starting-client', client: CLIENT },
  { kind: 'waiting-for-client', client: CLIENT, notes: [] },
  { kind: 'open', since: 0, client: CLIENT, notes: [] },
];
const ERRORS: Readonly<Record<string, readonly [AppErrorCode, string, string | null]>> = {
  'desktop-refused': [
    'rdp/sign-in-refused',
    'The target did not accept the user name and password.',
    '(exit code 132)',
  ],
  'desktop-missing': [
    'rdp/client-missing',
    'There is no RDP client on this computer that Sallyport knows.',
    'Install FreeRDP (package freerdp3-x11 or freerdp2-x11) or Remmina.',
  ],
  'desktop-not-ready': [
    'rdp/password-not-ready',
    'The password is not ready yet.',
    'Windows sets it during its first start, within about 15 minutes. This one was launched 3 minutes ago.',
  ],
  'desktop-certificate': [
    'rdp/certificate-changed',
    'This desktop shows another certificate than before.',
    'Before, i-0aa11bb22cc33dd44 showed 12:ab:90; now it shows 7f:00:41 (SHA-256).',
  ],
};
const asked = { id: 'q1', problem: null, deadlineAt: Date.now() + 900_000 };
const QUESTIONS: Readonly<Record<string, object>> = {
  'desktop-key': { kind: 'key-file', ...asked, keyName: 'finance-rdp' },
  'desktop-passphrase': { kind: 'passphrase', ...asked, keyName: 'finance-rdp' },
  'desktop-account': { kind: 'account', ...asked, userName: '.\\Administrator' },
};

export function createFakeDesktops(
  scenario: string,
  pace: number,
  changed: (update: DesktopsUpdate) => void,
) {
  let revision = 0;
  const byId = new Map<string, DesktopSnapshot>();
  const put = (id: string, patch: Partial<DesktopSnapshot>): void => {
    const before = byId.get(id);
    if (before === undefined) return;
    byId.set(id, { ...before, ...patch });
    tell([id]);
  };
  const tell = (ids: string[]): void => {
    revision += 1;
    const removes = ids.filter((id) => !byId.has(id)) as DesktopId[];
    changed({ revision, upserts: ids.flatMap((id) => byId.get(id) ?? []), removes });
  };
  const end = (id: string, ending: Extract<RdpPhase, { kind: 'ended' }>['ending']): void => {
    put(id, { question: null, phase: { kind: 'ended', at: Date.now(), ending } });
  };
  const begin = (id: string): void => {
    const error = ERRORS[scenario];
    STEPS.forEach((phase, index) => {
      setTimeout(() => {
        const now = byId.get(id);
        if (now === undefined || now.phase.kind === 'ended' || now.question !== null) return;
        if (scenario === 'desktop-steps' && index > 1) return;
        if (index === 3 && error !== undefined) {
          const [code, message, detail] = error;
          end(id, { kind: 'failed', error: new AppError(code, message, { detail }).toData() });
          return;
        }
        put(id, { phase: phase.kind === 'open' ? { ...phase, since: Date.now() } : phase });
        if (index === 3 && QUESTIONS[scenario] !== undefined)
          put(id, { question: QUESTIONS[scenario] as DesktopQuestion });
      }, pace * index);
    });
  };
  const spec = desktopSpecSchema.parse({});
  return {
    'desktops.snapshot': () => ({ revision, upserts: [...byId.values()], removes: [] }),
    'desktops.open': (input: CallInput<'desktops.open'>) => {
      const desktopId = crypto.randomUUID();
      const snapshot = desktopSnapshotSchema.parse({
        ...{ ...input, id: desktopId, spec, phase: STEPS[0], question: null },
        ...{ route: 'ssm', routeNote: 'via SSM', tunnel: null },
      });
      byId.set(desktopId, snapshot);
      tell([desktopId]);
      begin(desktopId);
      return { desktopId };
    },
    'desktops.close': ({ desktopId }: { desktopId: string }) => {
      end(desktopId, { kind: 'cancelled' });
      return null;
    },
    'desktops.forget': ({ desktopId }: { desktopId: string }) => {
      byId.delete(desktopId);
      tell([desktopId]);
      return null;
    },
    'desktops.retry': () => null,
    'desktops.reconnect': ({ desktopId }: { desktopId: string }) => {
      put(desktopId, { phase: { kind: 'opening-tunnel' } });
      begin(desktopId);
      return null;
    },
    'desktops.rename': ({ desktopId, title }: { desktopId: string; title: string }) => {
      put(desktopId, { title });
      return null;
    },
    'desktops.answer': ({ desktopId, answer }: CallInput<'desktops.answer'>) => {
      if (answer.kind === 'account' && answer.keep === 'in-keychain')
        throw new AppError(
          'library/keychain-plain-text',
          'The keychain of this computer does not protect passwords.',
        );
      put(desktopId, {
        question: null,
        phase: { kind: 'open', since: Date.now(), client: CLIENT, notes: [] },
      });
      return null;
    },
    'desktops.save-file': () => ({ path: '~/Documents/sql-report-01.rdp' }),
    'desktops.copy-password': () => ({ clearedAfterMs: 30_000 }),
    'desktops.choices': () => ({
      spec,
      clients: [
        { id: 'freerdp3', name: CLIENT, passesPassword: true },
        { id: 'remmina', name: 'Remmina', passesPassword: true },
      ],
      savedUsers: scenario === 'desktop-saved' ? ['CORP\\anna'] : [],
    }),
    'desktops.change-spec': () => null,
    'desktops.forget-password': () => null,
  };
}
