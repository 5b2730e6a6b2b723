// The Windows half of the sandbox: accounts as AWS keeps them, and one machine with a desktop behind its port 3389.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { PortMap } from './agent/port-map.ts';
import { COMPANY } from './company/company.ts';
import type { Inventory } from './company/inventory.ts';
import { randomPassword, WindowsAccounts, type WindowsPasswordState } from './windows-accounts.ts';
import { WindowsDesktop, type DesktopState } from './windows-desktop.ts';

const RDP_PORT = 3389;

export interface WindowsSideParts {
  /** Only this user may look in. */
  readonly dir: string;
  readonly inventory: Inventory;
}

export class WindowsSide {
  readonly accounts: WindowsAccounts;
  readonly #desktop: WindowsDesktop;
  readonly #keyName: string;

  constructor({ dir, inventory }: WindowsSideParts) {
    const instance = inventory.find(COMPANY.sqlReport);
    const desktopDir = path.join(dir, 'desktop');
    mkdirSync(desktopDir, { recursive: true, mode: 0o755 });
    this.accounts = new WindowsAccounts(dir);
    this.#keyName = instance?.ec2?.keyName ?? 'windows';
    this.#desktop = new WindowsDesktop({
      dir: desktopDir,
      instanceName: instance?.name ?? COMPANY.sqlReport,
      computerName: (instance?.agent.computerName ?? 'EC2AMAZ').split('.', 1)[0] ?? 'EC2AMAZ',
      password: () => this.accounts.passwordOf(COMPANY.sqlReport),
    });
  }

  /** Where the private key of the desktop's key pair is, once `keyPair` or GetPasswordData was asked. */
  get keyFile(): string {
    return this.accounts.keyFile(this.#keyName);
  }

  get desktopState(): DesktopState {
    return this.#desktop.state;
  }

  /** Makes the desktop's port reachable through its agent. */
  async open(ports: PortMap): Promise<void> {
    const port = await this.#desktop.listen();
    ports.set(COMPANY.sqlReport, null, RDP_PORT, { host: '127.0.0.1', port });
  }

  /** The key pair as the person has it who made it. */
  async keyPair(): Promise<{ readonly keyName: string; readonly keyFile: string }> {
    const { file } = await this.accounts.keyPair(this.#keyName);
    return { keyName: this.#keyName, keyFile: file };
  }

  setPasswordState(target: string, state: WindowsPasswordState): void {
    this.accounts.setPasswordState(target, state);
  }

  /** On the machine itself; AWS goes on giving out the first password. The desktop must have been started. */
  async changePassword(): Promise<string> {
    const password = randomPassword();
    await this.#desktop.changePassword(password);
    return password;
  }

  async close(): Promise<void> {
    await this.#desktop.close();
  }
}
