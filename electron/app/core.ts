// Everything behind the calls of the window, built once: stores, connections, terminals, AWS, handlers.
import { randomUUID } from 'node:crypto';
import os from 'node:os';
import type { AppFacts } from '../../shared/contract.ts';
import { connectionIdSchema, promptIdSchema } from '../../shared/ids.ts';
import type { Clock, Random } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { Connections } from '../connection/connections.ts';
import { Prompts } from '../connection/prompts.ts';
import { appCalls, type AppParts } from '../ipc/app-calls.ts';
import { desktopCalls } from '../ipc/desktop-calls.ts';
import { connectionCalls } from '../ipc/connection-calls.ts';
import { inventoryCalls } from '../ipc/inventory-calls.ts';
import { fileCalls } from '../ipc/file-calls.ts';
import { targetCalls } from '../ipc/target-calls.ts';
import { signInCalls } from '../ipc/sign-in-calls.ts';
import { commandLineCalls, type CommandLinkSwitch } from '../ipc/command-line-calls.ts';
import { libraryCalls, settingsCalls } from '../ipc/library-calls.ts';
import { profileCalls } from '../ipc/profile-calls.ts';
import type { Publish } from '../ipc/publisher.ts';
import { createRouter } from '../ipc/router.ts';
import { tunnelCalls } from '../ipc/tunnel-calls.ts';
import { windowCalls, type WindowKeys } from '../ipc/window-calls.ts';
import type { Router } from '../ipc/router.ts';
import type { Edits } from '../files/edits.ts';
import type { Library } from '../library/library.ts';
import type { SettingsStore } from '../library/settings.ts';
import type { TerminalPort } from '../terminal/terminal-wire-port.ts';
import { Terminals } from '../terminal/terminals.ts';
import type { DesktopDesk } from './desktop-desk.ts';
import { cloudOnDemand } from './cloud-on-demand.ts';
import { type AskConsent, makeConsents } from './consents.ts';
import { buildFilesDesk, type FilesHome } from './files-parts.ts';
import { buildDesktopDesk, type DesktopHome } from './desktop-parts.ts';
import type { LogFile } from './log-file.ts';
import { makeOpenWith } from './open-with.ts';
import { composeReport } from './report.ts';
import type { SandboxProcess } from './sandbox-process.ts';
import { openSavedState } from './saved-state.ts';
import { SecretClipboard, type SystemClipboard } from './secret-clipboard.ts';
import { serveCommandLine } from './serve-command-line.ts';
import { SshConfigDesk, type SshConfigParts } from './ssh-config-desk.ts';
import type { TunnelDesk } from './tunnel-desk.ts';
import { buildTunnelDesk } from './tunnel-parts.ts';

export interface CoreParts {
  readonly facts: AppFacts;
  /** Where everything is kept, and the private socket of the command line. */
  readonly dataFolder: string;
  readonly desktops: DesktopHome;
  readonly files: FilesHome;
  readonly sshConfig: Pick<SshConfigParts, 'place' | 'program' | 'dataFolder'>;
  readonly commandLink: CommandLinkSwitch;
  readonly settings: SettingsStore;
  readonly sandbox: SandboxProcess;
  readonly publish: Publish;
  readonly sendPort: (nonce: string) => TerminalPort;
  readonly clipboard: SystemClipboard;
  /** Whether the window has the focus. */
  readonly isFocused: () => boolean;
  readonly askConsent: AskConsent;
  readonly windowKeys: WindowKeys;
  readonly openInBrowser: AppParts['openInBrowser'];
  readonly reportBug: (where: string, error: unknown) => void;
  readonly checkContract: boolean;
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly logFile: LogFile;
}

export interface Core {
  readonly router: Router;
  readonly connections: Connections;
  readonly library: Library;
  readonly tunnels: TunnelDesk;
  readonly desktops: DesktopDesk;
  readonly edits: Edits;
  /** Ends connections, desktops, tunnels and the sandbox, waits for the disk. Never rejects. */
  close(): Promise<void>;
}

