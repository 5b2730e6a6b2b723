// The desktop's side of a tray icon on Linux: a StatusNotifierWatcher and host on the session bus, which reads the
// icon's menu over D-Bus and clicks in it, as a panel does.
import dbus from 'dbus-next';
import { expect } from '@playwright/test';

const WATCHER = 'org.kde.StatusNotifierWatcher';
const ITEM = 'org.kde.StatusNotifierItem';
const MENU = 'com.canonical.dbusmenu';
const CALL_LIMIT_MS = 5_000;

export interface TrayEntry {
  readonly id: number;
  readonly label: string;
  readonly isSeparator: boolean;
  readonly isEnabled: boolean;
  /** Null: not a check mark. */
  readonly isChecked: boolean | null;
  readonly children: readonly TrayEntry[];
}

export interface TrayHost {
  /** Waits for the icon, and answers with what its menu shows now. */
  menu(): Promise<readonly TrayEntry[]>;
  labels(): Promise<readonly string[]>;
  entry(label: string | RegExp): Promise<TrayEntry>;
  click(label: string | RegExp): Promise<void>;
  tooltip(): Promise<string>;
  /** A number for each picture the icon has; another picture, another number. */
  picture(): Promise<string>;
  close(): void;
}

class Watcher extends dbus.interface.Interface {
  readonly items: string[] = [];

  constructor() {
    super(WATCHER);
  }

  RegisterStatusNotifierItem(service: string): void {
    this.items.push(service);
  }

  RegisterStatusNotifierHost(): void {
    // We are the only host.
  }

  get IsStatusNotifierHostRegistered(): boolean {
    return true;
  }

  get RegisteredStatusNotifierItems(): string[] {
    return this.items;
  }

  get ProtocolVersion(): number {
    return 0;
  }
}
Watcher.configureMembers({
  methods: {
    RegisterStatusNotifierItem: { inSignature: 's', outSignature: '' },
    RegisterStatusNotifierHost: { inSignature: 's', outSignature: '' },
  },
  properties: {
    IsStatusNotifierHostRegistered: { signature: 'b', access: 'read' },
    RegisteredStatusNotifierItems: { signature: 'as', access: 'read' },
    ProtocolVersion: { signature: 'i', access: 'read' },
  },
});

export async function startTrayHost(): Promise<TrayHost> {
  const bus = dbus.sessionBus();
  const watcher = new Watcher();
  bus.export('/StatusNotifierWatcher', watcher);
  await bus.requestName(WATCHER, 0);

  // Electron does not support introspection: calls are written by hand.
  const call = async (
    path: string,
    face: string,
    member: string,
    signature: string,
    body: unknown[],
  ): Promise<unknown[]> => {
    await expect.poll(() => watcher.items.length, { message: 'a tray icon' }).toBeGreaterThan(0);
    const destination = watcher.items.at(-1) ?? '';
    const message = new dbus.Message({ destination, path, interface: face, member, signature, body });
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        reject(new Error(`no answer to ${member}`));
      }, CALL_LIMIT_MS);
    });
    try {
      const reply = await Promise.race([bus.call(message), limit]);
      return (reply?.body ?? []) as unknown[];
    } finally {
      clearTimeout(timer);
    }
  };
  const property = async (name: string): Promise<unknown> => {
    const face = 'org.freedesktop.DBus.Properties';
    const [value] = await call('/StatusNotifierItem', face, 'Get', 'ss', [ITEM, name]);
    return (value as dbus.Variant).value;
  };
  const menu = async (): Promise<readonly TrayEntry[]> => {
    const path = String(await property('Menu'));
    const [, root] = await call(path, MENU, 'GetLayout', 'iias', [0, -1, []]);
    return entryOf(root as Layout).children;
  };
  const entry = async (label: string | RegExp): Promise<TrayEntry> => {
    const found = flat(await menu()).find((each) =>
      typeof label === 'string' ? each.label === label : label.test(each.label),
    );
    if (found === undefined) throw new Error(`the tray has no ${String(label)}`);
    return found;
  };
  return {
    menu,
    entry,
    labels: async () => flat(await menu()).flatMap(({ isSeparator, label }) => (isSeparator ? [] : [label])),
    async click(label) {
      await expect.poll(() => entry(label).then(() => 'there', String)).toBe('there');
      const { id } = await entry(label);
      const path = String(await property('Menu'));
      const press = (at: number) =>
        call(path, MENU, 'Event', 'isvu', [at, 'clicked', new dbus.Variant('i', 0), 0]);
      await press(id).catch(async (error: unknown) => {
        // Drawn anew since it was read, with other numbers: a panel reads it again as well.
        const again = await entry(label);
        if (again.id === id) throw error;
        await press(again.id);
      });
    },
    async tooltip() {
      const [, , title] = (await property('ToolTip')) as [string, unknown, string, string];
      return title;
    },
    async picture() {
      const pixmaps = (await property('IconPixmap')) as [number, number, Uint8Array][];
      return pixmaps.map(([width, , bytes]) => `${width}:${sum(bytes)}`).join(' ');
    },
    close() {
      bus.disconnect();
    },
  };
}

type Layout = [id: number, properties: Record<string, dbus.Variant>, children: dbus.Variant<Layout>[]];

function entryOf([id, properties, children]: Layout): TrayEntry {
  const value = (name: string): unknown => properties[name]?.value;
  const label = value('label');
  return {
    id,
    // One underscore marks the letter to press.
    label: (typeof label === 'string' ? label : '').replace(/_(.)/g, '$1'),
    isSeparator: value('type') === 'separator',
    isEnabled: value('enabled') !== false,
    isChecked: value('toggle-type') === 'checkmark' ? value('toggle-state') === 1 : null,
    children: children.map((child) => entryOf(child.value)),
  };
}

function flat(entries: readonly TrayEntry[]): readonly TrayEntry[] {
  return entries.flatMap((entry) => [entry, ...flat(entry.children)]);
}

function sum(bytes: Uint8Array): number {
  return bytes.reduce((total, byte, index) => (total + byte * ((index % 251) + 1)) % 1_000_000_007, 0);
}