export async function buildCore(parts: CoreParts): Promise<Core> {
  const { clock, log, sandbox, settings, publish } = parts;
  const saved = await openSavedState({ ...parts, settingsNotice: settings.notice });
  const { library, knownTargets } = saved;
  const prompts = new Prompts({ clock, newId: () => promptIdSchema.parse(randomUUID()) });

  const cloud = cloudOnDemand(
    {
      env: parts.env,
      askMfaCode: (question, signal) => prompts.ask({ kind: 'mfa-code', question }, signal),
      sandbox: () => sandbox.running,
      startSandbox: (signal) => sandbox.start(signal),
      knownTargets,
      newShells: () => settings.value.newShells,
      findSaved: (id) => library.find(id),
      ask: (question, signal) => prompts.ask(question, signal),
      clock,
      random: parts.random,
      log,
    },
    publish,
  );

  const terminals = new Terminals({
    clock,
    onViolation: (what) => {
      log.warn('a terminal port was cut off', { what });
    },
  });
  const connections = new Connections({
    openShell: async (request) => (await cloud.get()).openShell(request),
    makeView: (id) => terminals.create(id),
    onForgotten: (id) => {
      terminals.remove(id);
    },
    newId: () => connectionIdSchema.parse(randomUUID()),
    clock,
    log,
  });

  const agree = makeConsents({ saved: saved.consents, ask: parts.askConsent, clock, log });
  const clipboard = new SecretClipboard({ ...parts, system: parts.clipboard });
  const tunnels = buildTunnelDesk({
    ...parts,
    ...{ saved: saved.tunnels, cloud: cloud.get, prompts, agree },
    log: log.part('tunnel'),
  });

  const desktops = buildDesktopDesk({
    ...parts,
    ...{ home: parts.desktops, library, clipboard, agree },
    saved: saved.desktops,
    cloud: async () => (await cloud.get()).desktops,
    localAddress: (targetId, taken) => tunnels.addressFor(targetId, taken),
    sandboxKeyFile: () => sandbox.running?.keyFile ?? null,
    log: log.part('desktop'),
  });

  const files = buildFilesDesk({
    ...{ connections, publish, clock, settings, agree },
    ...{ home: parts.files, dataFolder: parts.dataFolder, env: parts.env },
    log: log.part('files'),
  });
  desktops.live.onUpdate((update) => {
    publish('desktops.update', update);
  });
  const commandLine = serveCommandLine({
    ...{ cloud: cloud.get, library, settings, clock },
    dataFolder: parts.dataFolder,
    log: log.part('command-line'),
  });
  const sshConfig = new SshConfigDesk({ ...parts.sshConfig, library, knownTargets, log });
  void sshConfig.start();

  tunnels.onUpdate((update) => {
    publish('tunnels.update', update);
  });
  connections.onUpdate((update) => {
    publish('connections.update', update);
  });
  library.onChange((snapshot) => {
    publish('library.update', snapshot);
  });
  settings.onChange((value) => {
    publish('settings.update', value);
  });
  prompts.onChange((list) => {
    publish('prompts.update', list);
  });

  const router = createRouter({
    checkOutput: parts.checkContract,
    reportBug: parts.reportBug,
    handlers: {
      ...appCalls({
        facts: parts.facts,
        prompts,
        clipboard,
        openInBrowser: parts.openInBrowser,
        composeReport: (error, connectionId) =>
          composeReport({
            at: clock.now(),
            version: parts.facts.version,
            electron: parts.facts.electron,
            system: `${os.type()} ${os.release()} ${os.arch()}`,
            homeDir: os.homedir(),
            error,
            connection: connectionId === null ? null : connections.find(connectionId),
            recentLog: parts.logFile.recent(),
          }),
      }),
      ...profileCalls({ cloud: cloud.get, startSandbox: (signal) => sandbox.start(signal) }),
      ...inventoryCalls({ cloud: cloud.get, publish, clock }),
      ...targetCalls({ cloud: cloud.get }),
      ...connectionCalls({ connections, terminals, library, sendPort: parts.sendPort, log }),
      ...tunnelCalls({
        desk: tunnels,
        openWith: makeOpenWith({
          openInBrowser: parts.openInBrowser,
          platform: process.platform,
          env: parts.env,
          agree,
        }),
      }),
      ...desktopCalls(desktops),
      ...fileCalls(files),
      ...libraryCalls(library, (targetId) => desktops.rememberedSpec(targetId)),
      ...settingsCalls(settings, parts.facts.operatingSystem),
      ...windowCalls(parts.windowKeys),
      ...signInCalls({ ...parts, clipboard, cloud: cloud.get, underWay: cloud.signIns }),
      ...commandLineCalls({ sshConfig, link: parts.commandLink }),
    },
  });

  return {
    ...{ router, connections, library, tunnels, desktops, edits: files.edits },
    async close() {
      router.cancelAll();
      await Promise.all([clipboard.close(), files.closeAll()]);
      // Sessions are ended while the sandbox is still there to hear it.
      await Promise.all([
        connections.closeAll(),
        desktops.live.closeAll(),
        tunnels.close(),
        commandLine.close(),
      ]);
      const closed = await Promise.allSettled([
        sandbox.stop(),
        ...saved.settled(),
        settings.settled(),
        sshConfig.settled(),
      ]);
      for (const each of closed) {
        if (each.status === 'rejected') log.warn('closing failed', { error: each.reason });
      }
      await cloud.close();
      await parts.logFile.flush();
    },
  };
}
